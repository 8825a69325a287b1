"""Has LibreOffice turn one document into another: old formats into those that our readers know, ours into PDF and ODT.

An engine of a hundred parts that reads strangers' files is kept on a short lead: a folder and a profile of its own,
which go with it, no variable of the service, no macro, no link followed, limits of memory, time and size, the fences of
`fences.close_office`; `launch.py` sets them. Whoever calls decides whether there is one (the setting CONVERTER).
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .closed import hide_memory

SECONDS = 60  # by the clock on the wall; the first start on a busy server takes its time
FIRST_TRY = 0.6  # of the time; one that stands still leaves the rest to another
SECONDS_OF_PROCESSOR = 30
SECONDS_BETWEEN_ASKING = 0.25
MAX_MEMORY = 600 * 1024 * 1024  # bytes of address space; it takes some 350 MB of it, 220 MB of memory
MAX_WRITTEN = 64 * 1024 * 1024  # bytes of each file that it writes
# Each of its threads would set 64 MB of address space aside for itself, and the first that gets none ends in silence,
# with the others waiting for it. So they share, and there is one.
_FRUGAL = {"MALLOC_ARENA_MAX": "1", "MAX_CONCURRENCY": "1", "SC_IMPORT_THREADS": "0"}

# No macro runs, no link is followed, nobody is asked. A PDF is PDF/A-2b with tags: every version knows these settings,
# the arguments of a filter only the newest.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export"><prop oor:name="SelectPdfVersion"
 oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export"><prop oor:name="UseTaggedPDF"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from reports.files.launch import main; main()"

logger = logging.getLogger(__name__)


class NotConverted(Exception):
    """LibreOffice made nothing of the document; the text is for the log, in English."""


class _Nothing(NotConverted):
    """It ended in time and has made nothing: it crashes now and then, and does it the next time."""


class _TooLong(NotConverted):
    """The time of this try is over."""


class Stopped(Exception):
    """Whoever was told that it still runs said that it is enough."""


def found(program: str) -> str:
    """The whole path of the converter, "" where there is none: `program` is empty, or names nothing that runs."""
    return (shutil.which(program) or "") if program else ""


def convert(
    data: bytes,
    ending: str,
    to: str,
    *,
    program: str,
    options: tuple[str, ...] = (),
    seconds: int = SECONDS,
    processor: int = SECONDS_OF_PROCESSOR,
    tell: Callable[[int, int], bool | None] | None = None,
) -> bytes:
    """The bytes of a document, whose name would end with `ending` («docx»), as another: `to` is what LibreOffice's
    `--convert-to` takes («odt», «pdf:writer_pdf_Export:{…}»). `options` are more of its options.

    `tell(0, 0)` is called about four times a second. When it returns False, the converter is killed and Stopped is
    raised. Raises NotConverted where there is no program, or it fails twice, takes too long or makes nothing.
    """
    if not (path := found(program)):
        raise NotConverted(f"there is no program {program!r}")
    begun = time.monotonic()
    try:
        return _converted(data, ending, to, path, options, begun + seconds * FIRST_TRY, processor, tell)
    except (_Nothing, _TooLong):  # now and then it crashes, or stands still, at its start
        return _converted(data, ending, to, path, options, begun + seconds, processor, tell)


def _converted(
    data: bytes, ending: str, to: str, path: str, options: tuple, deadline: float, processor: int, tell: Callable | None
) -> bytes:
    """One try, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="pobratim-convert-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"document.{ending}"
        source.write_bytes(data)
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        out = home / "out"
        command = [
            path,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", *options),
            *("--convert-to", to, "--outdir", str(out), str(source)),
        ]
        said = _run(command, home, deadline, processor, tell)
        if not (content := _made_in(out)):
            raise _Nothing(f"nothing was made of a .{ending}: {said[-500:]!r}")
        return content


def _made_in(out: Path) -> bytes:
    """The one document that was made; nothing where it is a link, which might lead to a file of the service."""
    made = sorted(out.glob("document.*")) if out.is_dir() and not out.is_symlink() else []
    if len(made) != 1:
        return b""
    try:
        with open(os.open(made[0], os.O_RDONLY | _NO_LINK), "rb") as file:
            facts = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 else b""
    except OSError:
        return b""


_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def left() -> list[str]:
    """What LibreOffice could still do, were it taken over: names of `fences.left`. Raises NotConverted when nothing
    starts."""
    with tempfile.TemporaryDirectory(prefix="pobratim-convert-") as folder:
        said = _run([], Path(folder), time.monotonic() + SECONDS, SECONDS_OF_PROCESSOR, None)
    try:
        return json.loads(said)
    except ValueError as failure:
        raise NotConverted(f"it told nothing: {said[-500:]!r}") from failure


def _run(command: list[str], home: Path, deadline: float, processor: int, tell: Callable | None) -> bytes:
    """What the program said; it and all that it has started are dead at the end."""
    hide_memory()
    limits = map(str, (MAX_MEMORY, processor, MAX_WRITTEN))
    with (home / "said").open("w+b") as said:
        process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_ROOT), *limits, *command],
            stdin=subprocess.PIPE,  # it ends with us
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=home,
            env={"PATH": os.defpath, "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", **_FRUGAL},
            start_new_session=True,
        )
        try:
            _wait(process, deadline, tell)
        finally:
            _kill(process)
        said.seek(0)
        return said.read()


def _wait(process: subprocess.Popen, deadline: float, tell: Callable | None) -> None:
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _TooLong("it took too long")
        try:
            process.wait(timeout=min(left, SECONDS_BETWEEN_ASKING))
        except subprocess.TimeoutExpired:
            if tell and tell(0, 0) is False:
                raise Stopped from None
            continue
        if process.returncode:
            logger.warning("The converter ended with %s", process.returncode)
        return


def _kill(process: subprocess.Popen) -> None:
    """LibreOffice is a script that starts a program that starts a program."""
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    process.stdin.close()
