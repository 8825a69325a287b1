"""Pages among ever more events of others: `python -m benchmarks.growth 1000 1000000 5000000` on the PostgreSQL that
DATABASE_URL names, which may be filled and thrown away (`python tools/with_postgres.py --on-disk python -m
benchmarks.growth …`: five million take 15 GB).

Prints for each page the processors' time (the database's process counted) at each size, and the indexes of events and
archive rows that its questions use. The others' events lie in sixty quarters of all municipalities but two.
"""

import dataclasses
import datetime
import json
import os
import re
import statistics
import sys
import time

import django
from django.conf import settings

if __name__ == "__main__":
    settings.STATIC_ROOT = os.environ["STATIC_ROOT"]
    settings.LOGGING["root"]["level"] = "ERROR"
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks import database
from benchmarks.asking import Asking
from benchmarks.timing import Line, processors
from config.postgresql import base
from municipalities.models import Municipality
from reports.models import Event, Period, Submission
from reports.models.period import default_dates

FIRST_YEAR, YEARS = 2005, 15
RUNS = 9
REACH = {1_000_000: 1.2, 5_000_000: 1.3}
_EVENTS = re.compile(
    r"(?:Index|Index Only|Bitmap Index) Scan (?:Backward )?(?:using|on) (reports_event\w*|event_\w+|archive_\w+)"
)


def main(sizes):
    """Measure at each size, print the curve; the lines of the table as JSON."""
    base.limits.answering = None  # filling takes its time
    call_command("collectstatic", interactive=False, verbosity=0)
    database.fill(large=False)
    _others_reports()
    ask = Asking()
    curve = {}
    for size in sizes:
        began = time.monotonic()
        _grow(size)
        print(f"{size:>9,} other events made in {time.monotonic() - began:.0f} s", flush=True)
        for name, (who, address) in _pages().items():
            curve[name, size] = _median(ask, who, address)
            indexes = ", ".join(sorted(_indexes(ask, who, address)))
            print(
                f"{size:>9,} other events, {name:<24}: {curve[name, size]:6.1f} ms of processors; {indexes}", flush=True
            )
    for line in _lines(curve, sizes):
        print(json.dumps(dataclasses.asdict(line)), flush=True)


def _pages():
    reviewed = Submission.objects.in_period(database.period(2024, 4)).order_by("municipality__sort_key").first()
    return {
        "board": ("coordinator", reverse("board", args=[2024, 4])),
        "review": ("coordinator", reverse("review", args=[reviewed.pk])),
        "consolidated": ("coordinator", reverse("consolidated", args=[2024, 4]) + "?scope=handed-in"),
        "all quarters": ("officer", reverse("my_reports")),
        "quarters": ("coordinator", reverse("periods")),
        "officer's quarter": ("officer", reverse("officer_quarter", args=[2025, 1])),
        "archive without words": ("coordinator", reverse("archive") + "?format=offline"),
    }


def _others_reports():
    """Sixty closed quarters of all municipalities."""
    for number in range(4 * YEARS):
        year, quarter = FIRST_YEAR + number // 4, number % 4 + 1
        dates = default_dates(year, quarter)
        period = Period.objects.create(year=year, quarter=quarter, closed_at=timezone.now(), **dates)
        Submission.objects.bulk_create(
            Submission(period=period, municipality=one) for one in Municipality.objects.order_by("sort_key")
        )


def _grow(size):
    """Copy an event until there are so many of others."""
    mine = Municipality.objects.order_by("sort_key").values_list("pk", flat=True)[:2]
    last = FIRST_YEAR + YEARS
    reports = Submission.objects.filter(period__year__lt=last).exclude(municipality__in=list(mine))
    keys = list(reports.order_by("pk").values_list("pk", flat=True))
    have = Event.objects.filter(submission__in=keys).count()
    pattern = Event.objects.order_by("pk").first()
    own = {"uid": "gen_random_uuid()", "submission_id": "(%s::bigint[])[1 + n %% %s]", "start": "%s::date + n %% 5000",
           "end": "%s::date + n %% 5000"}  # fmt: skip
    columns = [field.column for field in Event._meta.concrete_fields if not field.primary_key]
    values = ", ".join(own.get(column, f'"{column}"') for column in columns)
    first = datetime.date(FIRST_YEAR, 1, 1)
    given = {"submission_id": [keys, len(keys)], "start": [first], "end": [first]}
    names = ", ".join(f'"{column}"' for column in columns)
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = None  # the settings below last as long as it
    with connection.cursor() as cursor:
        # One process works for a question, so that its time can be read.
        cursor.execute("SET statement_timeout = 0; SET max_parallel_workers_per_gather = 0")
        # A copy names what its pattern names. Otherwise each row would wait in memory for its foreign keys to be asked.
        cursor.execute("SET session_replication_role = replica")
        indexes = _without_indexes(cursor)
        cursor.execute(
            f"INSERT INTO reports_event ({names}) SELECT {values} FROM reports_event, generate_series(%s, %s) n "
            "WHERE reports_event.id = %s",
            [*(value for column in columns for value in given.get(column, ())), have, size - 1, pattern.pk],
        )
        cursor.execute(_ROWS)
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def _without_indexes(cursor):
    """Drop those that no constraint needs, because making them anew afterwards is quicker; the statements for that."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('reports_event', 'reports_archiverow') "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


# The archive's row of each new event. The rest of the archive (words, countries) is for searches, which
# `benchmarks.search` measures.
_ROWS = """INSERT INTO reports_archiverow (event_id, edition, version, submission_id, period_id, municipality_id,
    is_included, start, "end", precision, place_format, newest)
SELECT e.id, 'now', e.version, s.id, s.period_id, s.municipality_id, e.is_included, e.start, e."end", e.precision,
    'offline', e.start
FROM reports_event e JOIN reports_submission s ON s.id = e.submission_id
WHERE e.start IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reports_archiverow a WHERE a.event_id = e.id)"""


def _median(ask, who, address):
    ask(who, address)
    taken = []
    for _ in range(RUNS):
        start = processors()
        ask(who, address)
        taken.append((processors() - start) * 1000)
    return statistics.median(taken)


def _indexes(ask, who, address):
    """The indexes of events and archive rows that the page's questions use, and the tables that they read whole."""
    with CaptureQueriesContext(connection) as asked:
        ask(who, address)
    found = set()
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {query['sql']}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
                found |= set(_EVENTS.findall(plan)) | set(
                    re.findall(r"Seq Scan on reports_(?:event|archiverow)\b", plan)
                )
    return found


def _lines(curve, sizes):
    for size in sizes[1:]:
        reach = next((most for limit, most in REACH.items() if size <= limit), None)
        for name in _pages():
            ratio = curve[name, size] / curve[name, sizes[0]]
            yield Line(
                f"{name} among {size:,} other events, PostgreSQL",
                f"{curve[name, size]:.1f} ms",
                f"{curve[name, sizes[0]]:.1f} ms",
                f"{ratio:.2f} ×",
                f"≤ {reach} ×",
                ratio <= reach,
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
