"""The process in which an uploaded file is read: bare, without Django, secrets or database, and under limits.

`reading.py` starts it; the file comes on standard input. It prints lines of JSON: {"done", "total"} now and then, and a
result at the end. That is {"kind", "read"}, for a list {"rows", "is_cut"}, for what is only compared the form that
`printed.py` has for JSON, {"refusal"} in Russian, or for a bug {"failure"} with a traceback.
"""

import codecs
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from lxml import etree

from reports.files import fences
from reports.prose.morphology import dictionary

from . import excel, formats, html, limits, odf, ods, odt, pdf, printed, rtf, rtf_words, safe, separated, text, word
from .grid import GridRow, Piece
from .list import read_list
from .rows import NoTable, ReadFile, Unreadable
from .rows_json import read_rows
from .tables import read_pieces
from .understanding import understand

MAX_MEMORY = 600 * 1024 * 1024  # bytes of address space
MAX_RESULT = 64 * 1024 * 1024  # bytes of the result as JSON
SECONDS_BETWEEN_TELLING = 0.2

# What tells how many rows there will be; a guess for the progress bar, never a limit.
_OF_EACH_ROW = {
    formats.WORD: b"</w:tr>",
    formats.EXCEL: b"</row>",
    formats.ODT: b"</table:table-row>",
    formats.ODS: b"</table:table-row>",
    formats.RTF: b"\\row",
    formats.PDF: b"</draw:frame>",
    formats.HTML: b"<tr",
    formats.TEXT: b"\n",
    formats.CSV: b"\n",
}
# What pasted text was pasted as, and what LibreOffice has made of a PDF.
_TOLD = (formats.HTML, formats.TEXT, formats.ROWS, formats.PDF)


def read_file(
    data: bytes,
    *,
    name: str = "",
    year: int | None,
    quarter: int | None,
    kind: str | None = None,
    towns: dict[str, str] | None = None,
    tell: Callable[[int, int], object] | None = None,
) -> tuple[str, ReadFile]:
    """Read and understand a whole file, here and without limits of time and memory: (kind, what was read).

    `towns`: the places of the partners, by name, with the codes of their countries.
    `tell(done, total)`: rows read, of about how many. Raises Unreadable, and nothing else for any bytes.
    """
    if len(data) > limits.MAX_BYTES:
        raise Unreadable(limits.TOO_LARGE)
    if kind not in _TOLD:
        data, name = formats.unwrapped(data, name)
        kind = formats.kind_of(data, name)
    if kind == formats.ROWS:
        read = read_rows(data)
    else:
        pieces, total = _pieces(data, kind)
        try:
            read = read_pieces(_counted(pieces, total, tell))
        except RecursionError as deep:  # elements within elements
            raise Unreadable(safe.TOO_COMPLEX) from deep
    return kind, understand(read, year, quarter, towns)


def _pieces(data: bytes, kind: str) -> tuple[Iterator[Piece], int]:
    """The pieces of a table, and about how many rows they are."""
    mark = _OF_EACH_ROW[kind]
    if kind in _OF_PACKAGES and data.startswith(b"PK"):
        package = safe.open_package(data)
        return _OF_PACKAGES[kind](package), safe.count_in_parts(package, mark)
    if kind in _OF_PACKAGES:
        return _OF_PACKAGES[kind](odf.opened(data)), data.count(mark)
    if kind != formats.RTF:
        safe.check_text(data, is_page=kind == formats.HTML)
    return _OF_TEXTS[kind](data), data.lower().count(mark)


_OF_PACKAGES = {
    formats.WORD: word.pieces,
    formats.EXCEL: excel.pieces,
    formats.ODT: odt.pieces,
    formats.ODS: ods.pieces,
    formats.PDF: pdf.pieces,
}
_OF_TEXTS = {
    formats.HTML: html.pieces,
    formats.TEXT: text.pieces,
    formats.CSV: separated.pieces,
    formats.RTF: rtf.pieces,
}


def _counted(pieces: Iterable[Piece], total: int, tell: Callable | None) -> Iterator[Piece]:
    rows = 0
    for piece in pieces:
        yield piece
        if isinstance(piece, GridRow):
            rows += 1
            if tell and rows % 20 == 0:
                tell(rows, max(rows, total))


# --- The process ---------------------------------------------------------------------------------------


def main() -> None:
    """Read standard input as the last argument says: JSON with seconds, and is_list, or printed (the kind), or
    is_probe (what the fences leave), or name, year, quarter, kind and towns."""
    wishes = json.loads(sys.argv[-1])
    _limit(wishes.pop("seconds"))
    try:
        data = sys.stdin.buffer.read()
        _prepare(is_table="year" in wishes)
        fences.close_reader()
        answer = _as_line(_read(data, wishes))
        if len(answer) > MAX_RESULT:
            raise Unreadable(safe.TOO_COMPLEX)
    except NoTable as none:
        answer = _as_line({"no_table": none.prose})
    except Unreadable as refusal:
        answer = _as_line({"refusal": str(refusal)})
    except (MemoryError, RecursionError):
        answer = _as_line({"refusal": safe.TOO_COMPLEX})
    except Exception as error:
        # Where and what, not the message: that may quote the file.
        where = "".join(traceback.format_tb(error.__traceback__))
        answer = _as_line({"failure": f"{where}{type(error).__name__}"})
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _read(data: bytes, wishes: dict) -> dict:
    if wishes.pop("is_probe", False):
        return {"left": fences.left()}
    if wishes.pop("is_list", False):
        return read_list(data)
    if "printed" in wishes:
        return printed.as_json(printed.read_printed(data, wishes["printed"]))
    kind, read = read_file(data, tell=_Teller(), **wishes)
    return {"kind": kind, "read": asdict(read)}


def _limit(seconds: int) -> None:
    """Limit memory and processor time; forbid writing files and core dumps."""
    fences.limit(AS=MAX_MEMORY, CPU=seconds, FSIZE=0, NPROC=0, CORE=0)


_ENCODINGS = ("cp437", "cp866", "cp1251", "koi8-r", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
# Of tables in pages and in RTF; an unknown one is guessed.
_MORE_ENCODINGS = {"koi8-u", "iso8859-1", "iso8859-5", "big5", "gbk", "gb2312", "shift-jis", "euc-jp", "euc-kr"}
_MORE_ENCODINGS |= rtf_words.PAGES
_ENCODINGS_OF_XML = ("windows-1251", "iso-8859-1", "us-ascii")  # the parser has its own


def _prepare(*, is_table: bool) -> None:
    """Load what is else loaded in the middle of a file: behind the fences there are no files any more."""
    for encoding in (*_ENCODINGS, *(_MORE_ENCODINGS if is_table else ())):
        codecs.lookup(encoding)
    for encoding in _ENCODINGS_OF_XML:
        etree.fromstring(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())
    if is_table:
        dictionary()


class _Teller:
    """Writes how far it is, now and then."""

    def __init__(self) -> None:
        self.next = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self.next:
            self.next = now + SECONDS_BETWEEN_TELLING
            sys.stdout.buffer.write(_as_line({"done": done, "total": total}))
            sys.stdout.buffer.flush()


def _as_line(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
