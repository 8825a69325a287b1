"""Closes this process to the programs that it starts: they run as the same user and read strangers' files."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def hide_memory() -> None:
    """Close this process, which holds the keys and passwords of the service, to others of the same user, such as the
    child. /proc/PID/environ and /proc/PID/mem then belong to root.

    What is forked is closed, too; what is executed begins open. Does nothing where the system is not Linux.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
