import pytest

from reports.prose.numerals import in_digits, value_of, without_confirmation
from tests.answers import for_each


@for_each(
    ("words", "value"),
    [
        ("двадцать пять", 25),
        ("сто двадцать", 120),
        ("сорока", 40),
        ("две тысячи триста", 2300),
        ("тысяча", 1000),
        ("двенадцать", 12),
        ("двенадцать пять", None),
        ("сто сто", None),
        ("пять двадцать", None),
    ],
)
def test_a_number_in_words_has_one_value_or_none(words, value):
    assert value_of(words) == value


def test_only_whole_words_become_digits():
    assert in_digits("Семьдесят пять семян, сто столов") == "75 семян, 100 столов"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("60 (60) человек", ("60 человек", True)), ("60 (50) человек", ("60 человек", False)), ("60", ("60", True))],
)
def test_a_number_in_a_bracket_confirms_the_one_before(text, answer):
    assert without_confirmation(text) == answer
