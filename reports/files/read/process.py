"""Reads an uploaded file in a child process, which may take so much memory and time and no more.

No Django here: commands, the worker and the web process use it alike.
"""

import base64
import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reports.files import convert
from reports.files.closed import hide_memory
from reports.files.convert import Stopped

from . import formats, printed
from .archive import NotOneDocument
from .rows import NoTable, ReadFile, Unreadable, from_json
from .scan import CONTENT_TYPES, MAX_SCAN, ReadScan
from .scan import TOO_LARGE as TOO_LARGE_SCAN

SECONDS = 30  # by the clock on the wall, and of the processor
SECONDS_OF_LIST = 10  # somebody waits for the page
SECONDS_OF_PRINTED = 10  # likewise, and it may be anybody
SECONDS_OF_LOOK = 10  # likewise
SECONDS_OF_OFFICE = 30  # of LibreOffice before that, by the clock: a PDF of twenty pages takes five
LONGEST_FAILURE = 4000  # letters of a trace in the log: a child that was taken over writes what it likes
MAX_LINE = 72 * 1024 * 1024  # a little more than the child may answer
SECONDS_BETWEEN_ASKING = 0.25
SECONDS_TO_END = 1

TOO_LONG = (
    "Файл читается слишком долго. Разделите таблицу на несколько файлов или скопируйте её в новый документ "
    "и загрузите его."
)
FAILED = (
    "Файл прочитать не удалось: он устроен необычно. Скопируйте таблицу в новый документ и загрузите его или "
    "вставьте её в окно на странице загрузки."
)
NOT_OPENED = "Файл открыть не удалось: он повреждён, защищён паролем или слишком велик."

_ROOT = Path(__file__).resolve().parents[3]
# Isolated (-I): no folder and no variable of the caller decides what is imported, but ours has to be found.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from reports.files.read.child import main; main()"
_START_OF_LOOK = _START.replace(".child ", ".first_look ")
# What an interpreter needs to start. Passwords and keys of the service are no business of the child.
_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")

logger = logging.getLogger(__name__)


MOST_TOWNS, LONGEST_TOWN = 300, 60  # they go to the child as an argument, whose length is bounded


def read_table(
    data: bytes,
    *,
    name: str = "",
    year: int,
    quarter: int,
    kind: str | None = None,
    towns: dict[str, str] | None = None,
    tell: Callable[[int, int], bool | None] | None = None,
    seconds: int = SECONDS,
    converter: str = "",
) -> tuple[str, ReadFile]:
    """Read a file in a child process: (kind, what was read). `kind` None: found from the bytes. `converter`: path of
    LibreOffice, by which old documents and PDF are made such as the child reads; without it they are refused.

    `towns` are the places of the partners, by name, with the codes of their countries; of very many, the first.
    `tell(done, total)` is called about four times a second, with the rows read and their approximate number (0: not
    known yet). When it returns False, the child is killed and Stopped is raised. Raises Unreadable, whose text says in
    Russian what to do, for a file that cannot be read or takes too much memory or time.
    """
    old = ""
    if converter and kind is None and formats.may_need_office(data):
        look = look_into(data, name, converts=True, seconds=seconds)
        if look.kind in formats.THROUGH_OFFICE:
            old, data, name = look.kind, _converted(look.data, look.kind, converter, tell), ""
            kind = formats.PDF if old == formats.PDF else None
    short = [(town, code) for town, code in (towns or {}).items() if len(town) <= LONGEST_TOWN]
    known = dict(short[:MOST_TOWNS])
    wishes = {"name": name, "year": year, "quarter": quarter, "kind": kind, "towns": known}
    answer = _answer(data, wishes, seconds, tell)
    return old or answer["kind"], from_json(answer["read"])


@dataclass(frozen=True, slots=True)
class Look:
    """What the bytes of a file are (of `formats`); `data`: of a document that LibreOffice has to open, also of the only
    one in an archive, else the file's. `is_archive`: the file is one, with one document."""

    kind: str
    data: bytes
    is_archive: bool


def look_into(data: bytes, name: str = "", *, converts: bool = False, seconds: int = SECONDS_OF_LOOK) -> Look:
    """What an uploaded file is, looked at in a child process; `converts` as of `formats.kind_of`. Raises Unreadable,
    and of archives NotOneDocument."""
    answer = _answer(data, {"name": name, "look": "kind", "converts": converts}, seconds)
    document = base64.b64decode(answer["document"]) if "document" in answer else data
    return Look(answer["kind"], document, answer["is_archive"])


def read_scan(data: bytes, *, seconds: int = SECONDS_OF_LOOK) -> ReadScan:
    """The scan of these bytes, looked at in a child process. Raises Unreadable."""
    if len(data) > MAX_SCAN:
        raise Unreadable(TOO_LARGE_SCAN)
    answer = _answer(data, {"name": "", "look": "scan"}, seconds)
    return ReadScan(data[: answer["end"]], answer["ending"], CONTENT_TYPES[answer["ending"]])


