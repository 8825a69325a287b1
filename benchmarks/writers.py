"""Eight people save the same event at once: each reads it, then writes. Nothing may fail, nothing be lost."""

import multiprocessing
import time
from collections import Counter

from django.db import connection, connections

from benchmarks.database import period
from benchmarks.timing import Line
from municipalities.models import User
from reports.actions import events
from reports.models import Event, Submission

WRITERS = 8
WRITES = 25  # of each


def lines():
    """The line of the table about concurrent writers on this database."""
    officer = User.objects.get(username="officer")
    submission = Submission.objects.get(period=period(2025, 1), municipality__in=officer.municipality_ids)
    event = events.create_event(submission, by=officer, values={"name": "Правят вместе"})
    connections.close_all()  # a forked process must not share the parent's
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(WRITERS) as pool:
        found = sum(pool.map(_write, [(event.pk, officer.pk, n) for n in range(WRITERS)], chunksize=1), Counter())
    taken = time.perf_counter() - start
    event = Event.objects.get(pk=event.pk)
    expected = WRITERS * WRITES
    lost = expected - len(set(event.purpose.split("\n")))
    revisions = event.revisions.count() - 1  # the first is the creation
    reached = not found["errors"] and not lost and revisions == expected
    return [
        Line(
            f"{WRITERS} writers of one event, {connection.display_name}",
            f"{found['errors']} errors, {lost} lost",
            f"{expected} writes, {found['stale']} read again, {taken:.1f} s",
            "",
            "0 errors, 0 lost",
            reached,
        )
    ]


def _write(keys):
    """Add a line of one's own to the event's purpose so many times, reading anew whenever somebody was faster.

    A line, not a number: two people who both make 6 of 5 agree, and that is no conflict of texts.
    """
    event_pk, user_pk, writer = keys
    user, counted = User.objects.get(pk=user_pk), Counter()
    for number in range(WRITES):
        saved = False
        while not saved:
            event = Event.objects.get(pk=event_pk)
            try:
                purpose = f"{event.purpose}\nСтрока {writer}-{number}"
                events.save_event(event, by=user, values={"purpose": purpose}, base_version=event.version)
                saved = True
            except events.StaleEdit:
                counted["stale"] += 1
            except Exception as error:
                print(f"{type(error).__name__}: {error}", flush=True)
                counted["errors"] += 1
                saved = True
    return counted
