"""What is read of one row of a Word table, element by element."""

from collections.abc import Callable
from contextlib import suppress

from lxml import etree

from .grid import Cell

TEXT_BOX = "надпись"
Node = etree._Element

# Letters of Word's symbol fonts that mean a sign of Unicode.
_SYMBOLS = {
    0xB7: "•", 0xA7: "•", 0xA8: "•", 0xD8: "•", 0x6F: "•", 0x76: "•", 0xFC: "•", 0x2D: "–", 0xBE: "–", 0xE0: "→",
    0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xA3: "≤", 0xB3: "≥",
}  # fmt: skip


class WordRow:
    """What has been read of one row (or of one paragraph, whose lines are then outside of every cell).

    The letters of a line are joined at its end: a line of a hundred thousand pieces is read in the same time a letter.
    """

    __slots__ = ("after", "before", "beside", "cells", "is_new", "letters", "lines", "marks", "outside", "tables")

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.marks: list[str] = []
        self.beside: list[tuple[str, str]] = []
        self.tables: list[Node] = []
        self.before = self.after = 0
        self.outside = self.lines = []
        self.letters: list[str] = []  # of the last line
        self.is_new = True  # no line has begun here yet

    def cell(self) -> list[str]:
        """Begin a cell; returns the list that takes the letters of its first line."""
        self.end()
        self.lines = []
        self.cells.append(Cell(self.lines))
        self.is_new = True
        return self.letters

    def line(self) -> list[str]:
        """Begin a line; returns the list that takes its letters."""
        if self.letters or not self.is_new:
            self.lines.append("".join(self.letters))
            self.letters = []
        self.is_new = False
        return self.letters

    def add(self, text: str) -> None:
        """Take letters of the last line."""
        self.letters.append(text)

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


def _take_number(node: Node, row: WordRow) -> None:
    if row.cells and attribute(node, "val") not in ("", "0"):
        row.cells[-1].is_numbered = True


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


def _take_merged_downwards(node: Node, row: WordRow) -> None:
    if row.cells:
        row.cells[-1].goes_on = attribute(node, "val") != "restart"


def _take_merged_sideways(node: Node, row: WordRow) -> None:
    """As Word 97 wrote it."""
    if len(row.cells) > 1 and attribute(node, "val") != "restart":
        row.merge_to_the_left()


_TAKERS: dict[str, Callable[[Node, WordRow], object]] = {
    "bookmarkStart": _take_mark,
    "numId": _take_number,
    "tab": _take_tab,
    "br": lambda node, row: row.line(),
    "cr": lambda node, row: row.line(),
    "noBreakHyphen": lambda node, row: row.add("\u2011"),
    "softHyphen": lambda node, row: row.add("\u00ad"),
    "ptab": lambda node, row: row.add(" "),
    "sym": lambda node, row: row.add(_symbol(node)),
    "textpath": _take_words_as_drawing,
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
    with suppress(ValueError):
        code = int(attribute(node, "char"), 16)
        return _SYMBOLS.get(code & 0xFF, chr(code)) if 0xF000 <= code <= 0xF0FF else chr(code)
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
