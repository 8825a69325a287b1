"""Closes processes: this one, which holds keys, to the programs that it starts, which run as the same user and read
strangers' files; and those to rights that nobody needs for reading. Does nothing where the system is not Linux."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_SECUREBITS, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 28, 38
_ROOT_IS_NOBODY = 0xEF  # all of securebits(7), each locked, but the one that keeps capabilities
_CAPABILITIES = 64
_VERSION_OF_CAPSET = 0x20080522


def hide_memory() -> None:
    """Close this process, which holds the keys and passwords of the service, to others of the same user, such as the
    child. /proc/PID/environ and /proc/PID/mem then belong to root.

    What is forked is closed, too; what is executed begins open.
    """
    _control(_PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """The kernel kills this process when the thread ends that has started it."""
    _control(_PR_SET_PDEATHSIG, signal.SIGKILL if sys.platform == "linux" else 0)


def take_no_rights() -> bool:
    """No program that this process becomes gives it more rights than it has, whoever owns the program."""
    return _control(_PR_SET_NO_NEW_PRIVS, 1)


def give_up_rights() -> bool:
    """Give up every capability for good: root is then somebody who owns some files. Others have none to give up."""
    if not take_no_rights():
        return False
    for capability in range(_CAPABILITIES):
        _control(_PR_CAPBSET_DROP, capability)
    _control(_PR_SET_SECUREBITS, _ROOT_IS_NOBODY)
    header = (ctypes.c_uint32 * 2)(_VERSION_OF_CAPSET, 0)
    return ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0


def _control(what: int, value: int) -> bool:
    return sys.platform == "linux" and ctypes.CDLL(None).prctl(what, value, 0, 0, 0) == 0
