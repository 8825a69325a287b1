"""Deadline day through PgBouncer in transaction mode: `python -m benchmarks.load.pooler [--sessions 4]`.

Two nodes with two web processes each share a few sessions of PostgreSQL. A backup is made in the middle of it, whose
pg_dump would leave its settings to others if it went through the pool. At the end PostgreSQL stands still behind the
pool, which goes on answering, and an officer and a watchdog ask for their pages.
"""

import argparse
import sys
import time

from benchmarks.load.day import Day
from benchmarks.load.people import Browser, Tally
from benchmarks.load.stage import Stage, address_of, ask, healthy
from config import backup_file

COORDINATORS = 2
MOST = {"page": 3, "page once more": 3, "/healthz": 2, "back": 10}  # seconds; PostgreSQL stands still
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'pobratim' AND pid <> pg_backend_pid()"


def main(words):
    """Exit status 1 where anything failed, was lost, or more sessions were open than the pool may have."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.pooler")
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--sessions", type=int, default=4)
    asked = parser.parse_args(words)
    with Stage() as stage:
        server = stage.postgres(durable=False)
        pool = stage.pgbouncer(server, asked.sessions)
        stage.surroundings |= {"DATABASE_URL": address_of(pool), "DATABASE_DIRECT_URL": address_of(server)}
        stage.surroundings["BACKUP_KEY"] = backup_file.new_key()
        stage.prepare(asked.people, COORDINATORS)
        nodes = [stage.node(f"node{number}", workers=2) for number in range(2)]
        day, seen, said = Day(stage.nginx(nodes).port, asked.people, asked.minutes, COORDINATORS), [0], []

        def look(is_over):
            while not is_over(1):
                seen.append(ask(server.port, SESSIONS)[0][0])
                if not said and len(seen) >= asked.minutes * 30:
                    said.append(stage.python("manage.py", "backup", str(stage.folder / "day.pobratim")).strip())
                    seen.pop()  # it had a session of its own

        day.work(look)
        print(f"sessions of PostgreSQL at most: {max(seen)}, of which the pool may have {asked.sessions}")
        print(*said)
        day.print(nodes)
        gone = day.reconcile(stage)
        told = _stand_still(server, nodes[0])
    for what, seconds in told.items():
        print(f"PostgreSQL stands still, {what}: {seconds:.1f} s, reach {MOST[what]}")
    is_bounded = 0 < max(seen) <= asked.sessions + 1  # `reconcile` and the like come one by one
    is_told = all(seconds <= MOST[what] for what, seconds in told.items())
    return 0 if day.is_whole and day.is_undisturbed and is_bounded and is_told and said and not gone else 1


def _stand_still(server, node):
    """What was asked → seconds until the answer; «back» from the moment in which PostgreSQL goes on."""
    officer, told = Browser(node.port, Tally(), "10.0.0.7"), {}
    while not officer.sign_in("officer0"):
        time.sleep(0.5)
    for _ in range(4):  # each web process has an open connection
        _seconds(officer, "/")
    server.freeze()
    for what, address in (("page", "/"), ("page once more", "/"), ("/healthz", "/healthz")):
        told[what] = _seconds(officer, address)
    server.thaw()
    began = time.monotonic()
    while not healthy(node.port) or officer._ask("any", "/", None, None, False)[0] >= 500:
        time.sleep(0.1)
    return told | {"back": time.monotonic() - began}


def _seconds(officer, address):
    began = time.monotonic()
    officer._ask("any", address, None, None, False)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
