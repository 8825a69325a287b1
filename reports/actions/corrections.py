"""A row that has gone out, corrected: its words, and the addendum that brings them, in one step."""

from dataclasses import dataclass, replace

from django.db import transaction

from reports.files.table import Table
from reports.models import Event, Release, Submission
from reports.rules.findings import check_event, for_checking

from .releases import Pending, make_release, pending, table_of
from .workflow import correct


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected row as it stands, or as it would: the event, the warnings about it, what is `pending` with it, the
    document that brings it (a Table with its code), and the `release` that was made of that."""

    submission: Submission
    event: Event
    warnings: list
    pending: Pending
    addendum: Table
    release: Release | None = None


class AddendumMoved(Exception):
    """The addendum would hold other words than the person has seen; nothing was changed. `correction`: as it would be
    now."""

    def __init__(self, correction):
        super().__init__()
        self.correction = correction


@transaction.atomic
def correct_row(event, *, by, values, reason, version, code=""):
    """Correct the row as `workflow.correct` does, and issue the addendum whose code the person has seen; without a code
    it is left for later. Returns the Correction. Raises as `correct`, and AddendumMoved."""
    submission = correct(event, by=by, values=values, reason=reason, version=version)
    [corrected] = for_checking(submission.events.filter(pk=event.pk))
    found = pending(submission.period)
    done = Correction(
        submission=submission,
        event=corrected,
        warnings=check_event(corrected, submission.period),
        pending=found,
        addendum=table_of(submission.period, found),
    )
    if not code:
        return done
    if done.addendum.code != code:
        raise AddendumMoved(done)
    return replace(done, release=make_release(submission.period, by=by))


@transaction.atomic
def try_correction(event, *, by, values, reason, version):
    """The Correction as `correct_row` would leave it; nothing is kept. Raises as `correct`."""
    tried = correct_row(event, by=by, values=values, reason=reason, version=version)
    transaction.set_rollback(True)
    return tried
