"""Reads the tables of an RTF document, as Word, WordPad, LibreOffice and office systems write it.

A word says what is from there on to the end of its group, so everything is read in one pass with a stack of what
holds. Rows wait until their table has ended: only then is known which columns it has.
"""

import re
from collections.abc import Iterator
from copy import copy

from . import rtf_words, signs
from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .limits import MAX_CELL_LETTERS, MAX_LETTERS, MAX_ROWS
from .lists import bullet
from .odt import FRAME_COLUMNS, HEADER, is_said_by_the_program
from .rows import Unreadable
from .rtf_state import (
    COLLECTED,
    DRAWN,
    FONTS,
    LABEL,
    MARK,
    PICTURED,
    PLACES,
    SIGNS,
    SILENT,
    SKIPPED,
    SYMBOLS,
    Content,
    Fonts,
    State,
    look,
    merged,
)
from .rtf_table import THINNEST, Edge, RowOfCells, as_grids, text_of
from .rtf_words import BRACE, BYTE, CONTROL, LETTERS, RUN, SIGN, words
from .safe import MAX_CELLS_OF_ROW, TOO_COMPLEX
from .word_seen import LOOK, PICTURE

MAX_DEPTH = 1_000
MAX_WORDS = 6_000_000
MOST_WAITING = 50  # tables that wait for the next one
BYTES_AT_ONCE = 64 * 1024
NESTED = "вложенная таблица"

_LINE_ENDS = {b"line", b"lbr", b"softline"}
_PARAGRAPH_ENDS = {b"par", b"sect", b"page", b"column"}
_STRUCK = {b"strike", b"striked", b"strikedl"}
_COUNTS = re.compile(r"\w")


def pieces(data: bytes) -> Iterator[Piece]:
    """Yield the contents of an RTF document, in its order; headers and footers come last.

    Raises Unreadable at once or while iterating.
    """
    if data.count(b"\\") > MAX_WORDS:
        raise Unreadable(TOO_COMPLEX)
    return _Document().pieces(data)


