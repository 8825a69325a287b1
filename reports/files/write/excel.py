"""Draws the official table as an Excel workbook (XLSX), and any list as a sheet to filter.

openpyxl gives the skeleton: styles, widths, frozen panes, what to print how. The rows are written as XML strings
straight into the zip entry, as in `word.py`. So 50 000 events take no more memory than 50, and the same data give the
same bytes. openpyxl would make a formula of «=1+1» and cut texts at 32 767 letters silently. No database here:
`consolidated.py` gathers, this draws.

The workbook has two sheets, filled in one pass over the same rows. «Сводный отчёт» is the official table. A text
that is longer than Excel takes goes on in the next row, whose number is CONTINUED: nothing is lost. «Данные» keeps
one row an event, or filters and sums would go wrong: there such a text ends with TO_BE_READ_IN_FULL.

A hidden column after those of the official table has the marks by which a row that is uploaded again is recognised.
Hidden columns are not printed, and are sorted, moved and deleted with their rows.
"""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from openpyxl.utils import get_column_letter

from reports.files.annex import Annex, AnnexColumn
from reports.files.data_sheet import DATA_COLUMNS, DataColumn, Entry, Kind
from reports.files.marks import event_mark, report_mark
from reports.files.table import COLUMNS, PrintedRow, Table, TableSection

from . import excel_annex
from . import excel_xml as xml
from .excel_look import (
    ALL_COLUMNS,
    LETTERS,
    LINE_POINTS,
    MARK_LETTER,
    MM_PER_BOLD_LETTER,
    MM_PER_LETTER,
    OFFICIAL,
    SHEETS,
    Sheet,
    Skeleton,
    consolidated_skeleton,
    form_skeleton,
    list_skeleton,
    skeleton_with,
)
from .package import PROPERTIES, core_properties, entry

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTINUED = "…"
FACTS = "Справка"
TO_BE_READ_IN_FULL = f"… (полностью – на листе «{OFFICIAL}», № %d)"

BOOK, APP = "xl/workbook.xml", "docProps/app.xml"
KEPT_IN_MEMORY = 4 * 1024 * 1024  # bytes of the second sheet, which waits until the first is finished
PIECE = 64 * 1024  # bytes written to the zip at once

# Excel makes no row higher than 409 points, and would show and print no more of a text than fits there.
LINES_IN_A_ROW = 24
APP_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Pobratim</Application></Properties>"
)


def write(
    table: Table,
    stream: BinaryIO,
    annexes: Iterable[Annex] = (),
    columns: tuple[DataColumn, ...] = DATA_COLUMNS,
) -> int:
    """Write the consolidated `table` to `stream` (seekable, opened for bytes) and return the number of events. What
    stands before the table and behind it has sheets of its own; `columns`: those of the sheet of data.

    Sections and rows are taken one by one and never kept. Bare rows (without `facts`) leave the understood columns
    of the second sheet empty. A consolidated report has no draft mark, signature or note of an empty section, so
    those of the table are not drawn. An exception of the rows goes through; what is then in the stream is no
    workbook. Raises ValueError when `table.created` is naive.
    """
    annexes = [*_facts(table), *annexes]
    is_usual = not annexes and columns is DATA_COLUMNS
    skeleton = consolidated_skeleton(table.code) if is_usual else skeleton_with(table.code, annexes, columns)
    properties = core_properties(" ".join(table.title.split()), table.author, table.created)
    official, data, *others = skeleton.sheets
    with (
        tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as waiting,
        zipfile.ZipFile(stream, "w") as package,
    ):
        _write_parts(package, skeleton, properties)
        second = _List(columns, data.styles)
        waiting.write(second.header().encode())
        events = _write_official(package, table, official, lambda item: waiting.write(second.row(item).encode()))
        waiting.seek(0)
        _write_list(package, 2, data, second, waiting)
        for number, (annex, sheet) in enumerate(zip(annexes, others, strict=True), 3):
            _write_annex(package, number, annex, sheet)
        package.writestr(entry(BOOK), _filtered(skeleton.parts[BOOK], second))
    return events


