"""What the columns of a table mean, and which of them a row's cells stand in.

Cells are placed by the grid: a heading over several columns means all of them, and a narrower heading below it says
what each of them holds.
"""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.prose.cleaning import even_out

from . import headings
from .grid import Cell
from .headings import DAY, NAME, NUMBER, OTHER, OWNER, PARTICIPANTS, PERIOD, PLACE, PLANNED, Meaning

UNNAMED = "Столбец "


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its field ("" for one that the report does not have), its heading, its place and
    width in the columns of the grid. `role`: which part of the field, as in `headings`; `also`: the other fields
    that stand in the same cells."""

    field: str
    title: str
    start: int
    width: int = 1
    role: str = ""
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The last words of its heading, to stand before a bare number."""
        own = self.title.rpartition(" – ")[2].strip(" :*")
        return f"{own[:1].upper()}{own[1:].lower() if own.isupper() else own[1:]}"


# The columns that a cell stands in, and the cell.
Placed = tuple[tuple[Column, ...], Cell]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table mean. `is_sure`: a header said so, or the official order fits the content.
    `doubt`: what is to be said of every row."""

    columns: tuple[Column, ...]
    is_sure: bool = True
    doubt: str = ""

    @property
    def width(self) -> int:
        """How many columns of the grid it takes."""
        return self.columns[-1].start + self.columns[-1].width

    def has(self, name: str) -> bool:
        """Whether a column holds the field."""
        return any(name == column.field or name in column.also for column in self.columns)

    def has_role(self, role: str) -> bool:
        """Whether a column holds such a part of its field."""
        return any(role == column.role for column in self.columns)

    @property
    def is_planned(self) -> bool:
        """Whether its only days are planned ones."""
        roles = [column.role for column in self.columns if column.field == PERIOD]
        return bool(roles) and all(role == PLANNED for role in roles)

    @property
    def noted(self) -> list[str]:
        """The headings of the columns that the report does not have."""
        found = [column.title for column in self.columns if not column.field and not column.title.startswith(UNNAMED)]
        return list(dict.fromkeys(found))

    def notes_under(self, text: str) -> bool:
        """Whether a text of the header stands before the notes of its column."""
        return any(not column.field and text in column.title for column in self.columns)

    def settled(self, cells: list[Cell]) -> "Layout":
        """The layout once the first row under the header is seen: a heading over several cells of it is divided."""
        is_wide = any(column.width > 1 for column in self.columns)
        if not is_wide or len(cells) <= len(self.columns) or _width(cells) != self.width:
            return self
        columns, starts = [], _starts(cells)
        for column in self.columns:
            own = [start for start in starts if column.start < start < column.start + column.width]
            edges = [column.start, *own, column.start + column.width]
            for start, end in itertools.pairwise(edges):
                columns.append(replace(column, start=start, width=end - start))
        return replace(self, columns=tuple(columns)) if len(columns) == len(cells) else self

    def placed(self, cells: list[Cell]) -> tuple[list[Placed], bool]:
        """[(columns of a cell, cell)], and whether that is a guess since cells are missing or there are too many."""
        cells = _without_empty_end(cells, len(self.columns))
        columns = self.columns
        if len(cells) == len(columns):  # spans do not count: Word's borders are often a hair's breadth apart
            return [((column,), cell) for column, cell in zip(columns, cells, strict=True)], False
        if len(cells) == 1:
            return [(columns, cells[0])], False
        if any(cell.columns > 1 for cell in cells) or _width(cells) == self.width != len(columns):
            return self._by_position(cells), _width(cells) != self.width
        if len(cells) == len(columns) - 1:
            return self._without_one(cells)
        if len(cells) == len(columns) + 1:
            columns = self._with_one_twice(cells)
        placed = [((column,), cell) for column, cell in zip(columns, cells, strict=False)]
        for place, cell in enumerate(cells[len(columns) :], start=len(columns)):
            placed.append(((Column("", f"{UNNAMED}{place + 1}", place),), cell))
        return placed, True

    def _by_position(self, cells: list[Cell]) -> list[Placed]:
        placed, start = [], 0
        for cell in cells:
            end = start + cell.columns
            under = tuple(column for column in self.columns if start <= column.start < end)
            if not under:  # one of several cells under one wide heading, or beyond the last
                around = [column for column in self.columns if column.start <= start < column.start + column.width]
                under = tuple(around) or (Column("", f"{UNNAMED}{start + 1}", start),)
            placed.append((under, cell))
            start = end
        return placed

    def _without_one(self, cells: list[Cell]) -> tuple[list[Placed], bool]:
        """One cell is not there: the one without which the others look most like their columns."""
        texts = [text_of(cell) for cell in cells]

        def fit(gap: int) -> tuple[int, int]:
            left = [column for place, column in enumerate(self.columns) if place != gap]
            return sum(_looks_like(column.field, text) for column, text in zip(left, texts, strict=True)), gap

        _, gap = max(map(fit, range(len(self.columns))))
        left = [column for place, column in enumerate(self.columns) if place != gap]
        is_guess = self.columns[gap].field not in (NUMBER, "")
        return [((column,), cell) for column, cell in zip(left, cells, strict=True)], is_guess

    def _with_one_twice(self, cells: list[Cell]) -> tuple[Column, ...]:
        """A cell too many: the columns with that one twice with which the cells look most like their columns, or as
        they are when the last cell is beyond them."""
        texts = [text_of(cell) for cell in cells]

        def fit(columns: tuple[Column, ...]) -> int:
            return sum(_looks_like(column.field, text) for column, text in zip(columns, texts, strict=False))

        places = [place for place, column in enumerate(self.columns) if column.field not in (NUMBER, NAME, OWNER)]
        twice = [(*self.columns[: place + 1], *self.columns[place:]) for place in places]
        return max([self.columns, *twice], key=fit)


def _looks_like(field_name: str, text: str) -> int:
    if field_name == NUMBER:
        return 2 if headings.is_number(text) else 0 if not text else -2
    if field_name == PERIOD:
        return 2 if headings.is_period(text) else -1
    if field_name == PLACE:
        return 1 if headings.is_place(text) else -headings.is_number(text)
    if field_name == PARTICIPANTS:
        return 0
    return -1 if headings.is_number(text) else 0


def _without_empty_end(cells: list[Cell], wanted: int) -> list[Cell]:
    """Workbooks and texts often have empty cells to the right of a table."""
    count = len(cells)
    while count > wanted and not text_of(cells[count - 1]) and not cells[count - 1].goes_on:
        count -= 1
    return cells[:count]


# --- what a header says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _HeaderRow:
    """A row of a header: where its cells begin in the grid, where the last ends, and their texts."""

    cells: Sequence[Cell]
    starts: list[int]
    end: int
    texts: list[str]

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "_HeaderRow":
        return cls(cells, _starts(cells), _width(cells), [text_of(cell) for cell in cells])

    def place_at(self, start: int) -> int | None:
        """Which cell stands over a column of the grid."""
        return bisect_right(self.starts, start) - 1 if start < self.end else None


def layout_of(rows: Sequence[Sequence[Cell]]) -> Layout:
    """The layout that the rows of a header give, from the uppermost to the lowest."""
    header = [_HeaderRow.of(row) for row in rows]
    leaves = max(reversed(header), key=lambda row: len(row.cells))
    is_spanned = any(cell.columns > 1 or cell.goes_on for row in rows for cell in row)
    columns = []
    for start, cell in zip(leaves.starts, leaves.cells, strict=True):
        titles = _titles_at(header, start, is_spanned)
        title = " – ".join(titles) or f"{UNNAMED}{len(columns) + 1}"
        columns.append(_column(_meaning_of(titles), title, start, cell.columns))
    return Layout(tuple(_told_apart(columns)))


def _titles_at(header: list[_HeaderRow], start: int, is_spanned: bool) -> list[str]:
    """The headings that stand over a column of the grid, from the widest to the narrowest."""
    titles: list[str] = []
    for number, row in enumerate(header):
        place = row.place_at(start)
        if place is None:
            continue
        text = row.texts[place]
        if not text and number == 0 and not is_spanned:
            text = _reaching_over(header, place, start)
        titles += [text] if text and text not in titles else []
    return titles


def _reaching_over(header: list[_HeaderRow], place: int, start: int) -> str:
    """The heading to the left of an empty one if it goes on over it."""
    before = next(filter(None, reversed(header[0].texts[:place])), "")
    lower = [row.texts[place] for row in header[1:] if (place := row.place_at(start)) is not None]
    return before if _may_reach_over(before, any(lower)) else ""


def _may_reach_over(title: str, is_divided: bool) -> bool:
    """Whether a heading may go on over the empty cell to its right: a text file, which knows no spans, has it over the
    first of its columns."""
    meaning = headings.heading_meaning(title)
    if not meaning or not meaning.fields or meaning.fields[0] in (NUMBER, NAME, OWNER):
        return False
    return is_divided or len(meaning.fields) > 1


def _meaning_of(titles: list[str]) -> Meaning:
    if not titles:
        return Meaning()
    meaning = headings.meaning_in_header(titles[0]) or Meaning()
    for title in titles[1:]:
        meaning = headings.narrowed(meaning, title)
    is_plain = not meaning.fields and not meaning.role and headings.meaning_in_header(titles[-1]) is not None
    return replace(meaning, role=headings.PLAIN) if is_plain else meaning


def _column(meaning: Meaning, title: str, start: int, width: int) -> Column:
    first, *others = meaning.fields or ("",)
    return Column(first, title, start, width, meaning.role, tuple(others))


def _told_apart(columns: list[Column]) -> list[Column]:
    """What the other columns say of one: the kind of an event is its name where nothing else is, a district beside a
    town is part of the place, and only the first number is the row's."""
    fields = {name for column in columns for name in (column.field, *column.also)}
    found, has_number = [], False
    for place, column in enumerate(columns):
        following = columns[place + 1].field if place + 1 < len(columns) else ""
        if column.role == headings.KIND and NAME not in fields:
            column = replace(column, field=NAME, role="")
            fields.add(NAME)
        elif column.role == headings.FORMAT and PLACE not in fields:
            column = replace(column, field=PLACE, role="")
        elif column.field == OWNER and following == PLACE and headings.is_district(column.title):
            column = replace(column, field=PLACE)
        elif column.field == NUMBER and has_number:
            column = replace(column, field="", role=OTHER)
        has_number = has_number or column.field == NUMBER
        found.append(column)
    return found


