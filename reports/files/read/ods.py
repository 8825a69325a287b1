"""Reads the sheets of an OpenDocument workbook (ODS, or flat FODS) as `excel` reads those of Excel: what a cell shows.

A sheet is told in few words: a million empty rows are two numbers, and so may be a million full ones. Only texts are
kept, and repeated ones only as far as a report has so many.
"""

import datetime
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from reports.files.marks import read_mark
from reports.prose.cleaning import even_out
from reports.prose.typography import quoted

from . import headings, signs
from .excel import CONTINUED, CUT_OFF, DATA_HEADINGS, MAX_SHEETS, NARROW, NO_SHEETS, TOO_MUCH, TRUTHS
from .excel_formats import DAY_NOUGHT, GENERAL, shown
from .grid import Cell, GridRow, NextTable, Piece, Text
from .limits import MAX_CELLS, MAX_ROWS
from .odf import CONTENT, OFFICE, STYLE_TAGS, TABLE, Flat, Node, Styles, named_styles, take_style
from .odf_text import REMARK, Reader
from .odt import UNDER_MERGED, margins, repeated
from .rows import Unreadable
from .safe import elements
from .said import Said

MAX_WRITTEN_ROWS = 200_000  # with the empty ones, which formatting leaves behind
MAX_TEXTS = 600_000
MAX_LETTERS = 20_000_000

_ROW, _COLUMN, _SHAPES = (f"{TABLE}{name}" for name in ("table-row", "table-column", "shapes"))
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_HIDDEN = {"collapse": signs.HIDDEN_ROW, "filter": signs.FILTERED_ROW}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?)?")
_PLAIN_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b|[а-яё].*\b\d{4}\b", re.I)


def pieces(package: zipfile.ZipFile | Flat) -> Iterator[Piece]:
    """Yield the rows of every sheet, hidden ones too, and the texts around them, in their order.

    `package` comes from `odf.opened`. Raises Unreadable while iterating.
    """
    return _Book(package).pieces()


@dataclass(slots=True)
class _Line:
    """A row of a sheet; its cells by the number of the column, from 1, only those that say something."""

    number: int
    apart: str
    cells: dict[int, Cell] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    name: str
    is_hidden: bool
    lines: list[_Line] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    outside: list[Text] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)  # columns, from and to
    styles: list[tuple[int, int, str]] = field(default_factory=list)  # of columns
    named: dict[int, str] = field(default_factory=dict)  # hidden columns that a report has, and their headings
    columns: int = 0  # told so far
    rows: int = 0

    @property
    def title(self) -> str:
        return f"лист «{self.name}»{' (скрытый)' if self.is_hidden else ''}"

    def style_of(self, column: int) -> str:
        place = bisect_right(self.styles, column, key=lambda one: one[0]) - 1
        return self.styles[place][2] if place >= 0 and column <= self.styles[place][1] else ""

    def hides(self, column: int) -> bool:
        place = bisect_right(self.hidden, column, key=lambda one: one[0]) - 1
        return place >= 0 and column <= self.hidden[place][1]

    def texts(self) -> Iterator[tuple[_Line, int, str]]:
        for line in self.lines:
            for column, cell in line.cells.items():
                yield line, column, "\n".join(cell.lines)

    def is_our_data(self) -> bool:
        """Whether the first row has the headings of our sheet of data."""
        first = self.lines[0].cells.values() if self.lines else ()
        return {"\n".join(cell.lines) for cell in first} >= {"Раздел сводного отчёта", "Постоянный номер"}


