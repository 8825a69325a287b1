"""Which finds wait for an answer."""

import pytest

from reports.actions import register, workflow
from reports.models import Event, FoundDocument, Submission
from reports.queries.found_documents import dismissed_documents, waiting_documents
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_finds_of_reports_that_are_approved_now_wait(period, smolensk, smolensk_officer, coordinator):
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose="Подписан Меморандум о дружбе школ.")
    report = factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    find = waiting_documents().get()
    (approval,) = workflow.approvals_of([report])
    workflow.unapprove(approval, by=coordinator)
    assert not waiting_documents().exists()
    report = workflow.approve(Submission.objects.get(pk=report.pk), by=coordinator, version=report.version)
    register.dismiss_found(FoundDocument.objects.get(), by=coordinator)
    assert dismissed_documents().get() == find and not waiting_documents().exists()
    Event.objects.update(is_included=False, exclusion_reason="Не международное")
    assert not dismissed_documents().exists()
