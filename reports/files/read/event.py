"""One event of a table while it is being read: the texts of its row, and of the rows that go on with it."""

import re
from dataclasses import dataclass, field

from reports.files.marks import EventMark
from reports.files.table import COLUMNS
from reports.prose.cleaning import clean_text, even_out, join_lines, one_line
from reports.prose.periods.lines import in_one_line
from reports.prose.periods.understand import understand_period
from reports.prose.places.countries import mentions_in
from reports.prose.places.understand import understand_place
from reports.prose.typography import quoted

from . import contents, groups, headings, joining
from .grid import Cell, GridRow
from .groups import COUNTRY_GROUP, DAY_GROUP, MONTH_GROUP, SPHERE_GROUP
from .headings import DAY, FORMAT, LABELS, MONTH, NAME, NUMBER, OWNER, PARTICIPANTS, PERIOD, PLACE, PLAIN, PURPOSE
from .joining import PARAGRAPH, Part
from .layout import Column, Layout, Placed, text_of
from .rows import Doubt, ReadRow

# Field → whether a line break in it is a paragraph.
TEXTS = {column.field: not column.is_line for column in COLUMNS}

SPLIT = "Строка таблицы была разорвана, тексты её частей соединены. Проверьте их."
FILLED_DOWN = "Ячейка объединена с верхней, текст взят из строки выше. Проверьте его."
MONTH_ABOVE = "Месяц взят из строки выше. Проверьте его."
ONE_CELL = "Вся строка стояла в одной ячейке. Разделите её текст по полям."
CELL_MISSING = "В строке не столько ячеек, сколько столбцов в таблице. Проверьте, что тексты стоят в своих полях."
COLUMNS_GUESSED = "Столбцы таблицы поняты по содержанию. Проверьте, что тексты стоят в своих полях."
MAYBE_PART = "Нет ни места, ни сроков: возможно, это продолжение строки выше или название раздела. Проверьте."
NOT_UNDERSTOOD = "Что в столбце {}, не понято: его текст остался в заметке. Проверьте."
_DAYS_ALONE = re.compile(r"\d{1,2}(?:(?:\s?[-–—,и]\s?|\sпо\s)\d{1,2}){0,9}")
_ONLINE = re.compile(r"онлайн|on-?line|дистанц|\bвкс\b|видео|заочн|смешан|гибрид")
TAKEN_BELOW = "Текст взят из широкой строки под этой строкой. Проверьте, что он отсюда."
SHIFTED = "Похоже, что тексты этой строки стоят не в своих столбцах. Проверьте каждый."
LONGEST_DAYS = 60
SHORTEST_PROSE = 25  # letters
FROM_OTHER = "Взято из столбца {}. Проверьте."


