"""Several rows in one step: a series of new ones, and the same words changed in all rows that share them; one undo."""

import uuid

from django.db import transaction

from reports.models import EventRevision

from .events import (
    AlreadyCreated,
    StaleEdit,
    create_event,
    delete_event,
    lock_report,
    restore_version,
    save_event,
)


@transaction.atomic
def create_series(submission, *, by, rows, key, on_behalf=False):
    """Add the rows (values as for `create_event`) in one step. `key`: a UUID of the form, so that sending it twice
    makes them once.

    Returns (rows made now, report's version before, after); the versions are for `take_back`. Raises NotEditable,
    ReportFull, ValidationError; then none was made.
    """
    before = lock_report(submission, by, on_behalf=on_behalf).version
    made = []
    for number, values in enumerate(rows):
        try:
            uid = uuid.uuid5(key, str(number))
            made.append(create_event(submission, by=by, values=values, uid=uid, on_behalf=on_behalf))
        except AlreadyCreated:
            continue
    return made, before, lock_report(submission, by, on_behalf=on_behalf).version


@transaction.atomic
def change_together(submission, *, by, field, old, new, uids, on_behalf=False):
    """Write `new` instead of the words `old` into this text of the events named; those that do not have the words (any
    more) are passed over.

    Returns (changed events, report's version before, after). Raises NotEditable, ReportFull, ValidationError.
    """
    before = lock_report(submission, by, on_behalf=on_behalf).version
    changed = []
    for event in submission.events.present().filter(uid__in=uids).in_report_order():
        text = getattr(event, field)
        if old and old in text:
            values = {field: text.replace(old, new, 1)}
            save_event(event, by=by, values=values, base_version=event.version, on_behalf=on_behalf)
            changed.append(event)
    return changed, before, lock_report(submission, by, on_behalf=on_behalf).version


@transaction.atomic
def take_back(submission, *, by, after, until, on_behalf=False):
    """Take back what one of the two above made of the report's versions after+1 … until: new rows go, changed ones get
    their former text. What was changed since stays. Returns how many went back and how many stayed. Raises
    NotEditable."""
    lock_report(submission, by, on_behalf=on_behalf)
    revisions = EventRevision.objects.filter(
        event__submission=submission,
        event__deleted_at=None,
        cause__in=(EventRevision.Cause.CREATED, EventRevision.Cause.EDITED, EventRevision.Cause.COORDINATOR),
        report_version__gt=after,
        report_version__lte=until,
    )
    back = stayed = 0
    for revision in revisions.select_related("event").order_by("pk"):
        try:
            _take_back_one(revision, by, on_behalf)
            back += 1
        except StaleEdit:
            stayed += 1
    return back, stayed


def _take_back_one(revision, by, on_behalf):
    event, version = revision.event, revision.version
    if event.version != version:
        raise StaleEdit(event, {}, [])
    if version == 1:
        delete_event(event, by=by, base_version=version, on_behalf=on_behalf)
    else:
        restore_version(event, by=by, version=version - 1, base_version=version, on_behalf=on_behalf)
