"""Found words are marked where they stand, and everything else stays text."""

import pytest

from reports.pages.archive.marking import AROUND, Marker
from reports.queries.search import Wanted, Word


def marker(*tokens):
    return Marker(Wanted(tuple(Word(token, ((token,),)) for token in tokens)))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Хор в Витебске", "Хор в <mark>Витебске</mark>"),
        ("Витебск, Витебск", "<mark>Витебск</mark>, <mark>Витебск</mark>"),
        ("<b>Витебск</b>", "&lt;b&gt;<mark>Витебск</mark>&lt;/b&gt;"),
        ("Минск–Витебск", "<mark>Минск–Витебск</mark>"),
        ("Ничего", "Ничего"),
        ("", ""),
    ],
)
def test_a_word_is_marked_in_whichever_form(text, marked):
    assert marker("витебск").marked(text) == marked


def test_the_beginning_of_a_word_is_marked_with_all_of_it():
    assert marker("витеб*").marked("Витебчане") == "<mark>Витебчане</mark>"


def test_without_words_nothing_is_marked():
    assert Marker(Wanted(())).marked("Витебск <") == "Витебск &lt;"


def test_of_a_long_text_the_part_around_the_first_word_is_shown():
    long = "начало " * 60 + "Витебск" + " конец" * 60
    part = marker("витебск").around(long)
    assert "<mark>Витебск</mark>" in part
    assert part.startswith("… начало ") and part.endswith("конец …")
    assert len(part) < 3 * AROUND
    assert marker("минск").around(long) is None


def test_a_text_without_blanks_is_cut_too():
    part = marker("витебск").around(f"{'-' * 500}Витебск{'-' * 500}")
    assert "<mark>Витебск</mark>" in part
    assert len(part) < 3 * AROUND
