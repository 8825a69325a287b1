"""What approved texts name and nobody has entered: the finds that wait for an answer, and those that were dismissed."""

from django.db.models import QuerySet

from reports.models import Agreement, FoundDocument, State


def waiting_documents() -> QuerySet:
    """Of reports that are approved now; the latest quarter first, then by report and row."""
    return _with_rows(FoundDocument.State.WAITING).order_by(
        "-event__submission__period__year",
        "-event__submission__period__quarter",
        "event__submission__municipality__sort_key",
        "event",
        "pk",
    )


def dismissed_documents() -> QuerySet:
    """The latest answer first."""
    return _with_rows(FoundDocument.State.DISMISSED).filter(document=None).order_by("-at", "-pk")


def taken_out_documents() -> QuerySet:
    """Documents that left the register with their papers; the latest first."""
    taken_out = Agreement.objects.filter(taken_out_at__isnull=False, event=None, found_in__deleted_at=None)
    named = ("found_in__submission__municipality", "found_in__submission__period", "partnership__municipality")
    return taken_out.select_related(*named).order_by("-taken_out_at", "-pk")


def _with_rows(state):
    approved = {"event__submission__state": State.APPROVED, "event__deleted_at": None, "event__is_included": True}
    rows = FoundDocument.objects.filter(state=state, **approved)
    return rows.select_related("event__submission__municipality", "event__submission__period", "by")
