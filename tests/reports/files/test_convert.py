"""LibreOffice on a short lead. A small program in its place shows what it is given; the real one makes real files."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reports.files import convert
from tests.conftest import ROOT
from tests.reports.files.read.packages import WORD_TABLE, word_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the program in its place is a script of a shell")


@pytest.fixture
def program(tmp_path):
    """Function: lines of a shell → path of a program that has `$source` and `$out` and runs them."""

    def make(lines):
        path = tmp_path / "program"
        path.write_text(f'#!/bin/sh\nfor source; do :; done\nout="$PWD/out"\nmkdir "$out"\n{lines}\n', encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return make


def made(program, **more):
    return convert.convert(b"a document", "doc", "docx", program=program, **more).decode()


def test_what_the_program_makes_is_returned_and_its_folder_goes(program):
    folder = made(program('cat "$source" > "$out/document.docx"; pwd >> "$out/document.docx"'))
    assert folder.startswith("a document")
    assert not os.path.exists(folder.removeprefix("a document").strip())


def test_one_that_crashes_is_started_once_more_and_not_a_third_time(program, tmp_path):
    tries = tmp_path / "tries"
    crash = f'echo x >> {tries}; [ $(wc -l < {tries}) = {{}} ] || kill -11 $$; cp "$source" "$out/document.docx"'
    assert made(program(crash.format(2))) == "a document"
    tries.unlink()
    with pytest.raises(convert.NotConverted):
        made(program(crash.format(3)))
    assert tries.read_text().count("x") == 2


def test_it_gets_no_variable_of_the_service(program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    names = {line.partition("=")[0] for line in made(program('env > "$out/document.docx"')).splitlines()}
    assert names - {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"} == {"PATH", "HOME", "TMPDIR", "LANG"}


def test_its_profile_forbids_macros_and_links(program):
    words = made(program('cat profile/user/registrymodifications.xcu > "$out/document.docx"'))
    assert 'oor:name="DisableMacrosExecution"' in words
    assert 'oor:name="BlockUntrustedRefererLinks"' in words


def test_it_has_limits(program):
    memory, processor, size, core = made(
        program('(ulimit -v; ulimit -t; ulimit -f; ulimit -c) > "$out/a"; mv "$out/a" "$out/document.docx"')
    ).split()
    assert int(memory) * 1024 == convert.MAX_MEMORY
    assert int(processor) == convert.SECONDS_OF_PROCESSOR
    assert size != "unlimited"
    assert core == "0"


def test_it_has_no_network_where_the_kernel_lets_a_process_go_without(program):
    devices = made(program('cat /proc/net/dev > "$out/document.docx"')).splitlines()[2:]
    whole = made(
        program('unshare -rn true 2>/dev/null && echo yes > "$out/document.docx" || echo no > "$out/document.docx"')
    )
    if whole.strip() == "yes":  # it may, so it was done
        assert [line.split(":")[0].strip() for line in devices] == ["lo"]


@pytest.mark.parametrize(
    "lines", ["", "exit 3", ': > "$out/document.docx"', 'echo a > "$out/document.a"; echo b > "$out/document.b"']
)
def test_nothing_nothing_in_it_and_two_files_are_no_document(program, lines):
    with pytest.raises(convert.NotConverted):
        made(program(lines))


def is_alive(pid):
    """Dead is also who is not yet buried."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("name", ["", "no-such-program", "/no/such/program"])
def test_without_a_program_nothing_is_converted(name):
    assert convert.found(name) == ""
    with pytest.raises(convert.NotConverted):
        made(name)


def test_one_that_does_not_end_is_killed_with_all_that_it_has_started(program, tmp_path):
    started = tmp_path / "started"
    path = program(f'sleep 600 & echo $! > "{started}"\nwait')
    told = []

    def tell(done, total):
        told.append((done, total))
        return not started.exists() or not started.read_text()

    with pytest.raises(convert.Stopped):
        made(path, tell=tell)
    assert told[0] == (0, 0)
    while is_alive(started.read_text().strip()):  # a killed process takes its moment to die
        pass


def test_a_killed_worker_leaves_neither_a_process_nor_a_folder(program, tmp_path):
    """Whoever asked kills nothing any more, and clears nothing away."""
    folders, started = tmp_path / "folders", tmp_path / "started"
    folders.mkdir()
    path = program(f'trap "" TERM; echo $$ > "{started}.new"; mv "{started}.new" "{started}"; sleep 600')
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from reports.files.convert import convert; "
        "convert(b'a document', 'doc', 'docx', program=sys.argv[2])"
    )
    worker = subprocess.Popen([sys.executable, "-c", code, str(ROOT), path], env={**os.environ, "TMPDIR": str(folders)})
    until(started.exists)
    assert list(folders.iterdir())
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: not is_alive(started.read_text().strip()))
    until(lambda: not list(folders.iterdir()))


def until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    assert is_so()


def test_it_has_so_many_seconds(program):
    with pytest.raises(convert.NotConverted, match="too long"):
        made(program("sleep 600"), seconds=0.2)


def test_libreoffice_makes_a_pdf_of_a_document(needs_program):
    pdf = convert.convert(word_file(WORD_TABLE), "docx", "pdf", program=needs_program("soffice"))
    assert pdf.startswith(b"%PDF-")
