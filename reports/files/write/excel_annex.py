"""The rows of an annex as a sheet of a workbook: what stands behind the table in Word, one sheet a list."""

from collections.abc import Iterator
from datetime import date

from openpyxl.utils import get_column_letter

from reports.files.annex import Annex, Heading, Total, as_text

from . import excel_xml as xml
from .excel_look import LINE_POINTS, MM_PER_LETTER, Sheet

MOST_LINES = 24  # Excel makes no row higher than 409 points


def rows(of: Annex, sheet: Sheet, merged: list[str]) -> Iterator[str]:
    """The headings, then every row, as high as its texts need. `merged` is told the cells to be shown as one."""
    yield _drawn(1, [("header", column.heading) for column in of.columns], of, sheet)
    place = 1
    for place, row in enumerate(of.rows, 2):
        if isinstance(row, Heading):
            yield _over_all(place, "heading", row.words, of, sheet, merged)
        elif isinstance(row, Total):
            yield _drawn(place, [("total", value) for value in row.cells], of, sheet)
        else:
            cells = [(column.kind.name, value) for column, value in zip(of.columns, row, strict=True)]
            yield _drawn(place, cells, of, sheet)
    if last := of.note if place > 1 else of.empty_note:
        yield _over_all(place + 1, "note", last, of, sheet, merged)


def _over_all(place: int, look: str, words: str, of: Annex, sheet: Sheet, merged: list[str]) -> str:
    """One text over all columns."""
    others = [(look, "")] * (len(of.columns) - 1)
    if others:
        merged.append(f"A{place}:{get_column_letter(len(of.columns))}{place}")
    lines = _lines_of(words, sum(column.width_mm for column in of.columns) / MM_PER_LETTER)
    return _drawn(place, [(look, words), *others], of, sheet, lines)


def _drawn(place: int, cells: list[tuple], of: Annex, sheet: Sheet, lines: int = 0) -> str:
    """A row of (look, value), `lines` high or as its texts need."""
    drawn = [
        _cell(f"{get_column_letter(number)}{place}", sheet.styles[look], value)
        for number, (look, value) in enumerate(cells, 1)
    ]
    needed = [
        _lines_of(value, column.width_mm / MM_PER_LETTER)
        for (_, value), column in zip(cells, of.columns, strict=True)
        if isinstance(value, str)
    ]
    return xml.row(place, "".join(drawn), min(lines or max(needed, default=1), MOST_LINES) * LINE_POINTS)


def _cell(where: str, styles: tuple[int, int], value: str | int | date | None) -> str:
    if value is None or value == "":
        return xml.empty_cell(where, styles[0])
    if isinstance(value, int):
        return xml.number_cell(where, styles[0], value)
    if isinstance(value, date) and value >= xml.FIRST_DAY:
        return xml.number_cell(where, styles[0], xml.days_of(value))
    return xml.text_cell(where, styles, xml.pieces(xml.cell_text(as_text(value).split("\n")))[0])


def _lines_of(text: str, letters: float) -> int:
    return sum(max(1, -(-len(line) // int(letters))) for line in text.split("\n"))