def _converted(data: bytes, kind: str, converter: str, tell: Callable | None, **bounds: int) -> bytes:
    """An old document as one that our readers know; `bounds` as of `convert`. Raises Unreadable, and Stopped as `tell`
    wants it."""
    try:
        made, *options = _MADE_OF[kind]
        return convert.convert(data, kind, made, program=converter, options=tuple(options), tell=tell, **bounds)
    except convert.NotConverted as failure:
        logger.error("Converting a file of the kind %s failed: %s", kind, failure)
        raise Unreadable(f"{NOT_OPENED} {formats.ADVICE[kind]}") from failure


# Kind → what LibreOffice makes of it, and how; a PDF becomes flat XML of its lines and texts.
_MADE_OF = {
    formats.OLD_WORD: ("docx",),
    formats.OLD_EXCEL: ("xlsx",),
    formats.PDF: ("fodt", "--infilter=writer_pdf_import"),
}


def read_list(data: bytes, *, seconds: int = SECONDS_OF_LIST) -> dict:
    """Read a reference list in a child process: the answer of `read_list.py`, with its limits.

    Raises Unreadable as `read_table` does.
    """
    return _answer(data, {"name": "список", "is_list": True}, seconds)


def read_printed(data: bytes, kind: str, *, seconds: int = SECONDS_OF_PRINTED, converter: str = "") -> printed.Printed:
    """What a file of one of the kinds of `printed.py` prints, read in a child process. `converter` as of `read_table`,
    for a PDF. Raises Unreadable."""
    if kind == formats.PDF:
        data = _converted(data, kind, converter, None, seconds=SECONDS_OF_OFFICE)
    return printed.from_json(_answer(data, {"name": "для сверки", "printed": kind}, seconds))


def left() -> list[str]:
    """What the child could still do, were its parser taken over: names of `fences.left`. Raises Unreadable when it does
    not start."""
    return _answer(b"", {"name": "", "is_probe": True}, SECONDS_OF_PRINTED)["left"]


def _answer(data: bytes, wishes: dict, seconds: int, tell: Callable | None = None) -> dict:
    """What the child says of the file, when it is no refusal."""
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        with _started(source, {**wishes, "seconds": seconds}) as process:
            answer = _answer_of(process, tell, time.monotonic() + seconds)
    if "no_table" in answer:
        raise NoTable(answer["no_table"])
    if "not_one" in answer:
        raise NotOneDocument(answer["not_one"])
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    if "failure" in answer:
        trace = str(answer["failure"])[:LONGEST_FAILURE]
        logger.error("Reading a file of the kind %s failed: %s", wishes.get("kind") or "-", trace)
        raise Unreadable(FAILED)
    return answer


@contextlib.contextmanager
def _started(source: BinaryIO, wishes: dict) -> Iterator[subprocess.Popen]:
    """The child, killed at the end if it still runs."""
    hide_memory()
    process = subprocess.Popen(
        [
            sys.executable,
            "-I",
            "-X",
            "utf8",
            "-c",
            _START_OF_LOOK if "look" in wishes else _START,
            str(_ROOT),
            json.dumps(wishes),
        ],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _VARIABLES if name in os.environ},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answer_of(process: subprocess.Popen, tell: Callable[[int, int], object] | None, deadline: float) -> dict:
    """The last line of the child as a dict; `tell` is kept informed."""
    lines = queue.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True)
    listener.start()
    try:
        done = total = 0
        while True:
            line = _next_line(lines, deadline)
            if line == b"":
                raise Unreadable(_why_it_ended(process))
            answer = _said(line) if line else {"done": done, "total": total}
            if "done" not in answer:
                return answer
            done, total = answer["done"], answer["total"]
            if tell and tell(done, total) is False:
                raise Stopped
    finally:
        process.kill()  # so that the listener comes to an end
        listener.join()
        process.stdout.close()


def _said(line: bytes) -> dict:
    """What a line of the child says. One that was taken over may say anything."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        logger.error("The reading process answered with something else")
        raise Unreadable(FAILED)
    return answer


def _listen(stream: BinaryIO, lines: queue.SimpleQueue) -> None:
    """Each line of the child; b"" for its end, and for a line that was cut because it is too long."""
    while (line := stream.readline(MAX_LINE)).endswith(b"\n"):
        lines.put(line)
    lines.put(b"")


def _next_line(lines: queue.SimpleQueue, deadline: float) -> bytes | None:
    """A line, or None when none comes for a while. Raises Unreadable when the time is over."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreadable(TOO_LONG)
    try:
        return lines.get(timeout=min(left, SECONDS_BETWEEN_ASKING))
    except queue.Empty:
        return None


def _why_it_ended(process: subprocess.Popen) -> str:
    """It ended without an answer: by the limit of time, or by that of memory, which some libraries do not survive.
    One that still runs was answering without end."""
    try:
        status = process.wait(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        status = None
    logger.error("The reading process gave no answer; its status: %s", status)
    return TOO_LONG if status in _KILLED_BY_TIME else FAILED


_KILLED_BY_TIME = (-24, -9)  # SIGXCPU, SIGKILL; by number, since Windows has neither
