"""Lists of Word that are broken or hostile; right ones are in lists_in_cells.py."""

import pytest

from reports.files.read import safe
from reports.files.read.word_lists import Lists

from .lists_in_cells import level, numbering
from .packages import DECLARATION, W, word_parts, zipped


def lists(content):
    parts = word_parts("<w:p/>") | {
        "word/numbering.xml": f'{DECLARATION}<w:numbering xmlns:w="{W}">{content}</w:numbering>'
    }
    return Lists(safe.open_package(zipped(parts)), ["word/numbering.xml"])


def test_a_document_without_lists_has_no_labels():
    assert Lists(None, []).label("3", "0") == ""


@pytest.mark.parametrize(("number", "place"), [("77", "0"), ("3", "8"), ("", "")])
def test_what_is_not_there_counts_nothing(number, place):
    assert lists(numbering(level(0, "decimal", "%1)"))).label(number, place) == ""


@pytest.mark.parametrize(
    ("levels", "label"),
    [
        (level(0, "decimal", "%9)"), "1)"),
        (level(0, "decimal", "%1%1%1"), "111"),
        (level(0, "upperRoman", "%1.", start="x"), "."),
        (level("x", "decimal", "%1)"), "1)"),
    ],
)
def test_odd_levels_raise_nothing(levels, label):
    assert lists(numbering(levels)).label("3", "0") == label


def test_a_list_of_a_style_stands_for_another():
    other = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="Список"/></w:abstractNum>'
        '<w:num w:numId="9"><w:abstractNumId w:val="7"/></w:num>'
    )
    named = numbering('<w:styleLink w:val="Список"/>' + level(0, "decimal", "%1)"))
    assert lists(named + other).label("9", "0") == "1)"


def test_a_level_is_that_of_its_style():
    found = lists(
        numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.", more='<w:pStyle w:val="Пункт"/>'))
    )
    assert [found.label("3", "", "Пункт"), found.label("3", "", "Иной")] == ["1.1.", "1."]
