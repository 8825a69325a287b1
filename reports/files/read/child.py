"""The process in which an uploaded file is read: bare, without Django, secrets or database, and under limits.

`process.py` starts it; the file comes on standard input. It prints lines of JSON: {"done", "total"} now and then, and a
result at the end. That is {"kind", "read"}, for a list {"rows", "is_cut"}, for what is only compared the form that
`printed.py` has for JSON, or what `alone.py` says.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from reports.files import fences
from reports.prose.morphology import dictionary

from . import (
    alone,
    excel,
    formats,
    html,
    limits,
    odf,
    ods,
    odt,
    pdf,
    printed,
    rtf,
    rtf_words,
    safe,
    separated,
    text,
    word,
)
from .grid import GridRow, Piece
from .list import read_list
from .rows import ReadFile, Unreadable
from .rows_json import read_rows
from .tables import read_pieces
from .understanding import understand

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
    alone.limit(wishes.pop("seconds"))
    is_table = "year" in wishes
    alone.run(lambda data: _read(data, wishes), lambda: _prepare(is_table=is_table))


def _read(data: bytes, wishes: dict) -> dict:
    if wishes.pop("is_probe", False):
        return {"left": fences.left()}
    if wishes.pop("is_list", False):
        return read_list(data)
    if "printed" in wishes:
        return printed.as_json(printed.read_printed(data, wishes["printed"]))
    kind, read = read_file(data, tell=_Teller(), **wishes)
    return {"kind": kind, "read": asdict(read)}


# Of tables in pages and in RTF; an unknown one is guessed.
_MORE_ENCODINGS = {"koi8-u", "iso8859-1", "iso8859-5", "big5", "gbk", "gb2312", "shift-jis", "euc-jp", "euc-kr"}
_MORE_ENCODINGS |= rtf_words.PAGES


def _prepare(*, is_table: bool) -> None:
    alone.load_encodings(_MORE_ENCODINGS if is_table else ())
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
            sys.stdout.buffer.write(alone.as_line({"done": done, "total": total}))
            sys.stdout.buffer.flush()
