"""What is one's own stays so, whoever calls: notices, unsaved texts, a job in the queue."""

import pytest

from municipalities.models import User
from reports.actions import drafts, notices
from reports.imports import apply, jobs
from reports.models import EditDraft, ImportJob, Notice

from .test_rights import World, _chosen, _draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_read(monkeypatch):
    """Uploaded tables wait where they are handed over."""
    monkeypatch.setattr(jobs, "_hand_over", lambda pk: None)


def test_anothers_notice_stays_unread():
    world = World()
    notice = world.notice
    notices.mark_read(notice, by=world.other)
    assert Notice.objects.get(pk=notice.pk).read_at is None
    notices.mark_all_read(by=world.other)
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_anothers_unsaved_text_stays():
    world = World()
    kept = _draft(world)(by=world.owner).draft
    drafts.close(world.coordinator, kept.submission, pages={kept.page: 9}, uid=kept.uid)
    drafts.discard(world.coordinator, kept.submission, page=kept.page)
    assert not EditDraft.objects.get(by=world.owner).is_closed


def test_rows_of_who_has_no_access_any_more_are_not_written():
    """Somebody was switched off while the table waited in the queue."""
    world = World()
    job = _chosen(world)(by=world.owner)
    User.objects.filter(pk=world.owner.pk).update(is_active=False)
    jobs.work(job.pk)
    job = ImportJob.objects.get(pk=job.pk)
    assert (job.state, [left["text"] for left in job.choices["left"]]) == ("applied", [apply.NO_ACCESS])
    assert not job.changes.exists()