@dataclass(slots=True)
class Event:
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
    owner: str = ""  # what a column says of whose it is
    total: int | None = None
    foreign: int | None = None
    apart: str = ""  # why the writer did not mean the row

    def has(self, name: str) -> bool:
        """Whether the field has a text."""
        return any(map(str.strip, self.lines[name]))

    def begin(self) -> None:
        """All texts of the row itself are in."""
        self.said = {(name, self.text(name)) for name in TEXTS}

    def text(self, name: str) -> str:
        """The text of a field on one line."""
        return even_out(" ".join(line for line in self.lines[name] if line != PARAGRAPH))

    def doubt(self, text: str, name: str = "", *, holds_back: bool = False) -> None:
        """Say once that something was guessed."""
        said = Doubt(text, name, is_guess=True, holds_back=holds_back)
        if said not in self.doubts:
            self.doubts.append(said)

    def go_on(self, other: "Event") -> None:
        """Take the rest of a row that was split in two; what is there already is not said again."""
        self.doubt(SPLIT)
        for name, lines in other.lines.items():
            if (name, text := other.text(name)) not in self.said:
                self.said.add((name, text))
                self.lines[name] += lines
        self.notes += [note for note in other.notes if note not in self.notes]
        self.total = self.foreign = None  # what its columns count is not the whole
        for doubt in other.doubts:
            if doubt.text != MAYBE_PART:
                self.doubt(doubt.text, doubt.field, holds_back=doubt.holds_back)

    def row(self) -> ReadRow:
        """The event as a row of the file that was read."""
        texts = {name: self._joined(name, paragraphs) for name, paragraphs in TEXTS.items()}
        return ReadRow(
            where=self.where,
            section=self.section,
            **texts,
            total=self.total,
            foreign=self.foreign,
            uid=str(self.mark.uid) if self.mark else "",
            version=self.mark.version if self.mark else None,
            notes=tuple(self.notes),
            doubts=tuple(self.doubts),
            apart=self.apart,
        )

    def _joined(self, name: str, paragraphs: bool) -> str:
        """Our own file keeps its paragraphs; in others a line may have been broken anywhere, even within a word."""
        if self.mark:
            lines = [line for line in map(clean_text, self.lines[name]) if line]
            return clean_text("\n".join(lines)) if paragraphs else one_line(" ".join(lines))
        if name == PERIOD and not any("\u00ad" in line for line in self.lines[name]):
            return in_one_line(clean_text("\n".join(self.lines[name])))  # one day a line
        texts = [join_lines(lines, paragraphs=paragraphs) for lines in self._by_column(name)]
        text = clean_text("\n".join(filter(None, texts)).replace("\u00ad", ""))
        return text if paragraphs else one_line(text)

    def _by_column(self, name: str) -> list[list[str]]:
        found: list[list[str]] = [[]]
        for line in self.lines[name]:
            if line == PARAGRAPH:
                found.append([])
            else:
                found[-1].append(line)
        return found

    # --- one row ----------------------------------------------------------------------------------------------------

    def fill(self, layout: Layout, row: GridRow, above: dict[int, list[str]], *, fill_down: bool) -> None:
        """Put the texts of a row where they belong. `above`: lines of the cells above it by column of the grid;
        `fill_down`: the text of a cell merged downwards counts again. A «там же» becomes what stands above it."""
        placed, is_guess = layout.placed(row.cells)
        self.doubts += map(Doubt, row.doubts)
        if is_guess:
            self.doubt(CELL_MISSING)
        if not layout.is_sure:
            self.doubt(COLUMNS_GUESSED)
        if layout.doubt:
            self.doubt(layout.doubt, holds_back=True)
        parts: dict[str, list[Part]] = {}
        others: list[Part] = []
        self._take_month_above(placed, above)
        start = 0
        for columns, cell in placed:
            self._take_cell(columns, cell, above.get(start, []), parts, others, fill_down)
            start += cell.columns
        self._take_parts(parts, layout)
        self._take_others(others, layout)
        self._take_name(layout)
        self._doubt_shifted()
        self.notes += [f"{words[:1].upper()}{words[1:]}: {one_line(text)}" for text, words in row.beside]

    def _take_month_above(self, placed: list[Placed], above: dict[int, list[str]]) -> None:
        """Where a month stands beside its first day only, the days below it are of that month, too."""
        start, months, has_days = 0, [], False
        for columns, cell in placed:
            own, role = text_of(cell), columns[0].role if columns[0].field == PERIOD else ""
            if role == MONTH and not own and not cell.goes_on and any(map(str.strip, above.get(start, []))):
                months.append((cell, above[start]))
            has_days = has_days or (role == DAY and bool(_DAYS_ALONE.fullmatch(own)))
            start += cell.columns
        for cell, lines in months if has_days else []:
            cell.lines = list(lines)
            self.doubt(MONTH_ABOVE, PERIOD)

    def _take_cell(
        self,
        columns: tuple[Column, ...],
        cell: Cell,
        above: list[str],
        parts: dict[str, list[Part]],
        others: list[Part],
        fill_down: bool,
    ) -> None:
        names = list(dict.fromkeys(column.field for column in columns if column.field))
        own = text_of(cell)
        self.doubts += [Doubt(said, _text_field(names)) for said in cell.doubts]
        if cell.goes_on:
            self.notes += [f"Под объединённой ячейкой: {own}"] if own else []
            self._fill_down(columns, names, above if fill_down else [], parts)
            return
        if names[:1] != [NUMBER] and groups.is_ditto(own):
            self._take_above(cell, above, names)
            own = text_of(cell)
        if not names:
            others.append(Part(columns[0], cell.lines))
        elif names[0] == NUMBER and (len(names) == 1 or headings.is_number(own) or not own):
            self._put_number(columns[0], cell, own)
        elif names == [OWNER]:
            self.owner = own
        else:
            self._put(columns, names, cell, parts)

    def _take_above(self, cell: Cell, above: list[str], names: list[str]) -> None:
        name = _text_field(names)
        if any(map(str.strip, above)):
            cell.lines = list(above)
            self.doubt(groups.DITTO_TAKEN, name)
        else:
            self.doubt(groups.DITTO_LEFT, name)

    def _fill_down(
        self, columns: tuple[Column, ...], names: list[str], lines: list[str], parts: dict[str, list[Part]]
    ) -> None:
        name = _text_field(names)
        if not any(map(str.strip, lines)):
            return
        if name:
            column = next(column for column in columns if column.field == name)
            self._put_part(column, list(lines), parts)
            self.doubt(FILLED_DOWN, name)
        elif names == [OWNER]:
            self.owner = even_out(" ".join(lines))

    def _put(self, columns: tuple[Column, ...], names: list[str], cell: Cell, parts: dict[str, list[Part]]) -> None:
        column = next(column for column in columns if column.field in TEXTS)
        self.is_numbered = self.is_numbered or (cell.is_numbered and names[0] == NUMBER)
        split = joining.split_fields(cell.lines, names) if set(names) == {PLACE, PERIOD} else {}
        if len(split) > 1:
            self.doubt(joining.SPLIT_CELL, PERIOD)
            for name, lines in split.items():
                parts.setdefault(name, []).append(Part(column, lines))
            return
        if len(names) > 1 and text_of(cell):
            self.doubt(_merged(names), column.field)
        self._put_part(column, labelled(cell) if TEXTS[column.field] else cell.lines, parts)

    def _put_part(self, column: Column, lines: list[str], parts: dict[str, list[Part]]) -> None:
        """A column of several fields is split."""
        if not column.also or not any(map(str.strip, lines)):
            parts.setdefault(column.field, []).append(Part(column, lines))
            return
        self.doubt(joining.SPLIT.format(quoted(column.label)))
        for name, own in joining.split_fields(lines, [column.field, *column.also]).items():
            parts.setdefault(name, []).append(Part(column, own))

    def _put_number(self, column: Column, cell: Cell, own: str) -> None:
        """A number goes into the row's place; anything else that people write beside it is kept as a note."""
        self.is_numbered = cell.is_numbered
        if headings.is_number(own):
            self.number = own.strip("№ .)")
        elif own:
            self.notes.append(f"Столбец {quoted(column.title)}: {own}")

    # --- what the cells say together -------------------------------------------------------------------------------

    def _take_parts(self, parts: dict[str, list[Part]], layout: Layout) -> None:
        for name, own in parts.items():
            if name not in TEXTS:
                continue
            if len(own) == 1 and not own[0].column.role:
                self.lines[name] += own[0].lines
                continue
            found = joining.joined(name, own, layout)
            self.lines[name] += found.lines
            self.notes += found.notes
            for text in found.doubts:
                self.doubt(text, name)
        if PARTICIPANTS in parts:
            self.total, self.foreign = joining.people_counted(parts[PARTICIPANTS])
        self._split_days()

    def _split_days(self) -> None:
        """A place that stands among the days, or days among the places, where the other is missing."""
        if self.has(PLACE) == self.has(PERIOD) or self.mark:
            return
        name = PLACE if self.has(PLACE) else PERIOD
        found = joining.split_days(self.lines[name])
        if found is None:
            return
        days, before, after = found
        rest = ", ".join(filter(None, [before, after]))
        if name == PERIOD and (not headings.is_place(rest) or understand_period(self.text(name)).problem is None):
            return
        self.lines[PLACE], self.lines[PERIOD] = [rest], [days]
        self.doubt(joining.SPLIT_CELL, PERIOD)

    def _take_others(self, others: list[Part], layout: Layout) -> None:
        """Columns that the report does not have become notes; one without known words may hold what is missing."""
        for part in filter(lambda one: one.text, others):
            name = self._missing_in(part, layout)
            if name == OWNER:
                self.owner = part.text
                self.doubt(FROM_OTHER.format(quoted(part.column.label)))
            elif name and self.has(name):
                self.lines[name] = [f"{self.text(name)}, {part.text}"]
                self.doubt(FROM_OTHER.format(quoted(part.column.label)), name)
            elif name:
                self.lines[name] += part.lines
                self.doubt(FROM_OTHER.format(quoted(part.column.label)), name)
            else:
                self.notes.append(part.note())
                if not part.column.role:
                    self.doubt(NOT_UNDERSTOOD.format(quoted(part.column.label)))

    def _missing_in(self, part: Part, layout: Layout) -> str:
        """The field that a cell fills which no column holds, by what it says; "" for none."""
        if part.column.role == FORMAT:
            is_missing = not self.has(PLACE) or (_is_online(part.text) and not _is_online(self.text(PLACE)))
            return PLACE if is_missing else ""
        if part.column.role not in ("", PLAIN):
            return ""
        for name, is_such in _LOOKS_LIKE.items():
            if not layout.has(name) and not (name in TEXTS and self.has(name)) and is_such(part.text):
                return name
        return ""

    def _take_name(self, layout: Layout) -> None:
        """Where no column has names, the description begins with one."""
        is_event = self.has(PLACE) or self.has(PERIOD) or self.number
        if is_event and self.has(PURPOSE) and not self.has(NAME) and not layout.has(NAME):
            self.lines[NAME] = [joining.first_sentence(self.lines[PURPOSE])]
            self.doubt(joining.NAME_FROM_TEXT, NAME)

    def _doubt_shifted(self) -> None:
        """A day or a bare number where a text belongs, while the days are none: the columns may be others."""
        if self.mark or (self.has(PERIOD) and headings.is_period(self.text(PERIOD))):
            is_odd = self.has(PURPOSE) and headings.is_number(self.text(PURPOSE)) and not self.mark
        else:
            texts = [self.text(name) for name in (NAME, PLACE, PURPOSE, PARTICIPANTS)]
            is_odd = any(len(text) <= LONGEST_DAYS and joining.is_days(text) for text in texts if text)
        if is_odd:
            self.doubt(SHIFTED)

    def complete(self, around: dict[str, str]) -> None:
        """What the row leaves to the row of its group: month, country, sphere. `around`: kind of a group → words."""
        if SPHERE_GROUP in around:
            self.notes.append(f"Раздел таблицы: {around[SPHERE_GROUP]}")
        month, days = around.get(MONTH_GROUP, ""), self.text(PERIOD)
        if month and (not days or joining.is_days_alone(days)):
            self.lines[PERIOD] = [f"{days.rstrip('.')} {joining.in_genitive(month)}" if days else month.casefold()]
            self.doubt(groups.MONTH_TAKEN, PERIOD)
        if DAY_GROUP in around and (not days or joining.is_time(days)):
            self.notes += [f"Время: {days}"] if days else []
            self.lines[PERIOD] = [around[DAY_GROUP]]
            self.doubt(groups.DAY_TAKEN, PERIOD)
        if COUNTRY_GROUP in around:
            self._take_country(around[COUNTRY_GROUP])

    def _take_country(self, country: str) -> None:
        place = self.text(PLACE)
        understood = understand_place(place) if place else None
        if not place or understood.country or any(not one.is_town for one in mentions_in(place)):
            if not understood or understood.country == "RU":
                self.notes.append(f"Раздел таблицы: {country}")
            return
        self.lines[PLACE] = [f"{place} ({country})"]
        self.doubt(groups.COUNTRY_TAKEN, PLACE)

    def take_below(self, name: str, text: str) -> None:
        """A row from side to side below the event says this of it."""
        self.lines[name] += [PARAGRAPH, text] if self.has(name) else [text]
        self.doubt(TAKEN_BELOW, name)

    def goes_on_from(self, before: "Event", is_numbered: bool) -> bool:
        """Whether a row is the rest of the one above it, torn off by a page's end or by hand.
        `is_numbered`: rows of this table have numbers."""
        is_bare = not (self.has(PLACE) or self.has(PERIOD))
        has_name = self.has(NAME)
        if self.number:
            is_same = self.number == before.number
            return is_same and (not has_name or is_bare or (NAME, self.text(NAME)) in before.said)
        if any(doubt.text == ONE_CELL for doubt in self.doubts):
            return False
        if not has_name and is_bare:
            return True
        if is_numbered:
            return not self.is_numbered and (not has_name or is_bare)
        return not has_name and not (self.has(PLACE) and self.has(PERIOD))


