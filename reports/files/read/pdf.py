"""Rebuilds the table of a PDF from what LibreOffice finds on its pages: lines of text, and lines that are drawn.

A PDF knows no tables. Where one is ruled, the drawn lines say which cell a text stands in, and that is kept. A guess by
blanks would put texts into wrong rows, so any other file is refused with what to do instead. Every row says that it
comes from a PDF: where a paragraph ended is judged by the width of its lines.
"""

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .limits import MAX_CELLS, MAX_ROWS
from .odf import CONTENT, DRAW, SVG, TEXT, Flat, Node
from .odt import is_said_by_the_program
from .rows import Unreadable
from .safe import TOO_COMPLEX, elements

DOUBT = "Строка взята из PDF: сверьте тексты и абзацы с исходным документом."
_WAY_ON = (
    "Загрузите документ, из которого он сделан (.docx, .odt, .xlsx, .ods). Если его нет, откройте PDF, скопируйте "
    "таблицу и вставьте её на странице загрузки справа, в поле «Вставка»."
)
UNRELIABLE = f"В этом PDF таблицу надёжно не восстановить: её строки и столбцы не отделены линиями. {_WAY_ON}"
SCAN = (
    "Это скан: в PDF только изображение, текста в нём нет. Загрузите документ, с которого его напечатали (.docx, .odt, "
    ".xlsx, .ods), или внесите строки вручную."
)

# Inches.
NEAR = 0.04  # so near, two lines are one
THIN = 0.05  # a shape so thin is a line
INSIDE = 0.03  # a text may reach over the edge of its cell by so much
SAME_LINE = 0.07
GAP = 0.03  # between two pieces of a line there is a blank
PADDING = 0.16  # of both sides of a cell, as Word and LibreOffice have it
SHORTEST_LINE = 0.15
MAX_LINES = 60_000
MAX_TRIES = 6_000_000

_MEASURE = re.compile(r"(-?\d{1,6}(?:\.\d{1,20})?)(in|cm|mm|pt)")
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}
_SHAPES = tuple(
    f"{DRAW}{name}" for name in ("frame", "line", "path", "polygon", "polyline", "custom-shape", "rect", "connector")
)


@dataclass(slots=True)
class _Words:
    """A piece of text on a page, by its left upper corner and its size."""

    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(slots=True)
class _Page:
    """What is on a page. A line: where it lies across, and from where to where it goes."""

    words: list[_Words] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    level: list[tuple[float, float, float]] = field(default_factory=list)


def pieces(package: zipfile.ZipFile | Flat) -> Iterator[Piece]:
    """Yield the rows of the ruled tables of a PDF, as LibreOffice has imported it into flat XML.

    Raises Unreadable, at once, for a scan, and where a table cannot be rebuilt with certainty.
    """
    pages = _pages(package)
    said = [words.text.strip() for page in pages for words in page.words]
    if not any(any(map(str.isalpha, text)) for text in said):
        raise Unreadable(SCAN)
    upright = _merged_places(place for page in pages for place, _, _ in page.upright)
    if len(upright) < 2 or len(upright) > MAX_CELLS:
        raise Unreadable(UNRELIABLE)
    made = _without_tears([list(_table_of(page, upright)) for page in pages])
    if not any(isinstance(piece, GridRow) for piece in made):
        raise Unreadable(UNRELIABLE)
    return _in_order(made)


def _without_tears(pages: list[list[Piece]]) -> list[Piece]:
    """The pieces of all pages; a row that a page's end tore in two is one. Where rows have numbers, the first row of a
    page that has none goes on from the last one of the page before; a heading that is repeated comes between them."""
    rows = [piece for pieces in pages for piece in pieces if isinstance(piece, GridRow)]
    heading = _texts_of(rows[0]) if rows else []
    is_numbered = _has_numbers(rows, heading)
    made: list[Piece] = []
    last: GridRow | None = None
    for pieces in pages:
        is_first = last is not None and is_numbered
        for piece in pieces:
            is_row = isinstance(piece, GridRow) and not (is_first and _texts_of(piece) == heading)
            if is_row and is_first and _goes_on(last, piece):
                _sew(last, piece)
            else:
                made.append(piece)
                last = piece if is_row else last
            is_first = is_first and not is_row
    return made


def _has_numbers(rows: list[GridRow], heading: list[str]) -> bool:
    others = [texts for texts in map(_texts_of, rows) if len(texts) > 1 and texts != heading]
    return 2 * sum(bool(_NUMBER.fullmatch(texts[0])) for texts in others) > len(others)


def _goes_on(before: GridRow, row: GridRow) -> bool:
    shapes = [[cell.columns for cell in one.cells] for one in (before, row)]
    return shapes[0] == shapes[1] and len(row.cells) > 2 and not _texts_of(row)[0]


