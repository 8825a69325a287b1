"""Makes rows of events out of a table as a file has it: which column is which, what is a section, what goes on.

No text of any table is dropped: it goes into a field, a row's notes, a section's title, the title of the file or the
loose texts. Every guess adds a doubt that says so.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable

from reports.files.marks import EventMark, ReportMark, read_mark
from reports.prose.cleaning import clean_text, one_line
from reports.prose.typography import quoted

from . import contents, flow, headings, kinds, lone
from .cards import Cards, begin_cards
from .event import MAYBE_PART, Event
from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text
from .header import Header
from .headings import NUMBER, OWNER, PERIOD, PLACE
from .layout import Layout, layout_of, text_of
from .limits import within_limits
from .numbering import Numbering, place_of
from .rows import WARNING, Doubt, Loose, NoTable, Problem, ReadFile
from .sections import OWNER_ABOVE, Sections
from .signs import settled

# So many rows of a table without a header are looked at before its columns are decided upon.
LOOKED_AT = 40
BETWEEN = "между таблицами"


def read_pieces(pieces: Iterable[Piece]) -> ReadFile:
    """Understand what a reader yields, and return it as rows, sections and loose texts.

    Raises NoTable when the file has no table, Unreadable when it has more than anybody's report.
    """
    tables = _Tables()
    for piece in within_limits(pieces):
        if isinstance(piece, GridRow):
            tables.take_row(settled(piece))
        elif isinstance(piece, NextTable):
            tables.begin_table(piece.name)
        else:
            tables.take_text(piece)
    return tables.finish()


class _Tables:
    """Takes the pieces of a file one by one."""

    def __init__(self) -> None:
        self.read = ReadFile()
        self.header = Header()
        self.layout: Layout | None = None  # of this table
        self.last_layout: Layout | None = None  # of the last table that had one
        self.is_report = True  # no: its rows are loose texts
        self.is_plan = False  # of what is yet to come
        self.kind = ""  # what it is if it is no list of events
        self.cards: Cards | None = None
        self.waiting: list[GridRow] = []  # rows of this table before its columns are known
        self.texts: list[Text] = []  # paragraphs of the document's flow since the last table
        self.event: Event | None = None
        self.sections = Sections()
        self.groups_above: dict[str, str] = {}  # what a text above the table, or its sheet, says of all its rows
        # Column of the grid → lines of the last cell there that was not merged with its upper one.
        self.above: dict[int, list[str]] = {}
        self.numbering = Numbering()
        self.rows_seen = 0
        self.apart: list[Event] = []  # rows that nobody meant, since the last event
        self.apart_section = ""  # of such rows alone

    def finish(self) -> ReadFile:
        """Return the whole. Raises NoTable when there was no table."""
        self._end_table()
        if not self.rows_seen:
            raise NoTable("\n".join(text.text for text in self.texts))
        self.read.loose += [Loose(text, where) for text, where in map(_cleaned, self.texts) if text]
        self.read.sections = self.sections.found
        return self.read

    def begin_table(self, name: str) -> None:
        self._end_table()
        sheet = name.partition("«")[2].rpartition("»")[0]
        self.is_plan = kinds.is_plan(sheet)
        self.groups_above = flow.groups_in(sheet)
        self.sections.groups |= self.groups_above
        self._take_flow()
        self.layout = None
        self.is_report = True
        self.kind = ""
        self.apart_section = ""
        self.header.begin_table()
        self.numbering.is_numbered = False
        self.above = {}
        self.sections.begin_table(flow.name_of_sheet(name) if name.startswith("лист") else "", name)

    def take_text(self, piece: Text) -> None:
        """A paragraph of the flow waits until it is known what follows it."""
        if piece.where in (BEFORE, AFTER):
            self.texts.append(piece)
        else:
            self._keep_loose(piece.text, piece.where)

    def take_row(self, row: GridRow) -> None:
        self.rows_seen += 1
        if self.cards:
            self._take_row_of_cards(row)
        elif self._is_header(row):
            self._take_header(row)
        elif self.layout and row.apart:
            self._take_apart(row)
        elif self.layout and (kind := contents.begins_another_kind(row)):
            self._end_event()
            self._leave_report(kind, row)
            self._keep_row_loose(row)
        elif self.layout:
            self._take_body_row(row)
        elif not self.is_report:
            self._keep_row_loose(row)
        elif self.header.is_lower(self.waiting, row):
            self._take_header(row)
        else:
            self.waiting.append(row)
            if len(self.waiting) >= LOOKED_AT:
                self._decide()

    def _is_header(self, row: GridRow) -> bool:
        texts = [text_of(cell) for cell in row.cells]
        is_first = self.layout is None and self.is_report
        if self.header.is_known(texts) or self.header.is_divided_by(row.cells):
            return self.header.is_known(texts)
        return self.header.may_begin and bool(headings.meanings_of_row(texts, is_first=is_first))

    # --- text around the tables ---------------------------------------------------------------------------------------

    def _take_flow(self) -> None:
        texts, self.texts = self.texts, []
        self._take_around((text, BETWEEN if where == AFTER else where) for text, where in map(_cleaned, texts))

    def _take_around(self, texts: Iterable[tuple[str, str]]) -> None:
        found = flow.read_flow(texts, title=self.read.title)
        self.read.title = found.title
        self.is_plan = self.is_plan or found.is_plan
        self.groups_above |= found.groups
        self.sections.groups |= found.groups
        for text, where in found.loose:
            self._keep_loose(text, where)
        owners = list(dict.fromkeys(name for name, _ in found.owners))
        if owners:
            where = found.owners[-1][1]
            self._begin_section("; ".join(owners), where)
        if len(owners) > 1:
            self.read.problems.append(Problem(WARNING, flow.SEVERAL_OWNERS.format("; ".join(owners)), where))

    def _keep_loose(self, text: str, where: str) -> None:
        text = clean_text(text)
        if text:
            self.read.loose.append(Loose(text, where))

    def _keep_row_loose(self, row: GridRow) -> None:
        where = f"{row.where}, {self.kind}" if self.kind else row.where
        self._keep_loose(" | ".join(filter(None, map(text_of, row.cells))), where)
        self._keep_beside_loose(row)

    def _keep_beside_loose(self, row: GridRow) -> None:
        for text, words in row.beside:
            self._keep_loose(text, f"{row.where}, {words}")

    # --- what the columns mean ----------------------------------------------------------------------------------------

    def _take_header(self, row: GridRow) -> None:
        """A header, the first or one repeated atop a page (the row that the page tore may go on below it). Rows
        before the first are its title, or events."""
        waiting, self.waiting = self.waiting, []
        is_repeated = self.header.begin(waiting, row.cells) and self.last_layout is not None
        uppers = self.header.rows[:-1]
        lead = waiting[: len(waiting) - len(uppers)]
        if not is_repeated:
            self.sections.groups = dict(self.groups_above)
        self._use(self.last_layout if is_repeated else layout_of(self.header.rows))
        self._take_lead_rows(lead)
        self._judge(row)
        for upper in waiting[len(lead) :]:
            self._note_header(upper)
        self._note_header(row)

    def _use(self, layout: Layout) -> None:
        self.is_report = True
        self.kind = ""
        self.layout = self.last_layout = layout

    def _judge(self, row: GridRow) -> None:
        """Whether the headings so far are those of a list of events, and of which."""
        self.kind = kinds.kind_of_others([text_of(cell) for cells in self.header.rows for cell in cells])
        if self.kind:
            self.last_layout = None
            self._leave_report(self.kind, row)
        elif self.is_plan or self.layout.is_planned:
            self._use(dataclasses.replace(self.layout, doubt=kinds.PLAN_DOUBT))
        elif self.layout.doubt:
            self._use(dataclasses.replace(self.layout, doubt=""))

    def _leave_report(self, kind: str, row: GridRow) -> None:
        """From this row on it is no list of events."""
        self.kind, self.layout, self.is_report = kind, None, False
        self.read.problems.append(Problem(WARNING, kinds.NO_EVENTS.format(kind), row.where))

    def _note_header(self, row: GridRow) -> None:
        """Texts of a header besides the words of headings are shown, but those that stand before the notes."""
        for cell in row.cells:
            text = text_of(cell)
            if not headings.is_only_official(text) and not (self.layout and self.layout.notes_under(text)):
                self._keep_loose(text, f"{row.where}, шапка таблицы")
        self._keep_beside_loose(row)
        self._remember(row)

    def _decide(self) -> None:
        """The table has no header: read it as cards, go by the table before it, by its content, or take it for no
        report at all."""
        rows, self.waiting = self.waiting, []
        meant = [row for row in rows if not row.apart] or rows
        self.cards = begin_cards(meant, self._take_card)
        if self.cards:
            for row in rows:
                self._take_row_of_cards(row)
            return
        usual, _ = Counter(len(row.cells) for row in meant).most_common(1)[0]
        self.kind = contents.kind_of_first(meant)
        count = 0
        if self.kind:
            self.read.problems.append(Problem(WARNING, kinds.NO_EVENTS.format(self.kind), rows[0].where))
        elif contents.goes_on_with(self.last_layout, usual, meant):
            self.layout = self.last_layout
        elif found := contents.layout_by_content(meant):
            layout, count = found
            self._use(dataclasses.replace(layout, doubt=kinds.PLAN_DOUBT if self.is_plan else ""))
            self.read.problems.append(Problem(WARNING, contents.said_of_guess(layout), rows[0].where))
        elif usual > 3 and len(rows) > 1:
            self.read.problems.append(Problem(WARNING, contents.NO_COLUMNS, rows[0].where))
        if self.layout:
            self._take_decided(rows, meant[:count])
        else:
            self.is_report = False
            self._keep_all_loose(rows)

    def _take_decided(self, rows: list[GridRow], headers: list[GridRow]) -> None:
        """Take the rows that waited. `headers`: those of them that are headings which nobody knows."""
        for row in rows:
            is_first = not self.read.rows and not self.event
            if any(row is one for one in headers):
                self._note_header(row)
            elif is_first or row.apart:
                self._take_lead_rows([row])
            else:
                self._take_body_row(row)

    def _keep_all_loose(self, rows: list[GridRow]) -> None:
        for row in rows:
            lone = one_line(" ".join(filter(None, map(text_of, row.cells))))
            if headings.is_municipality(lone):
                self._begin_section(lone, row.where)
                self._keep_beside_loose(row)
            else:
                self._keep_row_loose(row)

    def _take_row_of_cards(self, row: GridRow) -> None:
        if row.apart:
            self._keep_apart_loose(row)
        elif not self.cards.take_row(row):
            self._take_lead_rows([row])

    def _take_card(self, labels: list[Cell], row: GridRow) -> None:
        layout = layout_of([labels])
        self.layout = (
            dataclasses.replace(layout, doubt=kinds.PLAN_DOUBT) if self.is_plan or layout.is_planned else layout
        )
        self._end_event()
        self._take_event(row, list(filter(None, map(read_mark, row.marks))))
        self._end_event()
        self.layout = None

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _take_lead_rows(self, rows: list[GridRow]) -> None:
        """Rows above the header: the title in a workbook, a section's heading, or events of a torn table."""
        texts: list[tuple[str, str]] = []
        for row in rows:
            if row.apart and self.layout:
                self._take_apart(row)
                continue
            said = list(filter(None, map(text_of, row.cells)))
            text = " ".join(text for text in said if not headings.is_number(text))
            if self.layout and (len(said) > 2 or any(map(read_mark, row.marks))):
                self._take_around(texts)
                texts = []
                self._take_body_row(row)
            else:
                texts += [(text or " ".join(said), row.where)] if said else []
                self._keep_beside_loose(row)
        self._take_around(texts)

    def _take_body_row(self, row: GridRow) -> None:
        texts = [text_of(cell) for cell in row.cells]
        marks = list(filter(None, map(read_mark, row.marks)))
        if self.header.is_open and self._is_part_of_header(row, texts):
            return
        if self.header.is_open:
            self._end_header(row)
        if not any(texts) or lone.is_only_a_number(self.layout, row):
            self._remember(row)
            self.numbering.events += any(cell.is_numbered for cell in row.cells[:1])  # Word counts it
            self._keep_beside_loose(row)
        elif not self._take_lone_text(row, marks):
            self._take_event(row, marks)

    def _end_header(self, row: GridRow) -> None:
        """The first row of the body: now it is seen which columns the headings have."""
        self.header.end()
        self.layout = self.last_layout = self.layout.settled(row.cells)
        others = self.layout.noted
        if others:
            text = contents.NOTED_COLUMNS.format(", ".join(map(quoted, others)))
            if not any(problem.text == text for problem in self.read.problems):
                self.read.problems.append(Problem(WARNING, text))

    def _is_part_of_header(self, row: GridRow, texts: list[str]) -> bool:
        """The row of column numbers, or a further row of headings."""
        if headings.is_column_numbers([text for text in texts if text]):
            self._keep_beside_loose(row)
            return True
        if not self.header.goes_on(row.cells):
            return False
        if not self.header.is_repeated:
            self._use(layout_of(self.header.rows))
            self._judge(row)
        self._note_header(row)
        return True

    def _take_lone_text(self, row: GridRow, marks: list[EventMark | ReportMark]) -> bool:
        """Take a row that says one thing only: a section's heading, a total, a remark. False when it is an event."""
        found = None if any(isinstance(mark, EventMark) for mark in marks) else lone.read_lone(self.layout, row, marks)
        if found is None:
            return False
        if found.kind == lone.TEXT_BELOW and self.event:
            self.event.take_below(found.field, found.text)
            self._keep_beside_loose(row)
            return True
        self._end_event()
        self._remember(row)
        if found.kind == lone.SECTION:
            self._begin_section(found.text, row.where, found.report)
        elif found.kind in (lone.REMARK, lone.TEXT_BELOW):
            self._keep_row_loose(row)
            return True
        else:
            self.sections.groups[found.kind] = found.text
        self._keep_beside_loose(row)
        return True

    def _begin_section(self, title: str, where: str, mark: ReportMark | None = None) -> None:
        self._end_event()
        self.sections.begin(title, where, mark)

    # --- events -------------------------------------------------------------------------------------------------------

    def _take_event(self, row: GridRow, marks: list[EventMark | ReportMark]) -> None:
        event = Event(self.sections.title, row.where)
        events = [mark for mark in marks if isinstance(mark, EventMark)]
        number_goes_on = bool(self.event) and not events and self._has_number_above(row)
        event.fill(self.layout, row, self.above, fill_down=not number_goes_on)
        self._remember(row)
        if not events and self.event and (number_goes_on or event.goes_on_from(self.event, self.numbering.is_numbered)):
            self.event.go_on(event)
            self.numbering.events += event.is_numbered
            return
        self._end_event()
        self._give_owner(event, row)
        event.complete(self.sections.groups)
        self.numbering.give_mark(event, events)
        self.numbering.give_place(event, self.sections.number)
        is_bare = not (event.has(PLACE) or event.has(PERIOD) or event.mark)
        if is_bare and not (event.number or event.is_numbered) and not event.doubts:
            event.doubt(MAYBE_PART)
        event.begin()
        self.event = event

    def _give_owner(self, event: Event, row: GridRow) -> None:
        """The section that a column names; an empty cell of it means the row above."""
        if not (event.owner or self.layout.has(OWNER)):
            return
        if self.sections.take_owner(event.owner, row.where):
            event.doubt(OWNER_ABOVE)
        event.section = self.sections.title

    def _has_number_above(self, row: GridRow) -> bool:
        """Whether the number's cell is merged with the one above: both rows are one event."""
        placed, _ = self.layout.placed(row.cells)
        return any(cell.goes_on and columns[0].field == NUMBER for columns, cell in placed)

    def _take_apart(self, row: GridRow) -> None:
        """A row that its writer did not mean: it is a row, but has no say in those around it."""
        texts = list(filter(None, map(text_of, row.cells)))
        words = [text for text in texts if not headings.is_number(text)]
        if len(words) < 2 and not any(map(read_mark, row.marks)):
            if words and headings.is_municipality(words[0]):
                self.apart_section = words[0]
            self._keep_apart_loose(row)
            return
        event = Event(self.apart_section or self.sections.title, row.where, apart=row.apart)
        event.doubts.append(Doubt(f"{row.apart[:1].upper()}{row.apart[1:]}."))
        event.fill(self.layout, row, self.above, fill_down=True)
        self.numbering.give_mark(event, [mark for mark in map(read_mark, row.marks) if isinstance(mark, EventMark)])
        event.where = place_of(event, f"строка {event.number}" if event.number else event.where, self.sections.number)
        self.apart.append(event)
        if self.apart_section:
            self.sections.note(self.apart_section, row.where)

    def _keep_apart_loose(self, row: GridRow) -> None:
        self._keep_loose(" | ".join(filter(None, map(text_of, row.cells))), f"{row.where}, {row.apart}")
        self._keep_beside_loose(row)

    def _end_event(self) -> None:
        if self.event:
            self.read.rows.append(self.event.row())
            self.event = None
        self.read.rows += [event.row() for event in self.apart]
        self.apart.clear()

    def _end_table(self) -> None:
        if self.waiting:
            self._decide()
        if self.cards:
            self.cards.finish()
            self.cards = None
        self._end_event()

    def _remember(self, row: GridRow) -> None:
        start = 0
        for cell in row.cells:
            if not cell.goes_on:
                self.above[start] = cell.lines
            start += cell.columns


def _cleaned(piece: Text) -> tuple[str, str]:
    return clean_text(piece.text), piece.where
