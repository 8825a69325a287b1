"""How things are measured and printed."""

import gc
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class Line:
    """One line of the table. `reached` is None for a figure without a goal."""

    what: str
    ours: str
    baseline: str
    ratio: str
    reach: str
    reached: bool | None


@dataclass(frozen=True)
class Comparison:
    """Seconds of every run of the two, taken in turns."""

    ours: list[float]
    baseline: list[float]

    @property
    def ratio(self):
        """The median of the ratios of each turn: what slows the machine for a while falls on both."""
        return statistics.median(ours / other for ours, other in zip(self.ours, self.baseline, strict=True))


def compare(ours, baseline, *, runs=7, clock=time.process_time, warm_up=True):
    """Run the two in turns, in one process, so that other load on the machine slows both.

    The clock is this process's CPU time unless a database server works for it too (`time.perf_counter`).
    """
    if warm_up:
        ours()
        baseline()
    taken = Comparison([], [])
    for _ in range(runs):
        for run, times in ((ours, taken.ours), (baseline, taken.baseline)):
            gc.collect()
            start = clock()
            run()
            times.append(clock() - start)
    return taken


def line(what, comparison, *, at_most=None, at_least_faster=None):
    """The comparison against its goal: at most so many times the baseline, or so many times faster."""
    ratio = comparison.ratio
    if at_most is not None:
        shown, reach, reached = f"{ratio:.2f} ×", f"≤ {at_most} ×", ratio <= at_most
    else:
        shown, reach, reached = (
            f"{1 / ratio:.0f} × faster",
            f"≥ {at_least_faster} × faster",
            1 / ratio >= at_least_faster,
        )
    return Line(what, seconds(comparison.ours), seconds(comparison.baseline), shown, reach, reached)


def processors():
    """Seconds of this process, and of the server's process that answers it where that is PostgreSQL on this machine.
    The load of other programs does not count in it."""
    server = None
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    spent = int(server.read_text().split()[0]) / 1e9 if server and server.exists() else 0
    return time.process_time() + spent


def seconds(times):
    """«0.52 s (0.50–0.57)»: median and spread."""
    unit, factor = ("s", 1) if statistics.median(times) >= 0.5 else ("ms", 1000)
    digits = 2 if unit == "s" else 1
    middle, low, high = (f"{n * factor:.{digits}f}" for n in (statistics.median(times), min(times), max(times)))
    return f"{middle} {unit} ({low}–{high})"
