"""Makes rows of events out of a table as a file has it: which column is which, what is a section, what goes on.

No text of any table is dropped: it goes into a field, a row's notes, a section's title, the title of the file or the
loose texts. Every guess adds a doubt that says so.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable

from reports.files.marks import EventMark, ReportMark, read_mark
from reports.prose.cleaning import clean_text, one_line

from . import headings
from .event import MAYBE_PART, Event
from .grid import AFTER, BEFORE, GridRow, NextTable, Piece, Text
from .headings import NUMBER, PERIOD, PLACE
from .layout import Layout, Placed, is_long, layout_by_content, layout_of, layout_of_two, text_of
from .limits import within_limits
from .rows import WARNING, Doubt, Loose, Problem, ReadFile, ReadSection, Unreadable
from .signs import settled

# So many rows of a table without a header are looked at before its columns are decided upon.
LOOKED_AT = 40
# A row that is one cell from side to side and longer than this is no section's heading.
LONGEST_SECTION = 200
LONGEST_TITLE = 600
BETWEEN = "между таблицами"

TWO_EVENTS = (
    "В этой строке соединены две строки выгруженной таблицы. Проверьте тексты, а вторую строку добавьте отдельно."
)
MARK_TWICE = (
    "Строка скопирована с другой строки выгруженной таблицы, поэтому считается новой. Проверьте, что она нужна."
)
# Alone among the places of a table, this is a place; any other municipality is a section's heading.
_TOWN = re.compile(r"г\.")


def read_pieces(pieces: Iterable[Piece]) -> ReadFile:
    """Understand what a reader yields, and return it as rows, sections and loose texts.

    Raises Unreadable when the file has no table, or more of it than anybody's report.
    """
    tables = _Tables()
    for piece in within_limits(pieces):
        if isinstance(piece, GridRow):
            tables.take_row(settled(piece))
        elif isinstance(piece, NextTable):
            tables.begin_table()
        else:
            tables.take_text(piece)
    return tables.finish()


class _Tables:
    """Takes the pieces of a file one by one."""

    def __init__(self) -> None:
        self.read = ReadFile()
        self.layout: Layout | None = None  # of this table
        self.last_layout: Layout | None = None  # of the last table that had one
        self.is_report = True  # no: its rows are loose texts
        self.waiting: list[GridRow] = []  # rows of this table before its columns are known
        self.texts: list[Text] = []  # paragraphs of the document's flow since the last table
        self.event: Event | None = None
        self.section = ""
        self.section_number = 0
        self.sections: dict[str, int] = {}  # title → number of each section so far
        # Column of the grid → lines of the last cell there that was not merged with its upper one.
        self.above: dict[int, list[str]] = {}
        self.after_header = False
        self.is_numbered = False  # whether rows of this table have numbers
        self.events = 0  # automatic numbers so far
        self.marks = set()
        self.rows_seen = 0
        self.apart: list[Event] = []  # rows that nobody meant, since the last event
        self.apart_section = ""  # of such rows alone

    def finish(self) -> ReadFile:
        """Return the whole. Raises Unreadable when there was no table."""
        self._end_table()
        if not self.rows_seen:
            raise Unreadable(
                "В файле не нашлось таблицы. Проверьте, тот ли это файл: нужна таблица отчёта, в которой каждое "
                "мероприятие – отдельная строка."
            )
        self.read.loose += [Loose(text, where) for text, where in map(_cleaned, self.texts) if text]
        return self.read

    def begin_table(self) -> None:
        self._end_table()
        self._take_flow()
        self.layout = None
        self.is_report = True
        self.apart_section = ""
        self.after_header = False
        self.is_numbered = False
        self.above = {}

    def take_text(self, piece: Text) -> None:
        """A paragraph of the flow waits until it is known what follows it."""
        if piece.where in (BEFORE, AFTER):
            self.texts.append(piece)
        else:
            self._keep_loose(piece.text, piece.where)

    def take_row(self, row: GridRow) -> None:
        self.rows_seen += 1
        fields = headings.header_fields([text_of(cell) for cell in row.cells])
        if fields:
            self._take_header(row, fields)
        elif self.layout:
            self._take_apart(row) if row.apart else self._take_body_row(row)
        elif not self.is_report:
            self._keep_row_loose(row)
        else:
            self.waiting.append(row)
            if len(self.waiting) >= LOOKED_AT:
                self._decide()

    # --- text around the tables ---------------------------------------------------------------------------------------

    def _take_flow(self) -> None:
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

    def _keep_loose(self, text: str, where: str) -> None:
        text = clean_text(text)
        if text:
            self.read.loose.append(Loose(text, where))

    def _keep_row_loose(self, row: GridRow) -> None:
        self._keep_loose(" | ".join(filter(None, map(text_of, row.cells))), row.where)
        self._keep_beside_loose(row)

    def _keep_beside_loose(self, row: GridRow) -> None:
        for text, words in row.beside:
            self._keep_loose(text, f"{row.where}, {words}")

    # --- what the columns mean ----------------------------------------------------------------------------------------

    def _take_header(self, row: GridRow, fields: list[str]) -> None:
        """A header, the first or one repeated atop a page (the row that the page tore may go on below it). Rows
        before the first are its title, or events."""
        self.layout = self.last_layout = layout_of(row.cells, fields)
        self.is_report = True
        waiting, self.waiting = self.waiting, []
        for early in waiting:
            self._take_lead_row(early)
        self._note_header(row)
        self.after_header = True

    def _note_header(self, row: GridRow) -> None:
        """Texts of a header besides the words of headings are shown."""
        for cell in row.cells:
            if not headings.is_only_official(text_of(cell)):
                self._keep_loose(text_of(cell), f"{row.where}, шапка таблицы")
        self._keep_beside_loose(row)
        self._remember(row)

    def _decide(self) -> None:
        """The table has no header: go by the table before it, by its content, or take it for no report at all."""
        rows, self.waiting = self.waiting, []
        meant = [row for row in rows if not row.apart] or rows
        usual, _ = Counter(len(row.cells) for row in meant).most_common(1)[0]
        if self.last_layout and 0 <= usual - len(self.last_layout.columns) <= 1:
            self.layout = self.last_layout
        elif layout := layout_by_content(meant):
            self.layout = self.last_layout = layout
            self._tell_about_guess(rows[0].where, layout.is_sure)
        else:
            self.is_report = False
            self._keep_all_loose(rows)
        if self.layout:
            for row in rows:
                self._take_lead_row(row) if not self.read.rows and not self.event else self._take_body_row(row)

    def _keep_all_loose(self, rows: list[GridRow]) -> None:
        for row in rows:
            lone = one_line(" ".join(filter(None, map(text_of, row.cells))))
            if headings.is_municipality(lone):
                self._begin_section(lone, row.where)
                self._keep_beside_loose(row)
            else:
                self._keep_row_loose(row)

    def _tell_about_guess(self, where: str, is_sure: bool) -> None:
        way = "взяты по порядку официальной таблицы" if is_sure else "поняты по содержанию"
        text = f"У таблицы нет шапки, столбцы {way}. Проверьте, что тексты стоят в своих полях"
        self.read.problems.append(Problem(WARNING, text, where))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _take_lead_row(self, row: GridRow) -> None:
        """A row above the header: the title in a workbook, a section's heading, or an event of a torn table."""
        if row.apart:
            self._take_apart(row)
            return
        said = list(filter(None, map(text_of, row.cells)))
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

    def _take_body_row(self, row: GridRow) -> None:
        texts = [text_of(cell) for cell in row.cells]
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

    def _is_only_a_number(self, row: GridRow) -> bool:
        """A row of a form that nobody has filled in."""
        said = self._placed_said(row)
        return (
            len(said) == 1
            and said[0][0][0].field == NUMBER
            and headings.is_number(text_of(said[0][1]))
            and not any(cell.goes_on for cell in row.cells)
        )

    def _is_part_of_header(self, row: GridRow, texts: list[str]) -> bool:
        """The row of column numbers, or a second row of headings."""
        if headings.is_column_numbers([text for text in texts if text]):
            self._keep_beside_loose(row)
            self.after_header = False
            return True
        is_divided = any(cell.goes_on for cell in row.cells) or sum(map(bool, texts)) > 1
        if is_divided and headings.is_second_header(texts):
            if sum(cell.columns for cell in row.cells) == self.layout.width:
                self.layout = self.last_layout = layout_of_two(self.layout, row.cells)
            self._note_header(row)
            return True
        return False

    def _take_lone_text(self, row: GridRow, texts: list[str], marks: list[EventMark | ReportMark]) -> bool:
        """Take a row that says one thing only: a section's heading, a total, a remark. False when it is an event."""
        said = [place for place, text in enumerate(texts) if text]
        text = one_line(" ".join(texts[place] for place in said if not headings.is_number(texts[place])))
        if not text or any(isinstance(mark, EventMark) for mark in marks):
            return False
        report = next((mark for mark in marks if isinstance(mark, ReportMark)), None)
        if headings.is_remark(text) and (len(said) == 1 or self._says_no_place_and_period(row)):
            self._end_event()
            self._remember(row)
            self._keep_row_loose(row)
        elif self._is_section(row, said, text, report):
            self._remember(row)
            self._begin_section(text, row.where, report)
            self._keep_beside_loose(row)
        else:
            return False
        return True

    def _is_section(self, row: GridRow, said: list[int], text: str, report: ReportMark | None) -> bool:
        is_alone = len(said) == 1
        is_wide = self._is_wide(row, said)
        if report and (is_wide or is_alone):
            return True
        if headings.is_municipality(text):
            return is_wide or not self._is_town_of_an_event(row, text)
        if not is_alone or len(text) > LONGEST_SECTION:
            return False
        cell = row.cells[said[0]]
        if is_long(cell) or cell.is_numbered:
            return False
        return is_wide or self._is_heading_in_the_numbers(row, text)

    def _is_wide(self, row: GridRow, said: list[int]) -> bool:
        """Whether its one text goes from side to side."""
        if len(row.cells) == 1:
            return True
        return len(said) == 1 and row.cells[said[0]].columns >= max(self.layout.width - 1, 2)

    def _is_town_of_an_event(self, row: GridRow, text: str) -> bool:
        """Whether a municipality's name is the place of an event that says nothing else."""
        fields = [columns[0].field for columns, cell in self._placed_said(row) if not headings.is_number(text_of(cell))]
        return fields == [PLACE] and bool(_TOWN.match(text))

    def _is_heading_in_the_numbers(self, row: GridRow, text: str) -> bool:
        (columns, _), *_ = self._placed_said(row)
        return columns[0].field == NUMBER and not headings.is_number(text) and text[:1].isupper() and len(text) <= 100

    def _placed_said(self, row: GridRow) -> list[Placed]:
        placed, _ = self.layout.placed(row.cells)
        return [(columns, cell) for columns, cell in placed if text_of(cell)]

    def _says_no_place_and_period(self, row: GridRow) -> bool:
        fields = {column.field for columns, _ in self._placed_said(row) for column in columns}
        return not fields & {PLACE, PERIOD}

    def _begin_section(self, title: str, where: str, mark: ReportMark | None = None) -> None:
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

    def _take_event(self, row: GridRow, marks: list[EventMark | ReportMark]) -> None:
        event = Event(self.section, row.where)
        events = [mark for mark in marks if isinstance(mark, EventMark)]
        number_goes_on = bool(self.event) and not events and self._has_number_above(row)
        event.fill(self.layout, row, self.above, fill_down=not number_goes_on)
        self._remember(row)
        if not events and self.event and (number_goes_on or event.goes_on_from(self.event, self.is_numbered)):
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

    def _has_number_above(self, row: GridRow) -> bool:
        """Whether the number's cell is merged with the one above: both rows are one event."""
        placed, _ = self.layout.placed(row.cells)
        return any(cell.goes_on and columns[0].field == NUMBER for columns, cell in placed)

    def _give_mark(self, event: Event, marks: list[EventMark]) -> None:
        if not marks:
            return
        if marks[0].uid in self.marks:
            event.doubt(MARK_TWICE)
        else:
            self.marks.add(marks[0].uid)
            event.mark = marks[0]
        if len({mark.uid for mark in marks}) > 1:
            event.doubt(TWO_EVENTS)

    def _give_place(self, event: Event) -> None:
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
        event.where = self._place_of(event, where)

    def _place_of(self, event: Event, where: str) -> str:
        """`where` with the sheet and the section, where the file has several."""
        sheet, _, _ = event.where.rpartition(", строка ")
        if sheet.startswith("лист ") and not where.startswith("лист "):
            where = f"{sheet}, {where}"
        return f"раздел {self.section_number}, {where}" if self.section_number else where

    def _take_apart(self, row: GridRow) -> None:
        """A row that its writer did not mean: it is a row, but has no say in those around it."""
        texts = list(filter(None, map(text_of, row.cells)))
        words = [text for text in texts if not headings.is_number(text)]
        if len(words) < 2 and not any(map(read_mark, row.marks)):
            if words and headings.is_municipality(words[0]):
                self.apart_section = words[0]
            self._keep_loose(" | ".join(texts), f"{row.where}, {row.apart}")
            self._keep_beside_loose(row)
            return
        event = Event(self.apart_section or self.section, row.where, apart=row.apart)
        event.doubts.append(Doubt(f"{row.apart[:1].upper()}{row.apart[1:]}."))
        event.fill(self.layout, row, self.above, fill_down=True)
        self._give_mark(event, [mark for mark in map(read_mark, row.marks) if isinstance(mark, EventMark)])
        event.where = self._place_of(event, f"строка {event.number}" if event.number else event.where)
        self.apart.append(event)
        if self.apart_section and self.apart_section not in self.sections:
            self.read.sections.append(ReadSection(self.apart_section, row.where))
            self.sections[self.apart_section] = len(self.read.sections)

    def _end_event(self) -> None:
        if self.event:
            self.read.rows.append(self.event.row())
            self.event = None
        self.read.rows += [event.row() for event in self.apart]
        self.apart.clear()

    def _end_table(self) -> None:
        if self.waiting:
            self._decide()
        self._end_event()

    def _remember(self, row: GridRow) -> None:
        start = 0
        for cell in row.cells:
            if not cell.goes_on:
                self.above[start] = cell.lines
            start += cell.columns


def _cleaned(piece: Text) -> tuple[str, str]:
    return clean_text(piece.text), piece.where
