"""Reading a Word table of 10 000 events: time against python-docx, memory against an idle process; understanding it."""

import statistics
import subprocess
import sys
import time
from io import BytesIO

import docx

from benchmarks import data
from benchmarks.drawing import peak
from benchmarks.timing import Comparison, Line, line
from reports.files.read import safe
from reports.files.read import word as read_word
from reports.files.read.tables import read_pieces
from reports.files.read.understanding import understand
from reports.files.write import word

EVENTS = 10_000
MEGABYTES = 60
MILLISECONDS_A_ROW = 0.5


def lines():
    """The lines of the table about reading."""
    return [_against_docx(), _memory(), *_understanding()]


def _against_docx():
    taken = Comparison([], [])
    for _ in range(5):
        taken.ours.append(_in_process("cells", EVENTS))
        taken.baseline.append(_in_process("cells by python-docx", EVENTS))
    return line("cells of a DOCX of 10 000 events / python-docx row.cells", taken, at_least_faster=5)


def document(count):
    """Bytes of a report of so many events."""
    stream = BytesIO()
    word.write(data.streamed_table(count), stream)
    return stream.getvalue()


def pieces(content):
    """What the product reads from bytes."""
    return read_word.pieces(safe.open_package(content))


def _by_docx(content):
    return [[cell.text for cell in row.cells] for row in docx.Document(BytesIO(content)).tables[0].rows]


# Each figure comes from its own process, because the service reads each file in one. The grammars cache what they have
# seen, and memory that python-docx has fragmented slows the next reading.


def _memory():
    idle, used = (_in_process("memory", count) for count in (1, EVENTS))
    return Line(
        "memory of reading a DOCX of 10 000 events / idle process",
        f"+{used - idle:.1f} MB",
        f"{idle:.1f} MB",
        "",
        f"≤ {MEGABYTES} MB over",
        used - idle <= MEGABYTES,
    )


def _understanding():
    for what, of_what in (("columns", "the columns of a read table"), ("texts", "the texts of its rows")):
        times = [_in_process(what, EVENTS) * 1000 / EVENTS for _ in range(3)]
        middle = statistics.median(times)
        yield Line(
            f"understanding {of_what}, 10 000 events",
            f"{middle:.2f} ms a row ({min(times):.2f}–{max(times):.2f})",
            "",
            "",
            f"≤ {MILLISECONDS_A_ROW} ms a row",
            middle <= MILLISECONDS_A_ROW,
        )


def _in_process(what, count):
    command = [sys.executable, "-m", "benchmarks.reading", what, str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(what, count):
    """Print one figure: megabytes at the peak, or seconds. «draw» prints the file."""
    if what == "draw":
        sys.stdout.buffer.write(document(count))
        return
    # The file is drawn by another process, for drawing takes memory too.
    command = [sys.executable, "-m", "benchmarks.reading", "draw", str(count)]
    content = subprocess.run(command, check=True, capture_output=True).stdout
    print(_FIGURES[what](content))


def _peak(content):
    read_pieces(pieces(content))
    return peak()


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def _columns(content):
    ready = list(pieces(content))
    return _seconds(lambda: read_pieces(ready))


def _texts(content):
    read = read_pieces(pieces(content))
    return _seconds(lambda: understand(read, 2024, 4))


_FIGURES = {
    "memory": _peak,
    "cells": lambda content: _seconds(lambda: sum(1 for _ in pieces(content))),
    "cells by python-docx": lambda content: _seconds(lambda: _by_docx(content)),
    "columns": _columns,
    "texts": _texts,
}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
