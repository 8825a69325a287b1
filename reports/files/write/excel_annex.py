"""The rows of an annex as a sheet of a workbook: what stands behind the table in Word, one sheet a list."""

from collections.abc import Iterator
from datetime import date

from openpyxl.utils import get_column_letter

from reports.files.annex import Annex, Heading, Total, as_text
from reports.files.data_sheet import Kind

from . import excel_xml as xml
from .excel_look import LINE_POINTS, MM_PER_LETTER, Sheet

MOST_LINES = 24  # Excel makes no row higher than 409 points


def rows(of: Annex, sheet: Sheet) -> Iterator[str]:
    """The headings, then every row, as high as its texts need."""
    yield _drawn(1, [("header", column.heading) for column in of.columns], of, sheet)
    place = 1
    for place, row in enumerate(of.rows, 2):
        if isinstance(row, Heading):
            others = [("heading", "")] * (len(of.columns) - 1)
            yield _drawn(place, [("heading", row.words), *others], of, sheet)
        elif isinstance(row, Total):
            yield _drawn(place, [("heading", value) for value in row.cells], of, sheet)
        else:
            cells = [(column.kind.name, value) for column, value in zip(of.columns, row, strict=True)]
            yield _drawn(place, cells, of, sheet)
    if last := of.note if place > 1 else of.empty_note:
        yield _drawn(place + 1, [(Kind.TEXT.name, last)], of, sheet)


def _drawn(place: int, cells: list[tuple], of: Annex, sheet: Sheet) -> str:
    drawn, lines = [], 1
    for number, (look, value) in enumerate(cells):
        where, styles = f"{get_column_letter(number + 1)}{place}", sheet.styles[look]
        drawn.append(_cell(where, styles, value))
        if look != "heading" and isinstance(value, str):
            lines = max(lines, _lines_of(value, of.columns[number].width_mm / MM_PER_LETTER))
    return xml.row(place, "".join(drawn), min(lines, MOST_LINES) * LINE_POINTS)


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
