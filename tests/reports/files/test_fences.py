"""What a process gives up, and how it tells what is left to it; the attacks on it are in read/test_attacks.py."""

import os
import sys

import pytest

from reports.files import fences, landlock, seccomp
from tests.conftest import unavailable

from .apart import answer_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the rings are of Linux")


def test_what_is_left_is_found_by_trying():
    """A process that has given up nothing; it started as ours, so it may look into our memory where it is open."""
    told = answer_of("from reports.files import fences; answer = fences.left()")
    assert {"files", "writing", "network", "processes", "signals"} <= set(told)


def test_where_a_try_would_do_harm_everything_counts_as_left(monkeypatch):
    """Windows ends a process that is sent a signal."""
    monkeypatch.setattr(os, "name", "nt")
    assert len(fences.left()) == 6


@LINUX
def test_nothing_is_left_to_the_reader_but_its_answer():
    if not landlock.version() or not seccomp.is_known():
        unavailable("this kernel has no Landlock (5.13), or the numbers of its calls are not known")
    lines = "from reports.files import fences; fences.close_reader(); answer = fences.left()"
    assert answer_of(lines) == []


@LINUX
def test_the_reader_keeps_no_descriptor_but_those_of_its_answers():
    source, sink = os.pipe()
    lines = f"""
from reports.files import fences
fences.RINGS.clear()
def is_open(number):
    try:
        return bool(os.fstat(number))
    except OSError:
        return False
before = is_open({source})
fences.close_reader()
answer = before, [number for number in range(100) if is_open(number)]"""
    assert answer_of(lines, pass_fds=[source]) == [True, [1, 2]]
    os.close(source)
    os.close(sink)


@LINUX
def test_the_limits_alone_leave_neither_files_nor_the_network():
    """On a kernel that has nothing else, and on another system."""
    told = answer_of("from reports.files import fences; fences.RINGS['limits'](); answer = fences.left()")
    assert not {"files", "network"} & set(told)


def test_a_limit_that_the_system_does_not_know_is_passed_over():
    assert not fences.limit(NO_SUCH_LIMIT=1)


@LINUX
def test_libreoffice_that_lies_apart_reads_what_lies_beside_it(monkeypatch, tmp_path):
    """But not the whole disk, where its program lies at the top."""
    let_through = []
    monkeypatch.setattr(fences.landlock, "close", lambda **paths: let_through.append(paths["readable"]))
    for name in ("give_up_rights", "_close_others"):
        monkeypatch.setattr(fences, name, lambda: None)
    monkeypatch.setattr(fences.seccomp, "close_office", lambda: None)
    (tmp_path / "office" / "program").mkdir(parents=True)
    program = tmp_path / "office" / "program" / "soffice"
    program.touch()
    (tmp_path / "link").symlink_to(program)
    fences.close_office("/own", str(tmp_path / "link"))
    fences.close_office("/own", "/soffice")
    assert [set(paths) - set(fences.READABLE) for paths in let_through] == [{str(tmp_path / "office")}, set()]
