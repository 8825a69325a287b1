"""The raw markup of a worksheet, each piece behind a name that says what Excel shows.

Everything here returns a string. Texts of people are always inline strings, which no program calculates.
"""

import datetime
import re
from collections.abc import Iterable
from itertools import islice
from xml.sax.saxutils import escape

from .package import printable

LONGEST_TEXT = 32_767  # Excel's limit for a cell, in UTF-16 units: «😀» counts twice
MOST_LINE_BREAKS = 253  # and its limit for line breaks
# No day before it is what it seems: Excel has a 29 February 1900 and nothing at all before that year.
FIRST_DAY = datetime.date(1900, 3, 1)
_DAY_NOUGHT = datetime.date(1899, 12, 30)

# Excel reads «_x0041_» as «A»; with its first mark written so, it stays what it is.
_ESCAPE_OF_EXCEL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What a spreadsheet program works out, behind blanks and quotation marks too; a tab moves the rest into the next cell.
LIKE_A_FORMULA = re.compile("(?=[\\s'\"]*[=+\\-@＝＋－＠]|['\"]*[\t\r\n])")


def text_cell(place: str, styles: tuple[int, int], value: str) -> str:
    """Words, letter by letter. The second of the two `styles` has the quote prefix, for a text that looks like a
    formula. It would become one when somebody opens the cell for editing and presses Enter."""
    if not value:
        return empty_cell(place, styles[0])
    style = styles[LIKE_A_FORMULA.match(value) is not None]
    shown = _ESCAPE_OF_EXCEL.sub("_x005F_", value) if "_x" in value else value
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'


def number_cell(place: str, style: int, value: float) -> str:
    """A number to count with."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def days_of(day: datetime.date) -> int:
    """A day as Excel counts it; shown as a date by the cell's style. Not for days before FIRST_DAY."""
    return (day - _DAY_NOUGHT).days


def empty_cell(place: str, style: int) -> str:
    """A cell of which only the borders show."""
    return f'<c r="{place}" s="{style}"/>'


def row(number: int, cells: str, height: float, *, is_fixed: bool = False) -> str:
    """One row, of this height in points. Excel makes it higher or lower when a text in it is changed, unless it
    is fixed."""
    fixed = ' customHeight="1"' if is_fixed else ""
    return f'<row r="{number}" ht="{height:g}"{fixed}>{cells}</row>'


def merged(ranges: list[str]) -> str:
    """Make each range one cell. Comes after the rows and the filter."""
    cells = "".join(f'<mergeCell ref="{cells}"/>' for cells in ranges)
    return f'<mergeCells count="{len(ranges)}">{cells}</mergeCells>' if ranges else ""


def cell_text(paragraphs: Iterable[str]) -> str:
    """Paragraphs as the lines of one cell, without what XML forbids."""
    return "\n".join(map(printable, paragraphs))


def fits(text: str) -> bool:
    """Whether Excel takes the text into one cell."""
    return _end_of_piece(text) == len(text)


def pieces(text: str) -> list[str]:
    """The text in pieces that Excel takes, together the text again; ends between words where it can."""
    found = []
    while len(text) > (end := _end_of_piece(text)):
        blank = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1
        end = blank if blank > end // 2 else end
        found.append(text[:end])
        text = text[end:]
    return [*found, text]


def _end_of_piece(text: str) -> int:
    """How many letters from the start Excel takes into one cell."""
    start = text[:LONGEST_TEXT]
    # Each letter beyond the first 65 536 takes two places; cutting as many from the end is always enough.
    end = len(start) - max(0, len(start.encode("utf-16-le")) // 2 - LONGEST_TEXT)
    breaks = [found.end() for found in islice(re.finditer("\n", start[:end]), MOST_LINE_BREAKS + 1)]
    return breaks[MOST_LINE_BREAKS - 1] if len(breaks) > MOST_LINE_BREAKS else end
