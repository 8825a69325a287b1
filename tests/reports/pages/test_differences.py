"""Two texts told apart in words, also where one of them or both say nothing."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from reports.pages.differences import difference

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


# Texts of words, signs, emoji, combining marks and every kind of blank.
ANY_TEXT = st.text(alphabet=st.sampled_from("яА.,«<&>\u0301\u200b\u00a0 \n\t\U0001f33e"), max_size=30)


def sides_of(page):
    """The words of the earlier and of the later text, read back from the page of their difference."""
    root = html.fragment_fromstring(page, create_parent="div")
    for hidden in root.xpath('.//span[@class="visually-hidden"]'):
        hidden.drop_tree()
    sides = []
    for other in ("ins", "del"):
        side = copy.deepcopy(root)
        for element in side.xpath(f".//{other}"):
            element.drop_tree()
        sides.append(words_of(side.text_content()))
    return sides


def words_of(text):
    """The words as a reader sees them, without what shows the line breaks."""
    return [word for word in re.split("[ \t\n\u00a0]+", text.replace("¶", " ")) if word]


@given(ANY_TEXT, ANY_TEXT)
def test_both_texts_can_be_read_back_from_their_difference(before, after):
    assert sides_of(difference(before, after)) == [words_of(before), words_of(after)]