class _Book:
    """One workbook; all of it is read before a row is handed on, since merged cells reach down."""

    def __init__(self, package: zipfile.ZipFile | Flat) -> None:
        self.package = package
        self.styles, self.pages = named_styles(package)
        self.reader = Reader(self.styles)
        self.sheets: list[_Sheet] = []
        self.table = None
        self.count = self.letters = 0

    def pieces(self) -> Iterator[Piece]:
        self._read()
        if not self.sheets:
            raise Unreadable(NO_SHEETS)
        data = [sheet for sheet in self.sheets if sheet.is_our_data()]
        data = data if len(data) < len(self.sheets) else []
        known = set()
        for sheet in self.sheets:
            if sheet in data:
                yield from _unknown_texts(sheet, known)
                continue
            if data:
                known |= {even_out(text) for _, _, text in sheet.texts()}
            yield from self._handed_on(sheet)
        yield from margins(self.reader, self.pages)

    # --- taking it in ---------------------------------------------------------------------------------------------

    def _read(self) -> None:
        sheet = None
        for node in elements(self.package, CONTENT, _ROW, _COLUMN, _SHAPES, *STYLE_TAGS, at_most=MAX_WRITTEN_ROWS):
            if node.tag in STYLE_TAGS:
                take_style(node, self.styles, self.pages)
                continue
            table = next(node.iterancestors(f"{TABLE}table"), None)
            if table is not None and table is not self.table:
                self.table, sheet = table, self._begin(table)
            if sheet is None:
                continue
            if node.tag == _ROW:
                self._take_row(node, sheet)
            elif node.tag == _COLUMN:
                _take_columns(node, sheet, self.styles)
            else:
                self._take_shapes(node, sheet)

    def _begin(self, table: Node) -> _Sheet | None:
        """A sheet; what another book's sheet once held is kept for formulas and shown nowhere."""
        name = table.get(f"{TABLE}name", "")
        if name.startswith("'file:"):
            return None
        self.sheets.append(_Sheet(name, table.get(f"{TABLE}style-name", "") in self.styles.hidden_tables))
        if len(self.sheets) > MAX_SHEETS:
            raise Unreadable(TOO_MUCH)
        return self.sheets[-1]

    def _take_shapes(self, node: Node, sheet: _Sheet) -> None:
        found = Said()
        for child in node:
            if isinstance(child.tag, str):
                self.reader.take(child, found)
        found.end()
        sheet.outside += [Text(text, words) for text, words in found.beside]
        sheet.outside += [Text(line, "надпись") for line in found.outside if line.strip()]

    def _take_row(self, row: Node, sheet: _Sheet) -> None:
        number, count = sheet.rows + 1, repeated(row, "rows")
        sheet.rows += count
        is_thin = ("table-row", row.get(f"{TABLE}style-name", "")) in self.styles.thin
        line = _Line(number, _why_hidden(row) or (signs.HIDDEN_ROW if is_thin else ""))
        column = 0
        for node in row:
            if node.tag not in _CELLS:
                continue
            times = repeated(node, "columns")
            if len(node) or len(node.attrib):
                self._take_cell(node, column + 1, times, line, sheet)
            column += times
        if not (line.cells or line.marks or line.beside):
            return
        if count > MAX_ROWS or len(line.cells) > MAX_CELLS:
            raise Unreadable(TOO_MUCH)
        _add(line, sheet)
        for place in range(1, count):
            self._count(*("".join(cell.lines) for cell in line.cells.values()))
            cells = {column: _copy(cell) for column, cell in line.cells.items()}
            _add(_Line(number + place, line.apart, cells), sheet)

    def _take_cell(self, node: Node, column: int, times: int, line: _Line, sheet: _Sheet) -> None:
        wide, tall = (min(_spanned(node, what), 10**6) for what in ("columns", "rows"))
        if wide > 1 or tall > 1:
            sheet.merged.append((line.number, column, line.number + tall - 1, column + wide - 1))
        style = node.get(f"{TABLE}style-name", "") or sheet.style_of(column)
        found = Said()
        found.cell()
        for child in node:
            if isinstance(child.tag, str):
                self.reader.take(child, found)
        found.end()
        cell = found.cells[0]
        self._settle(cell, node, style)
        place = f"{letters_of(column)}{line.number}"
        line.beside += [
            (text, f"{words} к ячейке {place}" if words == REMARK else words) for text, words in found.beside
        ]
        text = "\n".join(cell.lines)
        if not text.strip() and not cell.apart:
            return
        if read_mark(text.strip()):
            line.marks.append(text.strip())
            return
        if times > MAX_CELLS:
            raise Unreadable(TOO_MUCH)
        self._keep(cell, range(column, column + times), line, sheet)

    def _keep(self, cell: Cell, columns: range, line: _Line, sheet: _Sheet) -> None:
        """Put a cell that says something into its line, as often as it is repeated."""
        text = "\n".join(cell.lines)
        for one in columns:
            self._count(text)
            if sheet.hides(one):
                _take_unseen(_whole_text(cell), one, line, sheet)
            elif signs.is_error(text):
                line.cells[one] = Cell(doubts=[signs.excel_error(text, f"{letters_of(one)}{line.number}")])
            else:
                line.cells[one] = _copy(cell)

    def _settle(self, cell: Cell, node: Node, style: str) -> None:
        """The lines that the cell shows, by its type and the style of the whole of it."""
        text = "\n".join(cell.lines)
        kind = node.get(f"{OFFICE}value-type", "")
        if kind == "date":
            cell.lines = [_day(node.get(f"{OFFICE}date-value", ""), text, self.styles.format_of(style))]
        elif kind and not text.strip() and not cell.apart:
            cell.lines = _value(node, kind).split("\n")
        text = "\n".join(cell.lines)
        reason = self.styles.reason_of_cell(style)
        if reason and text.strip():
            cell.apart.append((text, reason))
            cell.lines = []

    def _count(self, *texts: str) -> None:
        self.count += len(texts)
        self.letters += sum(map(len, texts))
        if self.count > MAX_TEXTS or self.letters > MAX_LETTERS:
            raise Unreadable(TOO_MUCH)

    # --- handing it on --------------------------------------------------------------------------------------------

    def _handed_on(self, sheet: _Sheet) -> Iterator[Piece]:
        is_alone = len(self.sheets) == 1
        yield NextTable("" if is_alone else sheet.title)
        columns = _columns_of(sheet)
        spans = _spans_of(sheet, columns)
        for line in sheet.lines:
            where = f"строка {line.number}" if is_alone else f"{sheet.title}, строка {line.number}"
            apart = signs.hidden_sheet(sheet.name) if sheet.is_hidden else line.apart
            row = GridRow([], where, line.marks, line.beside, apart, line.doubts)
            _fill(row, line, columns, spans.get(line.number, {}))
            yield row
        yield from sheet.outside


