"""Asking for more time. The coordinator grants by extending (`workflow.extend`) or declines with a reason."""

from django.db import transaction
from django.utils import timezone

from reports.models import ExtensionRequest, State, Submission
from reports.prose.cleaning import clean_text
from reports.rules.permissions import can_see, is_coordinator, is_officer_of, require_right

from . import notices
from .quotas import why_no_request

Outcome = ExtensionRequest.Outcome
ALREADY_ASKED = "Просьба уже отправлена и ждёт ответа координатора."


class RequestRefused(Exception):
    """The request cannot be made or answered now; the text says why in Russian. Nothing was changed."""


@transaction.atomic
def ask(submission, *, by, reason, wanted=None):
    """Ask the coordinators for more time, `wanted` the last day that would do. Returns the ExtensionRequest.
    Raises RequestRefused for an approved report, while another request waits, and after too many on one day."""
    submission = _lock(submission.pk, by, is_officer_of)
    if submission.state == State.APPROVED:
        raise RequestRefused("Отчёт уже принят. Если в нём нужно что-то изменить, позвоните координатору.")
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
