"""Draws the annexes of a Word document: each begins a page, its headings are repeated on every one."""

from collections.abc import Iterator

from reports.files.annex import Annex, AnnexColumn, Heading, Total, as_text
from reports.files.data_sheet import Kind
from reports.files.line_breaks import CELL_SIDE_MM

from . import word_xml as xml
from .fitting import fitted, wide_words


def annex(of: Annex, *, begins_page: bool = True) -> Iterator[str]:
    """The markup in pieces: the title, whose lines are paragraphs, the table, the paragraph that must follow it.
    `begins_page`: something stands before it."""
    for number, line in enumerate(of.title.split("\n")):
        yield xml.paragraph(line, "Title", keep_with_next=True, begins_page=begins_page and number == 0)
    yield xml.empty_paragraph(keep_with_next=True)
    rows = iter(of.rows)
    first = next(rows, None)
    if first is None:
        yield xml.paragraph(of.empty_note, "Normal")
        return
    widths = [xml.twips(column.width_mm) for column in of.columns]
    yield xml.open_table(widths) + _header(of, widths)
    yield _row(of, widths, first)
    for row in rows:
        yield _row(of, widths, row)
    yield xml.CLOSE_TABLE + xml.empty_paragraph("TableEnd")
    if of.note:
        yield xml.paragraph(of.note, "Normal", below_table=True)


def _header(of: Annex, widths: list[int]) -> str:
    cells = (
        xml.open_cell(width, middle=True) + xml.paragraph(column.heading, "TableHead") + xml.CLOSE_CELL
        for width, column in zip(widths, of.columns, strict=True)
    )
    return xml.row("".join(cells), unbroken=True, on_every_page=True)


def _row(of: Annex, widths: list[int], row: Heading | Total | tuple) -> str:
    if isinstance(row, Heading):
        words = xml.paragraph(row.words, "TableSection", keep_with_next=True)
        return xml.row(
            xml.open_cell(sum(widths), columns=len(widths)) + words + xml.CLOSE_CELL,
            unbroken=True,
        )
    is_total = isinstance(row, Total)
    cells = (
        xml.open_cell(width) + _words(as_text(value), column, is_total) + xml.CLOSE_CELL
        for width, column, value in zip(widths, of.columns, row.cells if is_total else row, strict=True)
    )
    return xml.row("".join(cells), unbroken=True)


def _words(text: str, column: AnnexColumn, is_total: bool) -> str:
    if is_total:
        return xml.paragraph(text, "TableHead")
    style = "TableText" if column.kind in (Kind.TEXT, Kind.LONG_TEXT) else "TableCentred"
    width = column.width_mm - 2 * CELL_SIDE_MM
    lines = text.split("\n")
    if wide_words(width)(text):
        return "".join(xml.fitted_paragraph(fitted(line, width), style) for line in lines)
    return xml.paragraphs(lines, style)
