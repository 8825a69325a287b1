"""Tokens by which texts are searched."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.prose import stems
from tests.answers import for_each


@for_each(
    ("one", "other"),
    [
        ("Витебск", "в Витебске"),
        ("фестиваль", "фестивалей"),
        ("ёлка", "елками"),
        ("Конёнков", "Коненкова"),
        ("ученые", "учёных"),
        ("городов-побратимов", "город-побратим"),
        ("видео-конференц-связи", "видеоконференцсвязь"),
        ("Холм–Жирковский", "холм-жирковского"),
        ("ДЮСШ № 4", "дюсш №4"),
        ("«Две реки»", '"две реки"'),
        ("Минcк", "Минск"),  # the first with a Latin «c»
        ("XII съезд", "ХII съезды"),  # the second with a Cyrillic «Х»
        ("Ко\u00adнцерт", "концерт"),
    ],
)
def test_writings_of_one_word_share_a_token(one, other):
    """What people type and what reports have differ in form, letters and signs."""
    assert set(stems.tokens(one)) & set(stems.tokens(other))


@for_each(
    ("one", "other"),
    [("Минск", "минус"), ("Вязьма", "вязать"), ("Орша", "оршад"), ("школа", "шкала"), ("1812", "1912")],
)
def test_different_words_share_none(one, other):
    assert not set(stems.tokens(one)) & set(stems.tokens(other))


def test_a_word_with_a_hyphen_is_found_whole_and_by_its_parts():
    assert stems.tokens("Интернет-портал") == ["интернетпорта", "интернет", "порта"]


def test_what_nobody_looks_for_is_left_out_and_numbers_stay():
    """«г. Орша, в 3 школах и на IV этаже»: prepositions and single letters go, figures and Roman numbers stay."""
    found = stems.tokens("г. Орша, в 3 школах и на IV этаже, V форум")
    assert found == [*map(stems.stem, ("орша",)), "3", stems.stem("школах"), "iv", stems.stem("этаже"), "v", "форум"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=100))
def test_a_token_of_any_text_holds_nothing_that_a_database_could_cut_or_read_as_its_language(text):
    for token in stems.tokens(text):
        assert token.isalnum(), token
        assert 0 < len(token) <= stems.LONGEST
        assert not set(token) & set(string.punctuation + string.whitespace)


@pytest.mark.parametrize("text", ["а" * 100_000, "-" * 100_000, "а-" * 50_000, "от-до-" * 9_000, "1" * 100_000])
def test_a_hostile_text_takes_no_longer_than_its_letters(text):
    assert len(stems.tokens(text)) < 5


def test_the_place_of_each_word_is_known_as_it_is_written():
    text = "Приём делегации «Витебск–Орша»"
    found = [text[start:end] for start, end, tokens in stems.spans(text) if stems.stem("орша") in tokens]
    assert found == ["Витебск–Орша"]
