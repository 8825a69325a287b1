"""The register of agreements: what approved texts name and nobody has entered, terms, ends, what is taken out.

Nothing here writes an event or a report. A document that was found in a text stands beside the event (`found_in`), and
what the register knows of an event's own document stands in columns that no version holds.
"""

import hashlib
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from municipalities.models import Country
from reports.models import Agreement, ArchiveBuild, DocumentStep, FoundDocument, State, Submission
from reports.prose.cleaning import clean_text, one_line
from reports.prose.documents.lift import SignedDocument
from reports.prose.documents.write import bare_key
from reports.prose.typography import quoted
from reports.prose.words import write_date
from reports.queries.agreements import until_words
from reports.rules.findings import documents_not_entered, for_checking
from reports.rules.permissions import can_keep_register, can_tend_document, require_program, require_right

from .quotas import why_no_document_step

WAY = "documents-1"  # another one reads all approved texts again after `migrate`
LONGEST_WORDS = 600  # letters of the sentence that is kept beside a find

Answer = FoundDocument.State


class RegisterRefused(Exception):
    """It cannot be done now; the text says why in Russian. Nothing was changed."""


# Finding


@transaction.atomic
def find_documents(submission, *, by):
    """Read the texts of an approved report: what they name and nobody has entered waits for an answer. What was
    answered stays so as long as the words do."""
    require_right(can_keep_register, by, program=True)
    events = for_checking(submission.events.filter(is_included=True))
    named = {(event, key): found for event in events for key, found in _named_in(event, submission.period)}
    known = {(one.event_id, one.key): one for one in FoundDocument.objects.filter(event__submission=submission)}
    wanted = {(event.pk, key) for event, key in named}
    FoundDocument.objects.filter(
        pk__in=[one.pk for place, one in known.items() if place not in wanted and one.state == Answer.WAITING]
    ).delete()
    FoundDocument.objects.bulk_create(
        _offer(event, key, found) for (event, key), found in named.items() if (event.pk, key) not in known
    )


def find_if_never(*, by):
    """`find_documents` in all approved reports, where this way of reading has not done it yet. For commands alone.
    Returns whether it was done."""
    require_program(by)
    if ArchiveBuild.objects.filter(way=WAY).exists():
        return False
    for submission in Submission.objects.filter(state=State.APPROVED).select_related("period").order_by("pk"):
        find_documents(submission, by=by)
    ArchiveBuild.objects.get_or_create(way=WAY)
    return True


def _named_in(event, period):
    """(key, SignedDocument) of what the event's text names and nobody has entered."""
    seen = {}
    for found in documents_not_entered(event, period):
        words = f"{found.kind}|{bare_key(found.title)}|{bare_key(found.parties)}"
        seen[words] = seen.get(words, 0) + 1  # «соглашения с А, Б и В» may be three of the same words
        yield hashlib.sha256(f"{words}|{seen[words]}".encode()).hexdigest(), found


def _offer(event, key, found: SignedDocument):
    return FoundDocument(
        event=event,
        version=event.version,
        key=key,
        kind=found.kind,
        title=found.title[:500],
        parties=found.parties,
        countries=list(found.countries),
        signed_on=found.signed_on,
        signed_text=found.signed_text[:200],
        words=_sentence(event.purpose, found.start, found.end),
        doubts=list(found.doubts),
    )


def _sentence(text, start, end):
    """The sentence around text[start:end]."""
    before = max((found.end() for found in _BREAK.finditer(text, 0, start)), default=0)
    behind = _BREAK.search(text, end)
    return text[before : behind.start() + 1 if behind else len(text)].strip()[:LONGEST_WORDS]


_BREAK = re.compile(r"[.!?;](?=\s+[А-ЯЁ«])|\n")


# Answering


@transaction.atomic
def enter_found(found, *, by, values):
    """Take it into the register with these values (kind, title, parties, signed_on, signed_text). Returns the document.
    Raises RegisterRefused, ValidationError by field."""
    require_right(can_keep_register, by)
    found = _lock_found(found)
    if found.state == Answer.ENTERED:
        raise RegisterRefused("Этот документ уже внесён в реестр.")
    if found.event.submission.state != State.APPROVED or found.event.is_deleted:
        raise RegisterRefused("Отчёт снова открыт: документ внесёт исполнитель вместе со строкой.")
    document = Agreement(found_in=found.event, words_version=found.event.version, **_cleaned(values))
    document.clean_fields(exclude=["event", "partnership"])
    document.save()
    document.countries.set(Country.objects.filter(pk__in=found.countries))
    _answer(found, Answer.ENTERED, by, document)
    write_step(document, "Внесён в реестр: назван в тексте мероприятия.", by)
    return document


