"""Who may do what: one named predicate per right. The whole policy of the reports fits on this screen.

What a person may *see* is decided by the scope (`visible_to` of the querysets): out of scope is «not found».
These predicates are asked of objects inside the scope; a «no» is «forbidden» or a kind page. The same
predicate hides the button and guards the POST, and every function that writes asks it once more (`require_right`).
Those that depend on the deadline load the period.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from municipalities.models import AccessToken, CalendarFeed, Municipality, User
from reports.models import Agreement, ImportJob, State, Submission

OFFICER_EDITS = {State.DRAFT, State.RETURNED}
REMARKS_GO_ON = {State.SUBMITTED, State.RETURNED}
ANSWERS_GO_ON = REMARKS_GO_ON | {State.DRAFT}  # a report that was handed in and taken back keeps its remarks


def is_anybody(user: User) -> bool:
    """For what is one's own: notices, letters."""
    return True


def is_officer_of(user: User, submission: Submission) -> bool:
    """Answers for the submission's municipality today."""
    return submission.municipality_id in user.municipality_ids


def is_coordinator(user: User, submission: Submission | None = None) -> bool:
    """Whichever report it is about."""
    return user.is_coordinator


def can_follow_quarters(user: User) -> bool:
    """Read how every quarter goes: the board, the consolidated table, the releases, and their files. The coordinator,
    and the observer, who reads no report and writes nothing."""
    return user.is_coordinator or user.is_observer


def can_read_agreements(user: User) -> bool:
    """Read the register of agreements: who keeps it, who follows the quarters, officers. Which documents, says
    `visible_documents`."""
    return can_keep_register(user) or user.is_observer or bool(user.municipality_ids)


def can_keep_register(user: User) -> bool:
    """Confirm or dismiss what was found in texts, take a document out, end it: who reads all reports, and who keeps the
    lists."""
    return user.is_coordinator or can_keep_lists(user)


def can_tend_document(user: User, document: Agreement) -> bool:
    """Attach a scan and set the term: who keeps the register, and the officer of the municipality. At any time, since
    no report changes by it."""
    return can_keep_register(user) or document.municipality.pk in user.municipality_ids


def can_read_scan(user: User, document: Agreement) -> bool:
    """Have the scan of a document that one sees: the paper has more words than a report, so not other officers."""
    return can_tend_document(user, document) or user.is_observer


def can_read_released(user: User) -> bool:
    """Read the words that releases have printed, of all municipalities, by the programs of one's own too: whoever has a
    role today."""
    return can_follow_quarters(user) or can_keep_lists(user) or bool(user.municipality_ids)


def can_end_access(user: User, of: AccessToken | CalendarFeed) -> bool:
    """Revoke a token or a calendar's address: its own person."""
    return of.user_id == user.pk


def can_write_to_heads(user: User) -> bool:
    """Have a letter ready for the head of a municipality whose report is late: the letter is the coordinator's."""
    return user.is_coordinator


def can_edit_events(user: User, submission: Submission) -> bool:
    """Draft and returned: the officer while the report is open for officers; submitted: the coordinator, but «нет
    мероприятий» takes no event until it is returned or withdrawn; approved: nobody."""
    if submission.state in OFFICER_EDITS:
        return is_officer_of(user, submission) and submission.is_open_for_officers
    return submission.state == State.SUBMITTED and user.is_coordinator and not submission.is_nil


def can_import(user: User, submission: Submission) -> bool:
    """Write the rows of an uploaded table, or take them back: who may edit now, and the coordinator beside the officer
    while it is a draft or returned (late tables, and the archive of past years; closed quarters too)."""
    return can_enter_on_behalf(user, submission) or can_edit_events(user, submission)


def can_upload_table(user: User, municipality: Municipality | None) -> bool:
    """Upload a table and go on with it: the officer for the own municipality; the coordinator a consolidated one
    (`municipality` None)."""
    return user.is_coordinator if municipality is None else municipality.pk in user.municipality_ids


def can_go_on_with_import(user: User, job: ImportJob) -> bool:
    """Decide about an uploaded table, cancel it, take its rows back: who could upload it now, and of a table for one
    municipality the coordinator who has uploaded it on its behalf."""
    return can_upload_table(user, job.municipality) or (user.is_coordinator and job.by_id == user.pk)


def can_see(user: User, submission: Submission) -> bool:
    """Read the report, and keep unsaved texts of one's own in it."""
    return user.is_coordinator or is_officer_of(user, submission)


def can_propose_partner(user: User, municipality_id: int) -> bool:
    """Propose a partner for the list: whoever writes the events of that municipality."""
    return user.is_coordinator or municipality_id in user.municipality_ids


def can_keep_lists(user: User) -> bool:
    """Decide on the lists: confirm a proposed partner, merge two."""
    return user.is_list_administrator or user.is_superuser


