"""The moves: each one function, one transaction. Nothing else assigns a submission's state.

Every move locks the submission, asks the table of moves who may, and checks what the move needs. It changes the state
by an UPDATE that is conditional on what was checked, so that it holds on both databases. Then it adds one StateChange.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from reports.models import ExtensionRequest, Move, Period, State, StateChange, Submission
from reports.models.submission import ON_BEHALF_NOTE
from reports.prose.cleaning import clean_text
from reports.prose.typography import quoted
from reports.prose.words import plural
from reports.rules.findings import check_event, check_report, for_checking
from reports.rules.permissions import is_coordinator, is_officer_of, require_right
from reports.rules.refusals import already_moved, closed_reason

from . import extensions, notices
from .events import NotEditable, StaleEdit, save_event
from .quotas import BACK, why_no_move_back
from .register import find_documents
from .releases import sent_rows


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may make a move (a predicate of permissions.py), from which states, to which; None: to where it came from, or
    it stays."""

    who: Callable
    from_states: frozenset
    to_state: State | None


def _rule(who, *from_states, to):
    return Rule(who, frozenset(from_states), to)


# The table of moves (docs/design/workflow.md). To submit and to declare nil is also the coordinator's `on_behalf` of
# the municipality; such a hand-in waits for its officer's CONFIRM.
MOVES = {
    Move.SUBMIT: _rule(is_officer_of, State.DRAFT, State.RETURNED, to=State.SUBMITTED),
    Move.DECLARE_NIL: _rule(is_officer_of, State.DRAFT, State.RETURNED, to=State.SUBMITTED),
    Move.WITHDRAW: _rule(is_officer_of, State.SUBMITTED, to=None),
    Move.RETURN: _rule(is_coordinator, State.SUBMITTED, to=State.RETURNED),
    Move.APPROVE: _rule(is_coordinator, State.SUBMITTED, to=State.APPROVED),
    Move.UNAPPROVE: _rule(is_coordinator, State.APPROVED, to=State.SUBMITTED),  # the undo of approving, nothing else
    Move.REOPEN: _rule(is_coordinator, State.APPROVED, to=State.RETURNED),
    Move.CONFIRM: _rule(is_officer_of, State.SUBMITTED, State.APPROVED, to=None),
    Move.CORRECT: _rule(is_coordinator, State.APPROVED, to=None),  # of a row that has gone out in a release
}


class MoveRefused(Exception):
    """The move cannot be made. `reasons` are Russian sentences for the page; nothing was changed."""

    def __init__(self, *reasons, submission=None):
        super().__init__(*reasons)
        self.reasons = reasons
        self.submission = submission


class AlreadyMoved(MoveRefused):
    """The report is in another state than the page showed: a second click, or a colleague was faster."""


class RemarksOpen(MoveRefused):
    """There are open remarks that the person has not seen; `submission` as it is now."""


class TextMoved(MoveRefused):
    """The text has changed since it was read; `submission` is the present one."""


@transaction.atomic
def submit(submission, *, by, version=None, on_behalf=False, tells=True):
    """Hand the report in; `on_behalf`: the coordinator for the municipality, whom deadlines do not bind; `tells`:
    the other side is told. Raises MoveRefused with everything that is missing."""
    submission = _lock(submission, Move.SUBMIT, version, by=by, on_behalf=on_behalf)
    if missing := missing_to_submit(submission, on_behalf=on_behalf):
        raise MoveRefused(*missing, submission=submission)
    how = {"on_behalf": on_behalf, "tells": tells, "awaits": on_behalf}
    return _hand_in(submission, Move.SUBMIT, by=by, is_nil=False, **how)


@transaction.atomic
def submit_with_reasons(submission, *, by, version, reasons, on_behalf=False):
    """Keep the reasons, pairs (event, why its dates are outside the quarter's window), and hand the report in, all or
    nothing. Raises MoveRefused (TextMoved when anything of the report has changed since `version`), NotEditable."""
    written = 0
    try:
        for event, reason in reasons:
            values = {"window_reason": reason}
            saved = save_event(event, by=by, values=values, base_version=event.version, on_behalf=on_behalf)
            written += saved.version - event.version
    except StaleEdit as stale:
        raise TextMoved("Страница устарела. Посмотрите, как сейчас, и повторите.", submission=submission) from stale
    # Each reason has moved the report's version on by one; anything else that moved it is somebody else's.
    return submit(submission, by=by, version=version + written, on_behalf=on_behalf)


