"""The official table on a page: the same columns and lines as in Word, as HTML made beforehand.

Templates are the cost of a page, so a row's cells are strings when they get there.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape  # Django's looks for lazy texts first, and takes four times as long
from itertools import count

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reports.files import table as table_columns
from reports.rules.event_fields import CELLS
from reports.rules.numbering import row_numbers

# Their lines stand below each other with breaks between; the others have paragraphs.
CENTRED = {column.field for column in table_columns.COLUMNS if column.centred}
TEXTS_REMEMBERED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow(table_columns.Texts):
    """The texts are HTML. `number` is None for a row that the table leaves out."""

    number: int | None
    event: object = None
    is_long: bool = False  # may be divided between two printed pages

    @property
    def cells(self):
        """The row's cells; on a phone they are below each other under their labels."""
        texts = [f"{start}{_html(getattr(self, field))}</td>" for field, start in _CELL_STARTS]
        return mark_safe(f'<td class="c">{f"{self.number}." if self.number else ""}</td>{"".join(texts)}')


def _html(text):
    """Whatever is no HTML, escaped; a quick way for what is, which all but always comes."""
    return text if type(text) is SafeString else conditional_escape(text)


def _cell_start(column):
    css = ' class="c"' if column.field in CENTRED else ""
    return f'<td{css} data-label="{column.label}">'


_CELL_STARTS = [(column.field, _cell_start(column)) for column in table_columns.COLUMNS]


def official_width():
    """How many columns a cell over the whole official table spans."""
    return len(table_columns.COLUMNS) + 1


@cache
def official_head(note=""):
    """The columns of the official table and its row of headings; `note`: the heading of a column beside it."""
    headings = [column.heading for column in (table_columns.NUMBER_COLUMN, *table_columns.COLUMNS)]
    cols = "".join(f'<col class="w{number}">' for number in range(1, len(headings) + 1))
    cells = "".join(f'<th scope="col">{"<br>".join(map(escape, lines))}</th>' for lines in headings)
    return format_html(
        "<colgroup>{}{}</colgroup>\n<thead><tr>{}{}</tr></thead>",
        mark_safe(cols),
        mark_safe('<col class="w-note">') if note else "",
        mark_safe(cells),
        format_html('<th scope="col" class="note">{}</th>', note) if note else "",
    )


def row_of(event):
    """What the table prints of an event."""
    texts = {cell: getattr(event, name) for name, cell in CELLS.items()}
    return table_columns.PrintedRow(**texts, uid=event.uid, version=event.version)


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
        return mark_safe(texts[0])
    return mark_safe("".join([f"<p>{text}</p>" for text in texts]))


def _drawing(column):
    """The function that draws the column's cells: text → HTML, and whether it may break over two pages."""

    def draw(text):
        paragraphs = column.split(text)
        return as_html(paragraphs, breaks=column.field in CENTRED), column.is_long(paragraphs)

    return draw


# Places and periods repeat, and breaking their lines is the costly part of a row.
_DRAWN = [
    (column, lru_cache(TEXTS_REMEMBERED)(draw) if column.field in CENTRED else draw)
    for column in table_columns.COLUMNS
    for draw in [_drawing(column)]
]