def can_enter_on_behalf(user: User, submission: Submission) -> bool:
    """Enter, change and delete events and hand in for the municipality, as a deliberate step: draft and returned, also
    after the deadlines and in a closed quarter."""
    return user.is_coordinator and submission.state in OFFICER_EDITS


def can_accept_on_behalf(user: User, submission: Submission) -> bool:
    """Hand in and approve for the municipality in one step: once its officer can no longer hand in."""
    return can_enter_on_behalf(user, submission) and not submission.is_open_for_officers


def can_confirm(user: User, submission: Submission) -> bool:
    """Confirm what the coordinator handed in on one's behalf. There is no deadline while it waits."""
    return submission.awaits_confirmation and is_officer_of(user, submission)


def can_ask_extension(user: User, submission: Submission) -> bool:
    """Ask for more time: always before the approval, for the day that still lies ahead may be known to be too early."""
    return submission.state != State.APPROVED and is_officer_of(user, submission)


def can_judge_twins(user: User, submission: Submission, other: Submission) -> bool:
    """Say of two rows whether they tell of the same event: whoever answers for one of the two reports, at any time."""
    return user.is_coordinator or is_officer_of(user, submission) or is_officer_of(user, other)


def can_hand_in(user: User, submission: Submission) -> bool:
    """Submit or declare nil: as the officer edits."""
    return submission.state in OFFICER_EDITS and can_edit_events(user, submission)


def can_extend(user: User, submission: Submission) -> bool:
    """Give one municipality more time: before the approval, which is opened again instead."""
    return user.is_coordinator and submission.state != State.APPROVED


def can_withdraw(user: User, submission: Submission) -> bool:
    """Take back what is not yet decided. No deadline: what was handed in by mistake can always be recalled
    by its officer as long as the report would be open for changes."""
    return submission.state == State.SUBMITTED and is_officer_of(user, submission) and submission.is_open_for_officers


def can_decide(user: User, submission: Submission) -> bool:
    """Return or approve. (Taking an approval back is the undo beside it: any coordinator's, see workflow.unapprove.)"""
    return user.is_coordinator and submission.state == State.SUBMITTED


def can_reopen(user: User, submission: Submission) -> bool:
    return user.is_coordinator and submission.state == State.APPROVED


def can_correct_released(user: User, submission: Submission) -> bool:
    """Correct words of a row that has gone out in a release; its report stays approved."""
    return user.is_coordinator and submission.state == State.APPROVED


def can_remark(user: User, submission: Submission) -> bool:
    """Add a remark, accept one or ask on about it: while the report is being reviewed or worked over."""
    return user.is_coordinator and submission.state in REMARKS_GO_ON


def can_answer(user: User, submission: Submission) -> bool:
    """Answer a remark: as long as the coordinator may remark, and after taking back what was remarked on; an answer is
    no edit, so no deadline."""
    return is_officer_of(user, submission) and submission.state in ANSWERS_GO_ON


def can_leave_out(user: User, submission: Submission) -> bool:
    """Leave an event out of the table, or set the order of its rows."""
    return user.is_coordinator and submission.state == State.SUBMITTED


def can_read_consolidated(user: User) -> bool:
    """See and download the consolidated table of a quarter: whoever follows the quarters."""
    return can_follow_quarters(user)


def can_have_documents(user: User) -> bool:
    """Download a document of a report, a quarter or a partner at all; which one, the page asks."""
    return can_read_released(user)


def can_manage_periods(user: User) -> bool:
    """Open a quarter, set its dates, extend, close and reopen, release, remind."""
    return user.is_coordinator


# Asking


class _Program:
    """Who acts where nobody has signed in. It is no active person, so each right is refused to it, except where a
    function lets it in by name."""

    is_active = is_coordinator = is_observer = False
    pk = None

    def __repr__(self) -> str:
        return "THE_PROGRAM"


THE_PROGRAM = _Program()  # named by commands and by the functions that let it in, never by a page
Actor = User | AnonymousUser | _Program | None  # who asks; only an active person has rights


def has_right(right: Callable[..., bool], by: Actor, *of: Any) -> bool:
    """Whether the person has this right (a predicate of this module). Raises PermissionDenied without an active person:
    for None, a visitor who has not signed in, somebody whose access was ended, the program."""
    if by is None or not by.is_active:
        raise PermissionDenied
    return right(by, *of)


def require_right(right: Callable[..., bool], by: Actor, *of: Any, program: bool = False) -> None:
    """Raise PermissionDenied, as pages do, unless the person has this right; `program`: or it is the program itself."""
    if not (program and by is THE_PROGRAM) and not has_right(right, by, *of):
        raise PermissionDenied


def require_program(by: Actor) -> None:
    """Raise PermissionDenied for every person: this is done by a command alone."""
    if by is not THE_PROGRAM:
        raise PermissionDenied


def person_of(by: Actor) -> User | None:
    """Who is written down as the one who did it: nobody where it was the program."""
    return None if by is THE_PROGRAM else by
