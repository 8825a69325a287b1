"""One event of a table while it is being read: the texts of its row, and of the rows that go on with it."""

from dataclasses import dataclass, field

from reports.files.marks import EventMark
from reports.files.table import COLUMNS
from reports.prose.cleaning import clean_text, even_out, join_lines, one_line
from reports.prose.periods.lines import in_one_line
from reports.prose.typography import quoted

from . import headings
from .grid import Cell, GridRow
from .headings import LABELS, NAME, NUMBER, PERIOD, PLACE
from .layout import Column, Layout, text_of
from .rows import Doubt, ReadRow

# Field → whether a line break in it is a paragraph.
TEXTS = {column.field: not column.is_line for column in COLUMNS}

SPLIT = "Строка таблицы была разорвана, тексты её частей соединены. Проверьте их."
FILLED_DOWN = "Ячейка объединена с верхней, текст взят из строки выше. Проверьте его."
ONE_CELL = "Вся строка стояла в одной ячейке. Разделите её текст по полям."
CELL_MISSING = "В строке меньше ячеек, чем столбцов в таблице. Проверьте, что тексты стоят в своих полях."
COLUMNS_GUESSED = "У таблицы нет шапки, столбцы поняты по содержанию. Проверьте, что тексты стоят в своих полях."
MAYBE_PART = "Нет ни места, ни сроков: возможно, это продолжение строки выше или название раздела. Проверьте."


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
    apart: str = ""  # why the writer did not mean the row

    def has(self, name: str) -> bool:
        """Whether the field has a text."""
        return any(map(str.strip, self.lines[name]))

    def begin(self) -> None:
        """All texts of the row itself are in."""
        self.said = {(name, self.text(name)) for name in TEXTS}

    def text(self, name: str) -> str:
        """The text of a field on one line."""
        return even_out(" ".join(self.lines[name]))

    def doubt(self, text: str, name: str = "") -> None:
        """Say once that something was guessed."""
        said = Doubt(text, name, is_guess=True)
        if said not in self.doubts:
            self.doubts.append(said)

    def go_on(self, other: "Event") -> None:
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

    def row(self) -> ReadRow:
        """The event as a row of the file that was read."""
        texts = {name: self._joined(name, paragraphs) for name, paragraphs in TEXTS.items()}
        return ReadRow(
            where=self.where,
            section=self.section,
            **texts,
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
        if name == "period" and not any("\u00ad" in line for line in self.lines[name]):
            return in_one_line(clean_text("\n".join(self.lines[name])))  # one day a line
        text = join_lines(self.lines[name], paragraphs=paragraphs)
        return text if paragraphs else one_line(text)

    def fill(self, layout: Layout, row: GridRow, above: dict[int, list[str]], *, fill_down: bool) -> None:
        """Put the texts of a row where they belong. `above`: lines of the cells above it by column of the grid;
        `fill_down`: the text of a cell merged downwards counts again."""
        placed, is_guess = layout.placed(row.cells)
        self.doubts += map(Doubt, row.doubts)
        if is_guess:
            self.doubt(CELL_MISSING)
        if not layout.is_sure:
            self.doubt(COLUMNS_GUESSED)
        start = 0
        for columns, cell in placed:
            names = [column.field for column in columns if column.field]
            self.doubts += [Doubt(said, _text_field(names)) for said in cell.doubts]
            if not cell.goes_on:
                self._put(columns, names, cell)
            else:
                if text_of(cell):
                    self.notes.append(f"Под объединённой ячейкой: {text_of(cell)}")
                if fill_down:
                    self._fill_down(names, above.get(start, []))
            start += cell.columns
        self.notes += [f"{words[:1].upper()}{words[1:]}: {one_line(text)}" for text, words in row.beside]

    def _fill_down(self, names: list[str], lines: list[str]) -> None:
        name = _text_field(names)
        if name and any(map(str.strip, lines)):
            self.lines[name] += lines
            self.doubt(FILLED_DOWN, name)

    def _put(self, columns: tuple[Column, ...], names: list[str], cell: Cell) -> None:
        own = text_of(cell)
        if not names:
            if own:
                self.notes.append(f"{columns[0].title}: {own}")
        elif names[0] == NUMBER and (len(names) == 1 or headings.is_number(own) or not own):
            self._put_number(columns[0], cell, own)
        else:
            name = _text_field(names)
            self.lines[name] += labelled(cell) if TEXTS[name] else cell.lines
            self.is_numbered = self.is_numbered or (cell.is_numbered and names[0] == NUMBER)
            if len(names) > 1 and own:
                self.doubt(_merged(names), name)

    def _put_number(self, column: Column, cell: Cell, own: str) -> None:
        """A number goes into the row's place; anything else that people write beside it is kept as a note."""
        self.is_numbered = cell.is_numbered
        if headings.is_number(own):
            self.number = own.strip("№ .)")
        elif own:
            self.notes.append(f"Столбец {quoted(column.title)}: {own}")

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
    labels = ", ".join(quoted(LABELS[name]) for name in names)
    return f"Ячейки {labels} объединены, весь их текст стоит здесь. Разделите его по полям."


def _text_field(names: list[str]) -> str:
    """The first of the fields that has a text of the row, "" without one."""
    return next((name for name in names if name in TEXTS), "")


def labelled(cell: Cell) -> list[str]:
    """The lines of a cell, with the number that a person sees before its only paragraph."""
    if not cell.label or not cell.lines:
        return cell.lines
    return [f"{cell.label} {cell.lines[0]}", *cell.lines[1:]]
