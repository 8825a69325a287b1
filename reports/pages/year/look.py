"""How a year looks on its page: sentences whose numbers are links, tables whose cells are."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from reports.pages.addresses import archive_address
from reports.prose.summary.pieces import Number
from reports.prose.words import ROMAN
from reports.queries.year import Year, chosen_of
from reports.queries.year_annexes import before_heading, difference

MOST_SHOWN = 60  # lines of a list; all of them are in the documents


def paragraph(year, pieces):
    """A paragraph as HTML; each number leads to its rows."""
    return format_html_join("", "{}", ((_piece(year, piece),) for piece in pieces))


def _piece(year, piece):
    if not isinstance(piece, Number):
        return piece
    return link(chosen_of(year, piece.of), piece.words)


def link(chosen, words):
    """A number that leads to the rows it counts."""
    return format_html('<a class="num" href="{}">{}</a>', archive_address(chosen), words)


def cell(counted):
    """The number of a table's cell; none leads nowhere."""
    return link(counted.chosen, counted.events) if counted.events else "–"


@dataclass(frozen=True, slots=True)
class QuarterTable:
    """The table by municipality and quarter, drawn: its headings, its rows as (name, cells), the row of all."""

    headings: list
    rows: list
    all: tuple
    silent: str


def quarter_table(year: Year, found) -> QuarterTable:
    headings = [f"{ROMAN[quarter - 1]} квартал" for quarter in year.quarters]
    headings.append(f"{year.year} год")
    if year.common:
        headings += [before_heading(year), "Больше или меньше"]
    rows = [_row(headings, line) for line in found.lines]
    return QuarterTable(headings, rows, _row(headings, found.all), ", ".join(found.silent))


def _row(headings, line):
    cells = [*map(cell, line.quarters), cell(line.total)]
    if line.before:
        cells += [cell(line.before), difference(line.than_before)]
    return line.name, list(zip(headings, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the comparison: its heading, its lines, how many more there are."""

    heading: str
    lines: list
    more: int


def listed(heading, changes):
    """Partners or countries: (name, the number as a link)."""
    lines = [(one.name, link(one.chosen, one.events)) for one in changes[:MOST_SHOWN]]
    return Listed(heading, lines, max(0, len(changes) - MOST_SHOWN))


def repeated(events):
    """Events that are held again: (name, municipality, address of its rows)."""
    lines = [(one.name, one.municipality, archive_address(one.chosen)) for one in events[:MOST_SHOWN]]
    return Listed("Проводятся снова", lines, max(0, len(events) - MOST_SHOWN))
