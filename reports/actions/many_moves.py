"""The coordinator's moves of many reports at once, each in its own transaction: a refused one stops no other."""

from functools import partial

from django.db import transaction

from reports.models import State
from reports.rules.permissions import can_accept_on_behalf, is_coordinator, require_right
from reports.rules.refusals import why_not

from . import notices
from .workflow import MoveRefused, approve, declare_nil, submit, unapprove, withdraw


def approve_many(seen, *, by):
    """Approve reports, each in its own transaction. `seen`: (submission, the version that was read, despite_remarks).

    Returns (approved, skipped): submissions, and pairs (submission, why not, in Russian sentences).
    """
    moves = (
        (submission, partial(approve, submission, by=by, version=version, despite_remarks=despite_remarks))
        for submission, version, despite_remarks in seen
    )
    return _one_by_one(moves, by=by)


def _one_by_one(moves, *, by):
    """Make each of the coordinator's moves, pairs of a submission and a function; a refused one stops no other."""
    require_right(is_coordinator, by)
    moved, skipped = [], []
    for submission, move in moves:
        try:
            move()
            moved.append(submission)
        except MoveRefused as refusal:
            skipped.append((submission, " ".join(refusal.reasons)))
    return moved, skipped


def unapprove_many(approvals, *, by):
    """Take approvals back, each in its own transaction. Returns (taken_back, skipped) as `approve_many` does."""
    return _one_by_one(((approval.submission, partial(unapprove, approval, by=by)) for approval in approvals), by=by)


def approve_nil_reports(submissions, *, by):
    """Approve those of the submissions (a queryset) that still are nil reports and have no remarks that wait, each in
    its own transaction. Returns (approved, skipped) as `approve_many` does."""
    reports = submissions.with_names().in_report_order()
    return _one_by_one(((submission, partial(_approve_nil, submission, by=by)) for submission in reports), by=by)


def _approve_nil(submission, *, by):
    if submission.state == State.SUBMITTED and not submission.is_nil:
        raise MoveRefused("В нём теперь есть мероприятия: проверьте их.", submission=submission)
    approve(submission, by=by, version=submission.version, despite_remarks=False)


def accept_on_behalf(seen, *, by):
    """Hand in and approve each of these reports for its municipality, each in its own transaction: the archive, whose
    tables were sent long ago. Its officers are told once of both steps. `seen`: (submission as from `with_names`, the
    version that was read).

    Returns (accepted, skipped) as `approve_many` does. One whose officer may still write, or has handed in, is skipped:
    nobody's work is decided unread.
    """
    moves = ((submission, partial(_accept, submission, version, by=by)) for submission, version in seen)
    return _one_by_one(moves, by=by)


def accept_rest_as_nil(seen, *, by):
    """In an archive: hand in «мероприятий не было» and approve for each municipality whose report nobody has touched,
    each in its own transaction. Its officers need not confirm what was long ago. `seen`: as for `accept_on_behalf`.

    Returns (accepted, skipped) as `approve_many` does; a report in which somebody has written meanwhile is skipped.
    """
    moves = ((submission, partial(_accept_nil, submission, version, by=by)) for submission, version in seen)
    return _one_by_one(moves, by=by)


@transaction.atomic
def _accept_nil(submission, version, *, by):
    if not submission.period.is_archive:
        raise MoveRefused("Квартал не архив: отчёт сдаёт исполнитель.", submission=submission)
    if refusal := why_not(can_accept_on_behalf, by, submission):
        raise MoveRefused(refusal.sentence, submission=submission)
    handed_in = declare_nil(submission, by=by, version=version, on_behalf=True, tells=False)
    approve(handed_in, by=by, version=handed_in.version, tells=False)


def take_back_nil(approvals, *, by):
    """The undo of `accept_rest_as_nil`: each of these approvals (StateChange) is taken back, and the hand-in with it,
    so that the report is an empty draft as before. Returns (taken_back, skipped) as `approve_many` does."""
    moves = ((approval.submission, partial(_take_back_nil, approval, by=by)) for approval in approvals)
    return _one_by_one(moves, by=by)


@transaction.atomic
def _take_back_nil(approval, *, by):
    submission = unapprove(approval, by=by)
    if not submission.is_nil:
        raise MoveRefused("Это не отчёт «нет мероприятий».", submission=submission)
    withdraw(submission, by=by, on_behalf=True)


@transaction.atomic
def _accept(submission, version, *, by):
    if refusal := why_not(can_accept_on_behalf, by, submission):
        raise MoveRefused(refusal.sentence, submission=submission)
    handed_in = submit(submission, by=by, version=version, on_behalf=True, tells=False)
    approve(handed_in, by=by, version=handed_in.version, tells=False)
    notices.tell_accepted_on_behalf(submission, by=by)
