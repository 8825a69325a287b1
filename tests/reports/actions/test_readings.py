"""Which version of a report was opened, and by whom."""

import pytest

from reports.actions.readings import note_reading
from reports.models import Reading, Submission
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_version_is_remembered_once_for_each_who_opens_it(period, smolensk, coordinator):
    report = factories.make_submission(period, smolensk, state="submitted")
    colleague = factories.make_user("colleague", is_coordinator=True)
    for by in (coordinator, coordinator, colleague):
        note_reading(report, by=by)
    assert [one.by for one in Reading.objects.of_now()] == [coordinator, colleague]
    Submission.objects.filter(pk=report.pk).update(version=report.version + 1)
    assert not Reading.objects.of_now().exists(), "what has changed since is unread"
