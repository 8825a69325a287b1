"""Which signed documents people read who have not written them."""

import pytest
from django.utils import timezone

from reports.models import Agreement, Event, Submission
from reports.queries.signed_documents import having_words, signed_documents
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_document_of_an_event_is_read_once_it_was_handed_in_and_until_it_is_deleted(period, smolensk):
    report = Submission.objects.get(period=period, municipality=smolensk)
    event = factories.make_event(report)
    document = Agreement.objects.create(event=event, title="Меморандум")
    assert list(signed_documents()) == []
    Submission.objects.update(first_submitted_at=timezone.now())
    assert list(signed_documents()) == [document]
    assert list(having_words(signed_documents(), "меМорандум")) == [document]
    assert list(having_words(signed_documents(), "меморандум вязьма")) == []
    Event.objects.update(deleted_at=timezone.now(), deleted_by=event.created_by)
    assert list(signed_documents()) == []
