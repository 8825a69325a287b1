"""The markup of the official table: words stay words, and children follow the order of the schema."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.line_breaks import stored_paragraphs
from reports.files.write import word_xml
from reports.files.write.package import printable
from tests.documents import W


def parsed(markup):
    return ElementTree.fromstring(f'<w:x xmlns:w="{W[1:-1]}">{markup}</w:x>')


def names(element):
    return [child.tag.removeprefix(W) for child in element]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_words_are_read_back_as_they_were_written(value):
    (found,) = parsed(word_xml.text(value))
    assert (found.text or "") == printable(value)


@pytest.mark.parametrize(("value", "is_so"), [("а б", False), (" а", True), ("а ", True), ("а  б", True)])
def test_blanks_that_word_would_swallow_are_kept(value, is_so):
    assert ("preserve" in word_xml.text(value)) is is_so


def test_paragraphs_are_drawn_as_one_paragraph_is():
    values = ["Раз", "", "<два>"]
    assert word_xml.paragraphs(values, "TableText") == "".join(
        word_xml.paragraph(value, "TableText") for value in values
    )


LETTERS = st.text(st.sampled_from("аБ ,-\u00a0\n\t<&>\u200b\x7f\ud800\uffff😀"), max_size=20)


@given(LETTERS | st.text(max_size=40), st.integers(1, 9))
def test_what_is_looked_at_once_is_drawn_as_everything_else(value, letters):
    """The short way of most texts may draw nothing that the long way would draw otherwise."""
    if word_xml.plain_words(letters)(value):
        assert stored_paragraphs(value) == [value]
        assert max(map(len, value.split(" "))) <= letters
        before, after = word_xml.around_plain_words("TableText")
        assert f"{before}{value}{after}" == word_xml.paragraphs([value], "TableText")


@pytest.mark.parametrize("value", ["Две реки", "слово", "5\u00a0мая"])
def test_most_texts_are_plain_words(value):
    assert word_xml.plain_words(5)(value)


@pytest.mark.parametrize("value", ["", "а  б", " а", "а\u00a0", "а\nб", "а & б", "словом"])
def test_what_needs_a_closer_look_is_no_plain_words(value):
    assert not word_xml.plain_words(5)(value)


def test_a_paragraph_that_never_ends_a_page_says_so_after_its_style():
    (found,) = parsed(word_xml.paragraph("Текст", "Title", keep_with_next=True))
    assert names(found) == ["pPr", "r"]
    assert names(found[0]) == ["pStyle", "keepNext"]


def test_a_cell_over_several_columns_says_width_span_and_alignment_in_this_order():
    markup = word_xml.open_cell(1000, columns=6, middle=True) + word_xml.CLOSE_CELL
    assert names(parsed(markup)[0][0]) == ["tcW", "gridSpan", "vAlign"]
    assert names(parsed(word_xml.open_cell(1000) + word_xml.CLOSE_CELL)[0][0]) == ["tcW"]


def test_a_row_may_be_unbroken_and_on_every_page():
    assert names(parsed(word_xml.row("", unbroken=True, on_every_page=True))[0][0]) == ["cantSplit", "tblHeader"]
    assert names(parsed(word_xml.row(""))[0]) == []


def test_a_table_keeps_the_widths_of_its_columns():
    (table,) = parsed(word_xml.open_table([100, 200]) + word_xml.CLOSE_TABLE)
    assert [column.get(W + "w") for column in table.iter(W + "gridCol")] == ["100", "200"]
    assert table.find(f"{W}tblPr/{W}tblW").get(W + "w") == "300"


def test_an_inch_has_1440_twips():
    assert (word_xml.twips(25.4), word_xml.twips(0)) == (1440, 0)


def test_a_bookmark_begins_and_ends_at_one_place():
    start, end = parsed(word_xml.bookmark(7, "_pb_1"))
    assert (start.get(W + "id"), start.get(W + "name"), end.get(W + "id")) == ("7", "_pb_1", "7")
