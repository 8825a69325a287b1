"""Roman numbers from a Russian keyboard."""

import pytest

from reports.prose.roman import LARGEST, in_latin, is_number, number_of, value_of, written
from tests.answers import for_each


@pytest.mark.parametrize(
    ("typed", "latin"), [("ХІХ", "XIX"), ("хі", "xi"), ("ӀХ", "IX"), ("ХXI", "XXI"), ("век", "век")]
)
def test_cyrillic_letters_that_mean_a_figure_become_latin(typed, latin):
    assert in_latin(typed) == latin


@pytest.mark.parametrize("letters", ["I", "iv", "XIX", "XL", "LXXXIX"])
def test_figures_in_their_order_are_a_number(letters):
    assert is_number(letters)


@for_each("letters", ["", "IIII", "VX", "XXXX", "MIX", "век", "ı"])
def test_other_letters_are_none(letters):
    assert not is_number(letters)


@for_each(
    ("letters", "value", "is_guessed"),
    [("iv", 4, False), ("хіі", 12, False), ("ӏ", 1, False), ("lv", 4, True), ("п", 2, True), ("ш", 3, True)],
)
def test_a_number_of_a_quarter_or_month_is_read_and_a_guess_is_told(letters, value, is_guessed):
    assert value_of(letters) == (value, is_guessed)


@pytest.mark.parametrize("letters", ["xiii", "iiii", "май", ""])
def test_what_is_no_number_up_to_twelve_has_no_value(letters):
    assert value_of(letters)[0] is None


def test_every_number_is_read_as_it_is_written():
    assert [number_of(written(number)) for number in range(1, LARGEST + 1)] == list(range(1, LARGEST + 1))


@for_each(
    ("typed", "number"),
    [("Х", 10), ("ХХIV", 24), ("XCIX", 99), ("IIII", None), ("xx", None), ("", None)],
)
def test_capitals_of_either_alphabet_are_a_number(typed, number):
    assert number_of(typed) == number


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match="Roman"):
        written(number)