def missing_to_submit(submission, *, on_behalf=False):
    """What must be done before this report can be handed in, as Russian sentences; empty when it can."""
    if not on_behalf and not submission.is_open_for_officers:
        return [closed_reason(submission)]
    events = for_checking(submission.events)
    if not events:
        return ["В отчёте нет ни одного мероприятия. Внесите первое или сообщите, что мероприятий не было."]
    return [
        f"{quoted(finding.event.name)}: {finding.text}."
        for finding in check_report(events, submission.period)
        if finding.is_error
    ]


@transaction.atomic
def declare_nil(submission, *, by, version=None, on_behalf=False, tells=True):
    """Hand in «нет мероприятий»; `on_behalf` as for `submit`; `tells`: the other side is told, and
    asked to confirm what was handed in for it. Raises MoveRefused naming the events when there are any."""
    submission = _lock(submission, Move.DECLARE_NIL, version, by=by, on_behalf=on_behalf)
    if not on_behalf and not submission.is_open_for_officers:
        raise MoveRefused(closed_reason(submission), submission=submission)
    names = list(submission.events.present().in_report_order().values_list("name", flat=True))
    if names:
        listed = "; ".join(quoted(name) for name in names[:5]) + (" и другие" if len(names) > 5 else "")
        raise MoveRefused(
            f"В отчёте {plural(len(names), 'есть мероприятие', 'есть мероприятия', 'есть мероприятия')}: {listed}. "
            "Удалите, если их не было, или сдайте отчёт с ними.",
            submission=submission,
        )
    how = {"on_behalf": on_behalf, "tells": tells, "awaits": on_behalf and tells}
    return _hand_in(submission, Move.DECLARE_NIL, by=by, is_nil=True, **how)


@transaction.atomic
def withdraw(submission, *, by, version=None, on_behalf=False):
    """Take the report back to the state before; a nil report stops being one. `on_behalf`: the coordinator takes back
    what was handed in for the municipality, whatever the deadlines. Raises MoveRefused."""
    submission = _lock(submission, Move.WITHDRAW, version, by=by, on_behalf=on_behalf)
    if on_behalf and not _was_handed_in_on_behalf(submission):
        raise MoveRefused("Отчёт сдал исполнитель: отозвать его может только он.", submission=submission)
    if not on_behalf and not submission.is_open_for_officers:
        raise MoveRefused(closed_reason(submission), submission=submission)
    moved = _move(
        submission,
        Move.WITHDRAW,
        submission.state_before_submitting,
        by=by,
        is_nil=False,
        submitted_at=None,
        submitted_by=None,
        awaits_confirmation=False,
    )
    if not on_behalf:
        notices.tell_withdrawn(moved, by=by)
    return moved


def _was_handed_in_on_behalf(submission):
    moves = submission.state_changes.filter(move__in=[Move.SUBMIT, Move.DECLARE_NIL])
    return moves.order_by("-pk").values_list("on_behalf", flat=True).first()


@transaction.atomic
def confirm(submission, *, by, version=None):
    """The officer says that what the coordinator handed in on the municipality's behalf is so. Moves no state."""
    submission = _lock(submission, Move.CONFIRM, version, by=by)
    if not submission.awaits_confirmation:
        raise AlreadyMoved("Отчёт уже подтверждён, или его сдали вы сами: подтверждать нечего.", submission=submission)
    return _move(submission, Move.CONFIRM, submission.state, by=by, awaits_confirmation=False)


@transaction.atomic
def return_for_changes(submission, *, by, note="", version=None):
    """Send the report back to its officer. Needs a note or an open remark; a nil report stops being one."""
    submission = _lock(submission, Move.RETURN, version, by=by)
    if not clean_text(note) and not submission.remarks.open().exists():
        raise MoveRefused(
            "Напишите, что исправить, или оставьте замечание: без этого отчёт не возвращают.",
            submission=submission,
        )
    moved = _return(submission, Move.RETURN, by=by, note=note)
    notices.tell_returned(moved, by=by, note=clean_text(note), remarks=moved.remarks.open().select_related("event"))
    return moved


