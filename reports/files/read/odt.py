"""Reads the tables of an OpenDocument text (ODT, or flat FODT), row by row, as `word` reads those of Word."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from reports.files.marks import PROJECT

from . import signs
from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .limits import MAX_CELLS, MAX_ROWS
from .odf import CONTENT, STYLE, STYLE_TAGS, TABLE, TEXT, Flat, Node, named_styles, take_style
from .odf_text import DRAWINGS, NESTED, Reader, rows_of
from .safe import elements
from .said import Said

# A table with fewer columns that holds a table is only its frame.
FRAME_COLUMNS = 4
UNDER_MERGED = "под объединёнными ячейками"
HEADER = "колонтитул"

_PAGE_WORDS = re.compile(r"(?:стр\.?|страница|лист|page)?\s*+\d*+\s*(?:(?:из|of|/)\s*\d*)?|[-–—]\s*+\d*+\s*[-–—]")
_ROW, _REGION = f"{TABLE}table-row", f"{TEXT}changed-region"
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_TEXTUAL = {f"{TEXT}{name}" for name in ("p", "h", "span", "a")}

# Column → [rows to come, width] of the cells that reach down from above.
Spans = dict[int, list[int]]


def pieces(package: zipfile.ZipFile | Flat) -> Iterator[Piece]:
    """Yield the contents of a text document, in its order; headers and footers come last.

    `package` comes from `odf.opened`. Raises Unreadable while iterating.
    """
    return _Document(package).pieces()


class _Document:
    """One document, and where in it the reader is."""

    def __init__(self, package: zipfile.ZipFile | Flat) -> None:
        self.package = package
        self.styles, self.pages = named_styles(package)
        self.reader = Reader(self.styles)
        self.tables = 0
        self.table = None  # the one that is being read
        self.where = BEFORE

    def pieces(self) -> Iterator[Piece]:
        row, number, spans = None, 0, {}
        for node in elements(self.package, CONTENT, _ROW, _REGION, *STYLE_TAGS):
            if node.tag == _REGION:
                self.reader.take_region(node)
            elif node.tag != _ROW:
                take_style(node, self.styles, self.pages)
            else:
                row, own = node, next(node.iterancestors(f"{TABLE}table"), node.getparent())
                if own is not self.table:
                    yield from self._flow_before(own)
                    self.table, number, spans = own, 0, {}
                    yield self._next_table()
                for piece in self._row(row, number + 1, spans):
                    number += isinstance(piece, GridRow)
                    yield piece
        if row is not None:
            yield from self._flow_after(row)
        yield from margins(self.reader, self.pages)

    # --- text outside of tables -----------------------------------------------------------------------------------

    def _flow_before(self, table: Node) -> Iterator[Piece]:
        """Texts before a table that were not yielded yet: beside it, and beside each element around it."""
        found = Said()
        for node in reversed([table, *table.iterancestors()]):
            parent = node.getparent()
            if parent is None or not _is_of_body(node):
                continue
            is_text = parent.tag in _TEXTUAL
            if is_text:
                self.reader.say(parent.text, found)
            for one in reversed(list(node.itersiblings(preceding=True))):
                self._take(one, found, is_text)
        yield from self._said(found)

    def _flow_after(self, row: Node) -> Iterator[Piece]:
        found = Said()
        for node in (row, *row.iterancestors()):
            if (parent := node.getparent()) is None or not _is_of_body(node):
                continue
            is_text = parent.tag in _TEXTUAL
            if is_text:
                self.reader.say(node.tail, found)
            for one in node.itersiblings():
                self._take(one, found, is_text)
        yield from self._said(found)

    def _take(self, node: Node, found: Said, is_text: bool) -> None:
        if isinstance(node.tag, str) and node.tag not in (_ROW, *STYLE_TAGS):
            self.reader.take(node, found)
        if is_text:
            self.reader.say(node.tail, found)

    def _said(self, found: Said) -> Iterator[Piece]:
        self.reader.end_struck(found)
        found.end()
        yield from (Text(line, self.where) for line in found.outside if line.strip())
        yield from (Text(text, words) for text, words in found.beside if words not in DRAWINGS)
        for table in found.tables:
            if table is not self.table:
                yield from self._whole_table(table)

    def _whole_table(self, table: Node) -> Iterator[Piece]:
        """A table in a frame or a text box, as a table of its own."""
        yield self._next_table()
        number, spans = 0, {}
        for row in rows_of(table):
            for piece in self._row(row, number + 1, spans):
                number += isinstance(piece, GridRow)
                yield piece

    def _next_table(self) -> NextTable:
        self.tables += 1
        self.where = AFTER
        return NextTable(f"таблица {self.tables}")

    # --- rows -----------------------------------------------------------------------------------------------------

    def _row(self, row: Node, number: int, spans: Spans) -> Iterator[Piece]:
        """A row as often as it is repeated; a frame around a table is no row, its texts and tables are yielded."""
        found = self._cells(row, spans)
        self.reader.end_struck(found)
        found.end()
        if found.tables and len(found.cells) < FRAME_COLUMNS:
            for cell in found.cells:
                yield from (Text(line, self.where) for line in cell.lines if line.strip())
            yield from (Text(text, words) for text, words in found.beside)
            for table in found.tables:
                yield from self._whole_table(table)
            return
        found.beside += [(self.reader.flat(table), NESTED) for table in found.tables]
        apart = signs.HIDDEN_IN_DOCUMENT if self._is_hidden(row) else ""
        for place in range(min(repeated(row, "rows"), MAX_ROWS + 1)):
            cells = found.cells if not place else [_copy(cell) for cell in found.cells]
            where = row_place(self.tables, number + place)
            yield GridRow(cells, where, found.marks if not place else [], found.beside if not place else [], apart)

    def _is_hidden(self, row: Node) -> bool:
        is_thin = ("table-row", row.get(f"{TABLE}style-name", "")) in self.styles.thin
        return is_thin or row.get(f"{TABLE}visibility", "visible") != "visible"

    def _cells(self, row: Node, spans: Spans) -> Said:
        """The cells of a row by the grid: those under a wide one are no cells, those under a tall one go on."""
        found, column, covered_to, before = Said(), 0, 0, dict(spans)
        for node in row:
            if node.tag not in _CELLS:
                continue
            count = min(repeated(node, "columns"), MAX_CELLS + 1)
            if node.tag != f"{TABLE}table-cell" and column < covered_to:
                self._under(node, found)
                column, count = column + 1, count - 1
                under = min(max(covered_to - column, 0), count)
                column, count = column + under, count - under
                if not count:
                    continue
            covered_to = column + self._cell(node, found, column, before, spans)
            column += 1
            self._repeat(found, count - 1)
            column += count - 1
            covered_to = max(covered_to, column)
        for start in [start for start in before if start in spans and spans[start] is before[start]]:
            spans[start][0] -= 1
            if not spans[start][0]:
                del spans[start]
        return found

    def _repeat(self, found: Said, times: int) -> None:
        if times > 0:
            self.reader.end_struck(found)
            found.end()
            found.cells += [_copy(found.cells[-1]) for _ in range(times)]

    def _cell(self, node: Node, found: Said, column: int, above: Spans, spans: Spans) -> int:
        """One cell that begins at a column; returns its width."""
        self.reader.end_struck(found)
        found.cell()
        self.reader.walk(node, found)
        self.reader.end_struck(found)
        cell = found.cells[-1]
        if node.tag == f"{TABLE}table-cell":
            cell.columns = min(_number(node, "number-columns-spanned"), MAX_CELLS)
            if (height := _number(node, "number-rows-spanned")) > 1:
                spans[column] = [height - 1, cell.columns]
        elif column in above:
            cell.columns, cell.goes_on = above[column][1], True
        return cell.columns

    def _under(self, node: Node, found: Said) -> None:
        """Nobody sees a text that lies under merged cells, but nobody may drop it."""
        if text := self.reader.flat(node):
            found.beside.append((text, UNDER_MERGED))


def margins(reader: Reader, pages: list[Node]) -> Iterator[Text]:
    """Headers and footers of a document, each text once; what the program says there (pages, «черновик») is none."""
    seen = set()
    for page in pages:
        for part in page:
            if part.tag not in _MARGINS or part.get(f"{STYLE}display") == "false":
                continue
            for text in reader.flat(part).split("\n"):
                if text.strip() and text not in seen and not is_said_by_the_program(text.strip()):
                    seen.add(text)
                    yield Text(text, HEADER)


_MARGINS = {f"{STYLE}{name}{which}" for name in ("header", "footer") for which in ("", "-left", "-first")}


def repeated(node: Node, what: str) -> int:
    """How often a row or cell is repeated («rows», «columns»); an absurd number is a large one."""
    return _number(node, f"number-{what}-repeated")


def _number(node: Node, name: str) -> int:
    text = node.get(f"{TABLE}{name}", "1")
    if not text.isdecimal():
        return 1
    return max(int(text), 1) if len(text) < 10 else 10**9


def _copy(cell: Cell) -> Cell:
    return replace(cell, lines=list(cell.lines), apart=list(cell.apart), doubts=list(cell.doubts))


def _is_of_body(node: Node) -> bool:
    """Whether it is inside the document's body, and not the body or the whole itself."""
    return any(one.tag.endswith(("}text", "}spreadsheet")) for one in node.iterancestors())


def is_said_by_the_program(text: str) -> bool:
    """Whether a text of a header or footer is only the page's number, or our own mark of a draft."""
    return bool(PROJECT.fullmatch(text.casefold()) or _PAGE_WORDS.fullmatch(text.casefold()))
