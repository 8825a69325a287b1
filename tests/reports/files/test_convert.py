"""LibreOffice on a short lead. A small program in its place shows what it is given; the real one makes real files."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reports.files import convert, landlock, seccomp
from tests.conftest import ROOT, unavailable
from tests.reports.files.read.packages import WORD_TABLE, word_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the program in its place is a script of a shell")

NO_FENCES = "this kernel has no Landlock (5.13), or the numbers of its calls are not known"


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


def test_one_that_crashes_is_started_once_more_and_not_a_third_time(program, tmp_path, monkeypatch):
    tries, run = [], convert._run

    def count_and_run(*words):
        tries.append(words)
        (tmp_path / "try").write_text(str(len(tries)))
        return run(*words)

    monkeypatch.setattr(convert, "_run", count_and_run)
    crash = f'[ $(cat {tmp_path}/try) = {{}} ] || exit 139; cp "$source" "$out/document.docx"'
    assert made(program(crash.format(2))) == "a document"
    tries.clear()
    with pytest.raises(convert.NotConverted):
        made(program(crash.format(3)))
    assert len(tries) == 2


def test_it_gets_no_variable_of_the_service(program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    names = {line.partition("=")[0] for line in made(program('env > "$out/document.docx"')).splitlines()}
    assert names - {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"} == {"PATH", "HOME", "TMPDIR", "LANG", *convert._FRUGAL}


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


@pytest.fixture
def without_fences(monkeypatch):
    """Function: from now on LibreOffice runs without them."""

    def open_them():
        way, start = convert._START.split("; from ")
        code = f"{way}; from reports.files import fences; fences.close_office = print; from {start}"
        monkeypatch.setattr(convert, "_START", code)

    return open_them


def test_it_reads_its_own_folder_and_the_system_and_writes_its_own_folder(program, without_fences):
    """Neither the file of keys nor the database, nor what the kernel tells of other processes."""
    if not landlock.version() or not seccomp.is_known():
        unavailable(NO_FENCES)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as away:  # neither of the system nor a place for sockets
        secret = Path(away, "secret")
        secret.write_text("geheim")
        tries = {
            "own": 'cat "$source"',
            "system": "cat /usr/share/doc/libc6/copyright",
            "secret": f"cat {secret}",
            "users": "cat /etc/passwd",
            "service": f"cat /proc/{os.getpid()}/cmdline",
            "beside": f"touch {away}/made",
            "rights": f"chmod 777 {secret}",
            "link": f'ln -s {secret} "$out/link"',
            "run_own": 'cp /bin/true "$out/true" && chmod +x "$out/true"; "$out/true"',
            "signal": f"kill -0 {os.getpid()}",
            "removed": f"rm {secret}",
        }
        told = [f'({code}) >/dev/null 2>&1 && echo {name} >> "$out/document.docx"' for name, code in tries.items()]
        path = program("\n".join([*told, 'rm -f "$out/true" "$out/link"']))
        assert set(made(path).split()) == {"own", "system"}
        assert secret.read_text() == "geheim"
        without_fences()
        assert set(made(path).split()) == set(tries)


def test_nothing_is_left_to_it_where_the_kernel_has_all_fences():
    if not landlock.version() or not seccomp.is_known():
        unavailable(NO_FENCES)
    assert convert.left() == []


LINKS = ["ln -s {}/document.docx $out/document.docx", "rmdir $out; ln -s {} $out", "mkfifo $out/document.docx"]


@pytest.mark.parametrize("way", [*LINKS, "ln {}/document.docx $out/document.docx"])
def test_what_is_made_is_no_link_to_a_file_of_the_service(program, tmp_path, without_fences, way):
    """Where the kernel lets it make one."""
    without_fences()
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "document.docx").write_text("geheim")
    with pytest.raises(convert.NotConverted, match="nothing was made"):
        made(program(way.format(tmp_path / "away")))


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


def test_one_that_does_not_end_is_killed_with_all_that_it_has_started(program, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = program("sleep 600 & echo $! > new; mv new started\nwait")
    told, pids = [], []

    def tell(done, total):
        told.append((done, total))
        pids.extend(file.read_text().strip() for file in tmp_path.glob("*/started"))
        return not pids

    with pytest.raises(convert.Stopped):
        made(path, tell=tell)
    assert told[0] == (0, 0)
    until(lambda: not is_alive(pids[0]))  # a killed process takes its moment to die


def test_a_killed_worker_leaves_neither_a_process_nor_a_folder(program, tmp_path):
    """Whoever asked kills nothing any more, and clears nothing away."""
    folders = tmp_path / "folders"
    folders.mkdir()
    path = program('trap "" TERM; echo $$ > new; mv new started; sleep 600')
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from reports.files.convert import convert; "
        "convert(b'a document', 'doc', 'docx', program=sys.argv[2])"
    )
    worker = subprocess.Popen([sys.executable, "-c", code, str(ROOT), path], env={**os.environ, "TMPDIR": str(folders)})
    until(lambda: list(folders.glob("*/started")))
    pid = next(folders.glob("*/started")).read_text().strip()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: not is_alive(pid))
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


def test_libreoffice_is_content_with_two_thirds_of_its_memory(needs_program, monkeypatch):
    """At the limit itself a thread that got none ended in silence on a busy machine, and the others waited for it."""
    monkeypatch.setattr(convert, "MAX_MEMORY", convert.MAX_MEMORY * 2 // 3)
    workbook = openpyxl.Workbook()
    for _ in range(2):
        workbook.create_sheet().append(["Концерт", "г. Минск"])
    stream = io.BytesIO()
    workbook.save(stream)
    made = convert.convert(stream.getvalue(), "xlsx", "ods", program=needs_program("soffice"))
    assert "г. Минск" in zipfile.ZipFile(io.BytesIO(made)).read("content.xml").decode()