def _sew(before: GridRow, row: GridRow) -> None:
    for upper, lower in zip(before.cells, row.cells, strict=True):
        if upper.lines and lower.lines and not upper.lines[-1].endswith((".", "!", "?", ";", ":")):
            upper.lines[-1] = _joined(upper.lines[-1], lower.lines.pop(0))
        upper.lines += lower.lines


def _texts_of(row: GridRow) -> list[str]:
    return [" ".join(cell.lines) for cell in row.cells]


def _in_order(made: list[Piece]) -> Iterator[Piece]:
    """All pages are one table, that begins with its first row."""
    number, where = 0, BEFORE
    for piece in made:
        if isinstance(piece, Text):
            yield Text(piece.text, where)
            continue
        if not number:
            where = AFTER
            yield NextTable("таблица 1")
        number += 1
        piece.where = row_place(1, number)
        yield piece


# --- What is on the pages ------------------------------------------------------------------------------


def _pages(package: zipfile.ZipFile | Flat) -> list[_Page]:
    found: dict[int, _Page] = defaultdict(_Page)
    count = 0
    for node in elements(package, CONTENT, *_SHAPES):
        number = node.get(f"{TEXT}anchor-page-number", "1")
        page = found[int(number) if number.isdecimal() and len(number) < 6 else 1]
        if node.tag == f"{DRAW}frame":
            _take_words(node, page)
        else:
            _take_lines(node, page)
            count += 1
        if count > MAX_LINES:
            raise Unreadable(TOO_COMPLEX)
    return [found[number] for number in sorted(found)]


def _take_words(node: Node, page: _Page) -> None:
    text = " ".join(map(_letters_of, node.iter(f"{TEXT}p")))
    x, y, width, height = (_inches(node, name) for name in ("x", "y", "width", "height"))
    if text.strip() and x is not None and y is not None:
        page.words.append(_Words(text, x, y, width or 0, height or 0))


def _letters_of(paragraph: Node) -> str:
    letters = [paragraph.text or ""]
    for one in paragraph.iterdescendants():
        letters += [" " if one.tag in (f"{TEXT}s", f"{TEXT}tab") else one.text or "", one.tail or ""]
    return "".join(letters)


def _take_lines(node: Node, page: _Page) -> None:
    if node.tag in (f"{DRAW}line", f"{DRAW}connector"):
        x1, y1, x2, y2 = (_inches(node, name) for name in ("x1", "y1", "x2", "y2"))
    else:
        x1, y1, width, height = (_inches(node, name) for name in ("x", "y", "width", "height"))
        x2, y2 = (None if None in (x1, width) else x1 + width), (None if None in (y1, height) else y1 + height)
    if None in (x1, y1, x2, y2):
        return
    (x1, x2), (y1, y2) = sorted((x1, x2)), sorted((y1, y2))
    if x2 - x1 <= THIN and y2 - y1 <= THIN:
        return
    if x2 - x1 <= THIN:
        page.upright.append(((x1 + x2) / 2, y1, y2))
    elif y2 - y1 <= THIN:
        page.level.append(((y1 + y2) / 2, x1, x2))
    elif y2 - y1 >= SHORTEST_LINE:  # a box has four sides
        page.upright += [(x1, y1, y2), (x2, y1, y2)]
        page.level += [(y1, x1, x2), (y2, x1, x2)]


def _inches(node: Node, name: str) -> float | None:
    match = _MEASURE.fullmatch(node.get(f"{SVG}{name}", ""))
    return float(match[1]) * _INCHES[match[2]] if match else None


