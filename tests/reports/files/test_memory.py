"""What a process took for a large file goes back to the system."""

import subprocess
import sys

import pytest

from reports.files import memory
from tests.conftest import ROOT

LARGE = """
import resource, sys
from pathlib import Path
from reports.files import memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20

getattr(memory, sys.argv[1], lambda: None)()
before = held()
for size in (30, 20, 20):  # after the first, glibc would keep the others
    taken = b"x" * (size * 2**20)
    del taken
print(round(held() - before))
pieces = [b"y" * 100_000 for _ in range(300)]
last = b"z" * 100_000  # holds the end of the heap, so that nothing before it goes by itself
del pieces
print(round(held() - before))
memory.give_back()
print(round(held() - before))
"""


def held_after(function):
    """MB that a process has more than before: after large files, after small pieces, when those are given back."""
    done = subprocess.run([sys.executable, "-c", LARGE, function], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


@pytest.mark.skipif(sys.platform != "linux", reason="of glibc")
def test_a_process_is_as_small_afterwards_as_it_was():
    left_to_itself, told = held_after("nothing"), held_after("keep_little")
    assert left_to_itself[0] > 15 and told[0] < 5
    assert told[1] > 25 and told[2] < 5


def test_a_process_that_has_hardly_grown_is_left_alone(monkeypatch):
    held, given = iter([130, 122, 125, 131, 131, 134]), []
    monkeypatch.setattr(memory, "_held_after", 0)
    monkeypatch.setattr(memory, "_held", lambda: next(held) * 2**20)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(True))
    memory.give_back_if_grown()  # 130, and 122 afterwards
    memory.give_back_if_grown()  # 125
    assert len(given) == 1
    memory.give_back_if_grown()  # 131, and no less afterwards
    memory.give_back_if_grown()  # 134
    assert len(given) == 2
