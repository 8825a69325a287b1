"""Which revisions of a report changed its words."""

from django.db.models import OuterRef, Subquery

from reports.models import EventRevision

# Writes that leave the words alone.
WORDLESS = {
    EventRevision.Cause.ORDERED,
    EventRevision.Cause.LEFT_OUT,
    EventRevision.Cause.INCLUDED,
    EventRevision.Cause.UNDERSTOOD,
}


def texts_before(submission, **until):
    """Event id → the revision that was current then (with its event), for `at__lte=moment` or `pk__lt=number`."""
    current = EventRevision.objects.filter(event=OuterRef("event"), **until).order_by("-version").values("version")[:1]
    revisions = EventRevision.objects.filter(
        event__submission=submission, version=Subquery(current), **until
    ).select_related("event", "event__deleted_by")
    return {revision.event_id: revision for revision in revisions}


def last_wordings(revisions):
    """Event's pk → the last of these revisions (from the oldest) that could have changed words. Whoever only moved the
    row did not write it. Without such a revision it is any other one."""
    last = {}
    for revision in revisions:
        if revision.cause not in WORDLESS or revision.event_id not in last:
            last[revision.event_id] = revision
    return last
