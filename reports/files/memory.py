"""Gives memory back to the system that the C library keeps for the next time. Does nothing where it is not glibc."""

import ctypes
import gc

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 1024 * 1024  # bytes


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
