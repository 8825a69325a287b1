"""The rows of a table's header while they are being read: one, or several that say together what the columns hold."""

from collections.abc import Sequence

from . import headings
from .grid import Cell, GridRow
from .headings import heading_meaning, is_header
from .layout import LONGEST_SUBHEADING, goes_on_header, layout_of, spanned, text_of

MOST_ROWS = 4
MOST_HEADERS = 200  # that differ, in one file; no report has more, unless to make us work


class Header:
    """`rows`: cells of the header's rows so far. `is_open`: the next row may be one of them. `is_repeated`: the same
    as before, atop another page."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.is_open = False
        self.is_repeated = False
        self._seen: set[tuple[str, ...]] = set()  # the texts of all rows of headers
        self._begun: set[tuple[str, ...]] = set()  # of those with which a header began

    def begin_table(self) -> None:
        """The next row begins a table."""
        self.is_open = False

    def begin(self, waiting: Sequence[GridRow], cells: list[Cell]) -> bool:
        """Begin with this row, below those of the `waiting` that belong to the header; whether it is a repeated one."""
        texts = _texts(cells)
        self.is_repeated = texts in self._seen
        self.rows = [*(row.cells for row in self._uppers(waiting)), cells]
        self._seen |= {_texts(row) for row in self.rows}
        self._begun.add(texts)
        self.is_open = True
        return self.is_repeated

    @property
    def may_begin(self) -> bool:
        """Whether one more header that differs from all before is looked for."""
        return len(self._begun) < MOST_HEADERS

    def is_divided_by(self, cells: Sequence[Cell]) -> bool:
        """Whether a row that may look like a header of its own divides the wide headings of the one just begun."""
        return self.is_open and bool(spanned(self.rows)) and goes_on_header(self.rows, cells)

    def is_known(self, texts: Sequence[str]) -> bool:
        """Whether a header began with just these texts before."""
        return tuple(texts) in self._begun

    def is_lower(self, waiting: Sequence[GridRow], row: GridRow) -> bool:
        """Whether a row and those above it are a header together, which none of them is alone."""
        uppers = [one.cells for one in self._uppers(waiting)]
        if not uppers or not goes_on_header(uppers, row.cells):
            return False
        titles = [column.title.rpartition(" – ")[2] for column in layout_of([*uppers, row.cells]).columns]
        columns = layout_of([*uppers, row.cells]).columns
        named = [
            headings.Meaning((column.field, *column.also) if column.field else (), column.role)
            if column.field or heading_meaning(title)
            else None
            for column, title in zip(columns, titles, strict=True)
        ]
        return is_header(named)

    def goes_on(self, cells: list[Cell]) -> bool:
        """Take a further row of the header. False when it is none: the body begins."""
        texts = _texts(cells)
        if self.is_repeated:
            return texts in self._seen
        if len(self.rows) >= MOST_ROWS or not goes_on_header(self.rows, cells):
            return False
        self.rows.append(cells)
        self._seen.add(texts)
        return True

    def end(self) -> None:
        """The body begins."""
        self.is_open = False

    @staticmethod
    def _uppers(waiting: Sequence[GridRow]) -> list[GridRow]:
        """The last of these rows that are made of short headings, some of them over several columns."""
        found: list[GridRow] = []
        for row in reversed(waiting[-2:]):
            texts = [text for text in map(text_of, row.cells) if text]
            is_short = all(len(text) <= LONGEST_SUBHEADING and not headings.is_period(text) for text in texts)
            has_spans = bool(spanned([row.cells])) or any(cell.goes_on for cell in row.cells)
            if len(texts) < 2 or not is_short or not has_spans:
                break
            found.insert(0, row)
        return found


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(map(text_of, cells))
