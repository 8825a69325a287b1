"""What a row that was taken from an earlier report asks to be looked at, and what ends it."""

import pytest

from reports.actions import events, expected, workflow
from reports.models import Expected
from reports.rules.findings import check_report, for_checking
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def asked_of(row):
    """What the mark of a taken row asks of it."""
    return [f.text for f in check_report(for_checking(row.submission.events), row.submission.period) if f.rule == MARK]


MARK = "taken_and_not_checked"


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(2025, 4), smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def row(report, smolensk, smolensk_officer):
    past = factories.make_submission(factories.make_period(2024, 4), smolensk, events=0)
    event = factories.make_event(past, name="XX фестиваль «Две реки»")
    answers = {event.uid: Expected.Answer.HELD}
    (row,), _, _ = expected.answer_offers(report, by=smolensk_officer, answers=answers)
    return row


def test_only_the_field_that_was_written_anew_is_no_longer_asked_about(row, smolensk_officer):
    """A name that is mended says nothing of the days."""
    begins = "строка взята из прежнего отчёта: "
    assert asked_of(row) == [f"{begins}впишите дни, впишите результат, проверьте участников"]
    events.save_event(row, by=smolensk_officer, values={"name": "Другое"}, base_version=1)
    assert asked_of(row) == [f"{begins}впишите дни, впишите результат, проверьте участников"]
    events.save_event(row, by=smolensk_officer, values={"period_text": "5 октября 2025 года"}, base_version=2)
    assert asked_of(row) == [f"{begins}впишите результат, проверьте участников"]
    events.save_event(row, by=smolensk_officer, values={"purpose": "Стало", "participants": "Хор"}, base_version=3)
    assert asked_of(row) == []


def test_another_order_of_the_rows_leaves_the_mark(row, report, coordinator, smolensk_officer):
    workflow.submit(report, by=smolensk_officer)
    events.set_order(report, by=coordinator, uids=[row.uid])
    row.refresh_from_db()
    assert row.version == 2 and len(asked_of(row)) == 1


def test_a_press_says_that_all_is_right(row, smolensk_officer):
    expected.mark_checked(row, by=smolensk_officer)
    expected.mark_checked(row, by=smolensk_officer)
    assert asked_of(row) == []
    row.refresh_from_db()
    assert row.version == 1
