"""Passwords are checked a few at a time: a hash is dear, and everybody else works on the same processor."""

import threading
import time

PARALLEL_HASHES = 2  # in one process; a hash takes a quarter of a second of a processor
WAIT_FOR_HASH = 3  # seconds
_hashing = threading.BoundedSemaphore(PARALLEL_HASHES)
_cost = {"seconds": 0.25}  # of the processor, for the last hash of this process


class TooBusy(Exception):
    """So many passwords are being checked that this one did not get its turn."""


def check_in_turn(check, *args, **kwargs):
    """Result of `check`, which hashes a password; raises TooBusy when the others leave no room for it.

    Without this, guessers in many threads would take the processor from everybody who works.
    """
    if not _hashing.acquire(timeout=WAIT_FOR_HASH):
        raise TooBusy
    began = time.thread_time()
    try:
        return check(*args, **kwargs)
    finally:
        _cost["seconds"] = time.thread_time() - began
        _hashing.release()


def cost_of_a_check():
    """Seconds of the processor that checking a password took here the last time."""
    return _cost["seconds"]
