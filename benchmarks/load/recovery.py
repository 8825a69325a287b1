"""A backup while people work and its restore into an empty place: `python -m benchmarks.load.recovery`.

The database holds 40 quarters of 27 × 50 events with their histories, and files. Officers work while `manage.py backup`
runs. Then `manage.py restore` fills an empty database, and the official tables of some quarters are written from both.
"""

import argparse
import hashlib
import sys
import time
import zipfile

from benchmarks.load.day import Day
from benchmarks.load.stage import BASE, Stage, address_of, ask
from config import backup_file

COORDINATORS = 2
MOST = 300  # seconds of the restore
COUNTS = """SELECT count(*), md5(string_agg(content::text, '' ORDER BY id)) FROM reports_eventrevision
WHERE id <= %d"""


def main(words):
    """Exit status 1 where the restored place differs, or took longer than MOST."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.recovery")
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--quarters", type=int, default=40)
    parser.add_argument("--rows", type=int, default=50, help="of each of the 27 municipalities in each quarter")
    parser.add_argument("--files", type=int, default=200)
    asked = parser.parse_args(words)
    with Stage() as stage:
        server = stage.postgres(durable=False)
        stage.surroundings |= {"DATABASE_URL": address_of(server), "BACKUP_KEY": backup_file.new_key()}
        stage.prepare(asked.people, COORDINATORS)
        _timed(stage, "filled", "-m", "benchmarks.load.history", *map(str, (asked.quarters, asked.rows, asked.files)))
        last = ask(server.port, "SELECT max(id) FROM reports_eventrevision")[0][0]
        size = ask(server.port, f"SELECT pg_database_size('{BASE}')")[0][0]
        node, file = stage.node("node", workers=2), stage.folder / "day.pobratim"
        day = Day(node.port, asked.people, asked.minutes, COORDINATORS)

        def copy(is_over):
            is_over(asked.minutes * 60 / 2)
            _timed(stage, "backup under load", "manage.py", "backup", str(file))

        day.work(copy)
        day.print([node])
        gone = day.reconcile(stage)
        print(f"database {size / 1e6:.0f} MB, backup {file.stat().st_size / 1e6:.0f} MB")
        ask(server.port, "CREATE DATABASE restored TEMPLATE template0 ENCODING 'UTF8'", base="postgres")
        there = {"DATABASE_URL": address_of(server).removesuffix(BASE) + "restored"}
        took = _timed(
            stage,
            "restore into an empty place, counted, histories verified",
            "manage.py",
            "restore",
            str(file),
            **there,
        )
        _timed(stage, "archive made anew there", "manage.py", "rebuild_archive", **there)
        quarters = [(2023 - back // 4, 4 - back % 4) for back in {0, asked.quarters // 2, asked.quarters - 1}]
        tables = [_tables(stage, quarters, changes) for changes in ({}, there)]
        contents = [ask(server.port, COUNTS % last, base=base) for base in (BASE, "restored")]
    same = sum(tables[1].get(part) == digest for part, digest in tables[0].items())
    print(f"parts of DOCX and XLSX: {same} of {len(tables[0])} equal")
    print(f"revisions: {contents[0][0][0]}, {'equal' if contents[0] == contents[1] else 'DIFFERENT'} in both")
    is_same = tables[0] == tables[1] and tables[0] and contents[0] == contents[1]
    return 0 if is_same and day.is_whole and day.is_undisturbed and not gone and took <= MOST else 1


def _timed(stage, what, *words, **changes):
    began = time.monotonic()
    told = stage.python(*words, **changes).strip().splitlines()
    took = time.monotonic() - began
    print(f"{what}: {took:.1f} s", *told, sep="\n   ")
    return took


def _tables(stage, quarters, changes):
    """File and part → digest."""
    found = {}
    for year, quarter in quarters:
        for kind in ("docx", "xlsx"):
            path = stage.folder / f"{year}-{quarter}.{kind}"
            words = ("--format", kind, "--output", str(path), "--all")
            stage.python("manage.py", "export_report", str(year), str(quarter), *words, **changes)
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    found[f"{path.name}: {part}"] = hashlib.sha256(package.read(part)).hexdigest()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
