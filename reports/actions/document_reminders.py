"""Reminders of signed documents: to who owes a scan, and to whose document ends. Each once a document and occasion."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reports.models import Agreement, DocumentReminder, Notice, Scan, State
from reports.queries.days_off import working_days
from reports.queries.signed_documents import signed_documents
from reports.rules.document_reminding import (
    SCAN_ASKED_FOR,
    SCAN_OWED_AFTER,
    ending_occasion,
    ending_words,
    is_scan_owed,
    scan_words,
)
from reports.rules.permissions import require_program
from reports.rules.register_states import DocumentState, in_state, with_term
from reports.rules.reminding import MORNING

from .notices import tell_of_document

Occasion, Kind = DocumentReminder.Occasion, Notice.Kind


@transaction.atomic
def remind_of_documents(*, by):
    """Tell the officers of every municipality whose document is due. For a command. Returns of how many documents;
    none before a working morning."""
    require_program(by)
    now = timezone.localtime()
    today = now.date()
    if now.hour < MORNING or working_days().is_off(today):
        return 0
    return _of_scans(today, by) + _of_ends(today, by)


def _of_scans(today, by):
    count = 0
    for document in _without_scan(today):
        approved_on = _approved_on(document)
        if is_scan_owed(approved_on, today):
            due = approved_on + SCAN_OWED_AFTER
            count += _remind(document, Occasion.SCAN, due, Kind.SCAN, scan_words(document), by)
    return count


def _without_scan(today):
    """Documents of rows in reports that were approved lately, of which no scan was asked for."""
    since = today - SCAN_OWED_AFTER - SCAN_ASKED_FOR
    documents = signed_documents().filter(
        _of_approved("event", since) | (Q(event=None) & _of_approved("found_in", since)),
        ~Exists(Scan.objects.filter(document=OuterRef("pk"), ended_at=None)),
        ~Exists(DocumentReminder.objects.filter(document=OuterRef("pk"), occasion=Occasion.SCAN)),
        ended_on=None,
    )
    return _with_municipality(documents).select_related("found")


def _of_approved(row, since):
    facts = {"is_included": True, "submission__state": State.APPROVED, "submission__period__is_archive": False}
    return Q(**{f"{row}__{name}": value for name, value in facts.items()}) & (
        Q(**{f"{row}__submission__approved_at__date__gte": since})
        | Q(found__at__date__gte=since)  # confirmed later than the report
    )


def _approved_on(document):
    """The day on which the report was approved, or the register took the document in."""
    days = [document.row.submission.approved_at]
    if document.event is None and getattr(document, "found", None):
        days.append(document.found.at)
    return timezone.localdate(max(filter(None, days)))


def _of_ends(today, by):
    lapsing = with_term(signed_documents()).filter(in_state(DocumentState.LAPSING, today), ended_on=None)
    count = 0
    for document in _with_municipality(lapsing):
        if occasion := ending_occasion(document.until, today):
            words = ending_words(document, document.until)
            count += _remind(document, occasion, document.until, Kind.ENDS, words, by)
    return count


def _with_municipality(documents):
    rows = (f"{row}__submission__municipality" for row in ("event", "found_in"))
    return documents.select_related("partnership__municipality", *rows).order_by("pk")


def _remind(document: Agreement, occasion, due, kind, words, by):
    _, is_new = DocumentReminder.objects.get_or_create(document=document, occasion=occasion, due=due)
    if is_new:
        tell_of_document(document, kind, words, due=due, by=by)
    return is_new
