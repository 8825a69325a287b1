"""Which report is the nearest trouble."""

import datetime

from django.utils import timezone

from reports.models import Period, State, Submission
from reports.rules.urgency import Trouble, is_current, trouble_of, urgency
from tests.answers import for_each


def report(state, *, days=10, extended=None, is_closed=False, awaits=False):
    """A report whose quarter is due in so many days, with an extension to so many, in a closed quarter or not."""
    today = timezone.localdate()
    due = today + datetime.timedelta(days=days)
    period = Period(
        year=2024,
        quarter=4,
        ends_on=datetime.date(2024, 12, 31),
        deadline=due,
        hard_deadline=due + datetime.timedelta(days=5),
        closed_at=timezone.now() if is_closed else None,
    )
    until = None if extended is None else today + datetime.timedelta(days=extended)
    return Submission(state=state, period=period, extended_to=until, awaits_confirmation=awaits)


DRAFT, RETURNED, SUBMITTED, APPROVED = State.DRAFT, State.RETURNED, State.SUBMITTED, State.APPROVED

# What comes before what.
IN_ORDER = [
    report(RETURNED, days=-3),
    report(RETURNED, days=9),
    report(DRAFT, days=-3),
    report(DRAFT, days=-1),
    report(DRAFT, days=0),
    report(DRAFT, days=30, extended=3, is_closed=True),
    report(DRAFT, days=-3, extended=8),
    report(APPROVED, days=-90, awaits=True),
    report(SUBMITTED, days=20),
    report(SUBMITTED, days=10),
]


def test_returned_comes_before_overdue_before_the_nearest_deadline_before_the_rest():
    found = IN_ORDER[::-1]
    found.sort(key=urgency)
    assert found == IN_ORDER


def test_the_last_day_of_a_deadline_is_not_overdue():
    assert trouble_of(report(DRAFT, days=0)) == Trouble.AHEAD
    assert trouble_of(report(DRAFT, days=-1)) == Trouble.OVERDUE
    assert trouble_of(report(DRAFT, days=-1, extended=0)) == Trouble.AHEAD


@for_each(
    ("one", "is_on_desk"),
    [
        (report(DRAFT, days=-90), True),
        (report(SUBMITTED, days=-90), True),
        (report(APPROVED, days=3), True),
        (report(APPROVED, days=-90), False),
        (report(APPROVED, days=-90, awaits=True), True),
        (report(DRAFT, is_closed=True), False),
        (report(DRAFT, is_closed=True, extended=2), True),
        (report(RETURNED, is_closed=True), True),
        (report(SUBMITTED, is_closed=True), False),
    ],
)
def test_on_the_desk_lies_what_somebody_still_has_to_do_with(one, is_on_desk):
    assert is_current(one) is is_on_desk
