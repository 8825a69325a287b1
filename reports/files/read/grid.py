"""What a table is before anybody knows what its columns mean: the form in which every reader yields its file.

Readers (Word, Excel, HTML, text) yield these pieces in the order of the file; `tables.py` makes a ReadFile of them.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Cell:
    """One cell: its lines (paragraphs, `<br>`, newlines) as written, not cleaned. `columns` it spans;
    `goes_on`: the continuation of the cell above it (merged downwards), which has the lines. `is_numbered`: an
    automatic number is shown in it, which is no text; `label`: that number, where it is the cell's only paragraph that
    has it. `apart`: parts that the writer did not mean, with the reason (see `signs`); they are not in `lines`.
    `doubts`: sentences about what is read of it."""

    lines: list[str] = field(default_factory=list)
    columns: int = 1
    goes_on: bool = False
    is_numbered: bool = False
    label: str = ""
    apart: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class GridRow:
    """One row of one table. `where` is «строка 14» or «лист «Отчёт», строка 14», for people.

    `marks`: names of hidden bookmarks (or texts of hidden cells), for `reports.files.marks.read_mark`. `beside`: texts
    inside the row that are not lines of a cell, each with words that say where: text boxes, nested tables, footnotes,
    comments, what tracked changes struck out. `apart`: why the writer did not mean the whole row, "" for an ordinary
    one. `doubts`: sentences about what is read of it.
    """

    cells: list[Cell]
    where: str
    marks: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    apart: str = ""
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class NextTable:
    """A table (or sheet) begins: columns may mean something else from here on. `name` for people."""

    name: str = ""


# Where a text of the document's own flow is, as far as a reader knows before the end.
BEFORE = "перед таблицей"
AFTER = "после таблицы"


@dataclass(slots=True)
class Text:
    """One paragraph outside every table. `where` is BEFORE or AFTER, or «колонтитул», «надпись», «сноска»."""

    text: str
    where: str


# What a reader yields.
Piece = GridRow | NextTable | Text


def row_place(table: int, row: int) -> str:
    """«строка 14», «таблица 2, строка 14»: where a row is in a file that may have several tables."""
    return f"строка {row}" if table == 1 else f"таблица {table}, строка {row}"
