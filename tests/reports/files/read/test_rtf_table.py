"""The grid of a table of which only the ends of cells are told."""

from reports.files.read.grid import Cell
from reports.files.read.rtf_table import Edge, RowOfCells, as_grids


def row(*cells, left=0):
    """(text, right edge) of each."""
    return RowOfCells([Cell([text]) for text, _ in cells], [Edge(right) for _, right in cells], left)


def widths(*rows):
    return [[cell.columns for cell in found.cells] for found in next(as_grids([list(rows)], 1))]


def test_columns_are_between_all_edges_of_the_table():
    assert widths(row(("а", 100), ("б", 900)), row(("в", 500), ("г", 900))) == [[1, 2], [2, 1]]


def test_edges_a_millimetre_apart_are_one():
    assert widths(row(("а", 1000), ("б", 2000)), row(("в", 1030), ("г", 1990))) == [[1, 1], [1, 1]]


def test_a_row_that_begins_further_to_the_right():
    assert widths(row(("а", 1000), ("б", 2000)), row(("в", 2000), left=1000)) == [[1, 1], [1]]


def test_cells_without_edges_have_one_column():
    short = RowOfCells([Cell(["а"]), Cell(["б"])], [Edge(1000)])
    assert widths(short) == [[1, 1]]
    assert widths(RowOfCells([Cell(["а"])], [])) == [[1]]


def test_rows_say_where_they_are():
    [rows] = as_grids([[row(("а", 1)), row(("б", 1))]], 2)
    assert [found.where for found in rows] == [
        "таблица 2, строка 1",
        "таблица 2, строка 2",
    ]


def test_tables_that_end_alike_have_the_same_columns():
    headings, events = [row(("а", 100), ("б", 900))], [row(("в", 100), ("г", 500), ("д", 900))]
    signatures = [row(("е", 300), ("ж", 600))]
    found = [
        [[cell.columns for cell in one.cells] for one in rows] for rows in as_grids([headings, events, signatures], 1)
    ]
    assert found == [[[1, 2]], [[1, 1, 1]], [[1, 1]]]
