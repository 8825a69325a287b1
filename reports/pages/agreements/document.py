"""One document of the register: what is known of it, where it comes from, its scan and its history."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages.access import require
from reports.pages.addresses import crumbs, report_address, review_address
from reports.queries.agreements import row_of, visible_documents, with_names
from reports.rules.permissions import can_read_agreements, is_officer_of

from .views import LOOKS


def fetch_document(request, pk):
    """The document with all that its row names, if the person sees it. Raises PermissionDenied, Http404."""
    require(can_read_agreements(request.user))
    return get_object_or_404(with_names(visible_documents(request.user)), pk=pk)


@require_safe
def document(request, pk):
    found = fetch_document(request, pk)
    row = row_of(found, timezone.localdate())
    colour, icon = LOOKS[row.state]
    return render(
        request,
        "reports/agreements/document.html",
        {
            "title": found.title,
            "section": "agreements",
            "crumbs": crumbs((reverse("agreements"), "Договорённости"), here="Документ"),
            "row": row,
            "colour": colour,
            "icon": icon,
            "sources": _sources(request.user, found),
            "steps": found.steps.select_related("by"),
        },
    )


def _sources(user, found):
    """(words, address) of the row and of the partnership that it belongs to. The address is empty for who may not go
    there, and then the row is not named: its words may be no release's."""
    sources = []
    if found.row:
        report = found.row.submission
        address = review_address(report, found.row) if user.is_coordinator else ""
        if is_officer_of(user, report):
            address = report_address(report, f"row-{found.row.uid}")
        named = f" «{found.row.name}»" if address else ""
        sources.append((f"Мероприятие{named}, {report.period}", address))
    if found.partnership:
        address = reverse("admin:municipalities_partnership_change", args=[found.partnership_id])
        sources.append((f"Партнёрство: {found.partnership}", address if user.is_staff else ""))
    return sources
