"""Gathering the rows of a table from the database, against the plainest way to read the same columns."""

import time
from collections import deque

from django.db import connection
from django.db.models import F

from benchmarks.database import LARGE, period
from benchmarks.timing import compare, line
from reports.models import Event
from reports.queries.consolidated import EVERY, consolidated_table


def lines():
    """The line of the table about gathering from this database."""
    quarter = period(2024, 3)
    assert ours(quarter) == baseline(quarter) == LARGE
    # Wall time, for on PostgreSQL the server works too.
    times = compare(lambda: ours(quarter), lambda: baseline(quarter), clock=time.perf_counter, runs=11)
    return [line(f"gathering 10 000 events, {connection.display_name} / values_list", times, at_most=1.5)]


def ours(quarter):
    """Gather as the export does, the rows used up one by one."""
    return sum(sum(1 for _ in section.rows) for section in consolidated_table(quarter, EVERY).sections)


def baseline(quarter):
    """The same rows and columns in the same order, as tuples."""
    rows = (
        Event.objects.filter(submission__period=quarter, deleted_at=None, is_included=True)
        .order_by("submission__municipality__sort_key", "submission", F("position").asc(nulls_last=True),
                  "sort_key", "pk")
        .values_list("submission", "name", "place_text", "period_text", "purpose", "participants", "uid",
                     "version")
    )  # fmt: skip
    numbered = enumerate(rows.iterator(chunk_size=2000), start=1)
    [(count, _)] = deque(numbered, maxlen=1)
    return count
