"""The document of a year from the database, against the plainest gathering and the floor of drawing.

Ours has paragraphs and annexes besides, which some twenty queries gather; the floor has the rows alone.
"""

import time
from io import BytesIO

from django.db import connection
from django.db.models import F
from django.utils import timezone

from benchmarks import word_floor
from benchmarks.database import made_event, open_period
from benchmarks.timing import compare, line
from municipalities.models import User
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import word
from reports.models import ArchiveRow, Event, Submission
from reports.queries.consolidated import HANDED_IN, fixed_time
from reports.queries.year import facts_of, year_of
from reports.queries.year_annexes import annexes_of
from reports.queries.year_table import annual_table

YEAR = 2023
ROWS = 1350  # of a quarter: 27 municipalities with 50 events


def lines():
    """The line of the table about the year on this database."""
    quarters = [_quarter(number) for number in (1, 2, 3, 4)]
    coordinator, ready = User.objects.get(username="coordinator"), word_floor.parts()
    assert ours(coordinator) == 4 * ROWS
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = compare(lambda: ours(coordinator), lambda: floor(quarters, ready), clock=clock)
    return [
        line(f"DOCX of a year, 4 × 1 350 events, {connection.display_name} / values_list, floor", times, at_most=1.6)
    ]


def ours(user):
    """As the page of the year does."""
    year = year_of(user, YEAR, HANDED_IN)
    return word.write(annual_table(year, facts_of(year)), BytesIO(), annexes_of(year))


def floor(quarters, ready):
    """The same rows as tuples, drawn by the floor."""
    rows = (
        Event.objects.filter(submission__period__in=quarters, deleted_at=None, is_included=True)
        .order_by("submission__municipality__sort_key", "submission__municipality", "submission__period__quarter",
                  F("position").asc(nulls_last=True), "sort_key", "pk")
        .values_list("submission__municipality__short_name", "name", "place_text", "period_text", "purpose",
                     "participants", "uid", "version")
    )  # fmt: skip
    sections = {}
    for heading, *row in rows.iterator(chunk_size=2000):
        sections.setdefault(heading, []).append(PrintedRow(*row))
    numbered = enumerate(sections.items(), 1)
    table = Table(
        title="Отчет о мероприятиях в международной сфере\nв 2023 году",
        sections=[TableSection(heading, rows, report=number, version=1) for number, (heading, rows) in numbered],
        author="Смоленская область",
        created=fixed_time(quarters[-1]),
    )
    word_floor.write(table, BytesIO(), ready)


def _quarter(number):
    """A quarter of handed-in reports, its rows inserted at once with those of the archive."""
    period = open_period(YEAR, number)
    reports = list(Submission.objects.filter(period=period).order_by("pk")[:27])
    officer, now = User.objects.get(username="officer"), timezone.now()
    Submission.objects.filter(period=period).update(
        state="submitted", first_submitted_at=now, submitted_at=now, submitted_by=officer
    )
    events = Event.objects.bulk_create(
        (made_event(reports[row % len(reports)], row + number * ROWS, period) for row in range(ROWS)), batch_size=1000
    )
    ArchiveRow.objects.bulk_create(
        (
            ArchiveRow(
                event=event,
                edition="now",
                version=1,
                submission=event.submission,
                period=period,
                municipality_id=event.submission.municipality_id,
                is_included=True,
                start=event.start,
                end=event.end,
                precision=event.precision,
                place_format="offline",
                newest=event.start or period.ends_on,
            )
            for event in events
        ),
        batch_size=1000,
    )
    return period
