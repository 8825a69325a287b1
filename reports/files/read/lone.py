"""Rows of a table that say one thing only: a section's heading, the heading of a group, an empty line of a form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.files.marks import ReportMark
from reports.prose.cleaning import one_line

from . import flow, headings
from .grid import GridRow
from .groups import MONTH_GROUP, group_of
from .headings import NUMBER, PARTICIPANTS, PERIOD, PLACE, PURPOSE
from .layout import Layout, Placed, has_days_alone, is_long, text_of

# A row that is one cell from side to side and longer than this is no section's heading.
LONGEST_SECTION = 200
REMARK, SECTION, TEXT_BELOW = "remark", "section", "below"
LONGEST_IN_THE_NUMBERS = 100
FEWEST_WORDS_TOLD = 4
# Alone among the places of a table, this is a place; any other municipality is a section's heading.
_TOWN = re.compile(r"г\.")


@dataclass(frozen=True, slots=True)
class Lone:
    """What such a row is: REMARK, SECTION or the kind of a group; its words; the mark of our own file."""

    kind: str
    text: str
    report: ReportMark | None = None
    field: str = ""  # which text of the event above it goes on with


def read_lone(layout: Layout, row: GridRow, marks: Iterable[object]) -> Lone | None:
    """What a row is that says one thing only; None for an event, or nothing."""
    texts = [text_of(cell) for cell in row.cells]
    said = [place for place, text in enumerate(texts) if text]
    words = [texts[place] for place in said if not headings.is_number(texts[place])]
    text = one_line(" ".join(words))
    if not text:
        return None
    report = next((mark for mark in marks if isinstance(mark, ReportMark)), None)
    if headings.is_remark(text) and (len(words) == 1 or says_no_place_and_period(layout, row)):
        return Lone(REMARK, text)
    found = None if report else _group_or_below(layout, row, said, text)
    if found:
        return found
    return Lone(SECTION, text, report) if is_section(layout, row, said, text, has_mark=report is not None) else None


def _group_or_below(layout: Layout, row: GridRow, said: list[int], text: str) -> Lone | None:
    group = group_in(layout, row, said, text)
    return Lone(*group) if group else _text_below(layout, row, said, text)


def _text_below(layout: Layout, row: GridRow, said: list[int], text: str) -> Lone | None:
    """A row from side to side that goes on with the event above it: «Результат: подписан план», or sentences where no
    column tells what happened. Where nothing is merged (CSV) it stands in the first cell."""
    is_wide = len(said) == 1 and _is_wide(layout, row, said)
    if not is_wide and said != [0]:
        return None
    label, colon, rest = text.partition(":")
    meaning = headings.heading_meaning(label) if colon and rest.strip() else None
    if meaning and meaning.fields and meaning.fields[0] in (PURPOSE, PARTICIPANTS):
        return Lone(TEXT_BELOW, rest.strip(), field=meaning.fields[0])
    is_told = text.endswith(".") and len(text.split()) >= FEWEST_WORDS_TOLD and not layout.has(PURPOSE)
    is_told = is_told and (is_wide or placed_said(layout, row)[0][0][0].field == NUMBER)
    return Lone(TEXT_BELOW, text, field=PURPOSE) if is_told else None


def placed_said(layout: Layout, row: GridRow) -> list[Placed]:
    """The cells that have a text, with their columns."""
    placed, _ = layout.placed(row.cells)
    return [(columns, cell) for columns, cell in placed if text_of(cell)]


def is_only_a_number(layout: Layout, row: GridRow) -> bool:
    """A row of a form that nobody has filled in."""
    said = placed_said(layout, row)
    return (
        len(said) == 1
        and said[0][0][0].field == NUMBER
        and headings.is_number(text_of(said[0][1]))
        and not any(cell.goes_on for cell in row.cells)
    )


def says_no_place_and_period(layout: Layout, row: GridRow) -> bool:
    """Whether it has neither a place nor days."""
    fields = {column.field for columns, _ in placed_said(layout, row) for column in columns}
    return not fields & {PLACE, PERIOD}


def group_in(layout: Layout, row: GridRow, said: list[int], text: str) -> tuple[str, str] | None:
    """What the row says of all below it, when it is the heading of a group: (kind, words). `said`: which of its cells
    have a text; `text`: what they say besides a number."""
    if len(said) > 2 or is_long(row.cells[said[-1]]) or flow.is_owner(text):
        return None
    group = group_of(text)
    if group is None or _is_wide(layout, row, said):
        return group
    name = placed_said(layout, row)[-1][0][0].field
    if len(said) == 1 and (name == NUMBER or said[0] == 0):
        return group
    is_free = name != PERIOD or has_days_alone(layout)
    return group if group[0] == MONTH_GROUP and len(said) == 1 and is_free else None


def is_section(layout: Layout, row: GridRow, said: list[int], text: str, *, has_mark: bool) -> bool:
    """Whether the row begins a section. `has_mark`: our own file says so."""
    is_alone = len(said) == 1
    is_wide = _is_wide(layout, row, said)
    if has_mark and (is_wide or is_alone):
        return True
    if headings.is_municipality(text):
        return is_wide or not _is_town_of_an_event(layout, row, text)
    if not is_alone or len(text) > LONGEST_SECTION:
        return False
    cell = row.cells[said[0]]
    if is_long(cell) or cell.is_numbered:
        return False
    return is_wide or _is_heading_in_the_numbers(layout, row, text)


def _is_wide(layout: Layout, row: GridRow, said: list[int]) -> bool:
    """Whether its one text goes from side to side."""
    if len(row.cells) == 1:
        return True
    return len(said) == 1 and row.cells[said[0]].columns >= max(layout.width - 1, 2)


def _is_town_of_an_event(layout: Layout, row: GridRow, text: str) -> bool:
    """Whether a municipality's name is the place of an event that says nothing else."""
    said = placed_said(layout, row)
    fields = [columns[0].field for columns, cell in said if not headings.is_number(text_of(cell))]
    return fields == [PLACE] and bool(_TOWN.match(text))


def _is_heading_in_the_numbers(layout: Layout, row: GridRow, text: str) -> bool:
    (columns, _), *_ = placed_said(layout, row)
    is_short = text[:1].isupper() and len(text) <= LONGEST_IN_THE_NUMBERS
    return columns[0].field == NUMBER and not headings.is_number(text) and is_short
