"""Puts the cells of an RTF table into a grid: RTF tells only where each cell of a row ends."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .grid import Cell, GridRow, row_place
from .limits import MAX_CELLS

NEAR = 60  # twentieths of a point, a millimetre: edges so near are one
THINNEST = 40  # twentieths of a point: no letter shows in a row of that height
UNDER_MERGED = "под объединёнными ячейками"


@dataclass(slots=True)
class Edge:
    """Where a cell ends, and how it is merged: "" or «first» or «next», sideways and downwards."""

    right: int = 0
    sideways: str = ""
    downwards: str = ""


@dataclass(slots=True)
class RowOfCells:
    """A row as it was written: its cells, and what lies beside them."""

    cells: list[Cell]
    edges: list[Edge]
    left: int = 0
    marks: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    apart: str = ""


def text_of(cell: Cell) -> str:
    """The cell in one line."""
    return " ".join(filter(None, map(str.strip, cell.lines)))


def as_grids(tables: list[list[RowOfCells]], first: int) -> Iterator[list[GridRow]]:
    """The rows of tables between which nothing is said, each cell as wide as the columns between its edges. `first` is
    the number of the first table. Tables that end at the same edge have the same columns: headings may stand in a table
    of their own."""
    alike = defaultdict(list)
    for rows in tables:
        alike[_end(rows)] += rows
    columns = {end: _columns(rows) for end, rows in alike.items()}
    for table, rows in enumerate(tables, first):
        edges = columns[_end(rows)]
        yield [_row(row, edges, row_place(table, number)) for number, row in enumerate(rows, 1)]


def _end(rows: list[RowOfCells]) -> int:
    return max((edge.right for row in rows for edge in row.edges), default=0) // NEAR


def _columns(rows: list[RowOfCells]) -> list[int]:
    """Where the columns end."""
    found: list[int] = []
    for edge in sorted({edge.right for row in rows for edge in row.edges}):
        if not found or edge - found[-1] > NEAR:
            found.append(edge)
    return found


def _row(row: RowOfCells, columns: list[int], where: str) -> GridRow:
    cells: list[Cell] = []
    beside, at = list(row.beside), _place(row.left, columns)
    for place, cell in enumerate(row.cells):
        edge = row.edges[place] if place < len(row.edges) else None
        width = 1
        if edge:
            end = _place(edge.right, columns)
            width, at = min(max(end - at, 1), MAX_CELLS), max(end, at)
        if edge and edge.sideways == "next" and cells:
            cells[-1].columns += width
            text = "\n".join([*cell.lines, *(text for text, _ in cell.apart)]).strip()
            beside += [(text, UNDER_MERGED)] if text else []
            continue
        cell.columns, cell.goes_on = width, bool(edge) and edge.downwards == "next"
        cells.append(cell)
    return GridRow(cells, where, row.marks, beside, row.apart)


def _place(edge: int, columns: list[int]) -> int:
    """How many columns end at this edge or before it."""
    return bisect_right(columns, edge + NEAR)
