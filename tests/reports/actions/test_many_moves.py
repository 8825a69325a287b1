"""Many reports decided on at once, each by itself."""

import datetime

import pytest
from django.utils import timezone

from reports.actions import many_moves, workflow
from reports.models import State, Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def people(smolensk_officer, coordinator):
    return smolensk_officer, coordinator


def test_many_are_approved_each_by_the_version_read_and_undone_together(period, smolensk, vyazma, people):
    """One has an unsettled remark, another has moved: both stay, with the reason."""
    _, coordinator = people
    rudnya, ugra = (factories.make_municipality(name) for name in ("Руднянский", "Угранский"))
    clean, remarked, moved, insisted = (
        factories.make_submission(period, municipality, state="submitted", coordinator=coordinator)
        for municipality in (smolensk, vyazma, rudnya, ugra)
    )
    for submission in (remarked, insisted):
        factories.make_remark(submission, by=coordinator)
    seen = [(clean, clean.version, False), (remarked, remarked.version, False)]
    seen += [(moved, moved.version - 1, False), (insisted, insisted.version, True)]
    approved, skipped = many_moves.approve_many(seen, by=coordinator)
    assert approved == [clean, insisted]
    assert [submission for submission, _ in skipped] == [remarked, moved]
    assert ["замечания" in why for _, why in skipped] == [True, False]
    assert many_moves.approve_many(seen, by=coordinator)[0] == [], "a second click approves nothing"

    approvals = workflow.approvals_of(approved)
    workflow.reopen(insisted, by=coordinator, reason="Ошибка", until=TOMORROW)
    taken_back, skipped = many_moves.unapprove_many(approvals, by=coordinator)
    assert taken_back == [clean]
    assert [submission for submission, _ in skipped] == [insisted]
    assert Submission.objects.get(pk=clean.pk).state == State.SUBMITTED


def test_nil_reports_are_approved_all_at_once(period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    nil = factories.make_submission(period, smolensk, state="submitted", is_nil=True, officer=smolensk_officer)
    full = factories.make_submission(period, vyazma, state="submitted", officer=vyazma_officer)
    approved, skipped = many_moves.approve_nil_reports(
        Submission.objects.filter(pk__in=[nil.pk, full.pk]), by=coordinator
    )
    assert (approved, skipped) == ([nil], [(full, "В нём теперь есть мероприятия: проверьте их.")])
