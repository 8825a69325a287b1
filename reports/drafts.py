"""Texts that people have not saved yet: kept while they write, offered at the next visit, closed by saving or
discarding. Nothing here touches an event or a report, so it takes no lock of theirs."""

import datetime
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from .models import EditDraft

LONGEST_DRAFT = 400_000  # letters of all fields together
MOST_OF_ONE_EVENT = 20  # drafts of one person, each from a page of its own
OLDEST = datetime.timedelta(days=30)  # how late a computer may bring what it has kept without a link


class DraftClosed(Exception):
    """The page's text was saved, discarded, or taken over by another page; what it sends is too late."""


class TooManyDrafts(Exception):
    """The person has too many undecided texts of this one event."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands after a request: the page's draft, and those of other windows that nobody has decided on."""

    draft: EditDraft
    others: list


def keep(by, submission, *, uid, page, number, fields, event=None, base_version=None, continues=(), age=None):
    """Keep what an open page holds now; two queries.

    `number` counts the page's sendings: one that comes late or twice changes nothing, and the answer is what
    stands. `event` is the saved one of this uid in this report, as its key; `base_version` the version that the
    page had read. `continues`: pages whose draft this one goes on with. `age`: how long ago the words were typed.
    Raises DraftClosed, TooManyDrafts.
    """
    texts = {
        "event_id": event,
        "base_version": (base_version or 1) if event else None,
        "page": page,
        "number": number,
        "fields": fields,
        "saved_at": timezone.now() - (age or datetime.timedelta()),
    }
    for _ in range(3):  # another request may come between reading and writing; then both are read again
        rows = list(EditDraft.objects.filter(by=by, uid=uid).defer("fields"))
        own = next((row for row in rows if row.page == page), None)
        if own is None and any(row.page_before == page for row in rows):
            raise DraftClosed
        draft = own or next((row for row in rows if row.page in continues and not row.is_closed), None)
        if draft and (draft.is_closed or draft.submission_id != submission.pk):
            raise DraftClosed
        others = [row for row in rows if not row.is_closed and row is not draft and row.page not in continues]
        if own and number <= own.number:
            return Kept(own, others)
        if draft is None and len(others) >= MOST_OF_ONE_EVENT:
            raise TooManyDrafts
        if written := _write(by, submission, uid, draft, texts):
            return Kept(written, others)
    raise DraftClosed


def _write(by, submission, uid, draft, texts):
    """The draft as written over `draft`, or new; None when somebody was faster."""
    if draft is None:
        try:
            return EditDraft.objects.create(by=by, submission=submission, uid=uid, **texts)
        except IntegrityError:
            return None
    if draft.page != texts["page"]:
        texts = {**texts, "page_before": draft.page}
    # The number has not moved since it was read, so that of two requests the later one stays.
    as_read = EditDraft.objects.filter(pk=draft.pk, page=draft.page, number=draft.number, is_closed=False)
    if not as_read.update(**texts):
        return None
    for key, value in texts.items():
        setattr(draft, key, value)
    return draft


def close(by, submission, *, pages, uid):
    """The text of these pages is saved or not wanted: take it away, and let nothing bring it back. `uid`: the
    event's number on these pages. Two queries, and one that forgets what was closed long ago."""
    now = timezone.now()
    own = EditDraft.objects.filter(by=by)
    # A page whose first request is still under way has no row yet.
    EditDraft.objects.bulk_create(
        [
            EditDraft(by=by, submission=submission, uid=uid, page=page, number=0, saved_at=now, is_closed=True)
            for page in pages
        ],
        ignore_conflicts=True,
    )
    own.filter(page__in=pages).update(is_closed=True, fields=[], saved_at=now)
    own.filter(is_closed=True, saved_at__lt=now - OLDEST).delete()


def undecided(user, submission, event=None):
    """The person's drafts of an event, newest first; without one, of the events only begun in this report."""
    drafts = EditDraft.objects.of(user).filter(submission=submission)
    if event:
        # By its number: a window that was open before the event was saved knows no event yet.
        return drafts.open().filter(uid=event.uid).select_related("event")
    return drafts.undecided().filter(event=None)
