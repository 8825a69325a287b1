"""A closed process says so; what it keeps from a child is tested with the child, in read/test_process.py."""

import ctypes
import sys

import pytest

from reports.files.closed import hide_memory

PR_GET_DUMPABLE = 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux closes a process")
def test_a_process_is_closed_once_it_asks():
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    hide_memory()
    assert ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
