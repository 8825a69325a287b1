"""The search of the archive as it grows: `python -m benchmarks.search 1000 100000 1000000` on the database that
DATABASE_URL names, which may be filled and thrown away (`python tools/with_postgres.py python -m benchmarks.search …`).

The events of the list of searches (tests/reports/queries/search_answers.py) stand among so many others. Those are made
of the program's own Russian words without the words that are searched for, so that the list's answers stay right, and
with planted words of known frequency. More than BASE of them repeat the texts on other days.
"""

import dataclasses
import json
import os
import statistics
import sys
import time
from urllib.parse import urlencode

import django
from django.conf import settings

if __name__ == "__main__":
    settings.STATIC_ROOT = os.environ["STATIC_ROOT"]
    settings.LOGGING["root"]["level"] = "ERROR"
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import search_rows
from benchmarks.search_rows import PLANTED
from benchmarks.timing import Line, processors
from config.postgresql import base
from municipalities.models import User
from reports.queries.archive_list import find, hits_of, page_of
from reports.rules.archive_filter import ArchiveFilter
from tests.reports.queries.search_answers import QUERIES
from tests.reports.queries.search_world import make_world

HOST = "localhost"
RUNS = 5
MOST_RATIO = 1.5  # from the first size to the last, of what matches at most 1 %
MOST_COMMON = 0.3  # seconds of processors of a request for a common word, 95 of 100
SHARE = 0.95  # of the list of searches
# Words of ten rows whatever the size; of a share of all rows; filters.
FEW = [("q", word) for word in ("гроссмейстер", "кардиолог", "каллиграфия", "пчеловод", "симпозиум", "регата")]
SOME = [("q", word) for word, share in PLANTED.items() if share <= 0.01]
COMMON = [("q", word) for word, share in PLANTED.items() if share > 0.01]
CLASSES = {"words of few rows": FEW, "words of ≤ 1 %": SOME, "common words": COMMON}


def main(sizes):
    """Measure at each size and print the curve; the lines of the table as JSON, as on_database does."""
    if _is_postgres():
        base.limits.answering = None  # filling takes its time
        with connection.cursor() as cursor:
            # One process works for a question, so that its time can be read.
            cursor.execute("SET statement_timeout = 0; SET max_parallel_workers_per_gather = 0")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = [HOST]
    keys = make_world()
    User.objects.create_user("coordinator", "", full_name="Петров Пётр Ильич", is_coordinator=True)
    curve = {}
    for size in sizes:
        search_rows.grow(size, behind=max(keys))
        curve[size] = _measured()
        for name, (wall, cpu, worst) in curve[size].items():
            times = f"{wall:6.1f} ms, CPU {cpu:5.1f}, its p95 {worst:6.1f}"
            print(f"{connection.vendor}, {size:>9,} rows, {name:<24}: {times}", flush=True)
    for line in [*_lines(curve, sizes), _answers(keys, sizes[-1])]:
        print(json.dumps(dataclasses.asdict(line)), flush=True)


def _measured():
    """Class → milliseconds: medians by the wall's clock and by the processors', 95 of 100 by the latter."""
    client = Client(HTTP_HOST=HOST, headers={"accept-encoding": "gzip"})
    client.force_login(User.objects.get(username="coordinator"))
    pages = {name: _times(client, asked, "archive") for name, asked in CLASSES.items()}
    # What the database answers, without drawing more rows where there are more.
    user = User.objects.get(username="coordinator")
    searches = {f"{name}, search": _searches(user, asked) for name, asked in CLASSES.items()}
    return pages | searches


def _times(client, asked, name):
    def request(pair):
        response = client.get(f"{reverse(name)}?{urlencode([pair])}", secure=True)
        assert response.status_code == 200, response
        return response.content

    return _timed(request, asked)


def _searches(user, asked):
    def search(pair):
        found = find(user, ArchiveFilter(words=pair[1]))
        return hits_of(page_of(user, found, 0, 5))

    return _timed(search, asked)


def _timed(ask, asked):
    walls, processes = [], []
    for pair in asked:
        ask(pair)
    for _ in range(RUNS):
        for pair in asked:
            wall, process = time.perf_counter(), processors()
            ask(pair)
            walls.append((time.perf_counter() - wall) * 1000)
            processes.append((processors() - process) * 1000)
    return statistics.median(walls), statistics.median(processes), statistics.quantiles(processes, n=20)[-1]


def _is_postgres():
    return connection.vendor == "postgresql"


def _lines(curve, sizes):
    first, last = curve[sizes[0]], curve[sizes[-1]]
    span = f"{sizes[0]:,} to {sizes[-1]:,} rows, {connection.vendor}"
    for name in ("words of few rows", "words of ≤ 1 %, search"):
        for clock, at in (("time", 0), ("CPU", 1)):
            ratio = last[name][at] / first[name][at]
            yield Line(
                f"archive, {name}: {clock} at {span}",
                f"{last[name][at]:.1f} ms",
                f"{first[name][at]:.1f} ms",
                f"{ratio:.2f} ×",
                f"≤ {MOST_RATIO} ×",
                ratio <= MOST_RATIO,
            )
    worst = last["common words"][2]
    reach = f"≤ {MOST_COMMON * 1000:.0f} ms"
    yield Line(f"archive, common words, p95 at {span}", f"{worst:.0f} ms", "", "", reach, worst <= MOST_COMMON * 1000)


def _answers(keys, size):
    """How many searches of the list find what they mean in the first five."""
    user = User.objects.get(username="coordinator")
    right = []
    for asked in QUERIES:
        rows = page_of(user, find(user, ArchiveFilter(words=asked.typed)), 0, 5)
        found = [keys.get(row.event_id, "?") for row in rows]
        right.append(asked.is_right(found))
        if not right[-1]:
            print(f"not right: {asked.typed}: {found}")
    share = sum(right) / len(right)
    name = f"searches that are right in the first five, {size:,} rows, {connection.vendor}"
    return Line(name, f"{sum(right)} of {len(right)}", "", f"{share:.1%}", f"≥ {SHARE:.0%}", share >= SHARE)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
