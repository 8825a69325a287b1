"""Deadline day itself: everybody works, the figures are printed, and what was acknowledged is looked for."""

import json
import random
import resource
import threading
import time
from collections import Counter

from benchmarks.load.people import AWAY, EVENTS, ROWS, Coordinator, Officer, Tally, texts

COORDINATORS = 5
SIGN_INS = 0.3  # of the whole time, in which everybody signs in
# Kind of answer → its p95 in milliseconds that is to be reached.
REACH = {"page": 500, "live": 300, "autosave": 300, "save": 800, "upload": 2000, "docx": 2000}


class Day:
    """`people` officers, from the `first` on, who work for about so many minutes at the server of `port`."""

    def __init__(self, port, people, minutes, coordinators=COORDINATORS, first=0):
        self.port, self.tally, self.over, self.seconds = port, Tally(), threading.Event(), 0
        span, dice = minutes * 60, random.Random(1)
        officers = [
            Officer(port, self.tally, number, begin=dice.uniform(0, SIGN_INS * span), seconds=(1 - SIGN_INS) * span)
            for number in range(first, first + people)
        ]
        self.people = [threading.Thread(target=officer.work, daemon=True) for officer in officers]
        self.others = [
            threading.Thread(target=Coordinator(port, self.tally, number, self.over).work, daemon=True)
            for number in range(coordinators)
        ]

    def work(self, meanwhile=None):
        """Returns when everybody has ended. `meanwhile(is_over)` runs beside it; `is_over(seconds)` waits so long and
        says whether the day has ended."""
        began = time.monotonic()
        beside = [threading.Thread(target=self._beside, args=(meanwhile,), daemon=True)] if meanwhile else []
        for thread in (*self.people, *self.others, *beside):
            thread.start()
        for thread in self.people:
            thread.join()
        self.over.set()
        for thread in (*self.others, *beside):
            thread.join()
        self.seconds = time.monotonic() - began

    def _beside(self, meanwhile):
        try:
            meanwhile(self.over.wait)
        except (Exception, SystemExit) as error:  # a thread would end in silence
            self.tally.fail(f"what was done meanwhile: {error!r}")

    def print(self, nodes):
        """The figures. Returns whether each kind of answer was as quick as it is to be."""
        tally, own = self.tally, resource.getrusage(resource.RUSAGE_SELF)
        print(f"{tally.number} requests in {self.seconds:.0f} s, {tally.number / self.seconds:.1f} a second")
        print(f"handed in: {len(tally.handed_in)} of {len(self.people)}; refused (4xx): {tally.count(400)}; ", end="")
        told = ", ".join(f"{status or 'dropped'} × {number}" for status, number in sorted(tally.away.items()))
        print(f"signed out: {tally.signed_out}; away: {told or 'never'}; other 5xx and failures: {len(tally.failures)}")
        for kind in tally.kinds():
            most = f", reach {REACH[kind]}" if kind in REACH else ""
            times = f"{tally.times_of(kind):6} ×  median {tally.part(kind, 0.5):5.0f}  p95 {tally.p95(kind):5.0f}"
            print(f"{kind:10} {times}  longest {tally.part(kind, 1):5.0f} ms{most}")
        for failure in tally.failures[:10]:
            print("  ", failure)
        used = sum(node.seconds() - node.began for node in nodes)
        each = 1000 * used / tally.number
        print(f"processor: web processes {used:.0f} s (without their first start), {each:.1f} ms a request; ", end="")
        print(f"generator {own.ru_utime + own.ru_stime:.0f} s; memory: ", end="")
        print(", ".join(" + ".join(f"{size:.0f}" for size in node.memory()) for node in nodes), "MB")
        return all(tally.p95(kind) <= most for kind, most in REACH.items())

    def reconcile(self, stage, **changes):
        """Look for everything that was acknowledged in the database; print and return how much is lost or doubled."""
        found = json.loads(stage.python("-m", "benchmarks.load.kept", **changes))
        reports, tally = {int(place): one for place, one in found["reports"].items() if place.isdigit()}, self.tally
        names = {place: Counter(one["names"]) for place, one in reports.items()}
        lost = [f"event of officer{place}: {name}" for place, name in tally.saved if not names[place][name]]
        lost += [f"hand-in of officer{place}" for place in tally.handed_in if reports[place]["state"] == "draft"]
        for place in tally.taken:
            rows = [texts(500_000 + 10 * place + row)[0] for row in range(ROWS)]
            lost += [f"row of the table of officer{place}: {name}" for name in rows if not names[place][name]]
        doubled = [f"officer{place}: {name}" for place, one in names.items() for name in one if one[name] > 1]
        print(
            f"acknowledged: {len(tally.saved)} events, {len(tally.taken)} tables of {ROWS} rows, "
            f"{len(tally.handed_in)} reports; lost: {len(lost)}; doubled: {len(doubled)}; "
            f"broken histories: {found['broken']}"
        )
        for words in (*lost[:10], *doubled[:10]):
            print("  ", words)
        return len(lost) + len(doubled) + found["broken"]

    @property
    def is_undisturbed(self):
        """Nobody met an error, and everybody has handed in."""
        return not (self.tally.failures or sum(map(self.tally.away.get, AWAY, [0] * 4)) or self.tally.signed_out)

    @property
    def is_whole(self):
        """Whatever came between, everybody has handed in, and nobody had to sign in again."""
        tally = self.tally
        complete = len(tally.handed_in) == len(self.people) and len(tally.saved) == EVENTS * len(self.people)
        return complete and not tally.failures and not tally.signed_out
