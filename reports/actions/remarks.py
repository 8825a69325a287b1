"""The exchange about remarks: the coordinator asks, the officer answers, the coordinator accepts or asks on.

Every step is kept in RemarkChange, in the transaction that holds the report's lock.
"""

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from reports.models import FrequentRemark, Remark, RemarkChange, Submission
from reports.prose.cleaning import clean_text
from reports.rules.correcting_remarks import why_not_corrected
from reports.rules.permissions import (
    ANSWERS_GO_ON,
    REMARKS_GO_ON,
    is_coordinator,
    is_officer_of,
    require_right,
)
from reports.rules.refusals import in_state

from . import notices
from .quotas import why_no_remark_step

Kind = RemarkChange.Kind


class RemarkRefused(Exception):
    """The remark is not in the state that the page showed, or the report is; the text says so in Russian."""


class AnsweredMeanwhile(RemarkRefused):
    """Another officer has answered; `remark` as it is now, with that answer."""

    def __init__(self, remark):
        super().__init__(f"На это замечание уже ответили: {remark.answered_by.short_name}, «{remark.answer}»")
        self.remark = remark


@transaction.atomic
def add_remark(submission, *, by, text, event=None, field="", quote="", quote_number=1):
    """Put a remark on a report, an event of it, one of the event's fields, or words of that field (`quote`, and which
    of its occurrences, from 1). The same words at the same place while they are open are one remark: the form was sent
    twice. Raises RemarkRefused when the report is not under review or being worked over, ValidationError for a place
    that cannot be."""
    submission = _lock(submission.pk, by)
    place = {"event": event, "field": field, "quote": quote, "quote_number": quote_number}
    remark = Remark(submission=submission, text=text, by=by, version=submission.version, **place)
    remark.full_clean(exclude=["by", "submission"])
    if known := submission.remarks.open().filter(text=remark.text, by=by, **place).first():
        return known
    remark.save()
    _keep(remark, Kind.ADDED, by=by, text=remark.text)
    return remark


@transaction.atomic
def correct_remark(remark, *, by, text):
    """The author puts the words of an own remark right before anybody has acted on them; the history keeps both. The
    same words change nothing. Raises RemarkRefused."""
    submission = _lock(remark.submission_id, by)
    now = Remark.objects.get(pk=remark.pk)
    if reason := why_not_corrected(by, now, submission, now.changes.all()):
        raise RemarkRefused(reason)
    text = clean_text(text)
    if not text:
        raise RemarkRefused("Напишите замечание: что исправить или уточнить.")
    if now.text == text:
        return now
    corrected = _change(now, from_states=[Remark.State.OPEN], text=text)
    _keep(corrected, Kind.CORRECTED, by=by, text=corrected.text)
    return corrected


@transaction.atomic
def answer_remark(remark, *, by, answer, over=None):
    """The officer's reply: open (or answered before) → answered. `over`: the step (its key) with the answer of another
    officer that this one replaces. The same answer sent twice is one. Raises RemarkRefused, AnsweredMeanwhile."""
    _lock(remark.submission_id, by, right=is_officer_of, go_on=ANSWERS_GO_ON)
    now = Remark.objects.select_related("answered_by").get(pk=remark.pk)
    if now.state == Remark.State.ANSWERED:
        if now.answered_by == by and now.answer == clean_text(answer):
            return now
        if now.answered_by != by and over != last_step(now):
            raise AnsweredMeanwhile(now)
    answered = _change(
        remark,
        from_states=[Remark.State.OPEN, Remark.State.ANSWERED],
        state=Remark.State.ANSWERED,
        answer=answer,
        answered_by=by,
        answered_at=timezone.now(),
    )
    _keep(answered, Kind.ANSWERED, by=by, text=answered.answer)
    return answered


def last_step(remark):
    """The key of the last step of the exchange about the remark."""
    return remark.changes.order_by("pk").values_list("pk", flat=True).last()


@transaction.atomic
def reply_to_remark(remark, *, by, text):
    """The coordinator is not content with the answer and asks on: answered → open, and the officers are told. The
    answer stays in the history. Raises RemarkRefused."""
    _lock(remark.submission_id, by)
    replied = _change(
        remark,
        from_states=[Remark.State.ANSWERED],
        state=Remark.State.OPEN,
        answer="",
        answered_by=None,
        answered_at=None,
    )
    _keep(replied, Kind.REPLIED, by=by, text=text)
    notices.tell_replied(replied, by=by, text=text)
    return replied


@transaction.atomic
def accept_remark(remark, *, by, seen=None):
    """The coordinator is content: open or answered → accepted. `seen`: the last step (its key) that the page showed; an
    answer that came after it is not settled unread. Raises RemarkRefused."""
    _lock(remark.submission_id, by)
    if seen is not None and seen != last_step(remark):
        raise RemarkRefused("Пока вы читали, замечание изменили. Прочитайте, что в нём теперь, и решите ещё раз.")
    accepted = _change(
        remark,
        from_states=[Remark.State.OPEN, Remark.State.ANSWERED],
        state=Remark.State.ACCEPTED,
        accepted_by=by,
        accepted_at=timezone.now(),
    )
    _keep(accepted, Kind.ACCEPTED, by=by)
    return accepted


@transaction.atomic
def reopen_remark(remark, *, by):
    """The undo of accepting: as it was before. A remark that had an answer waits for the coordinator again. It asks
    nothing of the officer until the coordinator says what is missing (`reply_to_remark`)."""
    _lock(remark.submission_id, by)
    reopened = _change(
        remark,
        from_states=[Remark.State.ACCEPTED],
        state=Case(When(answer="", then=Value(Remark.State.OPEN)), default=Value(Remark.State.ANSWERED)),
        accepted_by=None,
        accepted_at=None,
    )
    _keep(reopened, Kind.REOPENED, by=by)
    return reopened


@transaction.atomic
def remember_frequent(text, *, by):
    """Put a text on the person's list of frequent remarks."""
    require_right(is_coordinator, by)
    FrequentRemark.objects.get_or_create(by=by, text=text)


def count_use(text, *, by):
    """The text was written (again): if it is on the person's list, it moves up."""
    require_right(is_coordinator, by)
    FrequentRemark.objects.filter(by=by, text=text).update(used=F("used") + 1)


def forget_frequent(pk, *, by):
    """Take a text off the person's own list. Returns whether it was there."""
    require_right(is_coordinator, by)
    number, _ = FrequentRemark.objects.filter(by=by, pk=pk).delete()
    return bool(number)


def _change(remark, *, from_states, **fields):
    """Change the remark, if it still is in one of these states; the report is locked already."""
    if not Remark.objects.filter(pk=remark.pk, state__in=from_states).update(**fields):
        raise RemarkRefused("Замечание уже изменил кто-то другой. Посмотрите, что в нём теперь.")
    return Remark.objects.get(pk=remark.pk)


def _keep(remark, kind, *, by, text=""):
    """Write the step into the history; raises RemarkRefused, which takes the step back, after too many today."""
    if reason := why_no_remark_step(by):
        raise RemarkRefused(reason)
    RemarkChange.objects.create(remark=remark, kind=kind, by=by, text=text)


def _lock(pk, by, *, right=is_coordinator, go_on=REMARKS_GO_ON):
    """The submission, locked, if the person has this right to it and it is in one of these states. Raises
    PermissionDenied, RemarkRefused."""
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=pk)
    require_right(right, by, submission)
    if submission.state not in go_on:
        raise RemarkRefused(in_state(submission, "замечания сейчас не изменить"))
    return submission
