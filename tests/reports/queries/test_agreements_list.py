"""The columns of the register in a file."""

from reports.files.table import COLUMNS, NUMBER_COLUMN
from reports.queries.agreements_list import PRINTED


def test_the_list_is_as_wide_as_the_official_table():
    table = sum(column.width_mm for column in (NUMBER_COLUMN, *COLUMNS))
    assert sum(column.width_mm for column in PRINTED) == table
