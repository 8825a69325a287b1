"""Two texts told apart in words, also where one of them or both say nothing."""

import pytest

from reports.views.changes import difference

SAYS_NOTHING = ["", " ", "\xa0", "\u200b", "\n"]


@pytest.mark.parametrize("after", SAYS_NOTHING)
@pytest.mark.parametrize("before", SAYS_NOTHING)
def test_texts_that_say_nothing_have_a_difference(before, after):
    assert isinstance(difference(before, after), str)


def test_two_empty_texts_differ_in_nothing():
    assert difference("", "") == ""


def test_a_text_that_was_empty_is_all_added():
    assert "<ins>" in difference("", "Форум")
    assert "<del>" in difference("Форум", "")