def _merged(names: list[str]) -> str:
    if len(names) > 3:
        return ONE_CELL
    labels = ", ".join(quoted(LABELS[name]) for name in names if name in LABELS)
    return f"Ячейки {labels} объединены, весь их текст стоит здесь. Разделите его по полям."


def _is_place(text: str) -> bool:
    return headings.is_place(text) and understand_place(text).problem is None


def _is_online(text: str) -> bool:
    return bool(_ONLINE.search(text.casefold()))


def _is_prose(text: str) -> bool:
    return len(text) > SHORTEST_PROSE and " " in text


# What a cell looks like under a heading that nobody knows.
_LOOKS_LIKE = {
    OWNER: headings.is_municipality,
    PERIOD: joining.is_days,
    PLACE: _is_place,
    PARTICIPANTS: contents.speaks_of_people,
    PURPOSE: _is_prose,
}


def _text_field(names: list[str]) -> str:
    """The first of the fields that has a text of the row, "" without one."""
    return next((name for name in names if name in TEXTS), "")


def labelled(cell: Cell) -> list[str]:
    """The lines of a cell, with the number that a person sees before its only paragraph."""
    if not cell.label or not cell.lines:
        return cell.lines
    return [f"{cell.label} {cell.lines[0]}", *cell.lines[1:]]
