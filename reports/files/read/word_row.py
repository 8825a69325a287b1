"""What is read of one row of a Word table, element by element."""

from collections.abc import Callable
from contextlib import suppress

from lxml import etree

from reports.prose.cleaning import without_unseen

from .grid import Cell
from .signs import HIDDEN_IN_DOCUMENT

TEXT_BOX = "надпись"
THINNEST = 40  # twentieths of a point
Node = etree._Element
_MAY_BREAK = 0x200B  # where our own documents let a line end inside an address


class WordRow:
    """What has been read of one row (or of one paragraph, whose lines are then outside of every cell).

    The letters of a line are joined at its end: a line of a hundred thousand pieces is read in the same time a letter.
    """

    __slots__ = (
        *("after", "apart", "aside", "before", "beside", "cells", "goes_on", "is_new", "items", "letters", "level"),
        *("lines", "marks", "outside", "tables"),
    )

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.marks: list[str] = []
        self.beside: list[tuple[str, str]] = []
        self.tables: list[Node] = []
        self.before = self.after = 0
        self.outside = self.lines = []
        self.letters: list[str] = []  # of the last line
        self.is_new = True  # no line has begun here yet
        self.goes_on = False  # the mark of the last paragraph was deleted: the next one goes on with its line
        self.apart = ""  # why the row was not meant
        self.aside: tuple = ()  # where the last text that was not meant stood
        self.level = ""  # of the list that is named next
        # (lines, place of a paragraph among them, its list, its level, its style), in their order
        self.items: list[tuple[list[str], int, str, str, str]] = []

    def cell(self) -> list[str]:
        """Begin a cell; returns the list that takes the letters of its first line."""
        self.end()
        self.lines = []
        self.cells.append(Cell(self.lines))
        self.is_new = True
        self.goes_on = False
        return self.letters

    def line(self) -> list[str]:
        """Begin a line; returns the list that takes its letters."""
        if self.goes_on:
            self.goes_on = False
            return self.letters
        if self.letters or not self.is_new:
            self.lines.append("".join(self.letters))
            self.letters = []
        self.is_new = False
        return self.letters

    def add(self, text: str) -> None:
        """Take letters of the last line."""
        self.letters.append(text)

    def item(self, number: str, level: str, style: str = "") -> None:
        """The paragraph that has begun is one of a list; "0" takes it out of the list of its style."""
        if self.cells:
            self.cells[-1].is_numbered = self.cells[-1].is_numbered or number not in ("", "0")
        if self.items and self.items[-1][0] is self.lines and self.items[-1][1] == len(self.lines):
            self.items.pop()
        if number not in ("", "0"):
            self.items.append((self.lines, len(self.lines), number, level, style))

    def set_apart(self, text: str, words: str) -> None:
        """A text of the cell that was not meant; pieces of it that follow each other are one."""
        kept = self.cells[-1].apart if self.cells else self.beside
        here = (id(self.lines), len(self.lines), len(self.letters), words)
        if self.aside == here and kept and kept[-1][1] == words:
            kept[-1] = (kept[-1][0] + text, words)
        elif text.strip():
            kept.append((text, words))
        self.aside = here

    def end(self) -> None:
        """End the last line; then all lines are where they belong."""
        if self.letters or not self.is_new:
            self.lines.append("".join(self.letters))
            self.letters = []
            self.is_new = True

    def merge_to_the_left(self) -> None:
        """The last cell is no cell of its own but more room for the one before it."""
        self.end()
        self.cells.pop()
        self.cells[-1].columns += 1
        self.lines = self.cells[-1].lines

    def take(self, other: "WordRow") -> None:
        """Go on with what was read apart: its lines continue this row's last line."""
        for number, line in enumerate(other.outside):
            if number:
                self.line()
            self.add(line)
        self.marks += other.marks
        self.beside += other.beside
        self.tables += other.tables

    def says_anything(self) -> bool:
        """Whether it has any text, or a table."""
        own = [*self.outside, *(line for cell in self.cells for line in cell.lines)]
        return bool(self.beside or self.tables or any(line.strip() for line in own))


