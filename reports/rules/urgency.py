"""Which report is the nearest trouble: the order in which people are shown what waits for them."""

from datetime import date
from enum import IntEnum

from django.utils import timezone

from reports.models import State, Submission

from .permissions import OFFICER_EDITS


class Trouble(IntEnum):
    """What is wrong with a report, the worst first."""

    RETURNED = 0
    OVERDUE = 1  # not handed in, and its day is over (deadline days count whole)
    AHEAD = 2  # not handed in yet
    SETTLED = 3  # handed in, or of an archive: nothing burns


def trouble_of(submission: Submission) -> Trouble:
    """The Trouble of one report today. Loads the period."""
    if submission.state == State.RETURNED:
        return Trouble.RETURNED
    if submission.state != State.DRAFT or submission.period.is_archive:
        return Trouble.SETTLED
    return Trouble.OVERDUE if timezone.localdate() > submission.due else Trouble.AHEAD


def urgency(submission: Submission) -> tuple[Trouble, bool, int, int]:
    """The key by which reports are sorted: returned, overdue, the nearest deadline, the rest. Among the same the
    earlier day comes first, then the earlier quarter; of those handed in, the one that waits for its officer's word,
    then the latest. Loads the period."""
    trouble, quarter = trouble_of(submission), submission.period.ends_on.toordinal()
    day = _day_to_act(submission).toordinal()
    if trouble == Trouble.SETTLED:
        day, quarter = -day, -quarter
    return trouble, not submission.awaits_confirmation, day, quarter


def _day_to_act(submission: Submission) -> date:
    """The day by which the officer is to act: of a closed quarter the day of the extension alone."""
    return (submission.period.is_closed and submission.extended_to) or submission.due


def is_current(submission: Submission) -> bool:
    """The report belongs on the desk today: it is with its officer, waits for somebody, or may still be taken back. Of
    closed quarters only what was opened again for one municipality. Loads the period."""
    if submission.is_open_for_officers or submission.state == State.RETURNED or submission.awaits_confirmation:
        return True
    if submission.period.is_archive and submission.state == State.DRAFT:
        return False
    return not submission.period.is_closed and submission.state in OFFICER_EDITS | {State.SUBMITTED}
