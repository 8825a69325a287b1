"""Reads a table that came as plain text: tabs between cells, lines between rows, as programs put it on the clipboard.

Excel and LibreOffice Calc put a cell of several lines into quotes; Word and Writer do not, so there a row goes on
until it has all its cells.
"""

import re
from collections import Counter
from collections.abc import Iterator

from . import headings
from .grid import BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place

# An unquoted row has gone on long enough.
MAX_LINES_OF_ROW = 300
MAX_COLUMNS_GUESSED = 12
LOOKED_AT = 32 * 1024  # bytes, for the encoding

_ONE_BYTE = ("cp1251", "koi8-r", "cp866")  # of equals the first
_PAIRS = "ст но то на ен ов ни ра во ко пр по ро ер от ин ре ор ос ан ал го ли ле та ва ет ел ло ес".split()

# A whole cell in quotes; quotes inside are doubled. Possessive, so that a lone quote costs one look.
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")
_NUMBER_SIGN = re.compile(r"№+|№\s*п\s*+/?\s*п?|n|n\s*п\s*+/?\s*п|номер", re.I)


def pieces(source: bytes | str) -> Iterator[Piece]:
    """Yield the rows of a text: a file's bytes in UTF-8, UTF-16 or Windows-1251, or text from the clipboard."""
    text = source if isinstance(source, str) else decode(source)
    rows = _rows(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    if all(len(cells) == 1 for cells in rows):
        yield from (Text(cell, BEFORE) for cells in rows for cell in cells)
        return
    yield NextTable("таблица 1")
    rows = _without_tab_of_list(rows)
    for number, cells in enumerate(_whole_rows(rows, _width(rows)), start=1):
        yield GridRow([Cell("\n".join(lines).split("\n")) for lines in cells], row_place(1, number))


def decode(data: bytes) -> str:
    """The text of a file whose encoding nobody tells: UTF-8, UTF-16, Windows-1251, KOI8-R or that of DOS."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:1000]:  # UTF-16 without its sign: Latin letters, tabs and digits have a nought on one side
        return data.decode("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and error.reason == "unexpected end of data":  # only the beginning of a file
            return data[: error.start].decode("utf-8-sig")
    return data.decode(max(_ONE_BYTE, key=lambda name: _looks_russian(data[:LOOKED_AT], name)), "replace")


def _looks_russian(data: bytes, encoding: str) -> int:
    """How many of the pairs of letters are such as Russian has everywhere."""
    text = data.decode(encoding, "replace").lower()
    return sum(map(text.count, _PAIRS))


def _rows(text: str) -> list[list[str]]:
    """The cells of each row as tabs, line ends and quotes tell; empty lines between rows are left out."""
    place, found = 0, []
    while place < len(text):
        cells = []
        while True:
            cell, place = _cell(text, place)
            cells.append(cell)
            if text[place : place + 1] != "\t":
                break
            place += 1
        if len(cells) > 1 or cells[0].strip():
            found.append(cells)
        place += 1
    return found


def _cell(text: str, place: int) -> tuple[str, int]:
    """The cell that begins here, and where it ends. A cell is quoted only where it had to be: a text that somebody
    put into quotes keeps them."""
    if text.startswith('"', place):
        match = _QUOTED.match(text, place)
        if match and re.search('[\t\n]|""', match[1]):
            return match[1].replace('""', '"'), match.end()
    match = _PLAIN.match(text, place)
    return match[0], match.end()


def _without_tab_of_list(rows: list[list[str]]) -> list[list[str]]:
    """Word puts a tab between an automatic number and its empty text; it is no column when every row has it."""
    numbered = [cells for cells in rows if len(cells) > 3 and headings.is_number(cells[0].strip())]
    if not numbered or any(cells[1].strip() for cells in numbered):
        return rows
    found = {id(cells) for cells in numbered}
    return [[cells[0], *cells[2:]] if id(cells) in found else cells for cells in rows]


def _width(rows: list[list[str]]) -> int:
    """How many columns the table has: the width at which its lines make the most rows, and rows like rows."""
    widest = max(map(len, rows))
    usual, times = Counter(len(cells) for cells in rows if len(cells) > 1).most_common(1)[0]
    if usual == widest and 2 * times > sum(len(cells) > 1 for cells in rows):
        return widest

    def fit(width: int) -> tuple[float, int]:
        whole = [cells for cells in _whole_rows(rows, width) if len(cells) > 1]
        right = sum(len(cells) == width for cells in whole)
        numbered = sum(headings.is_number(cells[0][0].strip()) or not cells[0][0].strip() for cells in whole)
        return right / len(whole) + numbered / len(whole), -abs(width - len(headings.FIELDS))

    return max(range(widest, max(widest, MAX_COLUMNS_GUESSED) + 1), key=fit)


def _whole_rows(rows: list[list[str]], width: int) -> Iterator[list[list[str]]]:
    """Put together the rows whose cells have several lines. A row goes on until it has all its cells. Lines without a
    tab after it belong to its last cell, unless they are a heading. A cell is a list of lines."""
    row, lines = [], 0
    for cells in rows:
        lines += 1
        is_rest = 0 < len(row) < width or (len(row) >= width and len(cells) == 1 and _goes_on(row[-1][-1], cells[0]))
        if is_rest and lines < MAX_LINES_OF_ROW:
            row[-1].append(cells[0])
            row += [[cell] for cell in cells[1:]]
            continue
        if row:
            yield row
        row, lines = [[cell] for cell in cells], 0
        if len(row) == 1 and not _NUMBER_SIGN.fullmatch(cells[0].strip()):
            yield row
            row = []
    if row:
        yield row


def _goes_on(before: str, line: str) -> bool:
    """Whether a line without a tab is the next one of the cell whose last line was `before`."""
    line = line.strip()
    if headings.is_municipality(line) or headings.is_remark(line) or headings.is_title(line):
        return False
    is_one_name = len(line.split()) <= 2 and line[:1].isupper() and not line.endswith((".", ",", ";"))
    return not is_one_name or before.rstrip().endswith((",", ";", ":", "-", "–"))
