"""The markup of a worksheet: words stay words, and no text is too long for its cell."""

import datetime
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from reports.files.write import excel_xml
from reports.files.write.package import printable
from tests.answers import for_each
from tests.payloads import FORMULAS, NO_FORMULAS


@for_each("text", ["я" * 32_767, "я" * 32_768, "😀" * 20_000, "а\n" * 600, "", "слово " * 9_000])
def test_pieces_together_are_the_text_and_each_fits_a_cell(text):
    pieces = excel_xml.pieces(text)
    assert "".join(pieces) == text
    for piece in pieces:
        assert len(piece.encode("utf-16-le")) // 2 <= 32_767
        assert piece.count("\n") <= 253
    assert len(pieces) <= len(text.encode("utf-16-le")) // 2 // 30_000 + text.count("\n") // 200 + 1


def test_pieces_end_between_words():
    assert all(piece.endswith(" ") for piece in excel_xml.pieces("слово " * 9_000))


def cell(markup):
    return ElementTree.fromstring(f"<x>{markup}</x>")[0]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60).map(printable))
def test_words_are_read_back_as_they_were_written(value):
    (found,) = cell(excel_xml.text_cell("A1", (1, 2), value)).iter("t")
    assert re.sub("_x005F_", "_", found.text or "") == re.sub("_x005F_", "_", value)


@for_each(("value", "style"), [*((text, "2") for text in FORMULAS), *((text, "1") for text in NO_FORMULAS)])
def test_what_looks_like_a_formula_has_the_style_with_the_quote_prefix(value, style):
    found = cell(excel_xml.text_cell("A1", (1, 2), value))
    assert (found.get("s"), found.find("v"), found.find("f")) == (style, None, None)


def test_an_escape_of_excel_stays_the_letters_that_were_typed():
    (found,) = cell(excel_xml.text_cell("A1", (1, 2), "_x0041_ и _x"))[0]
    assert found.text == "_x005F_x0041_ и _x"


def test_days_are_counted_as_excel_counts_them():
    assert excel_xml.days_of(datetime.date(2024, 11, 4)) == 45600
    assert excel_xml.days_of(excel_xml.FIRST_DAY) == 61


def test_a_cell_takes_as_many_units_and_line_breaks_as_excel_takes():
    assert excel_xml.fits("я" * 32_767) and not excel_xml.fits("я" * 32_768)
    assert excel_xml.fits("😀" * 16_383) and not excel_xml.fits("😀" * 16_384)
    assert excel_xml.fits("\n" * 253) and not excel_xml.fits("\n" * 254)


def test_no_range_makes_no_element_of_merged_cells():
    assert excel_xml.merged([]) == ""
    assert cell(excel_xml.merged(["A1:F1", "A2:F2"])).get("count") == "2"
