"""`python -m benchmarks` (`make bench`): what the product costs, as ratios against a named baseline.

Each ratio is taken in one process, the two in turns; the table shows medians with the least and the most of
all runs. Databases and data are made for the run and removed. Exit status 1 when a figure is not reached.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import drawing, reading, workbook
from benchmarks.timing import Line

TITLES = ("what / against what", "ours", "baseline", "ratio", "reach", "")
ROOT = Path(__file__).resolve().parent.parent
HERE = [sys.executable, "-m", "benchmarks.on_database"]
GROWTH = [sys.executable, "-m", "benchmarks.growth"]
SEARCH = [sys.executable, "-m", "benchmarks.search"]
ON_POSTGRES = [sys.executable, "-W", "ignore", str(ROOT / "tools" / "with_postgres.py")]
BENCH = ["gathering", "year", "pages", "wire", "slow_link", "writers"]


def main():
    """Measure all, print the table, return the exit status."""
    lines = drawing.lines() + workbook.lines() + reading.lines()
    with tempfile.TemporaryDirectory(prefix="pobratim-bench-") as directory:
        for name in ("bench", "quarters", "search"):  # with production's settings only `migrate` makes one
            Path(directory, f"{name}.sqlite3").touch()
        static = {"STATIC_ROOT": f"{directory}/static"}
        on_sqlite = {"bench": [*HERE, *BENCH], "quarters": [*HERE, "figures"], "search": SEARCH}
        for name, command in on_sqlite.items():
            lines += _measured(command, DATABASE_URL=f"sqlite:///{directory}/{name}.sqlite3", **static)
        for command in ([*HERE, "gathering", "year", "writers"], SEARCH, GROWTH):
            lines += _measured([*ON_POSTGRES, *command], **static)
    print(_table(lines))
    missed = [line.what for line in lines if line.reached is False]
    print(f"Not reached: {'; '.join(missed)}" if missed else "All figures reached.")
    return 1 if missed else 0


def _measured(command, **variables):
    """The lines that a process prints which has production's settings and a database of its own."""
    production = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "False",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
    result = subprocess.run(
        command, env=os.environ | production | variables, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found = []
    for text in result.stdout.splitlines():
        if text.startswith("{"):
            found.append(Line(**json.loads(text)))
        else:
            print(text)
    return found


def _table(lines):
    marks = {True: "reached", False: "NOT REACHED", None: ""}
    rows = [TITLES, *((n.what, n.ours, n.baseline, n.ratio, n.reach, marks[n.reached]) for n in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    texts = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([texts[0], "-" * len(texts[0]), *texts[1:]])


if __name__ == "__main__":
    sys.exit(main())
