"""Gives memory back to the system that the C library keeps for the next time. Does nothing where it is not glibc."""

import ctypes
import gc
import mmap
from pathlib import Path

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 1024 * 1024  # bytes
_GROWN = 4 * 1024 * 1024  # bytes, of a process of some 130 MB
_STATISTICS = Path("/proc/self/statm")  # its second number: pages in memory

_held_after = 0  # bytes, when the last was given back


def keep_little() -> None:
    """Have every large piece of memory given back when it is freed, and few threads keep stores of their own.

    glibc learns from the first 30 MB that are freed to keep such pieces, up to that size, for good. Setting the limit
    stops the learning.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_ARENA_MAX, 2)


def give_back() -> None:
    """Give back what nobody needs any more, also what only refers to itself; a tenth of a second of a large process."""
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def give_back_if_grown() -> None:
    """As `give_back`, where the process has grown since it last did: after a small file the tenth of a second, in which
    nobody else gets an answer, would buy nothing."""
    global _held_after
    if _held() > _held_after + _GROWN:
        give_back()
        _held_after = _held()


def _held() -> int:
    """Bytes in memory; 0 where the system does not say so in this way, and has nothing to be trimmed either."""
    try:
        return int(_STATISTICS.read_text().split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0
