"""Deadline day on real servers: `python -m benchmarks.load [--people 200] [--minutes 10] [--nodes 2 --kill-every 20]`.

Each officer signs in, opens the quarter, types three events with live answers and autosave, uploads a table, takes its
rows and hands the report in; coordinators look at the board, reviews and the consolidated table meanwhile. Everything
stays on the loopback address. The database is that of DATABASE_URL, which is filled; whoever gives it throws it away:
`python tools/with_postgres.py python -m benchmarks.load`. Without it: an SQLite file in a temporary folder.

With several nodes there is a PostgreSQL of its own and nginx before them, as ops/nginx.conf says. One of them is killed
(SIGKILL, with all its processes) every so many seconds and started again two seconds later.
"""

import argparse
import sys

from benchmarks.load.day import COORDINATORS, Day
from benchmarks.load.stage import Stage, address_of

WORKERS = 2  # in all
AGAIN = 2  # seconds until somebody starts a killed node again


def main(words):
    """Exit status 1 where anything failed, was lost or, with one node, is slower than it is to be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--kill-every", type=float, default=0, metavar="SECONDS")
    asked = parser.parse_args(words)
    with Stage() as stage:
        if asked.nodes > 1:
            stage.surroundings["DATABASE_URL"] = address_of(stage.postgres(durable=False))
        stage.prepare(asked.people, COORDINATORS)
        workers = max(1, WORKERS // asked.nodes)
        nodes = [stage.node(f"node{number}", workers=workers) for number in range(asked.nodes)]
        door = stage.nginx(nodes) if asked.nodes > 1 else nodes[0]
        day, killed = Day(door.port, asked.people, asked.minutes), []
        day.work(_killing(nodes, asked.kill_every, killed) if asked.kill_every else None)
        print(f"{asked.nodes} node(s) of {workers} worker(s); killed: {len(killed)} times")
        is_quick = day.print(nodes)
        gone = day.reconcile(stage)
    is_good = day.is_whole and not gone
    return 0 if is_good and (asked.nodes > 1 or (is_quick and day.is_undisturbed)) else 1


def _killing(nodes, seconds, killed):
    def kill(is_over):
        while not is_over(seconds):
            node = nodes[len(killed) % len(nodes)]
            node.kill()
            killed.append(node.name)
            is_over(AGAIN)
            node.start()

    return kill


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
