"""Drawing the Word table: time against the floor and against naive python-docx, memory against an idle process."""

import os
import resource
import subprocess
import sys
import tempfile
from io import BytesIO

from benchmarks import data, word_floor, word_naive
from benchmarks.timing import Line, compare, line
from reports.files.write import word

MEGABYTES = 40


def lines():
    """The lines of the table about drawing."""
    return [_against_floor(10_000), _against_floor(5_400), _against_naive(), *_memory()]


def _against_floor(count):
    table, ready = data.table(data.rows(count)), word_floor.parts()
    times = compare(lambda: word.write(table, BytesIO()), lambda: word_floor.write(table, BytesIO(), ready))
    return line(f"DOCX of {count:,} events / floor".replace(",", " "), times, at_most=1.3)


def _against_naive():
    table = data.table(data.rows(1000))
    times = compare(
        lambda: word.write(table, BytesIO()), lambda: word_naive.write(table, BytesIO()), runs=3, warm_up=False
    )
    return line("DOCX of 1 000 events / naive python-docx", times, at_least_faster=30)


# Memory: each figure from a process of its own, whose rows come one by one, as from the database.


def _memory():
    idle = peak_megabytes(0)
    peaks = {count: peak_megabytes(count) - idle for count in (10_000, 50_000)}
    worst = max(peaks.values())
    return [
        Line(
            f"memory of drawing {count:,} events / idle process".replace(",", " "),
            f"+{peak:.1f} MB",
            f"{idle:.1f} MB",
            "",
            f"≤ {MEGABYTES} MB over",
            worst <= MEGABYTES,
        )
        for count, peak in peaks.items()
    ]


def peak_megabytes(count):
    """The most memory that a process has held that draws so many events (0: only loads the same modules)."""
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.drawing", str(count)], check=True, capture_output=True, text=True
    )
    return float(result.stdout)


def main(count):
    """Draw `count` events into a file and print the peak in megabytes."""
    if count:
        with tempfile.TemporaryFile() as stream:
            word.write(data.streamed_table(count), stream)
    print(peak())


def peak():
    """The most memory that this process has held, megabytes."""
    # ru_maxrss of a child begins with what its parent held at the fork; Linux tells this process's own peak here.
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
