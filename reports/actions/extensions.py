"""More time: the officer asks for it, the coordinator gives it, asked or not, or declines with a reason."""

from django.db import transaction
from django.utils import timezone

from reports.models import ExtensionRequest, Move, StateChange, Submission
from reports.prose.cleaning import clean_text
from reports.rules.permissions import (
    can_ask_extension,
    can_extend,
    can_see,
    is_coordinator,
    is_officer_of,
    require_right,
)
from reports.rules.refusals import why_not

from . import notices
from .quotas import why_no_move_back, why_no_request

Outcome = ExtensionRequest.Outcome
ALREADY_ASKED = "Просьба уже отправлена и ждёт ответа координатора."


class RequestRefused(Exception):
    """More time cannot be asked for or given now; the text says why in Russian. Nothing was changed."""


@transaction.atomic
def ask(submission, *, by, reason, wanted=None):
    """Ask the coordinators for more time, `wanted` the last day that would do. Returns the ExtensionRequest.
    Raises RequestRefused for an approved report, while another request waits, and after too many on one day."""
    submission = _lock(submission.pk, by, is_officer_of)
    if refusal := why_not(can_ask_extension, by, submission):
        raise RequestRefused(refusal.sentence)
    if not clean_text(reason):
        raise RequestRefused("Напишите, почему нужен новый срок.")
    if submission.extension_requests.open().exists():
        raise RequestRefused(ALREADY_ASKED)
    if too_often := why_no_request(submission):
        raise RequestRefused(too_often)
    request = ExtensionRequest.objects.create(submission=submission, by=by, reason=reason, wanted=wanted)
    notices.tell_asked(submission, by=by, reason=reason, wanted=wanted)
    return request


@transaction.atomic
def extend(submission, *, by, reason, until):
    """Give one municipality more time, for a reason and until a day (included). Moves no state; the same form sent
    twice extends once. Answers the open request. Raises RequestRefused."""
    submission = _lock(submission.pk, by, is_coordinator)
    if refusal := why_not(can_extend, by, submission):
        raise RequestRefused(refusal.sentence)
    if not clean_text(reason):
        raise RequestRefused("Назовите причину продления.")
    if until is None or until < timezone.localdate():
        raise RequestRefused("Укажите день не раньше сегодняшнего.")
    if _is_extended_so(submission, by, reason, until):
        return Submission.objects.select_related("period").get(pk=submission.pk)
    if too_often := why_no_move_back(submission):
        raise RequestRefused(too_often)
    dates = {"extended_to": until} if submission.first_submitted_at else {"extended_to": until, "own_deadline": until}
    Submission.objects.filter(pk=submission.pk).update(**dates, extension_reason=reason)
    settle(submission, by=by, outcome=Outcome.GRANTED)
    StateChange.objects.create(
        submission=submission,
        move=Move.EXTEND,
        from_state=submission.state,
        to_state=submission.state,
        version=submission.version,
        by=by,
        note=reason,
        until=until,
    )
    moved = Submission.objects.select_related("period").get(pk=submission.pk)
    notices.tell_extended(moved, by=by, reason=reason, until=until)
    return moved


def _is_extended_so(submission, by, reason, until):
    """Whether the last move was this very extension, and nobody has asked again since."""
    last = submission.state_changes.last()
    same = last and (last.move, last.by_id, last.note, last.until) == (Move.EXTEND, by.pk, clean_text(reason), until)
    return same and not submission.extension_requests.open().exists()


@transaction.atomic
def decline(submission, *, by, answer):
    """Answer the open request with «нет» and why. Raises RequestRefused when none is open any more."""
    submission = _lock(submission.pk, by, is_coordinator)
    if not clean_text(answer):
        raise RequestRefused("Напишите, почему срок не продлён: исполнитель прочитает ваш ответ.")
    if not settle(submission, by=by, outcome=Outcome.DECLINED, answer=answer):
        raise RequestRefused("На эту просьбу уже ответили, или отчёт уже сдан.")
    notices.tell_declined(submission, by=by, answer=answer)


def _lock(pk, by, right):
    """The submission as it is now, locked. Raises PermissionDenied for who has no such right to it."""
    submission = Submission.objects.select_for_update(of=("self",)).select_related("period").get(pk=pk)
    require_right(right, by, submission)
    return submission


def settle(submission, *, by, outcome, answer=""):
    """Close the open request of a report, if there is one: by the answer, or LAPSED by a hand-in or an approval. Call
    it while the report is locked. Returns whether there was one."""
    require_right(can_see if outcome == Outcome.LAPSED else is_coordinator, by, submission)
    return submission.extension_requests.open().update(
        outcome=outcome, answer=answer, answered_by=by, answered_at=timezone.now()
    )
