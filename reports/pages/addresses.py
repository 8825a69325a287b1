"""Addresses: where a thing is shown, and the way back from it."""

import uuid
from functools import cache

from django.urls import get_script_prefix, reverse

from reports.rules.permissions import is_coordinator

from . import addresses


def home_of(user, submission):
    """Where the person works with this report: the officer's quarter, the coordinator's review."""
    return reverse("review", args=[submission.pk]) if is_coordinator(user) else quarter_address(submission)


def crumbs_of_period(period, here):
    return [
        (reverse("periods"), "Кварталы"),
        (reverse("board", args=[period.year, period.quarter]), str(period)),
        ("", here),
    ]


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


SAMPLE = uuid.UUID(int=0)


def event_address(name, uid):
    """The address of route `name` for an event. As `reverse`, which takes as long as the rest of a row; a page has
    hundreds of them."""
    head, tail = _around(name, get_script_prefix())
    return f"{head}{uid}{tail}"


@cache
def _around(name, prefix):
    head, _, tail = reverse(name, args=[SAMPLE]).partition(str(SAMPLE))
    return head, tail


def quarter_address(submission):
    """The report's block on the page of its quarter. Loads the period."""
    period = submission.period
    return f"{reverse('officer_quarter', args=[period.year, period.quarter])}#report-{submission.pk}"


def finding_address(submission, finding):
    """The field of the event's form; the order of rows has none, so its row."""
    if finding.field == "order":
        return f"{reverse('report', args=[submission.pk])}#row-{finding.event.uid}"
    return f"{addresses.event_address('event', finding.event.uid)}#id_{finding.field}"


def remark_address(submission, remark, can_edit):
    """The field that is meant, where the officer may edit it; else the remark itself in the whole report."""
    if can_edit and remark.event_id and not remark.event.is_deleted:
        return reverse("event", args=[remark.event.uid]) + (f"#id_{remark.field}" if remark.field else "")
    return f"{reverse('report', args=[submission.pk])}#remark-{remark.pk}"
