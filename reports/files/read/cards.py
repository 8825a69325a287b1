"""Tables that lie on their side: headings on the left, the event to the right of them, one or several to a table."""

from collections.abc import Callable, Sequence

from . import headings
from .grid import Cell, GridRow
from .headings import NAME, OWNER, PERIOD, PLACE, heading_meaning
from .layout import text_of
from .limits import MAX_CELLS

ENOUGH = 3  # headings on the left, that a table is taken for a card

# Takes the headings of a card, and its texts as a row.
Take = Callable[[list[Cell], GridRow], object]


def begin_cards(rows: Sequence[GridRow], take: Take) -> "Cards | None":
    """What reads the table as cards if these rows are such, else None. The rows are still to be taken."""
    at = int(_are_numbered(rows))
    labelled = [row for row in rows if _is_labelled(row, at)]
    said = [row for row in rows if sum(bool(text_of(cell)) for cell in row.cells) > 1]
    known = {name for row in labelled for name in _fields_of(row, at)} - {OWNER}
    is_event = NAME in known or {PERIOD, PLACE} <= known
    if len(known) < ENOUGH or not is_event or 10 * len(labelled) < 6 * len(said):
        return None
    return Cards(take, at)


def _are_numbered(rows: Sequence[GridRow]) -> bool:
    """Whether the lines have numbers before their headings."""
    firsts = [text_of(row.cells[0]) for row in rows if row.cells]
    has_three = any(len(row.cells) > 2 for row in rows)
    return has_three and all(not text or headings.is_number(text) for text in firsts)


def _fields_of(row: GridRow, at: int) -> list[str]:
    texts = [text_of(cell) for cell in row.cells[at:]]
    labels = texts[::2] if _are_pairs(texts) else texts[:1]
    return [name for text in labels for name in heading_meaning(text).fields]


def _is_labelled(row: GridRow, at: int) -> bool:
    if len(row.cells) < at + 2:
        return False
    meaning = heading_meaning(text_of(row.cells[at]))
    return bool(meaning and meaning.fields)


class Cards:
    """Gathers the rows of one card and hands it on when the next one begins."""

    def __init__(self, take: Take, at: int) -> None:
        self.take = take
        self.at = at
        self.labels: list[Cell] = []
        self.keys: set[str] = set()  # the labels, folded
        self.values: list[list[Cell]] = []
        self.first: GridRow | None = None
        self.rest: list[GridRow] = []

    def take_row(self, row: GridRow) -> bool:
        """Take a row. False when it belongs to no card: it says one thing only, and is the caller's."""
        cells = row.cells[self.at :]
        texts = [text_of(cell) for cell in cells]
        if sum(map(bool, texts)) < 2:
            return self._take_lone(row, cells, texts)
        for label, values in self._pairs(cells, texts):
            key = headings.folded_heading(text_of(label))
            if key in self.keys or len(self.labels) >= MAX_CELLS:
                self.finish()
            if not key and self.values:  # the text goes on in the next row
                self._go_on(values)
                continue
            self.labels.append(label)
            self.keys |= {key} if key else set()
            self.values.append(values)
            self.first = self.first or row
        self.rest.append(row)
        return True

    def _take_lone(self, row: GridRow, cells: list[Cell], texts: list[str]) -> bool:
        if not any(texts):
            return True
        place = next(place for place, text in enumerate(texts) if text)
        if place > 0 and self.values and (len(cells) > 1 and not texts[0]):
            self._go_on(cells[1:])
            self.rest.append(row)
            return True
        if place == 0 and len(cells) > 1 and heading_meaning(texts[0]) is not None:  # a heading without a text
            key = headings.folded_heading(texts[0])
            if key in self.keys or len(self.labels) >= MAX_CELLS:
                self.finish()
            self.labels.append(cells[0])
            self.keys.add(key)
            self.values.append([Cell()])
            self.first = self.first or row
            self.rest.append(row)
            return True
        self.finish()
        return False

    def _pairs(self, cells: list[Cell], texts: list[str]) -> list[tuple[Cell, list[Cell]]]:
        """«Дата | 15.02.2025 | Место | г. Рудня» are two headings with their texts."""
        if _are_pairs(texts):
            return [(cells[place], [cells[place + 1]]) for place in range(0, len(cells), 2)]
        return [(cells[0], cells[1:])]

    def _go_on(self, values: list[Cell]) -> None:
        for cell, more in zip(self.values[-1], values, strict=False):
            cell.lines = [*cell.lines, *more.lines]

    def finish(self) -> None:
        """Hand on the card that was gathered: an event for each column that has texts in most rows."""
        labels, values, first, rest = self.labels, self.values, self.first, self.rest
        self.labels, self.values, self.first, self.rest = [], [], None, []
        self.keys = set()
        if first is None:
            return
        events = _columns_of_events(values)
        marks = [mark for row in rest for mark in row.marks]
        beside = [one for row in rest for one in row.beside] + self._spare(labels, values, events)
        for place in events:
            cells = [row[place] if place < len(row) else Cell() for row in values]
            self.take(labels, GridRow(cells, first.where, marks, beside))
            marks, beside = [], []  # they are the first one's

    @staticmethod
    def _spare(labels: list[Cell], values: list[list[Cell]], events: list[int]) -> list[tuple[str, str]]:
        """Texts in columns that are no events of their own."""
        return [
            (text_of(cell), text_of(label))
            for label, row in zip(labels, values, strict=True)
            for place, cell in enumerate(row)
            if place not in events and text_of(cell)
        ]


def _columns_of_events(values: list[list[Cell]]) -> list[int]:
    """Which columns to the right of the headings are events: the first, and those with texts in most rows."""
    found = [0]
    for place in range(1, max(map(len, values))):
        count = sum(place < len(row) and bool(text_of(row[place])) for row in values)
        found += [place] if 2 * count > len(values) else []
    return found


def _are_pairs(texts: Sequence[str]) -> bool:
    return len(texts) % 2 == 0 and len(texts) > 2 and all(map(_means_a_field, texts[::2]))


def _means_a_field(text: str) -> bool:
    meaning = heading_meaning(text)
    return bool(meaning and meaning.fields)