def spanned(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, int]]:
    """[(first column of the grid, the one after the last)] of the headings that a further row may divide: the wide
    ones, and where nothing is spanned, as in a text, those with empty cells to their right."""
    row = rows[-1]
    found = [
        (start, start + cell.columns)
        for start, cell in zip(_starts(row), row, strict=True)
        if cell.columns > 1 and text_of(cell)
    ]
    if found or any(cell.goes_on for cells in rows for cell in cells):
        return found
    begun = None
    for start, cell in zip(_starts(row), row, strict=True):
        if text_of(cell):
            begun = start
        elif begun is not None:
            found = [one for one in found if one[0] != begun] + [(begun, start + 1)]
    return found


def goes_on_header(rows: Sequence[Sequence[Cell]], cells: Sequence[Cell]) -> bool:
    """Whether a row right after the header `rows` goes on with it: under a heading that spans several columns it may
    say what it likes, elsewhere only words of headings."""
    below, said = spanned(rows), 0
    is_alone = True
    for start, cell in zip(_starts(cells), cells, strict=True):
        text = text_of(cell)
        if not text:
            continue
        said += 1
        under = next(((first, end) for first, end in below if first <= start < end), None)
        if under and cell.columns < under[1] - under[0] and len(text) <= LONGEST_SUBHEADING and not _is_figures(text):
            is_alone = False
        elif headings.heading_meaning(text) is None:
            return False
    return said > 1 or (said == 1 and not is_alone) or (said == 1 and any(cell.goes_on for cell in cells))


LONGEST_SUBHEADING = 80


def _is_figures(text: str) -> bool:
    """Whether a text is a number or a day, which stand in rows of events."""
    return headings.is_number(text) or (any(map(str.isdigit, text)) and headings.is_period(text))


def has_days_alone(layout: Layout) -> bool:
    """Whether its days need a month from elsewhere."""
    return layout.has_role(DAY) and not layout.has_role(headings.MONTH)


def _starts(cells: Sequence[Cell]) -> list[int]:
    starts, start = [], 0
    for cell in cells:
        starts.append(start)
        start += cell.columns
    return starts


def _width(cells: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in cells)


def text_of(cell: Cell) -> str:
    """A cell's text for looking at, on one line."""
    return even_out(" ".join(cell.lines))


def is_long(cell: Cell) -> bool:
    """Whether a cell has more lines than a heading."""
    return sum(bool(line.strip()) for line in cell.lines) > 3
