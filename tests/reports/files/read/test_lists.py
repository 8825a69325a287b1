"""Labels of lists as a program shows them."""

import pytest

from reports.files.read.lists import Counted, Level, ListStyle, bullet, number_in
from tests.answers import for_each

STYLE = ListStyle(
    {1: Level("1", after=")"), 2: Level("а, б, .., аа, аб, ... (ru)", after=".", shown=2), 3: Level(bullet="•")}
)


def test_paragraphs_are_counted_by_level():
    counted = Counted()
    levels = (1, 2, 2, 1, 2, 3, 3)
    assert [counted.next(STYLE, level) for level in levels] == ["1)", "1.а.", "1.б.", "2)", "2.а.", "•", "•"]


def test_counting_begins_where_it_is_told_to():
    counted = Counted()
    assert [counted.next(STYLE, 1, 5), counted.next(STYLE, 1)] == ["5)", "6)"]
    assert Counted().next(ListStyle({1: Level("1", start=3)}), 1) == "3"


def test_a_level_without_a_look_has_no_label():
    assert Counted().next(STYLE, 4) == ""
    assert Counted().next(ListStyle({1: Level("")}), 1) == ""


@for_each(
    ("form", "number", "answer"),
    [
        ("1", 12, "12"), ("i", 4, "iv"), ("I", 1999, "MCMXCIX"), ("I", 5000, "5000"), ("a", 26, "z"), ("a", 27, "aa"),
        ("A", 2, "B"), ("а", 7, "ж"), ("А", 10, "К"), ("i", 0, "0"), ("a", 10**9, "l" * 10), ("?", 3, "3"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_style_says(form, number, answer):
    assert number_in(form, number) == answer


@pytest.mark.parametrize(
    ("sign", "answer"), [("•", "•"), ("–", "–"), ("\uf0b7", "•"), ("\uf0d8", "•"), ("\uf02d", "–")]
)
def test_bullets_of_symbol_fonts_are_signs_of_any_font(sign, answer):
    assert bullet(sign) == answer
