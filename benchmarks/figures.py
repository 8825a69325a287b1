"""The answer page over ten years: 40 quarters of 27 municipalities with 50 events each, counted anew at every request.

The whole stack answers, as for the other pages. `first`: the first request of a process, which also loads templates.
"""

import gc
import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import archive_rows
from benchmarks.asking import Asking
from benchmarks.timing import Line, seconds
from reports.models import Period

QUARTERS, EVENTS = 40, 50
RUNS = 9
REACH = 0.150  # seconds of CPU
MOST_QUERIES = 15


def lines():
    archive_rows.fill(quarters=QUARTERS, events=EVENTS)
    ask, here = Asking(), reverse("figures")
    years = sorted(set(Period.objects.values_list("year", flat=True)))
    pages = {
        "figures, the last 8 of 40 quarters": here,
        "figures, all 40 quarters": f"{here}?{'&'.join(f'year={year}' for year in years)}",
    }
    found = []
    for name, address in pages.items():
        first, *times = [_cpu(ask, address) for _ in range(RUNS + 1)]
        middle = statistics.median(times)
        found.append(Line(name, seconds(times), f"first {1000 * first:.0f} ms", "", "≤ 150 ms", middle <= REACH))
        with CaptureQueriesContext(connection) as asked:
            ask("coordinator", address)
        is_few = len(asked) <= MOST_QUERIES
        found.append(Line(f"queries: {name}", str(len(asked)), "", "", f"≤ {MOST_QUERIES}", is_few))
    return found


def _cpu(ask, address):
    gc.collect()
    start = time.process_time()
    ask("coordinator", address)
    return time.process_time() - start
