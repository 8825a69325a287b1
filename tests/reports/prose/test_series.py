"""A series of events that are written at once: the pattern, the lines of the list, the prizes in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.series import (
    BLANK,
    SeriesProblem,
    awards_in_words,
    blanked,
    filled,
    in_town,
    read_line,
    without_blank,
    without_prizes,
)
from reports.prose.words import plural
from tests.answers import for_each

from .right_series import AWARDS, LINES, NO_AWARDS


@for_each(("typed", "words"), AWARDS)
def test_numbers_of_prizes_become_words(typed, words):
    assert awards_in_words(typed) == words


@for_each("typed", NO_AWARDS)
def test_what_is_no_number_of_prizes_is_refused(typed):
    with pytest.raises(SeriesProblem):
        awards_in_words(typed)


@for_each("number", range(1, 126))
def test_every_number_has_its_form(number):
    assert awards_in_words(str(number)) == f"{number} {plural(number, *DIPLOMA)} лауреата I степени"


DIPLOMA = ("диплом", "диплома", "дипломов")


def test_forms_of_numbers_are_those_of_the_grammar():
    told = {number: awards_in_words(str(number)).split()[1] for number in (1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 112)}
    assert told == {
        **dict.fromkeys((1, 21, 101), "диплом"),
        **dict.fromkeys((2, 22), "диплома"),
        **dict.fromkeys((5, 11, 12, 25, 111, 112), "дипломов"),
    }


@for_each(("line", "right"), LINES)
def test_a_line_says_the_name_and_what_differs(line, right):
    read = read_line(line, year=2024, quarter=4)
    assert (read.name, read.place, read.period, read.awards) == right


@pytest.mark.parametrize("line", [";;", "\t\t", "а; б; в; г; д", "Имя; Минск; Брест"])
def test_a_line_that_cannot_be_told_apart_is_refused(line):
    with pytest.raises(SeriesProblem):
        read_line(line, year=2024, quarter=4)


def test_the_blank_of_the_pattern_is_filled():
    assert filled("Участие в конкурсе «…»", "Кленовый лист") == "Участие в конкурсе «Кленовый лист»"


@pytest.mark.parametrize("blank", ["…", "...", "___", "[ ]"])
def test_a_blank_may_be_typed_in_several_ways(blank):
    assert filled(f"Конкурс «{blank}»", "Vivaldi") == "Конкурс «Vivaldi»"


def test_a_pattern_without_a_blank_is_refused():
    with pytest.raises(SeriesProblem, match="«…»"):
        filled("Участие в конкурсе", "Vivaldi")


def test_without_prizes_the_sentence_that_would_tell_them_goes():
    text = "Поддержка молодых музыкантов. Ученики школы получили …"
    assert without_blank(text) == "Поддержка молодых музыкантов."
    assert without_blank("Поддержка молодых музыкантов") == "Поддержка молодых музыкантов"


def test_two_blanks_are_refused():
    with pytest.raises(SeriesProblem):
        filled(f"Конкурс «{BLANK}» и «{BLANK}»", "Vivaldi")


@given(st.text("аб 1;|\t.«»IX-", max_size=40))
def test_any_line_is_read_or_refused(line):
    try:
        assert read_line(line, year=2024, quarter=4).name
    except SeriesProblem as problem:
        assert str(problem)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("Участие в конкурсе «Vivaldi»", "Участие в конкурсе «…»"),
        ("Проект «Душа»: конкурс «Vivaldi», очный тур", "Проект «Душа»: конкурс «…», очный тур"),
        ("Приём делегации", "Приём делегации"),
    ],
)
def test_the_pattern_of_a_name_has_a_blank_in_its_last_quotes(name, pattern):
    assert blanked(name) == pattern


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Дружба. Ученики получили 4 диплома лауреата I степени и 1 диплом лауреата II степени", "Ученики получили …"),
        ("Ученики получили диплом лауреата I степени, 2 диплома участника.", "Ученики получили …."),
        ("Ученики получили 2 диплома обладателя Гран-при", "Ученики получили …"),
        ("Дружба", "Дружба"),
    ],
)
def test_prizes_that_were_told_become_a_blank(text, pattern):
    assert without_prizes(text).endswith(pattern)


@pytest.mark.parametrize(
    ("place", "town", "right"),
    [
        ("г. Минск (Республика Беларусь)", "Брест", "г. Брест (Республика Беларусь)"),
        ("г. Санкт-Петербург (в дистанционном формате)", "Москва", "г. Москва (в дистанционном формате)"),
        ("г. Минск", "Сингапур (в дистанционном формате)", "Сингапур (в дистанционном формате)"),
        ("г. Минск (Республика Беларусь)", "пос. Красный", "пос. Красный"),
        ("В дистанционном формате", "г. Орша", "г. Орша"),
    ],
)
def test_a_line_names_another_town_of_the_same_kind_of_place(place, town, right):
    assert in_town(place, town) == right