def _merged_places(places: Iterator[float]) -> list[float]:
    """Where lines lie, those that are as good as one taken together."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


# --- The grid ------------------------------------------------------------------------------------------


def _table_of(page: _Page, columns: list[float]) -> Iterator[Piece]:
    """The rows of a page, and the texts above and below them."""
    lines = [line for line in page.level if _is_of_a_table(line, columns)]
    rows = _merged_places(place for place, _, _ in lines)
    if len(rows) > MAX_ROWS or (len(page.upright) + len(lines)) * (len(rows) + len(columns)) > MAX_TRIES:
        raise Unreadable(TOO_COMPLEX)
    grid = _Grid(columns, rows, _by_place(page.upright, columns), _by_place(lines, rows))
    outside = [words for words in page.words if not grid.take(words)]
    yield from _outside(outside, rows[0] if rows else 0, is_above=True)
    yield from grid.pieces()
    yield from _outside(outside, rows[0] if rows else 0, is_above=False)


def _is_of_a_table(line: tuple[float, float, float], columns: list[float]) -> bool:
    """Whether a level line goes from one column's edge to another's; one under a few words does not."""
    _, start, end = line
    return bisect_right(columns, end + NEAR) - bisect_left(columns, start - NEAR) > 1


def _by_place(lines: list[tuple[float, float, float]], places: list[float]) -> list[list[tuple[float, float]]]:
    """For each place, the stretches of the lines that lie there."""
    found: list[list[tuple[float, float]]] = [[] for _ in places]
    for place, start, end in lines:
        index = bisect_left(places, place - NEAR)
        if index < len(places) and abs(places[index] - place) <= NEAR:
            found[index].append((start, end))
    return found


def _is_drawn(stretches: list[tuple[float, float]], at: float) -> bool:
    return any(start - NEAR <= at <= end + NEAR for start, end in stretches)


@dataclass(slots=True)
class _Grid:
    """The places of a page's lines, how far those at each place go, and the words between them by row and column."""

    columns: list[float]
    rows: list[float]
    upright: list[list[tuple[float, float]]]
    level: list[list[tuple[float, float]]]
    inside: dict[tuple[int, int], list[_Words]] = field(default_factory=lambda: defaultdict(list))

    def take(self, words: _Words) -> bool:
        """Keep words that are inside the lines; says whether they are."""
        row = bisect_right(self.rows, words.middle) - 1
        column = bisect_right(self.columns, words.x + INSIDE) - 1
        is_inside = 0 <= row < len(self.rows) - 1 and 0 <= column < len(self.columns) - 1
        if is_inside:
            self.inside[row, column].append(words)
        return is_inside

    def pieces(self) -> list[Piece]:
        """The rows. A cell ends where an upright line is drawn, and goes on where no level one is above it: its words
        belong to the cell where it began."""
        made: list[Piece] = []
        words_of: list[tuple[Cell, list[_Words], float]] = []
        above: dict[tuple[int, int], list[_Words]] = {}
        for row in range(len(self.rows) - 1):
            middle = (self.rows[row] + self.rows[row + 1]) / 2
            edges = [place for place in range(len(self.columns)) if _is_drawn(self.upright[place], middle)]
            if len(edges) < 2:  # between two tables
                words = self._words(row, 0, len(self.columns))
                made += [Text(text, BEFORE) for text in _lines_of(words, None)]
                above = {}
                continue
            cells = [Cell([], edges[0])] if edges[0] else []
            for left, right in pairwise(edges):
                words, width = self._words(row, left, right), self.columns[right] - self.columns[left]
                if any(one.x + one.width > self.columns[right] + 2 * INSIDE for one in words):
                    raise Unreadable(UNRELIABLE)
                across = (self.columns[left] + self.columns[right]) / 2
                cell = Cell([], right - left)
                cell.goes_on = (left, right) in above and not _is_drawn(self.level[row], across)
                if cell.goes_on:
                    above[left, right] += words
                else:
                    above[left, right] = words
                    words_of.append((cell, words, width))
                cells.append(cell)
            if not all(cell.goes_on for cell in cells):
                made.append(GridRow(cells, "", doubts=[DOUBT]))
        for cell, words, width in words_of:
            cell.lines = _lines_of(words, width)
        return made

    def _words(self, row: int, left: int, right: int) -> list[_Words]:
        return [one for column in range(left, right) for one in self.inside.get((row, column), ())]


def _outside(words: list[_Words], top: float, *, is_above: bool) -> Iterator[Text]:
    """Texts beside the table; numbers of pages are said by the program."""
    for text in _lines_of([one for one in words if (one.middle < top) is is_above], None):
        if text.strip() and not is_said_by_the_program(text.strip()):
            yield Text(text.strip(), BEFORE)


# --- Lines of a text -----------------------------------------------------------------------------------


def _lines_of(words: list[_Words], width: float | None) -> list[str]:
    """The paragraphs of a cell so wide, or each line of a text without a cell."""
    lines = _drawn_lines(words)
    if width is None:
        return [text for text, _, _ in lines]
    paragraphs: list[str] = []
    before = 0.0
    for text, length, letters in lines:
        first = text.split(maxsplit=1)[0]
        if paragraphs and _is_full(before, len(first) * letters, width):
            paragraphs[-1] = _joined(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        before = length
    return paragraphs


def _is_full(length: float, next_word: float, width: float) -> bool:
    """Whether the next word had no more room on a line."""
    return length + next_word + GAP > width - PADDING


def _joined(before: str, text: str) -> str:
    if before.endswith("-") and text[:1].islower() and not before.endswith(" -"):
        return before + text
    return f"{before} {text}"


def _drawn_lines(words: list[_Words]) -> list[tuple[str, float, float]]:
    """(text, length, width of a letter) of each line, from the top."""
    found: list[list[_Words]] = []
    for one in sorted(words, key=lambda one: (one.middle, one.x)):
        if found and abs(found[-1][0].middle - one.middle) <= SAME_LINE:
            found[-1].append(one)
        else:
            found.append([one])
    lines = []
    for line in found:
        line.sort(key=lambda one: one.x)
        text = ""
        for place, one in enumerate(line):
            if place and one.x - (line[place - 1].x + line[place - 1].width) > GAP:
                text += " "
            text += one.text
        text = " ".join(text.split())
        length = line[-1].x + line[-1].width - line[0].x
        lines.append((text, length, length / max(len(text), 1)))
    return lines
