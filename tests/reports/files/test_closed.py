"""What a closed process says of itself; what it keeps from a child is tested with the child, in read/."""

import os
import sys

import pytest

from .apart import answer_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux closes a process")

LIBC = "import ctypes; libc = ctypes.CDLL(None); from reports.files import closed\n"


def test_a_process_is_closed_once_it_asks():
    told = answer_of(f"{LIBC}before = libc.prctl(3, 0, 0, 0, 0); closed.hide_memory(); answer = before, libc.prctl(3)")
    assert told == [1, 0]


def test_a_process_takes_no_rights_from_a_program_once_it_says_so():
    assert answer_of(f"{LIBC}answer = closed.take_no_rights(), libc.prctl(39, 0, 0, 0, 0)") == [True, 1]


def test_what_was_started_dies_with_whoever_started_it():
    """The grandchild tells its end by the end of its pipe."""
    code = f"{LIBC}closed.die_with_parent(); os.write(1, b' '); os.read(0, 1)"
    lines = f"""
import subprocess
source, sink = os.pipe()
held, _ = os.pipe()
words = [sys.executable, "-I", "-c", {("import os, sys; sys.path.insert(0, sys.argv[1]);" + code)!r}, sys.argv[1]]
if os.fork() == 0:
    child = subprocess.Popen(words, stdin=held, stdout=sink)
    os.close(sink)
    os.read(source, 1)
    os._exit(0)
os.close(sink)
os.wait()
answer = len(os.read(source, 9))
"""
    assert answer_of(lines, timeout=60) == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root has rights to give up")
def test_root_that_gave_up_its_rights_is_somebody_who_owns_files():
    lines = f"""{LIBC}
import subprocess
done = closed.give_up_rights()
status = open("/proc/self/status").read()
program = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True).stdout
answer = [done, *({{line for line in told.splitlines() if line.startswith("Cap")}} for told in (status, program))]
answer[1:] = map(sorted, answer[1:])
"""
    done, own, of_a_program = answer_of(lines)
    assert done
    assert {line.split()[1] for line in own} == {line.split()[1] for line in of_a_program} == {"0" * 16}
