"""Landlock: a process gives up files, ports and signals for good, without any right of its own (Linux 5.13).

https://docs.kernel.org/userspace-api/landlock.html. What a newer kernel can refuse is refused where it can.
"""

import contextlib
import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable

from .closed import take_no_rights

# The calls have these numbers on every machine that is named here.
_MACHINES = {"x86_64", "aarch64", "riscv64", "ppc64le", "s390x", "loongarch64", "armv7l", "i686"}
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION, _BELOW_A_PATH = 1, 1

_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_REMOVE_FILE, _MAKE_SOCKET = 1 << 5, 1 << 9
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL  # the others are rights of folders
_NEVER_MADE = _EXECUTE | 1 << 6 | 1 << 10 | 1 << 11 | 1 << 12  # programs, devices, FIFOs and symbolic links
# Version → how many rights of files it knows: to link elsewhere since 2, to truncate since 3, ioctl since 5.
_RIGHTS = ((5, 16), (3, 15), (2, 14), (1, 13))
_PORTS = 0b11  # to bind and to connect by TCP, since 4
_OTHERS = 0b11  # abstract sockets of others, and signals to them, since 6


def version() -> int:
    """Of Landlock in this kernel; 0 where there is none, or it is switched off."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return 0
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def close(*, readable: Iterable[str] = (), writable: Iterable[str] = (), for_sockets: Iterable[str] = ()) -> int:
    """Leave this process, and all that it starts, these files and folders with what is in them: to read and run, to
    read and write (no programs, links or devices), to put sockets in. No port of TCP, and no signal to others. A path
    that is not there is passed over.

    Returns the version that holds now; 0: none.
    """
    now = version()
    if not now:
        return 0
    files = (1 << next(count for since, count in _RIGHTS if now >= since)) - 1
    rules = struct.pack("=QQQ", files, _PORTS, _OTHERS)[: 24 if now >= 6 else 16 if now >= 4 else 8]
    take_no_rights()
    ruleset = _call(_CREATE, rules, len(rules), 0)
    if ruleset < 0:
        return 0
    try:
        for path in readable:
            _add(ruleset, path, files & (_EXECUTE | _READ | _LIST))
        for path in writable:
            _add(ruleset, path, files & ~_NEVER_MADE)
        for path in for_sockets:
            _add(ruleset, path, _MAKE_SOCKET | _REMOVE_FILE)
        return now if _call(_RESTRICT, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: str, rights: int) -> None:
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                rights &= _OF_FILES
            _call(_ADD, ruleset, _BELOW_A_PATH, struct.pack("=Qi", rights, place), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """A call of the kernel: its answer, -1 where it refuses."""
    call = ctypes.CDLL(None).syscall
    call.restype = ctypes.c_long
    return call(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
