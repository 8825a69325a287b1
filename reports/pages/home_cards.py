"""The cards of the start page, the nearest trouble first: a report each for the officer, a quarter each for the
coordinator."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from municipalities.models import User
from reports.models import ExtensionRequest, Period, State, Submission
from reports.pages.addresses import board_address
from reports.pages.officer.case import cases_of
from reports.pages.officer.time_left import Days, days_of_quarter, deadlines_of_quarter
from reports.rules.urgency import is_current, urgency


def current_reports(user):
    """The reports on the officer's desk (as `cases_of` takes them), the nearest trouble first. One query."""
    is_on_desk = (
        Q(period__closed_at=None)
        | Q(state=State.RETURNED)
        | Q(awaits_confirmation=True)
        | Q(extended_to__gte=timezone.localdate())
    )
    own = Submission.objects.filter(is_on_desk, municipality__in=user.municipality_ids)
    own = own.with_names().with_deleted_count().in_report_order()
    own = own.select_related("period", "municipality", "returned_by", "submitted_by")
    return sorted(filter(is_current, own), key=urgency)


def report_cards(user, submissions):
    """The Cases of these reports, in their order."""
    coordinators = list(User.objects.filter(is_coordinator=True, is_active=True).order_by("full_name", "pk"))
    return cases_of(user, submissions, coordinators)


@dataclass(frozen=True, slots=True)
class QuarterCard:
    """An open quarter as its coordinator sees it. `tags`: [(colour, icon, words), …] of its reports' states."""

    period: Period
    href: str
    tags: list
    days: Days
    deadlines: str


def quarter_cards():
    """A card for each open quarter, that of the nearest trouble first. Two queries."""
    reports, asking = defaultdict(list), Counter()
    for submission in Submission.objects.filter(period__closed_at=None).select_related("period"):
        reports[submission.period].append(submission)
    for period in ExtensionRequest.objects.open().values_list("submission__period", flat=True):
        asking[period] += 1
    periods = sorted(reports, key=lambda period: _urgency_of_quarter(reports[period]))
    return [_card(period, reports[period], asking[period.pk]) for period in periods]


def _urgency_of_quarter(reports):
    """That of its worst report; among equals the quarter in which somebody waits for a decision comes first."""
    trouble, _, *days = min(map(urgency, reports))
    return trouble, all(report.state != State.SUBMITTED for report in reports), days


def _card(period, reports, asking):
    count = Counter(report.state for report in reports)
    tags = [
        ("stamp", "submitted", "ждут решения", count[State.SUBMITTED]),
        ("wait", "returned", "на доработке", count[State.RETURNED]),
        ("", "waiting", "не внесены" if period.is_archive else "не сдали", count[State.DRAFT]),
        ("stamp", "late", "просят продлить срок", asking),
        ("ok", "approved", "приняты", count[State.APPROVED]),
    ]
    return QuarterCard(
        period=period,
        href=board_address(period),
        tags=[(css, icon, f"{words}: {number}") for css, icon, words, number in tags if number],
        days=days_of_quarter(period, is_settled=count[State.APPROVED] == len(reports)),
        deadlines=deadlines_of_quarter(period),
    )
