"""«Договорённости» of whoever reads the reports: every signed document, the latest first. Nothing is written."""

from dataclasses import dataclass

from django.db.models import F
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.models import Agreement
from reports.pages.access import require
from reports.pages.look import day
from reports.queries.signed_documents import having_words, signed_documents
from reports.rules.permissions import can_read_agreements

LONGEST_SEARCH = 200
# What a row names.
NAMED = ["partnership__municipality", "partnership__partner"]
NAMED += ["event__submission__municipality", "event__submission__period"]


@dataclass(frozen=True)
class Row:
    """A document as the page shows it."""

    title: str
    kind: str
    signed: str
    municipality: str
    partner: str
    until: str
    source: str


@require_safe
def agreements(request):
    """The list, with a search."""
    require(can_read_agreements(request.user))
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    documents = having_words(signed_documents(), words).select_related(*NAMED)
    documents = documents.order_by(F("signed_on").desc(nulls_last=True), "-pk")
    rows = [row_of(document) for document in documents]
    return render(
        request,
        "reports/agreements/agreements.html",
        {"title": "Договорённости", "section": "agreements", "rows": rows, "words": words},
    )


def row_of(document: Agreement) -> Row:
    report = document.event.submission if document.event else None
    link = document.partnership
    return Row(
        title=document.title,
        kind=document.get_kind_display(),
        signed=day(document.signed_on) if document.signed_on else document.signed_text,
        municipality=str(link.municipality if link else report.municipality),
        partner=str(link.partner) if link else document.parties,
        until=_until(document),
        source=f"мероприятие, {report.period}" if report else "партнёрство",
    )


def _until(document):
    if document.ended_on:
        return f"прекращено {day(document.ended_on)}"
    if not document.valid_until:
        return ""
    return f"{'истекло' if document.valid_until < timezone.localdate() else 'до'} {day(document.valid_until)}"
