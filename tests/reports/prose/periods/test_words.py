"""A text cut into the words of a period, before any grammar joins them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.periods.tokens import Date, Number, Refused
from reports.prose.periods.words import read_words

# Names of weekdays, of times of the day and of labels say nothing about which days it was.
ASIDE = ["понедельник, ", "дата проведения: ", "в понедельник "]


def kinds(text):
    return [token.kind for token in read_words(text).tokens]


def test_each_word_says_its_kind():
    assert kinds("с 4 по 6 ноября 2024 года") == ["from", "number", "to", "number", "month", "number", "year"]
    assert kinds("IV квартал") == kinds("4 кв.") == ["number", "quarter"]


def test_a_date_in_figures_is_one_word_with_its_year_or_without():
    values = [token.value for token in read_words("4.11.2024").tokens + read_words("04.11").tokens]
    assert values == [Date(4, 11, "2024", "."), Date(4, 11, None, ".")]


def test_a_roman_number_is_no_day():
    assert [token.value for token in read_words("IV").tokens] == [Number(4, may_be_day=False)]
    assert [token.value for token in read_words("4").tokens] == [Number(4, digits=1)]


def test_cyrillic_letters_that_look_roman_are_roman():
    assert read_words("ІV квартал").tokens[0].value == read_words("IV квартал").tokens[0].value


@pytest.mark.parametrize("words", ASIDE)
def test_what_names_no_days_is_put_aside(words):
    assert kinds(f"{words}4 ноября 2024 года") == kinds("4 ноября 2024 года")


def test_what_was_put_aside_is_remembered():
    found = read_words("понедельник, 4 ноября 2024 года в 10:00")
    assert (found.weekdays, found.has_time) == ([0], True)


def test_a_word_that_belongs_to_no_period_is_named():
    with pytest.raises(Refused, match=r"Не понял срок \(«слово»\)"):
        read_words("4 ноября слово")


def test_how_often_is_not_when():
    with pytest.raises(Refused, match="как часто, а не когда"):
        read_words("ежемесячно")


@given(st.text("0123456789 .-–/:;,свпогдкнябряIVХ()\n", max_size=60))
def test_no_unknown_word_gets_past_the_refusal(text):
    try:
        words = read_words(text)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert [token.text for token in words.tokens if token.kind == "unknown" and token.text.isalpha()] == []
