"""Where a row is in a file, in words."""

import pytest

from reports.files.read.grid import Cell, GridRow, row_place


@pytest.mark.parametrize(("table", "row", "words"), [(1, 14, "строка 14"), (2, 14, "таблица 2, строка 14")])
def test_the_first_table_is_not_counted(table, row, words):
    assert row_place(table, row) == words


def test_cells_and_rows_share_no_lists():
    Cell().lines.append("Текст")
    GridRow([], "строка 1").marks.append("_pb")
    assert (Cell().lines, GridRow([], "строка 2").marks) == ([], [])