class _Document:
    """One document, and what is being read of it."""

    def __init__(self) -> None:
        self.state = State()
        self.stack: list[State] = []
        self.contents: list[Content] = []  # of notes and boxes that are open
        self.default = ""
        self.fonts = Fonts()
        self.skip = 0  # letters that only old programs read
        self.is_starred = False
        self.bytes = bytearray()  # of a code page, so far
        self.out: list[Piece] = []
        self.where, self.tables = BEFORE, 0
        self.content, self.nested = Content(), Content()
        self.cells: list[Content] = []  # of the row that is being read
        self.nested_cells: list[Cell] = []
        self.nested_rows: list[list[Cell]] = []
        self.rows: list[RowOfCells] = []  # of the table that is being read
        self.whole: list[list[RowOfCells]] = []  # tables before it, with nothing but empty paragraphs between
        self.edges: list[Edge] = []
        self.edge = Edge()
        self.left, self.apart = 0, ""
        self.is_in_row = False  # between «trowd» and «row»
        self.margins: list[str] = []
        self.letters = self.letters_of_cell = self.asides = 0

    def pieces(self, data: bytes) -> Iterator[Piece]:
        for kind, what, number in words(data, _KNOWN):
            self._take(kind, what, number)
            if self.out:
                yield from self.out
                self.out.clear()
        self._end_bytes()
        while self.stack:
            self._close()
        if self.cells:
            self._end_row()
        self._end_flow()
        self._end_table()
        yield from self.out
        yield from (Text(text, HEADER) for text in dict.fromkeys(self.margins) if not is_said_by_the_program(text))

    def _take(self, kind: int, what: bytes, number: int | None) -> None:
        if kind in (LETTERS, BYTE):
            self._bytes(what)
            return
        if self.bytes:
            self._end_bytes()
        if kind == RUN and self.state.uc == 1:
            self.skip = 0
            self._say(rtf_words.letters_of(what))
        elif kind == RUN:
            for word in rtf_words.numbers_of(what):
                self._take(*word)
        elif kind == BRACE:
            self.skip = 0
            self._open() if what == b"{" else self._close()
        elif kind == CONTROL:
            self._control(what, number)
        elif kind == SIGN:
            self._sign(what)

    # --- groups ---------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(TOO_COMPLEX)
        self.stack.append(self.state)
        self.state = copy(self.state)
        self.is_starred = False

    def _close(self) -> None:
        if not self.stack:
            return
        ended, self.state = self.state, self.stack.pop()
        if ended.place in COLLECTED and self.state.place != ended.place and self.contents:
            self._end_apart(ended.place, self.contents.pop())

    def _end_apart(self, place: str, content: Content) -> None:
        text = content.as_text()
        if place == LABEL:
            if label := "".join(map(bullet, text)) if len(text) == 1 else text.strip():
                self._here().label(label, counts=bool(_COUNTS.search(label)))
        elif place == MARK:
            if text.startswith("_"):  # hidden in Word; what it says is for others to read
                self._here().marks.append(text)
        elif place == HEADER:
            self.margins += filter(None, map(str.strip, text.split("\n")))
        elif text:
            self._put_beside(text, place)
        if place != HEADER:
            self._here().beside += content.beside
            self._here().marks += content.marks

    def _put_beside(self, text: str, words: str) -> None:
        self._here().beside.append((text, words))
        self.asides += 1
        if self.asides > MAX_ROWS:
            raise Unreadable(TOO_COMPLEX)

    def _here(self) -> Content:
        """What takes the letters now."""
        if self.contents:
            return self.contents[-1]
        return self.nested if self.state.level > 1 else self.content

    # --- letters --------------------------------------------------------------------------------------------------

    def _bytes(self, data: bytes) -> None:
        if self.skip:
            taken = min(self.skip, len(data))
            self.skip -= taken
            data = data[taken:]
        if data and self.state.place not in (SILENT, SKIPPED):
            self.bytes += data
            if len(self.bytes) > BYTES_AT_ONCE:
                self._end_bytes()

    def _end_bytes(self) -> None:
        if not self.bytes:
            return
        data, self.bytes = bytes(self.bytes), bytearray()
        if self.state.place != FONTS:
            self._say(rtf_words.decoded(data, self.state.page or self.default or "cp1252"))

    def _say(self, text: str) -> None:
        if self.state.place in (SILENT, SKIPPED, FONTS):
            return
        here = self._here()
        self.letters += len(text)
        self.letters_of_cell += len(text)
        if self.letters > MAX_LETTERS or self.letters_of_cell > MAX_CELL_LETTERS:
            raise Unreadable(TOO_COMPLEX)
        if reason := self.state.reason:
            here.letters_apart(text, reason)
        else:
            here.add(text)
            here.is_live = True

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.is_starred = True
        elif sign in (b"\n", b"\r"):
            self._end_paragraph()
        elif sign in SYMBOLS:
            if self.skip:
                self.skip -= 1
            else:
                self._say(SYMBOLS[sign])

    def _letter(self, number: int) -> None:
        """A letter by its number, and how many follow for programs that do not know it."""
        code = number + 0x10000 if number < 0 else number
        if 0 < code < 0x110000:
            self._say(chr(code))
        self.skip = self.state.uc

    # --- words ----------------------------------------------------------------------------------------------------

    def _control(self, word: bytes, number: int | None) -> None:
        starred, self.is_starred = self.is_starred, False
        if word == b"u":
            self._letter(number or 0)
            return
        self.skip = 0
        if self.state.place == SKIPPED:
            return
        if word in PLACES:
            self._begin_place(PLACES[word])
        elif word == b"ud":
            self.state.place = self.state.before
        elif starred:
            self.state.place = SKIPPED
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in _LINE_ENDS or word in _PARAGRAPH_ENDS:
            self._end_paragraph(is_line=word in _LINE_ENDS)
        elif way := _WAYS.get(word):
            way(self, number)

    def _begin_place(self, place: str) -> None:
        state = self.state
        if place == DRAWN:
            place = SKIPPED
            if state.place in PICTURED and self._is_in_table():
                self._put_beside(LOOK, PICTURE)
        if place == SILENT:
            state.before = state.place
        if place in COLLECTED and state.place != place:
            self.contents.append(Content())
            state.struck = state.hidden = state.deleted = False
        state.place = place

    def _end_paragraph(self, *, is_line: bool = False) -> None:
        if self.state.place in (SILENT, SKIPPED, FONTS):
            return
        here = self._here()
        if self.state.deleted:  # the two paragraphs are one
            here.letters_apart("\n", signs.STRUCK_OUT)
        else:
            here.end_paragraph()
        if not (is_line or self.contents or self._is_in_table()):
            self._end_flow()

    def _is_in_table(self) -> bool:
        return self.state.is_inside or self.is_in_row or bool(self.cells)

    def _font(self, number: int | None) -> None:
        if self.state.place == FONTS:
            self.fonts.now = number or 0
        else:
            self.state.page = self.fonts.pages.get(number or 0, "")

    def _charset(self, number: int | None) -> None:
        if self.state.place == FONTS:
            self.fonts.pages.setdefault(self.fonts.now, rtf_words.CODE_PAGES.get(str(number), ""))

    def _page_of_font(self, number: int | None) -> None:
        if self.state.place == FONTS and (page := rtf_words.page_of(number)):
            self.fonts.pages[self.fonts.now] = page

    def _page_of_file(self, number: int | None) -> None:
        self.default = rtf_words.page_of(number) or self.default

    def _page_of_dos(self, number: int | None) -> None:
        self.default = self.default or "cp866"

    def _language(self, number: int | None) -> None:
        """A Russian document that tells no code page."""
        if number == 1049 and not self.default:
            self.default = "cp1251"

    def _letters_before(self, number: int | None) -> None:
        self.state.uc = min(max(1 if number is None else number, 0), 100)

    def _plain(self, number: int | None) -> None:
        self.state.struck = self.state.hidden = self.state.deleted = False
        self.state.page = self.fonts.pages.get(0, "")

    # --- tables ---------------------------------------------------------------------------------------------------

    def _paragraph(self, number: int | None) -> None:
        self.state.is_inside, self.state.level = False, 1

    def _inside(self, number: int | None) -> None:
        self.state.is_inside = True

    def _level(self, number: int | None) -> None:
        self.state.level = number or 1
        self.state.is_inside = self.state.is_inside or self.state.level > 0

    def _begin_row(self, number: int | None) -> None:
        if self.contents or self.state.place == SILENT:
            return
        self.edges, self.edge, self.left, self.apart = [], Edge(), 0, ""
        self.is_in_row = True

    def _height(self, number: int | None) -> None:
        """A height below nought is kept whatever the row holds."""
        if self.state.place != SILENT and not self.contents:
            self.apart = signs.HIDDEN_IN_DOCUMENT if -THINNEST <= (number or 0) < 0 else ""

    def _left_edge(self, number: int | None) -> None:
        if self.state.place != SILENT:
            self.left = number or 0

    def _cell_edge(self, number: int | None) -> None:
        if not self.contents and self.state.place != SILENT and len(self.edges) <= MAX_CELLS_OF_ROW:
            self.edge.right = number or 0
            self.edges.append(self.edge)
            self.edge = Edge()

    def _end_cell(self, number: int | None) -> None:
        if self.contents:
            self.contents[-1].end_paragraph()
            return
        self.cells.append(self.content)
        self.content, self.letters_of_cell = Content(), 0
        if len(self.cells) > MAX_CELLS_OF_ROW:
            raise Unreadable(TOO_COMPLEX)

    def _end_nested_cell(self, number: int | None) -> None:
        if self.contents:
            return
        self.content.beside += self.nested.beside
        self.content.marks += self.nested.marks
        self.nested_cells.append(self.nested.whole())
        self.nested = Content()
        if len(self.nested_cells) > MAX_CELLS_OF_ROW or len(self.nested_rows) > MAX_ROWS:
            raise Unreadable(TOO_COMPLEX)

    def _end_nested_row(self, number: int | None) -> None:
        self.nested_rows.append(self.nested_cells)
        self.nested_cells = []

    def _end_row(self, number: int | None = None) -> None:
        if self.contents:
            return
        self.is_in_row = False
        contents, self.cells = self.cells, []
        inner, self.nested_rows = self.nested_rows, []
        if not contents:
            return
        row = RowOfCells([content.whole() for content in contents], self.edges, self.left, apart=self.apart)
        for content in contents:
            row.marks += content.marks
            row.beside += content.beside
        if inner and len(row.cells) < FRAME_COLUMNS:
            self._frame(row, inner)
            return
        if inner:
            row.beside.append(("\n".join(" | ".join(filter(None, map(text_of, cells))) for cells in inner), NESTED))
        self.rows.append(row)
        if len(self.rows) > MAX_ROWS:
            raise Unreadable(TOO_COMPLEX)

    def _frame(self, row: RowOfCells, inner: list[list[Cell]]) -> None:
        """A frame around a table is no row: its texts, and the table."""
        self._end_table()
        self.out += [Text(line, self.where) for cell in row.cells for line in cell.lines if line.strip()]
        self.out += [Text(text, words) for text, words in row.beside]
        self.out.append(self._next_table())
        self.out += [GridRow(cells, row_place(self.tables, number)) for number, cells in enumerate(inner, 1)]

    def _end_flow(self) -> None:
        """Paragraphs outside of tables: the table before them has ended."""
        if self._is_in_table() and self.cells:
            return
        content, self.content, self.letters_of_cell = self.content, Content(), 0
        cell = content.whole()
        lines = [line for line in cell.lines if line.strip()]
        if not (lines or cell.apart or content.beside or content.marks):
            if self.rows:  # an empty paragraph ends a table, too
                self.whole, self.rows = [*self.whole, self.rows], []
            if len(self.whole) > MOST_WAITING:
                self._end_table()
            return
        self._end_table()
        if cell.label and lines:
            lines[0] = f"{cell.label} {lines[0]}"
        self.out += [Text(line, self.where) for line in lines]
        self.out += [Text(text, words) for text, words in [*cell.apart, *content.beside]]

    def _end_table(self) -> None:
        tables, self.rows, self.whole = [*self.whole, *filter(None, [self.rows])], [], []
        for rows in as_grids(tables, self.tables + 1):
            self.out.append(self._next_table())
            self.out += rows

    def _next_table(self) -> NextTable:
        self.tables += 1
        self.where = AFTER
        return NextTable(f"таблица {self.tables}")


