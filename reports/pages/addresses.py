"""Addresses: where a thing is shown, and the crumbs that lead to it."""

import uuid
from functools import cache

from django.urls import get_script_prefix, reverse

from reports.rules.permissions import is_coordinator

from .kept_filter import kept_query


def address_with(name, pk):
    """The address of route `name`, whose only argument is this key. As `reverse`, which takes as long as the rest of a
    row; a page has hundreds of them."""
    head, tail = _around(name, 10**17, get_script_prefix())
    return f"{head}{pk}{tail}"


@cache
def _around(name, sample, prefix):
    head, _, tail = reverse(name, args=[sample]).partition(str(sample))
    return head, tail


# Pages of a quarter and of a report


def board_address(period):
    """The board of the quarter, whole."""
    return reverse("board", args=[period.year, period.quarter])


def way_to_board(period):
    """The board of the quarter as this person last saw it: under the same filter."""
    return board_address(period) + kept_query(period)


def archive_address(chosen):
    """The archive's list of the rows that the filter means."""
    return f"{reverse('archive')}?{chosen.query()}"


def release_address(release):
    """The Word file of a release."""
    return reverse("release_docx", args=[release.pk])


def quarter_address(submission):
    """The report's block on the officer's page of its quarter. Loads the period."""
    period = submission.period
    return f"{reverse('officer_quarter', args=[period.year, period.quarter])}#report-{submission.pk}"


def report_address(submission, anchor=""):
    """The officer's page of the whole report."""
    return address_with("report", submission.pk) + (f"#{anchor}" if anchor else "")


def review_address(submission, event=None, view=""):
    """The coordinator's page of the report, at the event's row; `view`: how the texts are shown there."""
    address = address_with("review", submission.pk) + (f"?view={view}" if view else "")
    return f"{address}#row-{event.pk}" if event else address


# The coordinator's deliberate step of writing for a municipality: without these words at the end of the address an
# officer's draft is refused to the coordinator as ever.
FOR_MUNICIPALITY = "?for=municipality"


def is_on_behalf(request):
    """The coordinator asks to write for the municipality."""
    return request.GET.get("for") == "municipality" and is_coordinator(request.user)


def for_municipality(address):
    """The address (perhaps with a fragment) as the coordinator goes there on behalf."""
    path, mark, fragment = address.partition("#")
    return f"{path}{FOR_MUNICIPALITY}{mark}{fragment}"


# Pages of an event


_NO_EVENT = uuid.UUID(int=0)


def event_address(name, uid):
    """The address of route `name` for an event."""
    return addresses_of_events(name)(uid)


def addresses_of_events(name):
    """A function that gives `event_address` of each of many events."""
    head, tail = _around(name, _NO_EVENT, get_script_prefix())
    return lambda uid: f"{head}{uid}{tail}"


def row_address(submission, event, *, can_edit):
    """The event's form, or its row in the whole report when there is nothing to edit."""
    return event_address("event", event.uid) if can_edit else report_address(submission, f"row-{event.uid}")


def finding_address(submission, finding):
    """The field of the event's form; the order of rows has none, so its row."""
    if finding.field == "order":
        return report_address(submission, f"row-{finding.event.uid}")
    return f"{event_address('event', finding.event.uid)}#id_{finding.field}"


def remark_address(submission, remark, can_edit):
    """The field that is meant, where the officer may edit it; else the remark itself in the whole report."""
    if can_edit and remark.event_id and not remark.event.is_deleted:
        return event_address("event", remark.event.uid) + (f"#id_{remark.field}" if remark.field else "")
    return report_address(submission, f"remark-{remark.pk}")


# Crumbs: pairs (address, words)


def crumbs(*way, here):
    """The way to a page, of the pairs below, and the page itself, which has no address."""
    return [*way, ("", here)]


def at_start():
    return reverse("home"), "Отчёты"


def at_periods():
    """All quarters of the coordinator."""
    return reverse("periods"), "Кварталы"


def at_board(period):
    return way_to_board(period), str(period)


def at_review(submission):
    return review_address(submission), submission.label


def at_my_reports():
    """All quarters of the officer."""
    return reverse("my_reports"), "Кварталы"


def at_quarter(submission):
    return quarter_address(submission), str(submission.period)


def at_report(submission):
    return report_address(submission), submission.label


def way_to_report(user, submission):
    """The crumbs above the pages of one report: the coordinator comes from the board, the officer from the quarters."""
    if is_coordinator(user):
        return [at_board(submission.period), at_review(submission)]
    return [at_my_reports(), at_quarter(submission), at_report(submission)]


def way_to_quarter(period, submission=None):
    """The crumbs above the pages of one quarter: the officer's with the report, else the coordinator's."""
    if submission is None:
        return [at_periods(), at_board(period)]
    return [at_my_reports(), at_quarter(submission)]
