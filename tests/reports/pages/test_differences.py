"""Two texts told apart in words, also where one of them or both say nothing."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from reports.pages.differences import difference
from reports.prose.differences import is_changed

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


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("в г. Минск на 3 дня", "в г.~Минск на 3~дня", "в г.~Минск на 3~дня"),
        ("в г.~Минск на", "в г.~Брест на", "в г.~[-Минск-] [+Брест+] на"),
        ("28~ноября", "29~ноября", "[-28-] [+29~+]ноября"),
        ("он был", "он был~и есть", "он был~[+и есть+]"),
        ("раз~два", "три", "[-раз~два-] [+три+]"),
    ],
)
def test_a_no_break_space_is_kept_and_is_no_difference(before, after, shown):
    """Nobody sees it: the same words twice, struck out and underlined, would only puzzle."""
    before, after = (text.replace("~", "\u00a0") for text in (before, after))
    assert is_changed(before, after) == ("[" in shown)
    signs = {r"<del><span.*?</span>": "[-", r"<ins><span.*?</span>": "[+", "</del>": "-]", "</ins>": "+]"}
    found = str(difference(before, after)).replace("\u00a0", "~")
    for tag, sign in signs.items():
        found = re.sub(tag, sign, found)
    assert found == shown


def test_the_difference_of_two_huge_texts_comes_at_once():
    """The old and the new whole, instead of a comparison that takes minutes."""
    old, new = " ".join(f"а{n}" for n in range(20000)), " ".join(f"б{n % 7}" for n in range(20000))
    assert difference(old, new).count("<ins>") == 1
