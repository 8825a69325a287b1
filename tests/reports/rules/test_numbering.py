"""The number of a row, and how a row is called."""

import pytest

from reports.actions import events
from reports.rules.numbering import number_of, row_name, row_numbers
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(smolensk, smolensk_officer, coordinator):
    """Four rows of a report under review: the first deleted, the third left out of the table."""
    report = factories.make_submission(factories.make_period(), smolensk, officer=smolensk_officer, events=4)
    first = report.events.in_report_order().first()
    events.delete_event(first, by=smolensk_officer, base_version=first.version)
    report = factories.move_to(report, "submitted", officer=smolensk_officer)
    rows = list(report.events.in_report_order())
    left_out = rows[2]
    events.leave_out(left_out, by=coordinator, reason="Не международное", base_version=left_out.version)
    return list(report.events.in_report_order())


def test_rows_are_numbered_without_gaps_past_what_is_deleted_or_left_out(rows):
    assert list(row_numbers(rows).values()) == [None, 1, None, 2]


def test_a_single_row_has_the_number_that_it_has_among_all(rows):
    assert [number_of(event) for event in rows] == list(row_numbers(rows).values())


def test_a_row_that_is_not_stored_yet_is_numbered_among_the_others(rows):
    new = type(rows[0])(submission=rows[0].submission)
    assert row_numbers([*rows, new])[None] == 3


def test_a_row_is_called_by_its_number_or_left_out_of_the_table():
    assert [row_name(3), row_name(None)] == ["строка\u00a03", "строка вне таблицы"]
