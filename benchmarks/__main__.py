"""`python -m benchmarks [PARTS…]` (`make bench`): what the product costs, as ratios against a named baseline.

Each ratio is taken in one process, the two in turns; the table shows medians with the least and the most of
all runs. Databases and data are made for the run and removed. Without PARTS all are measured; `--parts` names them.
What a part took is said after it. One that breaks is told of at the end, and the others go on. Exit status 1 when a
figure is not reached or a part broke.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import drawing, reading, workbook
from benchmarks.timing import Line

TITLES = ("what / against what", "ours", "baseline", "ratio", "reach", "")
ROOT = Path(__file__).resolve().parent.parent
HERE = [sys.executable, "-m", "benchmarks.on_database"]
ON_POSTGRES = [sys.executable, "-W", "ignore", str(ROOT / "tools" / "with_postgres.py")]
# Name → a module that measures in this process, or the command that does it on a database of its own.
WITHOUT_DATABASE = {"drawing": drawing, "workbook": workbook, "reading": reading}
ON_SQLITE = {
    "pages": [*HERE, "pages", "wire"],
    "slow-link": [*HERE, "slow_link"],
    "year": [*HERE, "gathering", "year"],
    "writers": [*HERE, "writers"],
    "figures": [*HERE, "figures"],
    "search": [sys.executable, "-m", "benchmarks.search"],
}
WITH_POSTGRES = {
    "postgres-year": [*HERE, "gathering", "year"],
    "postgres-writers": [*HERE, "writers"],
    "postgres-search": [sys.executable, "-m", "benchmarks.search"],
    "postgres-growth": [sys.executable, "-m", "benchmarks.growth"],
}
PARTS = [*WITHOUT_DATABASE, *ON_SQLITE, *WITH_POSTGRES]


def main(words):
    """Measure all or the parts of that name, print the table, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PARTS", help=", ".join(PARTS))
    parser.add_argument("--parts", action="store_true", dest="is_list", help="name the parts and end")
    asked = parser.parse_args(words)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such parts: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if asked.is_list:
        print(*PARTS, sep="\n")
        return 0
    lines, broken = [], []
    for part in asked.parts or PARTS:
        began, before = time.monotonic(), _processors()
        try:
            lines += _lines_of(part)
        except Exception as error:
            broken.append(f"{part}: {error!r}")
        took, used = time.monotonic() - began, _processors() - before
        print(f"{part}: {took:.0f} s, {used:.0f} of processors without PostgreSQL's", flush=True)
    print(_table(lines))
    missed = [line.what for line in lines if line.reached is False]
    print(f"Not reached: {'; '.join(missed)}" if missed else "All figures reached.")
    for words in broken:
        print(f"Broken: {words}")
    return 1 if missed or broken else 0


def _lines_of(part):
    if part in WITHOUT_DATABASE:
        return list(WITHOUT_DATABASE[part].lines())
    with tempfile.TemporaryDirectory(prefix="pobratim-bench-") as directory:
        static = {"STATIC_ROOT": f"{directory}/static"}
        if part in WITH_POSTGRES:
            return _measured([*ON_POSTGRES, *WITH_POSTGRES[part]], **static)
        base = Path(directory, "bench.sqlite3")
        base.touch()  # with production's settings only `migrate` makes one
        return _measured(ON_SQLITE[part], DATABASE_URL=f"sqlite:///{base}", **static)


def _processors():
    """Seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


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
    sys.exit(main(sys.argv[1:]))