def write_form(table: Table, stream: BinaryIO) -> int:
    """Write a workbook of the official sheet alone, to be filled in by hand, and return the number of its rows, the
    empty ones too. Streams and errors as in `write`."""
    skeleton = form_skeleton()
    properties = core_properties(" ".join(table.title.split()), table.author, table.created)
    with zipfile.ZipFile(stream, "w") as package:
        _write_parts(package, skeleton, properties)
        rows = _write_official(package, table, skeleton.sheets[0], lambda item: None)
        package.writestr(entry(BOOK), skeleton.parts[BOOK])
    return rows


def write_list(name: str, columns: tuple[DataColumn, ...], rows: Iterable, stream: BinaryIO, **properties: Any) -> int:
    """Write a workbook of one sheet, a list to filter, to `stream` and return the number of its rows.

    `columns` say what is shown of each of `rows`; `properties`: title (also atop each printed page), author,
    created, as in a Table.
    """
    skeleton = list_skeleton(name, columns, properties["title"])
    drawn = _List(columns, skeleton.sheets[0].styles)
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as waiting, zipfile.ZipFile(stream, "w") as package:
        _write_parts(package, skeleton, core_properties(**properties))
        waiting.write(drawn.header().encode())
        for row in rows:
            waiting.write(drawn.row(row).encode())
        waiting.seek(0)
        _write_list(package, 1, skeleton.sheets[0], drawn, waiting)
        package.writestr(entry(BOOK), _filtered(skeleton.parts[BOOK], drawn))
    return drawn.last - 1


# --- The package ---------------------------------------------------------------------------------------


def _write_parts(package: zipfile.ZipFile, skeleton: Skeleton, properties: str) -> None:
    """Everything but the sheets and the book's own part, which knows the last row of a filter."""
    written_anew = {PROPERTIES: properties, APP: APP_PROPERTIES}
    for name, blob in skeleton.parts.items():
        if name != BOOK:
            package.writestr(entry(name), written_anew.get(name, blob))


def _sheet(package: zipfile.ZipFile, number: int) -> io.BufferedWriter:
    return io.BufferedWriter(package.open(entry(SHEETS % number), "w"), PIECE)


def _write_official(package: zipfile.ZipFile, table: Table, sheet: Sheet, tell: Callable[[Entry], object]) -> int:
    """Write the official table as the first sheet, tell of each event, and return their number."""
    drawing = _Official(sheet.styles)
    with _sheet(package, 1) as stream:
        stream.write(sheet.before)
        stream.write(drawing.top(table.title).encode())
        for section in table.sections:
            stream.write(drawing.section(section).encode())
            for row in section.rows:
                stream.write(drawing.event(row).encode())
                tell(Entry(drawing.events, section.heading, row))
        for line in table.after:
            stream.write(drawing.below(line).encode())
        stream.write(b"</sheetData>" + xml.merged(drawing.merged).encode() + sheet.after)
    return drawing.events


def _write_list(package: zipfile.ZipFile, number: int, sheet: Sheet, drawn: "_List", rows: BinaryIO) -> None:
    with _sheet(package, number) as stream:
        stream.write(sheet.before)
        shutil.copyfileobj(rows, stream, PIECE)
        stream.write(b"</sheetData>" + sheet.after.replace(drawn.range_of(1).encode(), drawn.range_of().encode()))


def _facts(table: Table) -> list[Annex]:
    """The paragraphs before the table, as a sheet; none where there are none."""
    rows = [(line,) for line in table.before]
    return [Annex(table.title, FACTS, (AnnexColumn(FACTS, 260),), rows)] if rows else []


def _write_annex(package: zipfile.ZipFile, number: int, annex: Annex, sheet: Sheet) -> None:
    with _sheet(package, number) as stream:
        merged: list[str] = []
        stream.write(sheet.before)
        for markup in excel_annex.rows(annex, sheet, merged):
            stream.write(markup.encode())
        stream.write(b"</sheetData>" + xml.merged(merged).encode() + sheet.after)


def _filtered(book: bytes, drawn: "_List") -> bytes:
    """The book's part with the whole list in its filter; the skeleton's has the headings alone."""
    return book.replace(drawn.range_of(1, fixed="$").encode(), drawn.range_of(fixed="$").encode())


# --- Rows ----------------------------------------------------------------------------------------------


