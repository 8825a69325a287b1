"""No page of a report takes a worker for long, or is too heavy to send, when the report is as full as it may be.

The budget is generous: each of these requests costs a third of it at most, and a processor that is shared doubles that.
"""

import copy
import time
import uuid

import pytest
from django.urls import reverse

from reports.actions import workflow
from reports.models import Event, Submission
from reports.prose.morphology import dictionary
from reports.queries.event_content import letters_in
from reports.rules.event_limits import MOST_EVENTS, MOST_LETTERS
from tests import factories

pytestmark = pytest.mark.django_db

BUDGET = 4  # seconds of the processor
PAGE = 8_000_000  # bytes, before gzip
SENTENCE = "Встреча делегаций городов и разговор о совместных делах; подписано соглашение. "
OFFICERS = ["officer_quarter", "report", "report_sheet", "submit", "report_history", "house_style", "event_add"]
COORDINATORS = ["review", "review?view=changes", "review?view=clean", "report_history", "consolidated", "board"]


@pytest.fixture
def full_report(period, smolensk, smolensk_officer):
    """As many events as a report takes, with as many letters."""
    submission = Submission.objects.get(period=period, municipality=smolensk)
    first = factories.make_event(submission, by=smolensk_officer)
    text = (SENTENCE * 100)[: MOST_LETTERS // MOST_EVENTS // 2 - 60]
    events = []
    for number in range(1, MOST_EVENTS):
        event = copy.deepcopy(first)
        event.pk, event.uid, event._state.adding = None, uuid.uuid4(), True
        event.name, event.purpose, event.participants = f"Встреча {number}", f"{number} {text}", f"{number} {text}"
        events.append(event)
    Event.objects.bulk_create(events)
    assert letters_in([submission])[submission.pk] > 0.9 * MOST_LETTERS
    return Submission.objects.get(pk=submission.pk)


def hold_to_budget(client, route, submission):
    name, _, query = route.partition("?")
    period = submission.period
    of_quarter = name in ("officer_quarter", "consolidated", "board")
    address = reverse(name, args=[period.year, period.quarter] if of_quarter else [submission.pk])
    began = time.process_time()
    answer = client.get(f"{address}?{query}")
    spent = time.process_time() - began
    assert answer.status_code == 200
    assert len(answer.content) <= PAGE, route
    assert spent <= BUDGET, f"{route}: {spent:.1f} s"


@pytest.mark.one_database
def test_pages_of_the_fullest_report_are_cheap(client_of, full_report, smolensk_officer, coordinator):
    dictionary()  # what a process reads once is no part of a request
    officer, reader = client_of(smolensk_officer), client_of(coordinator)
    for client in (officer, reader):
        client.get(reverse("home"))
    for route in OFFICERS:
        hold_to_budget(officer, route, full_report)
    workflow.submit(full_report, by=smolensk_officer)
    for route in COORDINATORS:
        hold_to_budget(reader, route, full_report)
