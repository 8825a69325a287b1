"""The process that LibreOffice becomes; what it may then is in test_convert.py."""

import json
import subprocess
import sys

import pytest

from reports.files import convert

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the program in its place is one of Linux")

LIMITS = (str(convert.MAX_MEMORY), "5", "4096")


def launched(folder, *command):
    """What it said; it may live until its standard input ends."""
    words = [sys.executable, "-I", "-c", convert._START, str(convert._ROOT), *LIMITS, *command]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, text=True, start_new_session=True
    )
    said = process.stdout.readline()
    process.wait()
    convert._kill(process)
    process.stdout.close()
    return said


def test_it_becomes_the_program_under_its_limits_and_reads_nothing(tmp_path):
    assert launched(tmp_path, "/bin/sh", "-c", "echo $(ulimit -v) $(ulimit -t) $(ulimit -f) $(cat)").split() == [
        str(convert.MAX_MEMORY // 1024),
        "5",
        "8",  # of 512 bytes
    ]


def test_without_a_program_it_says_what_is_left(tmp_path):
    assert set(json.loads(launched(tmp_path))) <= {"files", "writing", "network", "signals", "memory"}
