"""Makes rows of events out of a table as it stands in a file: which column is which, what is a section, what goes on.

Whatever the table looks like, no text of it is dropped: it stands in a field, in a row's notes, in a section's title,
in the title of the file or among the loose texts. Whatever came about by a guess carries a doubt that says so.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.files.marks import EventMark, ReportMark, read_mark
from reports.files.table import COLUMNS
from reports.prose.cleaning import clean_text, even_out, join_lines, one_line
from reports.prose.typography import quoted

from . import headings
from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text
from .headings import LABELS, NAME, NUMBER, PERIOD, PLACE
from .rows import WARNING, Doubt, Loose, Problem, ReadFile, ReadRow, ReadSection, Unreadable

# Field → whether a line break in it is a paragraph.
TEXTS = {column.field: not column.is_line for column in COLUMNS}

MAX_ROWS = 20_000
MAX_CELLS = 64
MAX_CELL_LETTERS = 200_000
MAX_LETTERS = 20_000_000
# So many rows of a table without a header are looked at before its columns are decided upon.
LOOKED_AT = 40
# A row that is one cell from side to side and longer than this is no section's heading.
LONGEST_SECTION = 200
LONGEST_TITLE = 600
BETWEEN = "между таблицами"

SPLIT = "Строка таблицы была разорвана, тексты её частей соединены. Проверьте их."
FILLED_DOWN = "Ячейка объединена с верхней, текст взят из строки выше. Проверьте его."
ONE_CELL = "Вся строка стояла в одной ячейке. Разделите её текст по полям."
CELL_MISSING = "В строке меньше ячеек, чем столбцов в таблице. Проверьте, что тексты стоят в своих полях."
COLUMNS_GUESSED = "У таблицы нет шапки, столбцы поняты по содержанию. Проверьте, что тексты стоят в своих полях."
TWO_EVENTS = (
    "В этой строке соединены две строки выгруженной таблицы. Проверьте тексты, а вторую строку добавьте отдельно."
)
MARK_TWICE = (
    "Строка скопирована с другой строки выгруженной таблицы, поэтому считается новой. Проверьте, что она нужна."
)
# Alone among the places of a table, this is a place; any other municipality is a section's heading.
_TOWN = re.compile(r"г\.")
MAYBE_PART = "Нет ни места, ни сроков: возможно, это продолжение строки выше или название раздела. Проверьте."


def read_pieces(pieces: Iterable[Piece]) -> ReadFile:
    """Understand what a reader yields, and return it as rows, sections and loose texts.

    Raises Unreadable when the file has no table, or more of it than anybody's report.
    """
    tables = _Tables()
    for piece in _within_limits(pieces):
        if isinstance(piece, GridRow):
            tables.take_row(piece)
        elif isinstance(piece, NextTable):
            tables.begin_table()
        else:
            tables.take_text(piece)
    return tables.finish()


def _within_limits(pieces):
    rows = letters = 0
    for piece in pieces:
        if isinstance(piece, GridRow):
            rows += 1
            if rows > MAX_ROWS:
                raise Unreadable("В файле больше 20 000 строк таблицы. Разделите его на части и загрузите по одной.")
            if len(piece.cells) > MAX_CELLS:
                raise Unreadable("В таблице больше 64 столбцов. Оставьте в ней столбцы отчёта и загрузите снова.")
            sizes = [sum(map(len, cell.lines)) for cell in piece.cells]
            sizes += [len(text) for text, _ in piece.beside]
        else:
            sizes = [len(piece.text)] if isinstance(piece, Text) else []
        letters += sum(sizes)
        if letters > MAX_LETTERS:
            raise Unreadable("В файле больше 20 миллионов знаков. Разделите его на части и загрузите по одной.")
        if sizes and max(sizes) > MAX_CELL_LETTERS:
            raise Unreadable("В одной ячейке больше 200 000 знаков. Разделите её текст и загрузите файл снова.")
        yield piece


# --- columns ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table: its field ("" for one that the report does not have), its heading, its place and
    width in the columns of the grid."""

    field: str
    title: str
    start: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns of a table mean. `is_sure`: a header said so, or the official order fits the content."""

    columns: tuple[_Column, ...]
    is_sure: bool = True

    @property
    def width(self):
        return self.columns[-1].start + self.columns[-1].width

    def placed(self, cells):
        """[(columns that a cell stands in, cell)], and whether that is a guess since a cell is missing."""
        cells = _without_empty_end(cells, len(self.columns))
        columns = self.columns
        if len(cells) == len(columns):  # whatever they span: Word's borders are often a hair's breadth apart
            return [((column,), cell) for column, cell in zip(columns, cells, strict=True)], False
        if len(cells) == 1:
            return [(columns, cells[0])], False
        if any(cell.columns > 1 for cell in cells):
            return self._by_position(cells), False
        if len(cells) == len(columns) - 1:
            return self._without_one(cells)
        placed = [((column,), cell) for column, cell in zip(columns, cells, strict=False)]
        for place, cell in enumerate(cells[len(columns) :], start=len(columns)):
            placed.append(((_Column("", f"Столбец {place + 1}", place),), cell))
        return placed, len(cells) < len(columns)

    def _by_position(self, cells):
        placed, start = [], 0
        for cell in cells:
            end = start + cell.columns
            under = tuple(column for column in self.columns if start <= column.start < end)
            if not under:  # one of several cells under one wide heading, or beyond the last
                around = [column for column in self.columns if column.start <= start < column.start + column.width]
                under = tuple(around) or (_Column("", f"Столбец {start + 1}", start),)
            placed.append((under, cell))
            start = end
        return placed

    def _without_one(self, cells):
        """One cell is not there: the one without which the others look most like their columns."""
        texts = [_text(cell) for cell in cells]

        def fit(gap):
            left = [column for place, column in enumerate(self.columns) if place != gap]
            return sum(_looks_like(column.field, text) for column, text in zip(left, texts, strict=True)), gap

        _, gap = max(map(fit, range(len(self.columns))))
        left = [column for place, column in enumerate(self.columns) if place != gap]
        is_guess = self.columns[gap].field not in (NUMBER, "")
        return [((column,), cell) for column, cell in zip(left, cells, strict=True)], is_guess


def _looks_like(field_name, text):
    if field_name == NUMBER:
        return 2 if headings.is_number(text) else 0 if not text else -2
    if field_name == PERIOD:
        return 2 if headings.is_period(text) else -1
    if field_name == PLACE:
        return 1 if headings.is_place(text) else 0
    return -1 if headings.is_number(text) else 0


def _without_empty_end(cells, wanted):
    """Workbooks and texts often have empty cells to the right of a table."""
    count = len(cells)
    while count > wanted and not _text(cells[count - 1]) and not cells[count - 1].goes_on:
        count -= 1
    return cells[:count]


def _layout_of(cells, fields):
    columns, start = [], 0
    for place, (cell, name) in enumerate(zip(cells, fields, strict=True), start=1):
        columns.append(_Column(name, _text(cell) or f"Столбец {place}", start, cell.columns))
        start += cell.columns
    return _Layout(tuple(columns))


def _layout_of_two(upper, cells):
    """The layout when a second row divides the headings of the first."""
    columns, start, taken = [], 0, {column.field for column in upper.columns if column.field}
    for cell in cells:
        above = next((c for c in upper.columns if c.start <= start < c.start + c.width), None)
        own = headings.heading_field(_text(cell)) or ""
        if above is None or (above.width > cell.columns and _text(cell)):
            is_free = own and (own not in taken or (above and own == above.field))
            name = own if is_free else ""
        else:
            name = above.field
        title = " – ".join(filter(None, [above.title if above else "", _text(cell)]))
        taken.add(name)
        columns.append(_Column(name, title, start, cell.columns))
        start += cell.columns
    return _Layout(tuple(columns))


def _layout_by_content(rows):
    """The layout of a table without a header, or None when it is no table of events."""
    texts = [[_text(cell) for cell in row.cells] for row in rows]
    found = headings.fields_by_content([row for row in texts if sum(map(bool, row)) >= 3])
    if found is None:
        return None
    fields, is_sure = found
    columns = [_Column(name, LABELS.get(name) or f"Столбец {n + 1}", n) for n, name in enumerate(fields)]
    return _Layout(tuple(columns), is_sure)


# --- the event that is being read -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Event:
    """The last row of the table, until it is known that no other goes on with it."""

    section: str
    where: str
    number: str = ""
    is_numbered: bool = False
    mark: EventMark | None = None
    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in TEXTS})
    notes: list[str] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)  # field and text of each row that is joined here
    doubts: list[Doubt] = field(default_factory=list)

    def has(self, name):
        return any(map(str.strip, self.lines[name]))

    def begin(self):
        """All texts of the row itself are in."""
        self.said = {(name, self.text(name)) for name in TEXTS}

    def text(self, name):
        return even_out(" ".join(self.lines[name]))

    def doubt(self, text, name=""):
        said = Doubt(text, name, is_guess=True)
        if said not in self.doubts:
            self.doubts.append(said)

    def go_on(self, other):
        """Take the rest of a row that was split in two; what is there already is not said again."""
        self.doubt(SPLIT)
        for name, lines in other.lines.items():
            if (name, text := even_out(" ".join(lines))) not in self.said:
                self.said.add((name, text))
                self.lines[name] += lines
        self.notes += other.notes
        for doubt in other.doubts:
            if doubt.text != MAYBE_PART:
                self.doubt(doubt.text, doubt.field)

    def row(self):
        texts = {name: self._joined(name, paragraphs) for name, paragraphs in TEXTS.items()}
        return ReadRow(
            where=self.where,
            section=self.section,
            **texts,
            uid=str(self.mark.uid) if self.mark else "",
            version=self.mark.version if self.mark else None,
            notes=tuple(self.notes),
            doubts=tuple(self.doubts),
        )

    def _joined(self, name, paragraphs):
        """Our own file keeps its paragraphs; in others a line may have been broken anywhere, even within a word."""
        if self.mark:
            lines = [line for line in map(clean_text, self.lines[name]) if line]
            return clean_text("\n".join(lines)) if paragraphs else one_line(" ".join(lines))
        text = join_lines([line.replace("\u00ad", "") for line in self.lines[name]], paragraphs=paragraphs)
        return text if paragraphs else one_line(text)


# --- the whole --------------------------------------------------------------------------------------------------------


class _Tables:
    """Takes the pieces of a file one by one."""

    def __init__(self):
        self.read = ReadFile()
        self.layout = None  # of this table
        self.last_layout = None  # of the last table that had one
        self.is_report = True  # no: its rows are loose texts
        self.waiting = []  # rows of this table before its columns are known
        self.texts = []  # paragraphs of the document's flow since the last table
        self.event = None
        self.section = ""
        self.section_number = 0
        self.sections = {}  # title → number of each section so far
        self.above = {}  # column of the grid → lines of the last cell there that was not merged with its upper one
        self.after_header = False
        self.is_numbered = False  # whether rows of this table have numbers
        self.events = 0  # automatic numbers so far
        self.marks = set()
        self.rows_seen = 0

    def finish(self):
        """Return the whole. Raises Unreadable when there was no table."""
        self._end_table()
        if not self.rows_seen:
            raise Unreadable(
                "В файле не нашлось таблицы. Проверьте, тот ли это файл: нужна таблица отчёта, в которой каждое "
                "мероприятие – отдельная строка."
            )
        self.read.loose += [Loose(text, where) for text, where in map(_cleaned, self.texts) if text]
        return self.read

    def begin_table(self):
        self._end_table()
        self._take_flow()
        self.layout = None
        self.is_report = True
        self.after_header = False
        self.is_numbered = False
        self.above = {}

    def take_text(self, piece):
        """A paragraph of the flow waits until it is known what follows it."""
        if piece.where in (BEFORE, AFTER):
            self.texts.append(piece)
        else:
            self._keep_loose(piece.text, piece.where)

    def take_row(self, row):
        self.rows_seen += 1
        fields = headings.header_fields([_text(cell) for cell in row.cells])
        if fields:
            self._take_header(row, fields)
        elif self.layout:
            self._take_body_row(row)
        elif not self.is_report:
            self._keep_row_loose(row)
        else:
            self.waiting.append(row)
            if len(self.waiting) >= LOOKED_AT:
                self._decide()

    # --- text around the tables ---------------------------------------------------------------------------------------

    def _take_flow(self):
        """The paragraphs before a table: a title, a section's heading, or loose."""
        texts, self.texts = self.texts, []
        in_title = False
        for text, where in map(_cleaned, texts):
            where = BETWEEN if where == AFTER else where
            text = one_line(text)
            if not text:
                continue
            if not self.read.title and headings.is_title(text):
                self.read.title, in_title = text, True
            elif in_title and headings.goes_on_title(text) and len(self.read.title) < LONGEST_TITLE:
                self.read.title += f" {text}"
            elif headings.is_municipality(text):
                in_title = False
                self._begin_section(text, where)
            else:
                in_title = False
                self._keep_loose(text, where)

    def _keep_loose(self, text, where):
        text = clean_text(text)
        if text:
            self.read.loose.append(Loose(text, where))

    def _keep_row_loose(self, row):
        self._keep_loose(" | ".join(filter(None, map(_text, row.cells))), row.where)
        self._keep_beside_loose(row)

    def _keep_beside_loose(self, row):
        for text, words in row.beside:
            self._keep_loose(text, f"{row.where}, {words}")

    # --- what the columns mean ----------------------------------------------------------------------------------------

    def _take_header(self, row, fields):
        """A header, the first or one repeated atop a page (the row that the page tore may go on below it). Rows
        before the first are its title, or events."""
        self.layout = self.last_layout = _layout_of(row.cells, fields)
        self.is_report = True
        waiting, self.waiting = self.waiting, []
        for early in waiting:
            self._take_lead_row(early)
        self._note_header(row)
        self.after_header = True

    def _note_header(self, row):
        """What stands in a header besides the words of headings is shown."""
        for cell in row.cells:
            if not headings.is_only_official(_text(cell)):
                self._keep_loose(_text(cell), f"{row.where}, шапка таблицы")
        self._keep_beside_loose(row)
        self._remember(row)

    def _decide(self):
        """The table has no header: go by the table before it, by its content, or take it for no report at all."""
        rows, self.waiting = self.waiting, []
        usual, _ = Counter(len(row.cells) for row in rows).most_common(1)[0]
        if self.last_layout and 0 <= usual - len(self.last_layout.columns) <= 1:
            self.layout = self.last_layout
        elif layout := _layout_by_content(rows):
            self.layout = self.last_layout = layout
            self._tell_about_guess(rows[0].where, layout.is_sure)
        else:
            self.is_report = False
            self._keep_all_loose(rows)
        if self.layout:
            for row in rows:
                self._take_lead_row(row) if not self.read.rows and not self.event else self._take_body_row(row)

    def _keep_all_loose(self, rows):
        for row in rows:
            lone = one_line(" ".join(filter(None, map(_text, row.cells))))
            if headings.is_municipality(lone):
                self._begin_section(lone, row.where)
                self._keep_beside_loose(row)
            else:
                self._keep_row_loose(row)

    def _tell_about_guess(self, where, is_sure):
        way = "взяты по порядку официальной таблицы" if is_sure else "поняты по содержанию"
        text = f"У таблицы нет шапки, столбцы {way}. Проверьте, что тексты стоят в своих полях"
        self.read.problems.append(Problem(WARNING, text, where))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _take_lead_row(self, row):
        """A row above the header: the title in a workbook, a section's heading, or an event of a torn table."""
        said = list(filter(None, map(_text, row.cells)))
        text = " ".join(text for text in said if not headings.is_number(text))
        if len(said) > 2 or headings.is_municipality(text):
            self._take_body_row(row)
        elif not self.read.title and headings.is_title(text):
            self.read.title = text
            self._keep_beside_loose(row)
        elif 0 < len(self.read.title) < LONGEST_TITLE and text and headings.goes_on_title(text) and not self.read.rows:
            self.read.title += f" {text}"
            self._keep_beside_loose(row)
        else:
            self._keep_row_loose(row)

    def _take_body_row(self, row):
        texts = [_text(cell) for cell in row.cells]
        marks = list(filter(None, map(read_mark, row.marks)))
        if self.after_header and self._is_part_of_header(row, texts):
            return
        self.after_header = False
        if not any(texts) or self._is_only_a_number(row):
            self._remember(row)
            self.events += any(cell.is_numbered for cell in row.cells[:1])  # Word counts it
            self._keep_beside_loose(row)
        elif not self._take_lone_text(row, texts, marks):
            self._take_event(row, marks)

    def _is_only_a_number(self, row):
        """A row of a form that nobody has filled in."""
        said = self._placed_said(row)
        return (
            len(said) == 1
            and said[0][0][0].field == NUMBER
            and headings.is_number(_text(said[0][1]))
            and not any(cell.goes_on for cell in row.cells)
        )

    def _is_part_of_header(self, row, texts):
        """The row of column numbers, or a second row of headings."""
        if headings.is_column_numbers([text for text in texts if text]):
            self._keep_beside_loose(row)
            self.after_header = False
            return True
        is_divided = any(cell.goes_on for cell in row.cells) or sum(map(bool, texts)) > 1
        if is_divided and headings.is_second_header(texts):
            if sum(cell.columns for cell in row.cells) == self.layout.width:
                self.layout = self.last_layout = _layout_of_two(self.layout, row.cells)
            self._note_header(row)
            return True
        return False

    def _take_lone_text(self, row, texts, marks):
        """Take a row that says one thing only: a section's heading, a total, a remark. False when it is an event."""
        said = [place for place, text in enumerate(texts) if text]
        text = one_line(" ".join(texts[place] for place in said if not headings.is_number(texts[place])))
        report = next((mark for mark in marks if isinstance(mark, ReportMark)), None)
        has_event_mark = any(isinstance(mark, EventMark) for mark in marks)
        is_wide = len(said) == 1 and row.cells[said[0]].columns >= max(self.layout.width - 1, 2)
        is_wide = is_wide or len(row.cells) == 1
        is_alone = len(said) == 1
        if has_event_mark or not text:
            return False
        if headings.is_remark(text) and (is_alone or self._says_no_place_and_period(row)):
            self._end_event()
            self._remember(row)
            self._keep_row_loose(row)
        elif self._is_section(row, said, text, is_wide, report):
            self._remember(row)
            self._begin_section(text, row.where, report)
            self._keep_beside_loose(row)
        else:
            return False
        return True

    def _is_section(self, row, said, text, is_wide, report):
        if report and (is_wide or len(said) == 1):
            return True
        if headings.is_municipality(text):
            fields = [
                columns[0].field for columns, cell in self._placed_said(row) if not headings.is_number(_text(cell))
            ]
            return is_wide or fields != [PLACE] or not _TOWN.match(text)
        if len(said) > 1 or len(text) > LONGEST_SECTION or _is_long(row.cells[said[0]]):
            return False
        if row.cells[said[0]].is_numbered:
            return False
        if is_wide:
            return True
        (columns, _), *_ = self._placed_said(row)
        return columns[0].field == NUMBER and not headings.is_number(text) and text[:1].isupper() and len(text) <= 100

    def _placed_said(self, row):
        placed, _ = self.layout.placed(row.cells)
        return [(columns, cell) for columns, cell in placed if _text(cell)]

    def _says_no_place_and_period(self, row):
        fields = {column.field for columns, _ in self._placed_said(row) for column in columns}
        return not fields & {PLACE, PERIOD}

    def _begin_section(self, title, where, mark=None):
        self._end_event()
        self.section = title
        if title not in self.sections:
            self.read.sections.append(ReadSection(title, where))
            self.sections[title] = len(self.read.sections)
        self.section_number = self.sections[title]
        known = self.read.sections[self.section_number - 1]
        if mark and known.report is None:
            marked = dataclasses.replace(known, report=mark.pk, version=mark.version)
            self.read.sections[self.section_number - 1] = marked

    # --- events -------------------------------------------------------------------------------------------------------

    def _take_event(self, row, marks):
        event = _Event(self.section, row.where)
        events = [mark for mark in marks if isinstance(mark, EventMark)]
        number_goes_on = bool(self.event) and not events and self._has_number_above(row)
        self._fill(event, row, fill_down=not number_goes_on)
        if not events and self.event and (number_goes_on or self._goes_on(event)):
            self.event.go_on(event)
            self.events += event.is_numbered
            return
        self._end_event()
        self._give_mark(event, events)
        self._give_place(event)
        is_bare = not (event.has(PLACE) or event.has(PERIOD) or event.mark)
        if is_bare and not (event.number or event.is_numbered) and not event.doubts:
            event.doubt(MAYBE_PART)
        event.begin()
        self.event = event

    def _has_number_above(self, row):
        """Whether the number's cell is merged with the one above: both rows are one event."""
        placed, _ = self.layout.placed(row.cells)
        return any(cell.goes_on and columns[0].field == NUMBER for columns, cell in placed)

    def _fill(self, event, row, *, fill_down):
        """Put the texts of a row where they belong; `fill_down`: the text of a cell merged downwards counts again."""
        placed, is_guess = self.layout.placed(row.cells)
        if is_guess:
            event.doubt(CELL_MISSING)
        if not self.layout.is_sure:
            event.doubt(COLUMNS_GUESSED)
        start = 0
        for columns, cell in placed:
            names = [column.field for column in columns if column.field]
            if not cell.goes_on:
                self._put(event, columns, names, cell)
            else:
                if _text(cell):
                    event.notes.append(f"Под объединённой ячейкой: {_text(cell)}")
                if fill_down:
                    self._fill_down(event, names, self.above.get(start, []))
            start += cell.columns
        event.notes += [f"{words[:1].upper()}{words[1:]}: {one_line(text)}" for text, words in row.beside]
        self._remember(row)

    def _fill_down(self, event, names, lines):
        name = next((name for name in names if name in TEXTS), None)
        if name and any(map(str.strip, lines)):
            event.lines[name] += lines
            event.doubt(FILLED_DOWN, name)

    def _put(self, event, columns, names, cell):
        own = _text(cell)
        if not names:
            if own:
                event.notes.append(f"{columns[0].title}: {own}")
        elif names[0] == NUMBER and (len(names) == 1 or headings.is_number(own) or not own):
            self._put_number(event, columns[0], cell, own)
        else:
            name = next(name for name in names if name in TEXTS)
            event.lines[name] += cell.lines
            event.is_numbered = event.is_numbered or (cell.is_numbered and names[0] == NUMBER)
            if len(names) > 1 and own:
                event.doubt(self._merged(names), name)

    def _merged(self, names):
        if len(names) > 3:
            return ONE_CELL
        labels = ", ".join(quoted(LABELS[name]) for name in names)
        return f"Ячейки {labels} объединены, весь их текст стоит здесь. Разделите его по полям."

    def _put_number(self, event, column, cell, own):
        """A number goes into the row's place; anything else that people write beside it is kept as a note."""
        event.is_numbered = cell.is_numbered
        if headings.is_number(own):
            event.number = own.strip("№ .)")
        elif own:
            event.notes.append(f"Столбец {quoted(column.title)}: {own}")

    def _goes_on(self, event):
        """Whether a row is the rest of the one above it, torn off by a page's end or by hand."""
        before = self.event
        is_bare = not (event.has(PLACE) or event.has(PERIOD))
        has_name = event.has(NAME)
        if event.number:
            is_same = event.number == before.number
            return is_same and (not has_name or is_bare or (NAME, event.text(NAME)) in before.said)
        if any(doubt.text == ONE_CELL for doubt in event.doubts):
            return False
        if not has_name and is_bare:
            return True
        if self.is_numbered:
            return not event.is_numbered and (not has_name or is_bare)
        return not has_name and not (event.has(PLACE) and event.has(PERIOD))

    def _give_mark(self, event, marks):
        if not marks:
            return
        if marks[0].uid in self.marks:
            event.doubt(MARK_TWICE)
        else:
            self.marks.add(marks[0].uid)
            event.mark = marks[0]
        if len({mark.uid for mark in marks}) > 1:
            event.doubt(TWO_EVENTS)

    def _give_place(self, event):
        """«раздел 2, строка 14»: by the number that people see, the automatic one too, else by the table's row."""
        if event.number or event.is_numbered:
            self.is_numbered = True
        self.events += event.is_numbered
        where = event.where
        if event.number:
            where = f"строка {event.number}"
        elif event.is_numbered:
            where = f"строка {self.events}"
        elif where.startswith("строка"):
            where += " таблицы"
        event.where = f"раздел {self.section_number}, {where}" if self.section_number else where

    def _end_event(self):
        if self.event:
            self.read.rows.append(self.event.row())
            self.event = None

    def _end_table(self):
        if self.waiting:
            self._decide()
        self._end_event()

    def _remember(self, row):
        start = 0
        for cell in row.cells:
            if not cell.goes_on:
                self.above[start] = cell.lines
            start += cell.columns


def _text(cell: Cell) -> str:
    """A cell's text for looking at, on one line."""
    return even_out(" ".join(cell.lines))


def _is_long(cell):
    return sum(bool(line.strip()) for line in cell.lines) > 3


def _cleaned(piece):
    return clean_text(piece.text), piece.where
