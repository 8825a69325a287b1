"""Texts that people have not saved yet: kept while they write, offered at the next visit, closed by saving or
discarding. A discarded one can be brought back for a while. Nothing here touches an event or a report, so it takes no
lock of theirs."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from reports.models import EditDraft
from reports.rules.permissions import can_see, is_anybody, require_right

from .quotas import DRAFT_LETTERS, OPEN_DRAFTS, why_no_draft

LONGEST_DRAFT = 400_000  # letters of all fields together
MOST_OF_ONE_EVENT = 20  # drafts of one person, each from a page of its own
LAST_NUMBER = 2**31 - 1  # of the sendings of a page; what the column holds
# How late a computer may bring what it has kept without a link, and a person think better of a discarded text.
OLDEST = datetime.timedelta(days=30)


GONE = {"fields": [], "size": 0, "discarded_at": None}  # columns of a text that nobody can bring back


class DraftClosed(Exception):
    """The page's text was saved, discarded, or taken over by another page. `is_newer`: these words were written
    after that, so they are wanted, but as the text of a new page; others come too late."""

    def __init__(self, is_newer):
        super().__init__()
        self.is_newer = is_newer


class DraftsFull(Exception):
    """The person's unsaved texts take all the room that a person has; the text says in Russian what to do."""


class NothingToBringBack(Exception):
    """The discarded text was saved meanwhile, or is too long ago."""


class TooManyDrafts(Exception):
    """The person has too many undecided texts of this one event."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The drafts after a request: the page's own, and those of other windows that nobody has decided on."""

    draft: EditDraft
    others: list


@dataclass(frozen=True, slots=True)
class Sending:
    """What an open page sends of the form of one event.

    `uid`: the event's. `number` counts the page's sendings. `fields`: pairs (control, text). `event`: the saved one of
    this uid in the report, as its key; `base_version`: the version that the page had read. `continues`: {page: number}
    of the drafts that this one goes on with, as far as it has read them: what such a page has sent since is its own.
    `age`: how long ago the words were typed.
    """

    uid: UUID
    page: UUID
    number: int
    fields: list
    event: int | None = None
    base_version: int | None = None
    continues: dict = field(default_factory=dict)
    age: datetime.timedelta = datetime.timedelta()

    def columns(self):
        """Name of the EditDraft's column → value."""
        return {
            "event_id": self.event,
            "base_version": (self.base_version or 1) if self.event else None,
            "page": self.page,
            "number": self.number,
            "fields": self.fields,
            "size": letters_of(self.fields),
            "saved_at": timezone.now() - self.age,
            "warned_at": None,
        }


