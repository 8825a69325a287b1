"""The HTML that programs put on the clipboard, each with its own habits."""

import pytest

from reports.files.read.grid import Cell, GridRow, NextTable, Text
from reports.files.read.html import pieces
from reports.files.read.rows import Unreadable
from reports.files.read.signs import settled
from tests.answers import for_each


def rows(html):
    return [piece for piece in pieces(html) if isinstance(piece, GridRow)]


def lines(html):
    """The lines of the only cell."""
    ((cell,),) = [row.cells for row in rows(f"<table><tr><td>{html}</td></tr></table>")]
    return cell.lines


@for_each(
    ("html", "expected"),
    [
        ("а\n   б<b>в</b>", ["а бв"]),
        ("а<br>б<br/>\n", ["а", "б"]),
        ("<p class=MsoNormal>а<o:p></o:p></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p><p>б</p>", ["а", "б"]),
        ("<div>а</div><div>б<div>в</div></div>г", ["а", "б", "в", "г"]),
        ("г.&nbsp;Минск", ["г.\u00a0Минск"]),
        ("<pre>а\nб</pre>", ["а", "б"]),
        ("<ul><li>а</li><li><p>б</p></li></ul>", ["\u2029• а", "\u2029• б"]),
        ("а<script>нет</script><style>нет</style><!-- нет --><![if !x]>б<![endif]>", ["аб"]),
        ("<!--[if gte mso 9]><xml>нет</xml><![endif]-->а", ["а"]),
        ("а<a class=sdfootnoteanc href='#s'><sup>1</sup></a> б", ["а б"]),
        ("<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>·<span> &nbsp; </span></span>"
         "<![endif]>а</p>б", ["\u2029• а", "б"]),
        ("<p><span style='mso-list:Ignore'>12.<span>&nbsp;</span></span></p>", ["12."]),
    ],
)  # fmt: skip
def test_lines_of_a_cell(html, expected):
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "beside"),
    [
        ("<del>было</del>", ("было", "вычеркнуто при правке")),
        ("<span style='DISPLAY: none; mso-hide:all'>тайна</span>", ("тайна", "скрытый текст")),
        ("<p hidden>тайна</p>", ("тайна", "скрытый текст")),
        ("<table><tr><td>б</td><td>в</td></tr><tr><td>г</td></tr></table>", ("б | в\nг", "вложенная таблица")),
    ],
)
def test_what_stands_beside_the_lines(html, beside):
    (row,) = rows(f"<table><tr><td>1</td><td>2</td><td>3</td><td>а{html}</td></tr></table>")
    assert (row.cells[3].lines, settled(row).beside) == (["а"], [beside])


def test_cells_over_rows_and_columns():
    html = (
        "<table><tr><td rowspan=2>а</td><td colspan=2>б</td><td rowspan=3>в</td></tr>"
        "<tr><td>г</td><td>д</td></tr><tr><td>е</td><td>ж</td><td>з</td></tr></table>"
    )
    assert [row.cells for row in rows(html)] == [
        [Cell(["а"]), Cell(["б"], columns=2), Cell(["в"])],
        [Cell([], goes_on=True), Cell(["г"]), Cell(["д"]), Cell([], goes_on=True)],
        [Cell(["е"]), Cell(["ж"]), Cell(["з"]), Cell([], goes_on=True)],
    ]


def test_number_of_a_list_is_automatic():
    (row,) = rows("<table><tr><td><ol start=2><li><p></p></ol></td><td>а</td></tr></table>")
    assert row.cells == [Cell([], is_numbered=True), Cell(["а"])]


def test_marks_are_names_of_anchors():
    html = "<table><tr id=_pbr1_1><td><a name=_pbr2_2></a><a name=прочее></a>а</td></tr></table>"
    assert rows(html)[0].marks == ["_pbr1_1", "_pbr2_2"]


def test_table_in_a_frame_of_the_page_is_the_table():
    """Old sites are laid out with tables."""
    inner = "<table><tr><td>1</td><td>2</td><td>3</td><td>4</td></tr></table>"
    found = list(pieces(f"<table><tr><td>Меню</td><td><h1>Отчет</h1>{inner}</td></tr></table>"))
    assert found[:3] == [Text("Меню", "перед таблицей"), Text("Отчет", "перед таблицей"), NextTable("таблица 1")]
    assert len(found) == 4


def test_text_around_and_stray_text_of_a_table_is_told():
    found = list(pieces("<p>до</p><table><caption>имя</caption>между<tr><td>а</td>край</tr></table><p>после</p>"))
    assert {(piece.text, piece.where) for piece in found if isinstance(piece, Text)} == {
        ("до", "перед таблицей"),
        ("имя", "перед таблицей"),
        ("между", "перед таблицей"),
        ("край", "перед таблицей"),
        ("после", "после таблицы"),
    }


def test_clipboard_header_of_windows_is_no_text():
    html = "Version:0.9\r\nStartHTML:1\r\nSourceURL:file\r\n<html><body><!--StartFragment--><p>а</p></body></html>"
    assert list(pieces(html)) == [Text("а", "перед таблицей")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16"])
def test_file_in_the_encoding_that_it_names(encoding):
    name = encoding.removesuffix("-sig")
    html = f"<html><head><meta http-equiv=Content-Type content='text/html; charset={name}'></head><p>Отчёт</p></html>"
    assert list(pieces(html.encode(encoding))) == [Text("Отчёт", "перед таблицей")]


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "<?x?>"])
def test_nothing_is_nothing(html):
    assert list(pieces(html)) == []


@pytest.mark.parametrize("html", ["<div>" * 400, "<table><tr><td>" * 200, "<b>" * 3_000_000])
def test_bottomless_page_is_refused(html):
    with pytest.raises(Unreadable):
        list(pieces(html))


@pytest.mark.parametrize(
    "html",
    ["<td>а</td><td>б</td>", "<table><td>а<td>б</table>", "<table><tbody><tr><th>а<td>б", "<tr><td>а</td><td>б"],
)
def test_broken_tables_lose_nothing(html):
    said = [
        line
        for piece in pieces(html)
        for line in ([piece.text] if isinstance(piece, Text) else [])
        + [text for cell in getattr(piece, "cells", []) for text in cell.lines]
    ]
    assert "".join(said) == "аб"
