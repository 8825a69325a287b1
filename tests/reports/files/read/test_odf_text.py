"""Text of an OpenDocument apart from any table; how it stands in cells is in test_odt.py."""

from lxml import etree

from reports.files.read.odf import Styles
from reports.files.read.odf_text import Reader, rows_of
from reports.files.read.said import Said

from .odf_packages import SPACES, cell, paragraphs, row, table, table_of


def parsed(content):
    return etree.fromstring(f"<text:note-body {SPACES}>{content}</text:note-body>")


def read(content):
    found = Said()
    Reader(Styles()).walk(parsed(content), found)
    found.end()
    return found


def test_paragraphs_are_lines_and_white_space_is_one_blank():
    assert read(paragraphs("а \n б<text:s/>в", "г")).outside == ["а б в", "г"]


def test_blanks_between_elements_are_none():
    assert read("\n  <text:list>\n <text:list-item> <text:p>а</text:p> </text:list-item></text:list>\n").outside == [
        "а"
    ]


def test_a_text_without_end_of_blanks_is_cut():
    assert read('<text:p>а<text:s text:c="999999999"/></text:p>').outside == ["а" + " " * 100]


def test_a_table_is_one_text_where_it_cannot_be_a_table():
    content = paragraphs("до") + table_of(["а", "б"], ["в", ""])
    assert Reader(Styles()).flat(parsed(content)) == "до\nа | б\nв"


def test_rows_are_those_of_the_table_itself():
    inner = table_of(["внутри"])
    group = f"<table:table-row-group>{row(cell('б'))}</table:table-row-group>"
    node = parsed(table(row(f"<table:table-cell>{inner}</table:table-cell>"), group))[0]
    assert len(list(rows_of(node))) == 2
