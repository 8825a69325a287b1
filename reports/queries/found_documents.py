"""What approved texts name and nobody has entered: the finds that wait for an answer, and those that were dismissed."""

from django.db.models import QuerySet

from reports.models import FoundDocument, State


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


def _with_rows(state):
    approved = {"event__submission__state": State.APPROVED, "event__deleted_at": None, "event__is_included": True}
    rows = FoundDocument.objects.filter(state=state, **approved)
    return rows.select_related("event__submission__municipality", "event__submission__period", "by")