_WAYS = {
    b"f": _Document._font,
    b"fcharset": _Document._charset,
    b"cpg": _Document._page_of_font,
    b"ansicpg": _Document._page_of_file,
    b"pc": _Document._page_of_dos,
    b"pca": _Document._page_of_dos,
    b"deflang": _Document._language,
    b"uc": _Document._letters_before,
    b"plain": _Document._plain,
    **dict.fromkeys(_STRUCK, look("struck")),
    b"v": look("hidden"),
    b"deleted": look("deleted"),
    b"pard": _Document._paragraph,
    b"intbl": _Document._inside,
    b"itap": _Document._level,
    b"trowd": _Document._begin_row,
    b"trleft": _Document._left_edge,
    b"trrh": _Document._height,
    b"cellx": _Document._cell_edge,
    b"cell": _Document._end_cell,
    b"row": _Document._end_row,
    b"nestcell": _Document._end_nested_cell,
    b"nestrow": _Document._end_nested_row,
    b"clmgf": merged("sideways", "first"),
    b"clmrg": merged("sideways", "next"),
    b"clvmgf": merged("downwards", "first"),
    b"clvmrg": merged("downwards", "next"),
}
_KNOWN = frozenset({*_WAYS, *PLACES, *SIGNS, *_LINE_ENDS, *_PARAGRAPH_ENDS, b"u", b"ud"})
