"""Rows of a table inside content controls, and drawings that are told twice."""

from lxml import etree

from reports.files.read.word_row import WordRow
from reports.files.read.word_table import MARKUP, again, rows_of, take_marks_before

from .packages import W


def node(markup):
    return etree.fromstring(f'<w:x xmlns:w="{W}" xmlns:mc="{MARKUP[1:-1]}">{markup}</w:x>')


def test_rows_in_a_control_are_rows_and_those_of_a_table_inside_are_not():
    table = node(
        "<w:tr/><w:sdt><w:sdtContent><w:tr/></w:sdtContent></w:sdt><w:tr><w:tc><w:tbl><w:tr/></w:tbl></w:tc></w:tr>"
    )
    assert len(list(rows_of(table))) == 3


def test_a_row_that_is_told_again_for_old_programs():
    told = node("<mc:AlternateContent><mc:Choice/><mc:Fallback><w:tr/></mc:Fallback></mc:AlternateContent>")
    (row,) = told.iter("{*}tr")
    assert again(row, None) is row.getparent()
    assert again(node("<w:tr/>")[0], None) is None


def test_marks_between_two_rows_belong_to_the_lower_one():
    found = WordRow()
    take_marks_before(node('<w:bookmarkStart w:name="_а"/><w:tr/>')[1], found)
    assert found.marks == ["_а"]
