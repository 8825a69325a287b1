"""The signed documents of an event, as its values give them. Called by reports/actions/events.py, inside its write."""

from django.utils import timezone

from municipalities.models import Country
from reports.models import Agreement
from reports.prose.documents.write import bare_key
from reports.rules.event_fields import AGREEMENT_FIELDS


def set_documents(event, rows, version):
    """Make the event's documents these: update those with a known id, take those that the register found in its text,
    add the others, drop the rest. `version`: the one that this write makes of the event."""
    have = {document.pk: document for document in event.agreements.all()}
    found = None
    for row in rows:
        document = have.pop(row.get("id"), None)
        if document is None and version > 1:
            found = _found_in(event) if found is None else found
            document = found.pop(_key(row.get("kind"), row.get("title")), None)
        _set_document(document or Agreement(), event, row, version)
    for document in have.values():
        _drop(document, event)


def _found_in(event):
    """What the register keeps of the event beside its own documents: key → document."""
    kept = Agreement.objects.filter(found_in=event, event=None).order_by("-pk")
    return {_key(document.kind, document.title): document for document in kept}


def _key(kind, title):
    return kind, bare_key(title or "")


def _set_document(document, event, row, version):
    before = document.pk and document.event_id and _words(document)
    document.event, document.taken_out_at = event, None
    for key in AGREEMENT_FIELDS:
        if key in row:
            setattr(document, key, row[key])
    if _words(document) != before:
        document.words_version = version
    document.save()
    if "countries" in row:
        document.countries.set(Country.objects.filter(pk__in=row["countries"]))


def _words(document):
    """Days may be texts yet."""
    return [str(getattr(document, key) or "") for key in AGREEMENT_FIELDS]


def _drop(document, event):
    """One that also belongs to a partnership only leaves the event. One with papers leaves the register, too, and
    comes back when it is entered again: a scan is not lost by a slip in the form."""
    kept = Agreement.objects.filter(pk=document.pk)
    if document.partnership_id:
        kept.update(event=None, found_in=None)
    elif document.found_in_id or document.steps.exists():
        kept.update(event=None, found_in=event, taken_out_at=timezone.now())
    else:
        document.delete()