def _take_mark(node: Node, row: WordRow) -> None:
    name = attribute(node, "name")
    if name.startswith("_"):  # hidden; what it says is for others to read
        row.marks.append(name)


def _take_level(node: Node, row: WordRow) -> None:
    row.level = attribute(node, "val")


def _take_number(node: Node, row: WordRow) -> None:
    if next(node.iterancestors("{*}pPrChange"), None) is None:  # not as it was before
        row.item(attribute(node, "val"), row.level)
    row.level = ""


def _take_tab(node: Node, row: WordRow) -> None:
    if local(node.getparent()) == "r":  # not a tab stop
        row.add(" ")


def _take_words_as_drawing(node: Node, row: WordRow) -> None:
    if node.get("string", "").strip():
        row.beside.append((node.get("string"), TEXT_BOX))


def _take_room_before(node: Node, row: WordRow) -> None:
    row.before = _count(attribute(node, "val"))


def _take_room_after(node: Node, row: WordRow) -> None:
    row.after = _count(attribute(node, "val"))


def _take_width(node: Node, row: WordRow) -> None:
    if row.cells:
        row.cells[-1].columns = _count(attribute(node, "val"))


def _take_height(node: Node, row: WordRow) -> None:
    """A row as high as a hair shows nothing."""
    if attribute(node, "hRule") == "exact" and attribute(node, "val").isdecimal():
        row.apart = HIDDEN_IN_DOCUMENT if int(attribute(node, "val")[:6]) <= THINNEST else row.apart


def _take_merged_downwards(node: Node, row: WordRow) -> None:
    if row.cells:
        row.cells[-1].goes_on = attribute(node, "val") != "restart"


def _take_merged_sideways(node: Node, row: WordRow) -> None:
    """As Word 97 wrote it."""
    if len(row.cells) > 1 and attribute(node, "val") != "restart":
        row.merge_to_the_left()


_TAKERS: dict[str, Callable[[Node, WordRow], object]] = {
    "bookmarkStart": _take_mark,
    "ilvl": _take_level,
    "numId": _take_number,
    "tab": _take_tab,
    "br": lambda node, row: row.line(),
    "cr": lambda node, row: row.line(),
    "noBreakHyphen": lambda node, row: row.add("\u2011"),
    "softHyphen": lambda node, row: row.add("\u00ad"),
    "ptab": lambda node, row: row.add(" "),
    "sym": lambda node, row: row.add(_symbol(node)),
    "textpath": _take_words_as_drawing,
    "trHeight": _take_height,
    "gridSpan": _take_width,
    "vMerge": _take_merged_downwards,
    "hMerge": _take_merged_sideways,
    "gridBefore": _take_room_before,
    "gridAfter": _take_room_after,
}


def take(node: Node, kind: str, row: WordRow) -> None:
    """Take one element of ordinary text; of others, nothing."""
    if taker := _TAKERS.get(kind):
        taker(node, row)


def _count(value: str) -> int:
    """A number of columns; what is no number, or too large to be true, counts as few."""
    with suppress(ValueError):
        return min(max(int(value), 1), 64)
    return 1


def _symbol(node: Node) -> str:
    """The sign that a symbol font draws; an ordinary font draws the letter itself."""
    with suppress(ValueError):
        code = int(attribute(node, "char"), 16)
        if code == _MAY_BREAK:
            return ""
        return without_unseen(chr(code)) if 0xE000 <= code <= 0xF8FF else chr(code)
    return ""


def local(node: Node) -> str:
    """The element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def attribute(node: Node, name: str) -> str:
    """The attribute so called in the element's own namespace, "" without it."""
    return node.get(space_of(node) + name) or ""


def space_of(node: Node) -> str:
    """«{namespace}» of an element, "" without one."""
    tag = node.tag
    return tag[: tag.rfind("}") + 1]
