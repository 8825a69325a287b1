"""The first PostgreSQL is lost and its copy takes over, while officers work: `python -m benchmarks.load.failover`.

The first one acknowledges nothing that the copy has not got (synchronous_standby_names). In the middle of the day it is
killed with all its processes; with `--freeze` it stands still instead, as a machine that lost its network: links stay
open and nobody answers. `--after` seconds later the copy is promoted. The web processes are not restarted. Then the new
first one refuses writes for a while, as a server does that was demoted. At the end everything that an answer
acknowledged is looked for.
"""

import argparse
import sys
import time

from benchmarks.load.day import Day
from benchmarks.load.stage import Stage, address_of, ask, healthy

COORDINATORS = 2
DEMOTED = 6  # seconds
BACK = 90  # seconds at most, until the pages are there again


def main(words):
    """Exit status 1 where anything was lost or did not come back by itself."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.failover")
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--after", type=float, default=5, metavar="SECONDS", help="until somebody promotes the copy")
    parser.add_argument("--freeze", action="store_true")
    asked = parser.parse_args(words)
    with Stage() as stage:
        first = stage.postgres("postgres-first")
        second = stage.postgres("postgres-second", copy_of=first)
        _wait_for_the_copy(first)
        stage.surroundings["DATABASE_URL"] = address_of(first, second)
        stage.prepare(asked.people, COORDINATORS)
        node = stage.node("node", workers=2)
        workers, told = set(node.members()), {}
        day = Day(node.port, asked.people, asked.minutes, COORDINATORS)
        day.work(lambda is_over: _fail(first, second, node, asked, told, is_over))
        for what, seconds in told.items():
            print(f"{what}: {seconds:.1f} s")
        went_on = workers & set(node.members())  # while they run
        print(f"web processes that went on: {len(went_on)} of {len(workers)}")
        day.print([node])
        gone = day.reconcile(stage)
    return 0 if day.is_whole and not gone and went_on == workers else 1


def _wait_for_the_copy(first):
    """From here on a commit is acknowledged when the copy shows it, too."""
    for statement in (
        "ALTER SYSTEM SET synchronous_standby_names = '*'",
        "ALTER SYSTEM SET synchronous_commit = 'remote_apply'",
        "SELECT pg_reload_conf()",
    ):
        ask(first.port, statement, base="postgres")


def _fail(first, second, node, asked, told, is_over):
    is_over(asked.minutes * 60 / 2)
    first.freeze() if asked.freeze else first.kill()
    killed = time.monotonic()
    is_over(asked.after)
    ask(second.port, "SELECT pg_promote()", base="postgres")
    promoted = time.monotonic()
    told["from the death to the promotion, as asked"] = promoted - killed
    told["from the promotion to the first healthy answer"] = _until_healthy(node)
    is_over(10)
    for is_read_only in ("on", "off"):
        ask(second.port, f"ALTER SYSTEM SET default_transaction_read_only = {is_read_only}", base="postgres")
        ask(second.port, "SELECT pg_reload_conf()", base="postgres")
        is_over(DEMOTED if is_read_only == "on" else 0)
    told["from the end of read-only to the first healthy answer"] = _until_healthy(node)


def _until_healthy(node):
    began = time.monotonic()
    while not _is_healthy(node):
        if time.monotonic() - began > BACK:
            raise SystemExit(f"the pages did not come back in {BACK} s")
        time.sleep(0.2)
    return time.monotonic() - began


def _is_healthy(node):
    try:
        return healthy(node.port)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
