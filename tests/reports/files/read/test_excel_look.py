"""What the look of a cell says: formats, fonts, rows and columns that are not shown."""

import pytest
from lxml import etree

from reports.files.read import excel_look, safe
from tests.answers import for_each

from .packages import book_file
from .signs import STYLED


def element(markup):
    return etree.fromstring(markup)


def test_styles_tell_formats_and_struck_fonts():
    with safe.open_package(book_file("<sheetData/>", styles=STYLED)) as package:
        styles = excel_look.Styles(package, "xl/styles.xml")
    assert [style for style in (None, "0", "1", "2", "99", "x") if styles.is_struck(style)] == ["1"]
    assert (styles.format("3"), styles.format("99")) == (";;;", "General")


@pytest.mark.parametrize(
    ("markup", "text", "struck"),
    [
        ("<si><t>да</t></si>", "да", ""),
        ("<si><r><t>да</t></r><r><rPr><strike/></rPr><t>нет</t></r></si>", "да", "нет"),
        ('<si><r><rPr><strike val="0"/></rPr><t>да</t></r></si>', "да", ""),
        ("<si><r><t>東</t></r><rPh><t>ひがし</t></rPh></si>", "東", ""),
        ("<si><t>раз_x000D_</t></si>", "раз\r", ""),
    ],
)
def test_words_of_a_string(markup, text, struck):
    words = excel_look.words_of(element(markup))
    assert (str(words), getattr(words, "struck", "")) == (text, struck)


@for_each(
    ("attributes", "reason"),
    [
        ("", ""),
        ('hidden="1"', "строка скрыта в книге"),
        ('hidden="0"', ""),
        ('ht="0"', "строка скрыта в книге"),
        ('ht="0.75"', "строка скрыта в книге"),
        ('ht="6"', ""),
        ('ht="x"', ""),
        ('hidden="true" outlineLevel="2"', "строка скрыта в книге (группа свёрнута)"),
        ('outlineLevel="2"', ""),
    ],
)
def test_why_a_row_is_not_shown(attributes, reason):
    assert excel_look.why_hidden(element(f"<row {attributes}/>")) == reason


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ('min="2" max="3" hidden="1"', (2, 3)),
        ('min="2" max="3" width="0"', (2, 3)),
        ('min="2" max="3" width="9.1"', None),
        ('min="2" max="3"', None),
    ],
)
def test_columns_that_are_not_shown(attributes, found):
    assert excel_look.hidden_columns(element(f"<col {attributes}/>")) == found


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (16384, "XFD")])
def test_columns_have_letters(number, letters):
    assert excel_look.column_letters(number) == letters
    assert excel_look.column_number(letters) == number