def keep(by, submission, sending):
    """Keep what an open page holds now; two queries. A Sending that comes late or twice changes nothing and is answered
    with the drafts as they are. Raises DraftClosed, TooManyDrafts, DraftsFull."""
    require_right(can_see, by, submission)
    texts = sending.columns()
    for _ in range(3):  # another request may come between reading and writing; then both are read again
        mine = list(EditDraft.objects.filter(Q(uid=sending.uid) | Q(is_closed=False), by=by).defer("fields"))
        place = _place_of(sending, [row for row in mine if row.uid == sending.uid])
        draft = place.draft
        if draft and (draft.is_closed or draft.submission_id != submission.pk):
            raise DraftClosed(is_newer=sending.number > draft.number)
        if place.is_own and sending.number <= draft.number:
            return Kept(draft, place.others)
        _require_room(place, mine, texts["size"])
        if written := _write(by, submission, sending.uid, draft, texts):
            return Kept(written, place.others)
    raise DraftClosed(is_newer=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page's sending belongs: the row that it writes over, and the others of its event that are undecided.
    `is_own`: the row is the page's own, and not one that it goes on with."""

    draft: EditDraft | None
    others: list
    is_own: bool


def _place_of(sending, rows):
    """The _Place of a Sending among the person's `rows` of its event. Raises DraftClosed when another page has gone on
    with the one that sends."""
    own = next((row for row in rows if row.page == sending.page), None)
    if own is None and any(row.page_before == sending.page for row in rows):
        raise DraftClosed(is_newer=True)  # by how much the other page had read of it is not known
    undecided_rows = [row for row in rows if not row.is_closed]
    continued = [row for row in undecided_rows if row.number <= sending.continues.get(row.page, -1)]
    draft = own or next(iter(continued), None)
    others = [row for row in undecided_rows if row is not draft and row not in continued]
    return _Place(draft, others, is_own=own is not None)


def _require_room(place, mine, size):
    """Raise TooManyDrafts or DraftsFull where a text of this size has no room among all drafts of the person."""
    if place.draft is None and len(place.others) >= MOST_OF_ONE_EVENT:
        raise TooManyDrafts
    elsewhere = [row for row in mine if row is not place.draft and not row.is_closed]
    if reason := why_no_draft(elsewhere, place.draft, size):
        raise DraftsFull(reason)


def letters_of(fields):
    """How many letters the values of these fields ([[name, value], …]) have together."""
    return sum(len(str(value)) for _, value in fields)


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
    """The text of these pages is saved, or there is none left: take it away, and let nothing bring it back. `pages`:
    {page: number of its sending up to which}, for what it has sent since is another text. `uid`: the event's number
    on these pages. Two queries."""
    require_right(can_see, by, submission)
    now = timezone.now()
    # A page whose first request is still under way has no row yet.
    EditDraft.objects.bulk_create(
        [
            EditDraft(by=by, submission=submission, uid=uid, page=page, number=number, saved_at=now, is_closed=True)
            for page, number in pages.items()
        ],
        ignore_conflicts=True,
    )
    sent = Q(*(Q(page=page, number__lte=number) for page, number in pages.items()), _connector=Q.OR)
    numbers = Case(*(When(page=page, then=number) for page, number in pages.items()))
    done = {**GONE, "saved_at": now, "number": numbers}
    EditDraft.objects.filter(sent, by=by).update(is_closed=True, **done)


def discard(by, submission, *, page):
    """The person does not want this page's text any more: nothing offers it, asks about it or writes on in it, but it
    can be brought back. Doing it twice is no error. Returns whether there is a text to bring back."""
    require_right(can_see, by, submission)
    now = timezone.now()
    own = EditDraft.objects.filter(by=by, submission=submission, page=page)
    if own.open().update(is_closed=True, discarded_at=now):
        _forget_beyond_room(by, now)
    return own.discarded(now - OLDEST).exists()


def _forget_beyond_room(by, now):
    """The texts that a person has discarded take as much room as the open ones may; the oldest have to go."""
    room, gone = DRAFT_LETTERS, []
    sizes = EditDraft.objects.filter(by=by).discarded(now - OLDEST).order_by("-discarded_at", "-pk")
    for place, (key, size) in enumerate(sizes.values_list("pk", "size")):
        room -= size
        if room < 0 or place >= OPEN_DRAFTS:
            gone.append(key)
    if gone:
        EditDraft.objects.filter(pk__in=gone).discarded(now - OLDEST).update(**GONE)


@transaction.atomic
def bring_back(by, submission, *, page):
    """Make the person's discarded text of this page an unsaved one again, as it was; returns the EditDraft. One that is
    back already is no error. Raises NothingToBringBack, TooManyDrafts, DraftsFull."""
    require_right(can_see, by, submission)
    since = timezone.now() - OLDEST
    own = EditDraft.objects.filter(by=by, submission=submission, page=page)
    if back := own.open().first():
        return back
    draft = own.discarded(since).first()
    if draft is None:
        raise NothingToBringBack
    mine = list(EditDraft.objects.filter(by=by).open().defer("fields"))
    others = [row for row in mine if row.uid == draft.uid]
    _require_room(_Place(None, others, is_own=False), mine, draft.size)
    # Who was warned of its deletion is warned anew, a week before.
    if not own.discarded(since).update(is_closed=False, discarded_at=None, warned_at=None):
        raise NothingToBringBack
    draft.is_closed, draft.discarded_at, draft.warned_at = False, None, None
    return draft


def forget_closed(by):
    """Delete the person's rows that were closed so long ago that no computer brings their texts any more."""
    require_right(is_anybody, by)
    EditDraft.objects.filter(by=by).closed_before(timezone.now() - OLDEST).delete()


def undecided(user, submission, event=None):
    """The person's drafts of an event, newest first; without one, of the events only begun in this report."""
    drafts = EditDraft.objects.of(user).filter(submission=submission)
    if event:
        # By its number: a window that was open before the event was saved knows no event yet.
        return drafts.open().filter(uid=event.uid).select_related("event")
    return drafts.undecided().filter(event=None)


def discarded(user, submission):
    """The person's texts of this report that can be brought back, newest first."""
    found = EditDraft.objects.of(user).filter(submission=submission).discarded(timezone.now() - OLDEST)
    return found.select_related("event").order_by("-discarded_at", "-pk")