class _Official:
    """The rows of the official table, one after another; `merged`: the cells to be shown as one."""

    def __init__(self, styles: dict[str, tuple[int, int]]) -> None:
        self.styles = styles
        self.text_styles = [styles["centred" if column.centred else "text"] for column in ALL_COLUMNS]
        self.number_style = styles["number"][0]
        self.mark_style = styles["mark"]
        self.last = self.events = 0
        self.merged: list[str] = []

    def top(self, title: str) -> str:
        lines = title.split("\n")
        headings = [xml.cell_text(column.heading) for column in ALL_COLUMNS]
        title_row = self._over_all_columns(xml.cell_text(lines), "title", height=20 * len(lines) + 8)
        self.last += 1
        widths = [column.width_mm / MM_PER_BOLD_LETTER for column in ALL_COLUMNS]
        cells = [
            xml.text_cell(f"{letter}{self.last}", self.styles["header"], heading)
            for letter, heading in zip(LETTERS, headings, strict=True)
        ]
        return title_row + xml.row(self.last, "".join(cells), _lines(headings, widths) * LINE_POINTS)

    def section(self, section: TableSection) -> str:
        text = xml.cell_text([section.heading])
        lines = _lines([text], [sum(column.width_mm for column in ALL_COLUMNS) / MM_PER_BOLD_LETTER])
        mark = "" if section.report is None else report_mark(section.report, section.version)
        return self._over_all_columns(text, "section", min(lines, LINES_IN_A_ROW) * LINE_POINTS, mark)

    def below(self, line: str) -> str:
        """A line of words below the table."""
        text = xml.cell_text([line])
        lines = _lines([text], [sum(column.width_mm for column in ALL_COLUMNS) / MM_PER_BOLD_LETTER])
        return self._over_all_columns(text, "text", min(lines, LINES_IN_A_ROW) * LINE_POINTS)

    def _over_all_columns(self, text: str, style: str, height: float, mark: str = "") -> str:
        self.last += 1
        first, *others = LETTERS
        cells = [xml.text_cell(f"{first}{self.last}", self.styles[style], text)]
        cells += [xml.empty_cell(f"{letter}{self.last}", self.styles[style][0]) for letter in others]
        self.merged.append(f"{first}{self.last}:{others[-1]}{self.last}")
        return xml.row(self.last, "".join(cells) + self._mark(self.last, mark), height)

    def event(self, row: PrintedRow) -> str:
        """One row, or as many as its texts need."""
        self.events += 1
        texts = [xml.cell_text(column.paragraphs(row)) for column in COLUMNS]
        mark = event_mark(row.uid, row.version) if row.uid else ""
        lines = _lines(texts, _LETTERS_PER_LINE)
        if lines <= LINES_IN_A_ROW:  # nearly always; no cell of so few lines is too long for Excel
            self.last += 1
            return xml.row(self.last, self._cells(self.last, self.events, texts, mark), lines * LINE_POINTS)
        return "".join(self._long(texts, mark))

    def _long(self, texts: list[str], mark: str) -> Iterator[str]:
        """All rows of the event; the first alone carries its mark, or it would be there twice."""
        pieces = [xml.pieces(text) for text in texts]
        for index in range(max(map(len, pieces))):
            shown = [own[index] if index < len(own) else "" for own in pieces]
            yield from self._high_row(CONTINUED if index else self.events, shown, "" if index else mark)

    def _high_row(self, number: int | str, texts: list[str], mark: str) -> Iterator[str]:
        """A row that may be higher than Excel allows: several, merged in each column, so that all shows."""
        lines = _lines(texts, _LETTERS_PER_LINE)
        count = -(-lines // LINES_IN_A_ROW)
        first, self.last = self.last + 1, self.last + count
        if count > 1:
            self.merged += [f"{letter}{first}:{letter}{self.last}" for letter in LETTERS]
        height = lines * LINE_POINTS / count
        yield xml.row(first, self._cells(first, number, texts, mark), height)
        for place in range(first + 1, self.last + 1):
            cells = [
                xml.empty_cell(f"{letter}{place}", style[0])
                for letter, style in zip(LETTERS, self.text_styles, strict=True)
            ]
            yield xml.row(place, "".join(cells), height)

    def _cells(self, place: int, number: int | str, texts: list[str], mark: str) -> str:
        if isinstance(number, int):
            cells = [xml.number_cell(f"A{place}", self.number_style, number)]
        else:
            cells = [xml.text_cell(f"A{place}", self.text_styles[0], number)]
        for letter, styles, text in zip(LETTERS[1:], self.text_styles[1:], texts, strict=True):
            cells.append(xml.text_cell(f"{letter}{place}", styles, text))
        cells.append(self._mark(place, mark))
        return "".join(cells)

    def _mark(self, place: int, mark: str) -> str:
        return xml.text_cell(f"{MARK_LETTER}{place}", self.mark_style, mark) if mark else ""


_LETTERS_PER_LINE = [column.width_mm / MM_PER_LETTER for column in COLUMNS]


def _lines(texts: Iterable[str], letters: Iterable[float]) -> int:
    """About how many lines a row takes, by its highest cell; `letters`: how many fit on a line of each."""
    return max(map(_lines_of, texts, letters))


def _lines_of(text: str, letters: float) -> int:
    """About how many lines a text takes. Without heights some programs show one line a row."""
    if len(text) <= letters and "\n" not in text:
        return 1
    lines = 0
    for paragraph in text.split("\n"):
        lines, left = lines + 1, letters
        for word in paragraph.split(" "):
            length = len(word)
            if length > left:  # the word goes to the next line, or a very long one takes several
                lines += max(1, int(length / letters))
                left = letters
            left = max(0, left - length - 1)
    return lines


class _List:
    """The rows of a list, one after another, under the row of its headings."""

    def __init__(self, columns: tuple[DataColumn, ...], styles: dict[str, tuple[int, int]]) -> None:
        self.columns = [
            (get_column_letter(index), column.kind, column.value, column.letters, styles[column.kind.name])
            for index, column in enumerate(columns, 1)
        ]
        self.headings, self.header_style = [column.heading for column in columns], styles["header"]
        self.last = 1

    def range_of(self, last: int | None = None, fixed: str = "") -> str:
        """The cells of the whole list, or those up to the row `last`; `fixed`: as names need it, «$A$1:$C$9»."""
        return f"{fixed}A{fixed}1:{fixed}{self.columns[-1][0]}{fixed}{last or self.last}"

    def header(self) -> str:
        cells = [
            xml.text_cell(f"{letter}1", self.header_style, xml.cell_text([heading]))
            for (letter, *_), heading in zip(self.columns, self.headings, strict=True)
        ]
        return xml.row(1, "".join(cells), 3 * LINE_POINTS)

    def row(self, item: Any) -> str:
        """One entry, as high as its wrapped texts but prose."""
        self.last += 1
        cells, lines = [], 1
        for letter, kind, value_of, width, styles in self.columns:
            value, place = value_of(item), f"{letter}{self.last}"
            if value is None or value == "":
                cells.append(xml.empty_cell(place, styles[0]))
            elif kind is Kind.NUMBER:
                cells.append(xml.number_cell(place, styles[0], value))
            elif kind is Kind.DATE and value >= xml.FIRST_DAY:
                cells.append(xml.number_cell(place, styles[0], xml.days_of(value)))
            elif kind is Kind.DATE:
                cells.append(xml.text_cell(place, styles, f"{value:%d.%m.%Y}"))
            else:
                text = _whole_or_marked(xml.cell_text(value.split("\n")), item)
                cells.append(xml.text_cell(place, styles, text))
                if kind is Kind.TEXT:
                    lines = max(lines, _lines_of(text, width))
        return xml.row(self.last, "".join(cells), min(lines, LINES_IN_A_ROW) * LINE_POINTS, is_fixed=True)


def _whole_or_marked(text: str, item: Any) -> str:
    """The text, or as much of it as Excel takes and a word about the rest."""
    if len(text) * 2 <= xml.LONGEST_TEXT and text.count("\n") <= xml.MOST_LINE_BREAKS:
        return text
    first, *rest = xml.pieces(text)
    if not rest:
        return text
    note = TO_BE_READ_IN_FULL % item.number
    return xml.pieces(first[: -len(note)])[0] + note
