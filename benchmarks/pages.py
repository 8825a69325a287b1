"""CPU of a request: our pages against Django admin's list of the same rows, and against figures to reach.

The whole stack answers (middleware, session, rights, database, page), with DEBUG off and cached templates;
only the network is missing. SQLite, so that the database's work counts as well.
"""

import re
import statistics
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.admin_pages import add_addresses, first_report
from benchmarks.asking import Asking
from benchmarks.database import BOARD, USUAL, period
from benchmarks.timing import Line, compare, seconds
from reports.models import Submission

RUNS = 25
LIST, FORM = 0.3, 0.5  # of the admin's list, of its change form
EVENTS_LIST = "/benchmarks/admin/reports/event/"
REVIEW_LIST = "/benchmarks/review/reports/event/"
BOARD_LIST = "/benchmarks/admin/reports/submission/"
_CONTROL = re.compile(rb"<(input|textarea|select)\b([^>]*)>(?:\s*([^<]*)</textarea>)?")
_ATTRIBUTE = re.compile(rb'\b(name|value|type)="([^"]*)"|\b(checked)\b')


@dataclass(frozen=True)
class Page:
    """A page, its figures to reach (milliseconds of CPU, queries, ratio to the admin's page), and how to ask for it."""

    name: str
    who: str
    address: str
    most_ms: float
    most_queries: int
    admin: str = EVENTS_LIST
    ratio: float = LIST
    sent: list | None = None


def lines():
    """The lines of the table about pages: CPU, then queries."""
    add_addresses()
    ask = Asking()
    pages = _pages(ask)
    found = [line for page in pages for line in _times(ask, page)]
    times = compare(lambda: ask(None, "/benchmarks/bare/"), lambda: ask(None, "/benchmarks/bare/"), runs=RUNS)
    found.append(Line("bare view, for comparison", seconds(times.ours), "", "", "", None))
    return found + [_queries(ask, page) for page in pages]


def _pages(ask):
    reviewed = first_report()
    draft = Submission.objects.get(period=period(2025, 1), municipality=reviewed.municipality)
    event = draft.events.order_by("pk")[25]
    form, live = reverse("event", args=[event.uid]), reverse("event_live", args=[draft.pk])
    change = f"{EVENTS_LIST}{reviewed.events.order_by('pk')[25].pk}/change/"
    review, board = reverse("review", args=[reviewed.pk]), reverse("board", args=[2024, 4])
    handed_in = reverse("consolidated", args=[2024, 4]) + "?scope=handed-in"
    new = reverse("event_add", args=[draft.pk])
    of_form = {"admin": change, "ratio": FORM}
    return [
        Page("live answer", "officer", live, 7, 4, **of_form, sent=_sent_by(ask("officer", form))),
        Page("event form", "officer", form, 14, 6, **of_form),
        Page("form of a new event", "officer", new, 14, 6, **of_form),
        Page(f"board, {BOARD} rows", "coordinator", board, 10, 8, BOARD_LIST),
        Page(f"review page, {USUAL} events", "coordinator", review, 10, 8, REVIEW_LIST),
        Page(f"officer's quarter, {USUAL} events", "officer", reverse("officer_quarter", args=[2025, 1]), 10, 8),
        Page(f"report page, {USUAL} events", "officer", reverse("report", args=[draft.pk]), 10, 8),
        Page("preview, 53 events", "coordinator", handed_in, 10, 8),
        Page(f"handing in, {USUAL} events", "officer", reverse("submit", args=[draft.pk]), 10, 8),
    ]


def _sent_by(page):
    """What a browser sends of the form of the page, [(name, text), …]."""
    sent = []
    for kind, inside, text in _CONTROL.findall(page):
        found = {a or "checked": b.decode() for a, b, _ in _ATTRIBUTE.findall(inside)}
        is_off = found.get("type") in {"checkbox", "radio"} and "checked" not in found
        if found.get("name") and not is_off and kind != b"select":
            sent.append((found["name"], text.decode() if kind == b"textarea" else found.get("value", "")))
    return [(name, text) for name, text in sent if name not in {"csrfmiddlewaretoken", "page"}]


def _times(ask, page):
    """CPU against the figure to reach, and against the admin's page."""
    theirs = ask("root", page.admin)
    assert "change" in page.admin or theirs.count(b"<tr") >= USUAL
    times = compare(
        lambda: ask(page.who, page.address, page.sent),
        lambda: ask("root", page.admin),
        runs=RUNS,
    )
    taken = statistics.median(times.ours) * 1000
    reach = f"≤ {page.most_ms} ms"
    yield Line(page.name, seconds(times.ours), "", "", reach, taken <= page.most_ms)
    of = "change form" if "change" in page.admin else "list"
    reached = times.ratio <= page.ratio
    against = f"{page.name} / admin's {of}"
    yield Line(
        against, seconds(times.ours), seconds(times.baseline), f"{times.ratio:.2f} ×", f"≤ {page.ratio} ×", reached
    )


def _queries(ask, page):
    with CaptureQueriesContext(connection) as asked:
        ask(page.who, page.address, page.sent)
    asked_for, most = len(asked), page.most_queries
    return Line(f"queries: {page.name}", str(asked_for), "", "", f"≤ {most}", asked_for <= most)
