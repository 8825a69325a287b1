"""The filters of calls, each in a process of its own; more of what they refuse is in read/test_attacks.py."""

import platform
import re
import sys
from pathlib import Path

import pytest

from reports.files import seccomp
from tests.conftest import unavailable

from .apart import REFUSAL, answer_of

HEADERS = {
    "x86_64": (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), 0),
    "aarch64": (Path("/usr/include/asm-generic/unistd.h"), 1),
}
NUMBER = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)")


@pytest.fixture(autouse=True)
def _knows_the_machine():
    if not seccomp.is_known():
        unavailable("the calls of this machine are not known by number")


@pytest.mark.parametrize("machine", HEADERS)
def test_calls_have_the_numbers_of_the_kernel(machine):
    header, column = HEADERS[machine]
    if not header.exists():
        pytest.skip("no headers of the kernel here (linux-libc-dev)")
    said = {name: int(number) for name, number in NUMBER.findall(header.read_text())}
    ours = seccomp._OF_READER | seccomp._MEMORY_OF_READER | seccomp._NOT_FOR_OFFICE
    ours |= {"socket": seccomp._SOCKET, "clone": seccomp._CLONE, "prlimit64": seccomp._PRLIMIT}
    compared = {name: (numbers[column], said[name]) for name, numbers in ours.items() if name in said}
    assert len(compared) > 60
    assert [name for name, (one, other) in compared.items() if one != other] == []
    assert [name for name, numbers in ours.items() if numbers[column] is None and name in said] == []


def test_the_reader_takes_memory_tells_the_time_answers_and_ends():
    told = answer_of("""
import time, random
from reports.files import seccomp
assert seccomp.close_reader()
large = [bytes(10**6) for _ in range(100)]
del large
answer = [time.time() > 0, time.monotonic() > 0, len(os.urandom(9)), os.getpid() > 0]""")
    assert told == [True, True, 9, True]


def test_another_set_of_numbers_is_no_way_around():
    """x86_64 has two more: x32, whose calls are refused, and that of 32 bits, for which the process is killed."""
    if platform.machine() != "x86_64":
        pytest.skip("this machine has one set only")
    for close in ("close_reader", "close_office"):
        lines = f"""
import ctypes, errno
from reports.files import seccomp
libc = ctypes.CDLL(None, use_errno=True)
seccomp.{close}()
answer = libc.syscall(0x40000000 + 39), ctypes.get_errno()"""
        assert answer_of(lines) == [-1, 1]  # EPERM; a kernel without x32 would have said ENOSYS
    lines = """
import ctypes, mmap
from reports.files import seccomp
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret
act = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
assert seccomp.close_office()
answer = act()"""
    answer_of(lines, expects=-31)  # SIGSYS


def test_libreoffice_has_threads_processes_files_and_sockets_of_its_own():
    told = answer_of(f"""{REFUSAL}
import ctypes, resource, socket, threading
from reports.files import seccomp
assert seccomp.close_office()
def thread():
    one = threading.Thread(target=int); one.start(); one.join()
answer = [refusal(act) for act in (
    thread,
    lambda: os.waitpid(os.fork() or os._exit(0), 0),
    lambda: open("/etc/passwd").close(),
    lambda: socket.socket(socket.AF_UNIX).close(),
    lambda: resource.getrlimit(resource.RLIMIT_AS),
    lambda: socket.socket(socket.AF_INET),
    lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
    lambda: socket.socket(socket.AF_UNIX).connect("/dev/log"),
    lambda: resource.prlimit(1, resource.RLIMIT_AS),
    lambda: os.setsid(),
    lambda: os.kill(os.getppid(), 0),
)]
answer.append(ctypes.CDLL(None).unshare(0x10000000))""")
    assert told == [""] * 5 + ["PermissionError"] * 7 + [-1]


def test_on_another_machine_nothing_is_done(monkeypatch):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "e2k")
    assert not seccomp.close_reader()
    assert not seccomp.close_office()


def test_elsewhere_than_on_linux_nothing_is_done(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not seccomp.close_reader()
