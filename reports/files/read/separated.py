"""Reads a table from a text whose cells are apart by semicolons, commas or tabs (CSV), as Excel and 1С save it.

A cell in quotes may have separators and line ends in it. Quotes that do not surround a whole cell are letters of it.
Which sign separates is told by «sep=», else it is the one that gives the most rows the same number of cells.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from .cards import ENOUGH
from .grid import BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .headings import heading_meaning
from .rows import Unreadable
from .safe import MAX_CELLS_OF_ROW, TOO_MUCH_TEXT
from .text import decode

SIGNS = ";\t,|"
LOOKED_AT = 64 * 1024  # bytes
ROWS_LOOKED_AT = 60
LEAST_COLUMNS = 3
CARD_COLUMNS = 2
LONGEST_HEADING = 200
MAX_CELLS = 600_000
MORE_CELLS = "В строке больше ячеек, чем столбцов в таблице: разделитель мог стоять внутри текста. Проверьте поля."

_SEP = re.compile(r"\ufeff?sep=(.)\r?\n?", re.I)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_QUOTED = {sign: re.compile(rf'[ ]*+"((?:[^"]|"")*+)"[ ]*+(?=[{re.escape(sign)}\n]|\Z)') for sign in SIGNS}
_PLAIN = {sign: re.compile(rf"[^{re.escape(sign)}\n]*") for sign in SIGNS}


def is_separated(data: bytes, name: str = "") -> bool:
    """Whether the text is a table of this kind, and none that a program has put tabs into."""
    text = _lines(decode(data[:LOOKED_AT]))
    if _SEP.match(text):
        return True
    sign = separator_of(text)
    if sign == "\t":
        return name.lower().endswith(".csv") or _is_all_in_quotes(text)
    return bool(sign)


def looks_like_text(data: bytes) -> bool:
    """Whether bytes with noughts among them are text in UTF-16."""
    text = decode(data[:2000])
    return not _CONTROLS.search(text) and "\ufffd" not in text[:-1]


def separator_of(text: str) -> str:
    """The sign between the cells, "" where no sign makes a table."""
    best, most = "", 0
    for sign in SIGNS:
        widths = [len(cells) for cells, _ in _some_rows(text, sign)]
        counts = Counter(width for width in widths if width >= LEAST_COLUMNS)
        if not counts:
            continue
        width, rows = max(counts.items(), key=lambda one: (one[1], one[0]))
        # One row may be prose with commas; of semicolons and tabs one is a heading without rows.
        if rows * width > most and (rows > 1 or (sign in ";\t" and len(widths) == 1)):
            best, most = sign, rows * width
    return best or next((sign for sign in ";\t," if _are_cards(text, sign)), "")


def _are_cards(text: str, sign: str) -> bool:
    """Whether there are two columns, and headings of a report on the left of enough rows."""
    firsts = [
        cells[0]
        for cells, _ in _some_rows(text, sign)
        if len(cells) == CARD_COLUMNS and len(cells[0]) < LONGEST_HEADING
    ]
    known = {meaning.fields[0] for first in firsts if (meaning := heading_meaning(first)) and meaning.fields}
    return len(known) >= ENOUGH


def pieces(data: bytes) -> Iterator[Piece]:
    """Yield the rows of a text in any usual encoding; a text without a table is yielded line by line."""
    text = _lines(decode(data)).replace("\0", "")
    told = _SEP.match(text)
    sign = told[1] if told and told[1] in SIGNS else separator_of(text[:LOOKED_AT])
    text = text[told.end() :] if told else text.removeprefix("\ufeff")
    if not sign:
        yield from (Text(line, BEFORE) for line in text.split("\n") if line.strip())
        return
    yield NextTable("таблица 1")
    rows, count = [], 0
    for cells, number in _rows(text, sign):
        count += len(cells)
        if count > MAX_CELLS:
            raise Unreadable(TOO_MUCH_TEXT)
        if any(map(str.strip, cells)):
            rows.append((cells, number))
    usual = _usual_width(rows)
    for cells, number in rows:
        row = GridRow([Cell(cell.split("\n")) for cell in cells], row_place(1, number))
        if usual and len(cells) > usual and any(map(str.strip, cells[usual:])):
            row.cells[usual - 1].doubts.append(MORE_CELLS)
        yield row


def _usual_width(rows: list[tuple[list[str], int]]) -> int:
    counts = Counter(len(cells) for cells, _ in rows if len(cells) >= LEAST_COLUMNS)
    return max(counts, key=lambda width: (counts[width], -width), default=0)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _some_rows(text: str, sign: str) -> Iterator[tuple[list[str], int]]:
    """The first rows, up to one that is too wide for any table."""
    with suppress(Unreadable):
        for count, row in enumerate(_rows(text, sign)):
            if count >= ROWS_LOOKED_AT:
                return
            if any(map(str.strip, row[0])):
                yield row


def _rows(text: str, sign: str) -> Iterator[tuple[list[str], int]]:
    """The cells of each row, and its number in the file."""
    quoted, plain = _QUOTED[sign], _PLAIN[sign]
    place, number = 0, 0
    while place < len(text):
        cells, number = [], number + 1
        while True:
            if text[place : place + 40].lstrip(" ").startswith('"') and (match := quoted.match(text, place)):
                cells.append(match[1].replace('""', '"'))
            else:
                match = plain.match(text, place)
                cells.append(match[0])
            place = match.end()
            if text[place : place + 1] != sign:
                break
            place += 1
            if len(cells) > MAX_CELLS_OF_ROW:
                raise Unreadable(TOO_MUCH_TEXT)
        place += 1
        yield cells, number


def _is_all_in_quotes(text: str) -> bool:
    lines = [line for line in text.split("\n")[:ROWS_LOOKED_AT] if "\t" in line]
    return len(lines) > 1 and sum(line.startswith('"') and '"\t"' in line for line in lines) > len(lines) / 2
