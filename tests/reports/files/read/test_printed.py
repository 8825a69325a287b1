"""What a file prints, line by line: the same lines out of each format, none joined and none left out."""

import io

import pytest

from reports.files.read import formats, printed
from reports.files.read.grid import Cell, GridRow, Text
from reports.files.read.printed import CONTINUED, Line, Printed, as_json, from_json, read_printed
from reports.files.write import excel, word
from tests.reports.files.alterations import CODE, ROWS, released

TEXTS = ["Форум", "г. Минск", "май", "Цель", "Гости"]


@pytest.fixture(scope="module")
def both():
    table, read = released(3), {}
    for kind, write in ((formats.WORD, word.write), (formats.EXCEL, excel.write)):
        stream = io.BytesIO()
        write(table, stream)
        read[kind] = read_printed(stream.getvalue(), kind)
    return read


def test_a_document_and_a_book_print_the_same_lines(both):
    document, book = both[formats.WORD], both[formats.EXCEL]
    assert [line.cells for line in document.lines] == [line.cells for line in book.lines]
    assert len(document.lines) == 2 + ROWS + 3 + 1, "title, heading, rows, three sections, a text below"
    assert {*document.codes, *book.codes} == {CODE}
    assert document.beside == book.beside == []
    assert len(book.data) == 1 + ROWS and document.data == []


def test_numbers_are_no_words(both):
    rows = [line for line in both[formats.EXCEL].lines if line.number.strip(".").isdigit()]
    assert [line.number for line in rows] == [f"{number}." for number in range(1, ROWS + 1)]


def test_what_is_read_survives_json(both):
    for read in both.values():
        assert from_json(as_json(read)) == read


def row(*texts, **values):
    return GridRow([Cell([text]) for text in texts], "строка 2", **values)


def lines_of(*pieces, **how):
    return printed._printed(pieces, **how)


def test_a_row_that_goes_on_is_one():
    read = lines_of(row("1.", *TEXTS), row(CONTINUED, "", "", "", "и итог", ""))
    assert read.lines == [Line([*TEXTS[:3], "Цель и итог", "Гости"], "1.")]


def test_a_heading_on_each_page_is_one_in_a_pdf_only():
    head = row("№ п/п", *TEXTS)
    pages = (head, row("1.", *TEXTS[:4], "Хор"), head, row("2.", *TEXTS[:4], "Оркестр"))
    assert len(lines_of(*pages, drops_repeated=True).lines) == 3
    assert len(lines_of(*pages).lines) == 4


def test_what_is_no_line_stands_beside():
    struck = GridRow([Cell(["1."]), *(Cell([text]) for text in TEXTS)], "строка 2", beside=[("Верно?", "примечание")])
    struck.cells[1].apart.append(("старое", "зачёркнуто"))
    read = lines_of(struck, Text("Утверждаю", "колонтитул"), Text("ниже", "после таблицы"))
    assert read.beside == [
        ("Верно?", "строка 2, примечание"),
        ("старое", "строка 2, зачёркнуто"),
        ("Утверждаю", "колонтитул"),
    ]
    assert read.lines[-1] == Line(["ниже"])


def test_a_row_of_another_shape_stays_a_row():
    assert lines_of(row("1.", *TEXTS), row("а", "б"), row("", "")).lines[1:] == [Line(["а", "б"])]
    assert Printed().lines == []
