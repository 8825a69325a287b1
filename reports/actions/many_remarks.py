"""Remarks by the dozen: put on many rows at once, settled at once, and the undo of both."""

from dataclasses import dataclass

from django.db import transaction

from reports.models import RemarkChange, Submission
from reports.rules.permissions import is_coordinator, require_right

from .remarks import RemarkRefused, accept_remark, add_remark, reopen_remark

Kind = RemarkChange.Kind
UNDO = {Kind.ADDED: accept_remark, Kind.ACCEPTED: reopen_remark, Kind.REOPENED: accept_remark}
MOVED = "Пока вы читали, отчёт изменили. Посмотрите, как сейчас, и повторите."


@dataclass(frozen=True, slots=True)
class Steps:
    """What one press did: how many remarks it touched and how many it left; `after` and `until` are keys of
    RemarkChange, between which lie its steps, the last one included."""

    number: int
    skipped: int
    after: int
    until: int


@transaction.atomic
def add_remarks(submission, *, by, proposed, version):
    """Put these remarks (ProposedRemark) on the report, all or none. Returns the Steps. Raises RemarkRefused, also when
    the report is another version by now."""
    submission = _lock(submission, by, version)
    after = _last_key()
    for one in proposed:
        add_remark(submission, by=by, text=one.text, event=one.event, field=one.field)
    return _steps(submission, by, after, len(proposed))


@transaction.atomic
def accept_remarks(submission, *, by, seen, version):
    """Settle remarks of the report. `seen`: key of a remark → the last step about it that the page showed; what came
    later is left unsettled. Returns the Steps. Raises RemarkRefused when the report is another version by now."""
    submission = _lock(submission, by, version)
    after = _last_key()
    for remark in submission.remarks.unsettled().filter(pk__in=seen).order_by("pk"):
        try:
            with transaction.atomic():
                accept_remark(remark, by=by, seen=seen[remark.pk])
        except RemarkRefused:
            continue
    return _steps(submission, by, after, len(seen))


@transaction.atomic
def take_back(submission, *, by, after, until):
    """Undo what one press of this person did: what was put on the report is settled, what was settled is as before. A
    remark about which something else happened since is left. Returns the Steps."""
    submission = _lock(submission, by)
    wanted = _of_press(submission, by, after, until).filter(kind__in=UNDO)
    wanted = list(wanted.select_related("remark").order_by("pk"))
    before = _last_key()
    for step in wanted:
        try:
            with transaction.atomic():
                if step.remark.changes.latest("pk") == step:
                    UNDO[step.kind](step.remark, by=by)
        except RemarkRefused:
            continue
    return _steps(submission, by, before, len(wanted))


def _lock(submission, by, version=None):
    """The submission as it is now, locked. Each step asks its own right and the state."""
    require_right(is_coordinator, by)
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if version is not None and submission.version != version:
        raise RemarkRefused(MOVED)
    return submission


def _last_key():
    return RemarkChange.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def _of_press(submission, by, after, until):
    return RemarkChange.objects.filter(remark__submission=submission, by=by, pk__gt=after, pk__lte=until)


def _steps(submission, by, after, wanted):
    until = _last_key()
    number = _of_press(submission, by, after, until).count()
    return Steps(number, wanted - number, after, until)