@transaction.atomic
def approve(submission, *, by, version, despite_remarks=True, seen_remarks=None, tells=True):
    """Approve the version that was read; `tells`: its officers are told. Raises TextMoved when the text is another
    version by now, MoveRefused when remarks are not settled and `despite_remarks` is False. Raises RemarksOpen when
    remarks are open whose keys are not in `seen_remarks` (None: any may be open)."""
    submission = _lock(submission, Move.APPROVE, version, by=by)
    if seen_remarks is not None and submission.remarks.open().exclude(pk__in=seen_remarks).exists():
        raise RemarksOpen("В нём есть открытые замечания: посмотрите их.", submission=submission)
    if not despite_remarks and submission.remarks.unsettled().exists():
        raise MoveRefused("В нём есть замечания, которые не сняты: посмотрите их.", submission=submission)
    moved = _move(
        submission,
        Move.APPROVE,
        State.APPROVED,
        by=by,
        approved_at=timezone.now(),
        approved_by=by,
        approved_version=submission.version,
    )
    extensions.settle(moved, by=by, outcome=ExtensionRequest.Outcome.LAPSED)
    find_documents(moved, by=by)
    if tells:
        notices.tell_approved(moved, by=by)
    return moved


def approvals_of(submissions):
    """The StateChange of the latest approval of each of these submissions, as a list. What `unapprove` takes back."""
    latest = {}
    for change in StateChange.objects.filter(submission__in=submissions, move=Move.APPROVE).order_by("pk"):
        latest[change.submission_id] = change
    return list(latest.values())


@transaction.atomic
def unapprove(approval, *, by):
    """Take one approval back: the report waits for a decision again, as if nobody had decided. Raises MoveRefused when
    the report is no longer as that approval left it, or when a release has been made of it since."""
    # The period first: a release that is being made holds it, and reads what is approved.
    Period.objects.select_for_update().get(submissions=approval.submission_id)
    submission = _lock(approval.submission, Move.UNAPPROVE, approval.version, by=by)
    if approvals_of([submission])[0].pk != approval.pk:
        raise AlreadyMoved("Отчёт с тех пор открывали и приняли ещё раз.", submission=submission)
    since = submission.approved_at
    if submission.period.releases.filter(at__gte=since).exists():
        raise MoveRefused(
            "После принятия сделан выпуск. Чтобы изменить отчёт, откройте его снова: изменения войдут в дополнение.",
            submission=submission,
        )
    moved = _move(
        submission,
        Move.UNAPPROVE,
        State.SUBMITTED,
        by=by,
        approved_at=None,
        approved_by=None,
        approved_version=None,
    )
    # A request for more time that the approval has ended waits again.
    lapsed = submission.extension_requests.filter(outcome=ExtensionRequest.Outcome.LAPSED, answered_at__gte=since)
    lapsed.update(outcome=ExtensionRequest.Outcome.OPEN, answered_by=None, answered_at=None)
    notices.tell_unapproved(moved, by=by, since=since)
    return moved


@transaction.atomic
def reopen(submission, *, by, reason, until, version=None):
    """Open an approved report again for its officer, for a reason and until a day (included)."""
    submission = _lock(submission, Move.REOPEN, version, by=by)
    if not clean_text(reason):
        raise MoveRefused("Назовите причину: её увидит ответственный исполнитель.", submission=submission)
    if until is None or until < timezone.localdate():
        raise MoveRefused("Укажите, до какого дня отчёт открыт: сегодня или позже.", submission=submission)
    moved = _return(submission, Move.REOPEN, by=by, note=reason, extended_to=until, extension_reason=reason)
    notices.tell_reopened(moved, by=by, reason=reason, until=until)
    return moved


