"""Which revisions of a report changed its words."""

import pytest

from reports.actions import events, workflow
from reports.models import EventRevision, Submission
from reports.queries.changes import last_wordings, texts_before
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


def edited(event, by, **values):
    return events.save_event(event, by=by, values=values, base_version=event.version)


def test_texts_before_are_those_that_were_current_then(report, smolensk_officer):
    event = factories.make_event(report, by=smolensk_officer, purpose="Первое")
    then = Submission.objects.get(pk=report.pk).version
    edited(event, smolensk_officer, purpose="Второе")
    later = factories.make_event(report, by=smolensk_officer)
    found = texts_before(report, report_version__lte=then)
    assert {pk: revision.content["purpose"] for pk, revision in found.items()} == {event.pk: "Первое"}
    assert set(texts_before(report)) == {event.pk, later.pk}


def test_who_only_moved_a_row_is_not_who_wrote_it(report, smolensk_officer, coordinator):
    rows = [factories.make_event(report, by=smolensk_officer, name=name) for name in ("Раз", "Два")]
    workflow.submit(report, by=smolensk_officer)
    events.set_order(report, by=coordinator, uids=[row.uid for row in reversed(rows)])
    revisions = list(EventRevision.objects.order_by("report_version", "pk"))
    assert revisions[-1].by == coordinator
    assert {last_wordings(revisions)[row.pk].by for row in rows} == {smolensk_officer}


def test_a_row_without_another_revision_has_its_wordless_one(report, smolensk_officer, coordinator):
    event = factories.make_event(report, by=smolensk_officer)
    report = workflow.submit(report, by=smolensk_officer)
    event.refresh_from_db()
    events.leave_out(event, by=coordinator, reason="Внутрироссийское")
    revision = EventRevision.objects.latest("pk")
    assert last_wordings([revision]) == {event.pk: revision}
