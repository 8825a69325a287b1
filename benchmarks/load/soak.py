"""Half of deadline day for ten minutes: `python -m benchmarks.load.soak [--people 100] [--minutes 10]`.

A short round of people warms the web processes up; then the memory of each is noted every few seconds while the others
work. At the end no transaction may be open and nothing may lie in the temporary folder.
"""

import argparse
import statistics
import sys

from benchmarks.load.day import COORDINATORS, Day
from benchmarks.load.stage import Stage, address_of, ask

WARMING = (20, 1.5)  # people, minutes
EVERY = 5  # seconds
MOST_GROWTH = 0.05
OPEN = """SELECT count(*) FROM pg_stat_activity
WHERE datname = 'pobratim' AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"""
LONGEST = """SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity
WHERE datname = 'pobratim' AND pid <> pg_backend_pid()"""


def main(words):
    """Exit status 1 where memory grows, or something stays behind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.soak")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10)
    asked = parser.parse_args(words)
    with Stage() as stage:
        server = stage.postgres(durable=False)
        stage.surroundings["DATABASE_URL"] = address_of(server)
        people, minutes = WARMING
        stage.prepare(people + asked.people, COORDINATORS)
        node = stage.node("node", workers=2)
        Day(node.port, people, minutes).work()
        memory, longest = [], [0]

        def look(is_over):
            while not is_over(EVERY):
                memory.append(sum(node.memory()))
                longest.append(float(ask(server.port, LONGEST)[0][0]))

        day = Day(node.port, asked.people, asked.minutes, first=people)
        day.work(look)
        left = sorted(path.name for path in stage.temporary.iterdir())
        still_open = ask(server.port, OPEN)[0][0]
        fifth = max(1, len(memory) // 5)
        begin, end = (statistics.median(part) for part in (memory[:fifth], memory[-fifth:]))
        growth = end / begin - 1
        print(f"memory of the web processes: {begin:.0f} MB after warming up, {end:.0f} MB at the end, {growth:+.1%}")
        print(f"highest {max(memory):.0f} MB; open transactions: {still_open}, longest {max(longest):.1f} s")
        print(f"in the temporary folder: {', '.join(left) or 'nothing'}")
        day.print([node])
        gone = day.reconcile(stage)
    is_clean = growth < MOST_GROWTH and not still_open and not left
    return 0 if day.is_whole and day.is_undisturbed and is_clean and not gone else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