@transaction.atomic
def correct(event, *, by, values, reason, version):
    """Correct printed words of a row that has gone out in a release, for a reason. The report stays approved, in its
    new version, and the row waits for the next addendum. `values`: some of the event's texts; `version`: of the report,
    as it was read. Raises MoveRefused (TextMoved), ValidationError by field."""
    # The period first, as in `unapprove`.
    period = Period.objects.select_for_update().get(submissions=event.submission_id)
    submission = _lock(event.submission, Move.CORRECT, version, by=by)
    if not clean_text(reason):
        raise MoveRefused("Назовите причину: она останется в истории отчёта.", submission=submission)
    if str(event.uid) not in sent_rows(period):
        raise MoveRefused("Этой строки в выпуске нет. Чтобы изменить её, откройте отчёт снова.", submission=submission)
    before = event.revisions.latest("version")
    try:
        saved = save_event(event, by=by, values=values, base_version=before.version, correcting=True)
    except NotEditable as refusal:
        raise MoveRefused(str(refusal), submission=submission) from refusal
    if saved.version == before.version:
        raise MoveRefused("Слова не изменены: исправлять нечего.", submission=submission)
    [checked] = for_checking(submission.events.filter(pk=event.pk))
    if errors := [finding.text for finding in check_event(checked, period) if finding.is_error]:
        raise MoveRefused(*(f"{text[:1].upper()}{text[1:]}." for text in errors), submission=submission)
    submission.refresh_from_db(fields=["version"])
    moved = _move(submission, Move.CORRECT, submission.state, by=by, note=reason)
    find_documents(moved, by=by)
    notices.tell_corrected(saved, by=by, reason=clean_text(reason), before=before.content)
    return moved


def _lock(submission, move, version, *, by, on_behalf=False):
    """The submission as it is now, locked. Checks that the person may make the move, that it starts from this state,
    and that the text is the version that the person saw. Raises PermissionDenied, MoveRefused."""
    submission = Submission.objects.select_for_update(of=("self",)).select_related("period").get(pk=submission.pk)
    rule = MOVES[move]
    require_right(is_coordinator if on_behalf else rule.who, by, submission)
    if submission.state not in rule.from_states:
        raise AlreadyMoved(already_moved(submission), submission=submission)
    if version is not None and submission.version != version:
        raise TextMoved("Пока вы читали, текст отчёта изменился. Прочитайте новый текст.", submission=submission)
    if move in BACK and (reason := why_no_move_back(submission)):
        raise MoveRefused(reason, submission=submission)
    return submission


def _hand_in(submission, move, *, by, is_nil, on_behalf, tells, awaits):
    now = timezone.now()
    moved = _move(
        submission,
        move,
        State.SUBMITTED,
        by=by,
        note=ON_BEHALF_NOTE if on_behalf else "",
        on_behalf=on_behalf,
        is_nil=is_nil,
        submitted_at=now,
        submitted_by=by,
        first_submitted_at=submission.first_submitted_at or now,
        awaits_confirmation=awaits,
    )
    extensions.settle(moved, by=by, outcome=ExtensionRequest.Outcome.LAPSED)
    if tells:
        tell = notices.tell_on_behalf if on_behalf else notices.tell_handed_in
        tell(moved, by=by)
    return moved


def _return(submission, move, *, by, note, **fields):
    """Back to the officer; what went with handing in and approving goes too."""
    return _move(
        submission,
        move,
        State.RETURNED,
        by=by,
        note=note,
        until=fields.get("extended_to"),
        is_nil=False,
        submitted_at=None,
        submitted_by=None,
        approved_at=None,
        approved_by=None,
        approved_version=None,
        awaits_confirmation=False,
        returned_at=timezone.now(),
        returned_by=by,
        return_note=note,
        **fields,
    )


def _move(submission, move, to_state, *, by, note="", until=None, on_behalf=False, **fields):
    """Change the state if it is still what was checked, and write the history. Returns the new submission."""
    changed = Submission.objects.filter(pk=submission.pk, state=submission.state, version=submission.version).update(
        state=to_state, **fields
    )
    if not changed:
        raise AlreadyMoved("Отчёт только что изменил кто-то другой. Откройте его снова.", submission=submission)
    StateChange.objects.create(
        submission=submission,
        move=move,
        from_state=submission.state,
        to_state=to_state,
        version=submission.version,
        by=by,
        note=note,
        until=until,
        on_behalf=on_behalf,
    )
    return Submission.objects.select_related("period").get(pk=submission.pk)
