"""What the columns of a table mean, and which of them a row's cells stand in."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.prose.cleaning import even_out

from . import headings
from .grid import Cell, GridRow
from .headings import LABELS, NUMBER, PERIOD, PLACE


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its field ("" for one that the report does not have), its heading, its place and
    width in the columns of the grid."""

    field: str
    title: str
    start: int
    width: int = 1


# The columns that a cell stands in, and the cell.
Placed = tuple[tuple[Column, ...], Cell]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table mean. `is_sure`: a header said so, or the official order fits the content."""

    columns: tuple[Column, ...]
    is_sure: bool = True

    @property
    def width(self) -> int:
        """How many columns of the grid it takes."""
        return self.columns[-1].start + self.columns[-1].width

    def placed(self, cells: list[Cell]) -> tuple[list[Placed], bool]:
        """[(columns of a cell, cell)], and whether that is a guess since a cell is missing."""
        cells = _without_empty_end(cells, len(self.columns))
        columns = self.columns
        if len(cells) == len(columns):  # spans do not count: Word's borders are often a hair's breadth apart
            return [((column,), cell) for column, cell in zip(columns, cells, strict=True)], False
        if len(cells) == 1:
            return [(columns, cells[0])], False
        if any(cell.columns > 1 for cell in cells):
            return self._by_position(cells), False
        if len(cells) == len(columns) - 1:
            return self._without_one(cells)
        placed = [((column,), cell) for column, cell in zip(columns, cells, strict=False)]
        for place, cell in enumerate(cells[len(columns) :], start=len(columns)):
            placed.append(((Column("", f"Столбец {place + 1}", place),), cell))
        return placed, len(cells) < len(columns)

    def _by_position(self, cells: list[Cell]) -> list[Placed]:
        placed, start = [], 0
        for cell in cells:
            end = start + cell.columns
            under = tuple(column for column in self.columns if start <= column.start < end)
            if not under:  # one of several cells under one wide heading, or beyond the last
                around = [column for column in self.columns if column.start <= start < column.start + column.width]
                under = tuple(around) or (Column("", f"Столбец {start + 1}", start),)
            placed.append((under, cell))
            start = end
        return placed

    def _without_one(self, cells: list[Cell]) -> tuple[list[Placed], bool]:
        """One cell is not there: the one without which the others look most like their columns."""
        texts = [text_of(cell) for cell in cells]

        def fit(gap: int) -> tuple[int, int]:
            left = [column for place, column in enumerate(self.columns) if place != gap]
            return sum(_looks_like(column.field, text) for column, text in zip(left, texts, strict=True)), gap

        _, gap = max(map(fit, range(len(self.columns))))
        left = [column for place, column in enumerate(self.columns) if place != gap]
        is_guess = self.columns[gap].field not in (NUMBER, "")
        return [((column,), cell) for column, cell in zip(left, cells, strict=True)], is_guess


def _looks_like(field_name: str, text: str) -> int:
    if field_name == NUMBER:
        return 2 if headings.is_number(text) else 0 if not text else -2
    if field_name == PERIOD:
        return 2 if headings.is_period(text) else -1
    if field_name == PLACE:
        return 1 if headings.is_place(text) else 0
    return -1 if headings.is_number(text) else 0


def _without_empty_end(cells: list[Cell], wanted: int) -> list[Cell]:
    """Workbooks and texts often have empty cells to the right of a table."""
    count = len(cells)
    while count > wanted and not text_of(cells[count - 1]) and not cells[count - 1].goes_on:
        count -= 1
    return cells[:count]


def layout_of(cells: list[Cell], fields: Sequence[str]) -> Layout:
    """The layout that a header gives: `fields` of its cells."""
    columns, start = [], 0
    for place, (cell, name) in enumerate(zip(cells, fields, strict=True), start=1):
        columns.append(Column(name, text_of(cell) or f"Столбец {place}", start, cell.columns))
        start += cell.columns
    return Layout(tuple(columns))


def layout_of_two(upper: Layout, cells: list[Cell]) -> Layout:
    """The layout when a second row divides the headings of the first."""
    columns, start, taken = [], 0, {column.field for column in upper.columns if column.field}
    for cell in cells:
        above = next((c for c in upper.columns if c.start <= start < c.start + c.width), None)
        own = headings.heading_field(text_of(cell)) or ""
        if above is None or (above.width > cell.columns and text_of(cell)):
            is_free = own and (own not in taken or (above and own == above.field))
            name = own if is_free else ""
        else:
            name = above.field
        title = " – ".join(filter(None, [above.title if above else "", text_of(cell)]))
        taken.add(name)
        columns.append(Column(name, title, start, cell.columns))
        start += cell.columns
    return Layout(tuple(columns))


def layout_by_content(rows: list[GridRow]) -> Layout | None:
    """The layout of a table without a header, or None unless it is a table of events."""
    texts = [[text_of(cell) for cell in row.cells] for row in rows]
    found = headings.fields_by_content([row for row in texts if sum(map(bool, row)) >= 3])
    if found is None:
        return None
    fields, is_sure = found
    columns = [Column(name, LABELS.get(name) or f"Столбец {n + 1}", n) for n, name in enumerate(fields)]
    return Layout(tuple(columns), is_sure)


def text_of(cell: Cell) -> str:
    """A cell's text for looking at, on one line."""
    return even_out(" ".join(cell.lines))


def is_long(cell: Cell) -> bool:
    """Whether a cell has more lines than a heading."""
    return sum(bool(line.strip()) for line in cell.lines) > 3