def _cleaned(values):
    return {
        **values,
        "title": one_line(values["title"]),
        "parties": clean_text(values.get("parties") or ""),
        "signed_text": one_line(values.get("signed_text") or ""),
    }


@transaction.atomic
def dismiss_found(found, *, by):
    """It is no document for the register. Raises RegisterRefused."""
    require_right(can_keep_register, by)
    found = _lock_found(found)
    if found.state == Answer.ENTERED:
        raise RegisterRefused("Этот документ уже внесён в реестр: уберите его на его странице.")
    _answer(found, Answer.DISMISSED, by)


@transaction.atomic
def ask_again(found, *, by):
    """Take the answer back: the find waits again. The document that was made of it goes, or leaves the register where
    it has a scan. Raises RegisterRefused."""
    require_right(can_keep_register, by)
    found = _lock_found(found)
    document = found.document
    if document and document.event_id:
        raise RegisterRefused("Исполнитель уже внёс этот документ в своё мероприятие.")
    if document and document.scans.exists():
        take_out(document, by=by)
    elif document:
        document.delete()
    FoundDocument.objects.filter(pk=found.pk).update(state=Answer.WAITING, document=None, by=None, at=None)


def _lock_found(found):
    return FoundDocument.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _answer(found, state, by, document=None):
    FoundDocument.objects.filter(pk=found.pk).update(state=state, document=document, by=by, at=timezone.now())


# A document


def lock_document(document):
    """The document as it is now, locked. Raises RegisterRefused where it is there no more."""
    locked = Agreement.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if locked is None:
        raise RegisterRefused("Этого документа в реестре больше нет.")
    return locked


def write_step(document, words, by):
    """A line of its history; inside the write that has asked its right. Raises RegisterRefused, which undoes that
    write, for too many lines on one day."""
    if reason := why_no_document_step(by):
        raise RegisterRefused(reason)
    DocumentStep.objects.create(document=document, words=words, by=by)


@transaction.atomic
def set_term(document, *, by, until=None, is_open_ended=False):
    """Keep until when it holds: a day, open-ended, or not known. Raises RegisterRefused, ValidationError."""
    document = lock_document(document)
    require_right(can_tend_document, by, document)
    if until and document.signed_on and until < document.signed_on:
        signed = write_date(document.signed_on)
        raise ValidationError({"until": f"Документ подписан {signed}: срок не может кончиться раньше."})
    before = until_words(document)
    until = None if is_open_ended else until
    if document.row:
        document.kept_until = until  # without a day that of the event's own version stands
    else:
        document.valid_until = until
    document.is_open_ended = is_open_ended
    if (now := until_words(document)) == before:
        return document
    document.save()
    write_step(document, f"Действует до: {now} (было: {before}).", by)
    return document


@transaction.atomic
def end_document(document, *, by, on, reason=""):
    """Declare that it ended on that day, or (None) that it did not. Raises RegisterRefused, ValidationError."""
    require_right(can_keep_register, by)
    document = lock_document(document)
    if on and document.signed_on and on < document.signed_on:
        signed = write_date(document.signed_on)
        raise ValidationError({"on": f"Документ подписан {signed}: прекратиться раньше он не мог."})
    if document.ended_on == on:
        return document
    document.ended_on = on
    document.save()
    words = f"Прекращён {write_date(on)}." if on else "Отметка о прекращении снята."
    write_step(document, " ".join(filter(None, [words, clean_text(reason)])), by)
    return document


@transaction.atomic
def take_out(document, *, by):
    """Take a document that was found in a text out of the register; its scan and history stay. Raises
    RegisterRefused."""
    require_right(can_keep_register, by)
    document = lock_document(document)
    if not document.found_in_id or document.event_id:
        raise RegisterRefused(
            f"{quoted(document.title)} внесён вместе с мероприятием или партнёрством: его меняют там, а не в реестре."
        )
    if not document.taken_out_at:
        document.taken_out_at = timezone.now()
        document.save()
        FoundDocument.objects.filter(document=document).update(state=Answer.DISMISSED, by=by, at=timezone.now())
        write_step(document, "Убран из реестра.", by)


@transaction.atomic
def put_back(document, *, by):
    """Take it back into the register. Raises RegisterRefused."""
    require_right(can_keep_register, by)
    document = lock_document(document)
    if document.taken_out_at and document.event_id is None:
        document.taken_out_at = None
        document.save()
        FoundDocument.objects.filter(document=document).update(state=Answer.ENTERED, by=by, at=timezone.now())
        write_step(document, "Возвращён в реестр.", by)
