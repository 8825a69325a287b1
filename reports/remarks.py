"""The exchange about remarks: the coordinator asks, the officer answers, the coordinator accepts."""

from django.db import transaction
from django.utils import timezone

from .models import Remark, State, Submission


class RemarkRefused(Exception):
    """The remark is not in the state that the page showed, or the report is; the text says so in Russian."""


@transaction.atomic
def add_remark(submission, *, by, text, event=None, field=""):
    """Put a remark on a report, an event of it, or one of the event's fields. Raises RemarkRefused when the
    report is not under review or being worked over."""
    submission = _lock(submission.pk)
    remark = Remark(submission=submission, event=event, field=field, text=text, by=by, version=submission.version)
    remark.full_clean(exclude=["by", "submission"])
    remark.save()
    return remark


def answer_remark(remark, *, by, answer):
    """The officer's reply: open (or answered before) → answered. Raises RemarkRefused."""
    return _change(
        remark,
        from_states=[Remark.State.OPEN, Remark.State.ANSWERED],
        state=Remark.State.ANSWERED,
        answer=answer,
        answered_by=by,
        answered_at=timezone.now(),
    )


def accept_remark(remark, *, by):
    """The coordinator is content: open or answered → accepted."""
    return _change(
        remark,
        from_states=[Remark.State.OPEN, Remark.State.ANSWERED],
        state=Remark.State.ACCEPTED,
        accepted_by=by,
        accepted_at=timezone.now(),
    )


def reopen_remark(remark, *, by):
    """The undo of accepting; an answer stays where it was."""
    return _change(
        remark,
        from_states=[Remark.State.ACCEPTED],
        state=Remark.State.OPEN,
        accepted_by=None,
        accepted_at=None,
    )


@transaction.atomic
def _change(remark, *, from_states, **fields):
    _lock(remark.submission_id)
    if not Remark.objects.filter(pk=remark.pk, state__in=from_states).update(**fields):
        raise RemarkRefused("Замечание уже изменил кто-то другой. Посмотрите, что в нём теперь.")
    return Remark.objects.get(pk=remark.pk)


def _lock(pk):
    """The submission, locked, if it is under review or being worked over. Raises RemarkRefused."""
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=pk)
    if submission.state not in {State.SUBMITTED, State.RETURNED}:
        raise RemarkRefused(f"Отчёт в состоянии «{submission.get_state_display()}»: замечания уже не изменить.")
    return submission
