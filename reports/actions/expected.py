"""Rows from what was reported before: answers to what is offered, the rows that they make, and the undo of both."""

from django.db import transaction

from reports.models import Expected
from reports.prose.cleaning import clean_text
from reports.queries.event_content import has_changed_since
from reports.queries.expected import offer_of, offered, values_again
from reports.rules.event_fields import PARTICIPANTS

from .checked import CHECKED
from .events import NotEditable, create_event, delete_event, lock_report

Answer = Expected.Answer


@transaction.atomic
def answer_offers(submission, *, by, answers, on_behalf=False):
    """Keep an answer to each of these offers, and make a row of each that was held.

    `answers`: event's uid → Answer; what is not offered (any more) is passed over. Returns (rows made, the last number
    of an answer before, after); the numbers are for `take_back`. Raises NotEditable, ReportFull; then nothing is kept.
    """
    submission = lock_report(submission, by, on_behalf=on_behalf)
    before = _last_number()
    rows = []
    for offer in offered(submission):
        answer = answers.get(offer.event.uid)
        if answer is None:
            continue
        row = _make_row(offer, submission, by, on_behalf) if answer == Answer.HELD else None
        rows += [row] if row else []
        _keep(offer.event, submission, by, answer, row)
    return rows, before, _last_number()


@transaction.atomic
def take_event(event, submission, *, by, on_behalf=False):
    """Make a row of one event of an earlier report of the same municipality; returns the row. Raises NotEditable,
    ReportFull. Taking it again makes another row: the person has asked for it."""
    submission = lock_report(submission, by, on_behalf=on_behalf)
    if event.submission.municipality_id != submission.municipality_id or event.is_deleted:
        raise NotEditable("Эту строку нельзя взять: она удалена или стоит в отчёте другого муниципалитета.")
    if not clean_text(event.name):  # of an old row, in which nobody could see anything
        raise NotEditable("У этой строки нет наименования. Впишите его там, где она стоит, и возьмите её ещё раз.")
    row = _make_row(offer_of(event, submission.period), submission, by, on_behalf)
    Expected.objects.filter(submission=submission, event=event).delete()
    _keep(event, submission, by, Answer.HELD, row)
    return row


@transaction.atomic
def take_back(submission, *, by, after, until, on_behalf=False):
    """Take back the answers numbered after+1 … until, with the rows that they made. A row that was changed since stays.
    Returns how many rows went and how many stayed. Raises NotEditable."""
    lock_report(submission, by, on_behalf=on_behalf)
    answers = Expected.objects.filter(submission=submission, pk__gt=after, pk__lte=until)
    gone = stayed = 0
    for answer in answers.select_related("taken__submission").order_by("pk"):
        row = answer.taken
        if row and not row.is_deleted:
            if has_changed_since(row, 1):
                stayed += 1
                continue
            delete_event(row, by=by, base_version=row.version, on_behalf=on_behalf)
            gone += 1
        answer.delete()
    return gone, stayed


@transaction.atomic
def offer_again(submission, *, by, event, on_behalf=False):
    """Forget what was said about an earlier event that is not in the report, so that it is offered again. Raises
    NotEditable."""
    lock_report(submission, by, on_behalf=on_behalf)
    Expected.objects.filter(submission=submission, event=event, taken=None).delete()


@transaction.atomic
def mark_checked(event, *, by, on_behalf=False):
    """Nothing of a row that was taken has to be looked at any more: its person says so. Doing it twice is no error.
    Raises NotEditable."""
    lock_report(event.submission, by, on_behalf=on_behalf)
    Expected.objects.filter(taken=event).update(to_check="")


def _make_row(offer, submission, by, on_behalf):
    return create_event(submission, by=by, values=values_again(offer), on_behalf=on_behalf)


def _keep(event, submission, by, answer, row):
    to_check = " ".join(name for name in CHECKED if name != PARTICIPANTS or row.participants) if row else ""
    Expected.objects.create(submission=submission, event=event, answer=answer, taken=row, by=by, to_check=to_check)


def _last_number():
    return Expected.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