def _why_hidden(row: Node) -> str:
    reason = _HIDDEN.get(row.get(f"{TABLE}visibility", ""), "")
    if reason == signs.HIDDEN_ROW:
        groups = row.iterancestors(f"{TABLE}table-row-group")
        return signs.FOLDED_ROW if any(one.get(f"{TABLE}display") == "false" for one in groups) else reason
    return reason


def _take_columns(node: Node, sheet: _Sheet, styles: Styles) -> None:
    first, last = sheet.columns + 1, sheet.columns + repeated(node, "columns")
    sheet.columns = last
    is_thin = ("table-column", node.get(f"{TABLE}style-name", "")) in styles.thin
    if is_thin or node.get(f"{TABLE}visibility", "visible") != "visible":
        sheet.hidden.append((first, last))
    if style := node.get(f"{TABLE}default-cell-style-name"):
        sheet.styles.append((first, last, style))


def _spanned(node: Node, what: str) -> int:
    text = node.get(f"{TABLE}number-{what}-spanned", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1


def _take_unseen(text: str, column: int, line: _Line, sheet: _Sheet) -> None:
    """A text in a column that is not shown stays beside its row; where the column is one of a report's, the row says
    that its text was not taken."""
    where, words = signs.hidden_column(letters_of(column)), even_out(text)
    line.beside.append((text, where))
    if (meaning := headings.heading_meaning(words)) and meaning.fields:
        sheet.named[column] = words
    elif column in sheet.named:
        line.doubts.append(f"С{where[1:]}, его текст не взят ({quoted(sheet.named[column])}).")


def _copy(cell: Cell) -> Cell:
    return replace(cell, lines=list(cell.lines), apart=list(cell.apart), doubts=list(cell.doubts))


def _add(line: _Line, sheet: _Sheet) -> None:
    """Keep the line; texts that were too long for a cell of the line before go back to it."""
    first = line.cells[min(line.cells)] if line.cells else None
    if sheet.lines and first and "".join(first.lines).strip() == CONTINUED and not line.marks:
        before = sheet.lines[-1]
        for column, cell in line.cells.items():
            if cell is first:
                continue
            if column in before.cells and before.cells[column].lines and cell.lines:
                upper = before.cells[column].lines
                upper[-1:] = [upper[-1] + cell.lines[0], *cell.lines[1:]]
            else:
                before.cells[column] = cell
        before.beside += line.beside
    else:
        sheet.lines.append(line)


def _day(value: str, text: str, code: str) -> str:
    """A day as it is shown where that is plain in Russian; «02/15/25», «15.02.25» and «Feb 25» are not."""
    match = _DAY.fullmatch(value.strip())
    if match is None or (text.strip() and _PLAIN_DAY.search(text)):
        return text if text.strip() else value
    with suppress(ValueError, OverflowError):
        moment = datetime.datetime(*(int(part or 0) for part in match.groups()))  # noqa: DTZ001 - none is told
        days = (moment - DAY_NOUGHT).total_seconds() / 86_400
        usual = "dd.mm.yyyy h:mm" if days % 1 else "dd.mm.yyyy"
        return shown(f"{days:.10f}", code or usual) if days >= 0 else f"{moment:%d.%m.%Y}"
    return text or value


def _value(node: Node, kind: str) -> str:
    """What a cell would show of its value, where the program that wrote it does not tell."""
    if kind == "boolean":
        return TRUTHS["1" if node.get(f"{OFFICE}boolean-value") == "true" else "0"]
    if kind == "string":
        return node.get(f"{OFFICE}string-value", "")
    if kind == "percentage":
        return shown(node.get(f"{OFFICE}value", ""), "0%")
    return shown(node.get(f"{OFFICE}value", "") or node.get(f"{OFFICE}time-value", ""), GENERAL)


def _columns_of(sheet: _Sheet) -> list[int]:
    """The columns of the table: from the first to the last that has a text, or only those in a wide sheet."""
    used = sorted({column for line in sheet.lines for column in line.cells})
    if len(used) > MAX_CELLS:
        raise Unreadable(TOO_MUCH)
    return list(range(used[0], used[-1] + 1)) if used and used[-1] - used[0] < NARROW else used


def _spans_of(sheet: _Sheet, columns: list[int]) -> dict[int, dict[int, tuple[int, bool]]]:
    """Row → place among `columns` → (place after the merged cells, whether they go on from the row above)."""
    numbers = [line.number for line in sheet.lines]
    spans, count = defaultdict(dict), 0
    for top, left, bottom, right in sheet.merged:
        first, end = bisect_left(columns, left), bisect_right(columns, right)
        rows = range(bisect_left(numbers, top), bisect_right(numbers, bottom)) if first < end else ()
        count += len(rows)
        if count > MAX_TEXTS:
            raise Unreadable(TOO_MUCH)
        for index in rows:
            spans[numbers[index]].setdefault(first, (end, numbers[index] > top))
    return spans


def _fill(row: GridRow, line: _Line, columns: list[int], spans: dict[int, tuple[int, bool]]) -> None:
    """Put the cells of a line into the row; a text under merged cells goes beside it."""
    place = 0
    while place < len(columns):
        end, goes_on = spans.get(place, (place + 1, False))
        under = [line.cells[column] for column in columns[place:end] if column in line.cells]
        cell = Cell()
        if columns[place] in line.cells and not goes_on:
            cell = under.pop(0)
        cell.columns, cell.goes_on = end - place, goes_on
        row.beside += [(text, UNDER_MERGED) for text in map(_whole_text, under) if text]
        row.cells.append(cell)
        place = end


def _whole_text(cell: Cell) -> str:
    return "\n".join(filter(None, ["\n".join(cell.lines), *(text for text, _ in cell.apart)]))


def _unknown_texts(sheet: _Sheet, known: set[str]) -> Iterator[Text]:
    """Of our sheet of data, the texts that are on no other sheet: a person has changed or added them there."""
    headings = {column: "\n".join(cell.lines) for column, cell in sheet.lines[0].cells.items()}
    yield from sheet.outside
    for line, column, text in sheet.texts():
        words, cut, _ = even_out(text).partition(CUT_OFF)
        is_known = words in known or (cut and any(one.startswith(words.rstrip()) for one in known))
        if line is not sheet.lines[0] and headings.get(column) not in DATA_HEADINGS and not is_known:
            yield Text(text, f"{sheet.title}, строка {line.number}")
    for line in sheet.lines[1:]:
        yield from (Text(text, f"{sheet.title}, {where}") for text, where in line.beside)


def letters_of(column: int) -> str:
    """«A» for 1, «AB» for 28."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
