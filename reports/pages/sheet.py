"""The official table on a page: the same columns and lines as in Word, as HTML made beforehand.

Templates are the cost of a page, so a row's cells are strings when they get there.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from reports.files import table as table_columns
from reports.rules.numbering import row_numbers

LINE_COLUMNS = {"place", "period"}
TEXTS_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`cells`: HTML of the five text columns, by the names of `table.PrintedRow`. `number` is None for a row
    that is left out of the table."""

    number: int | None
    name: SafeString
    place: SafeString
    period: SafeString
    purpose: SafeString
    participants: SafeString
    event: object = None
    is_long: bool = False  # may be divided between two printed pages

    @property
    def cells(self):
        """The row's six cells; on a phone they stand below each other under their labels."""
        return mark_safe(
            f'<td class="c">{f"{self.number}." if self.number else ""}</td>'
            f'<td data-label="Наименование мероприятия">{conditional_escape(self.name)}</td>'
            f'<td class="c" data-label="Место проведения">{conditional_escape(self.place)}</td>'
            f'<td class="c" data-label="Сроки проведения">{conditional_escape(self.period)}</td>'
            f'<td data-label="Цель, содержание и результат">{conditional_escape(self.purpose)}</td>'
            f'<td data-label="Участники">{conditional_escape(self.participants)}</td>'
        )


def row_of(event):
    """What the table prints of an event."""
    return table_columns.PrintedRow(
        name=event.name,
        place=event.place_text,
        period=event.period_text,
        purpose=event.purpose,
        participants=event.participants,
        uid=event.uid,
        version=event.version,
    )


def printed(row, number, event=None):
    """One row of the table for the page."""
    cells, is_long = {}, False
    for column, draw in _DRAWN:
        cells[column.field], is_long_cell = draw(getattr(row, column.field))
        is_long = is_long or is_long_cell
    return SheetRow(number=number, event=event, is_long=is_long, **cells)


def printed_events(events):
    """Rows of one report for the page, numbered from 1; events left out of the table have no number."""
    numbers = row_numbers(events)
    return [printed(row_of(event), numbers[event.pk], event) for event in events]


def printed_sections(table):
    """The sections of a gathered table as [(heading, [SheetRow, …]), …], numbers running through."""
    number = count(1)
    return [(section.heading, [printed(row, next(number)) for row in section.rows]) for section in table.sections]


def as_html(paragraphs, *, breaks):
    """Paragraphs of a cell: lines of place and period with breaks between, others as paragraphs."""
    texts = [escape(text) for text in paragraphs]
    if breaks:
        return mark_safe(" <br>".join(texts))
    if len(texts) == 1:
        return texts[0]
    return mark_safe("".join([f"<p>{text}</p>" for text in texts]))


def _drawing(column):
    """The function that draws the column's cells: text → HTML, and whether it may break over two pages."""

    def draw(text):
        paragraphs = column.split(text)
        return as_html(paragraphs, breaks=column.field in LINE_COLUMNS), column.is_long(paragraphs)

    return draw


# Places and periods repeat, and breaking their lines is the costly part of a row.
_DRAWN = [
    (column, lru_cache(TEXTS_REMEMBERED)(draw) if column.field in LINE_COLUMNS else draw)
    for column in table_columns.COLUMNS
    for draw in [_drawing(column)]
]
