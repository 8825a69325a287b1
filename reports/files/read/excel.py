"""Reads the sheets of an Excel workbook (XLSX): zip and lxml, no openpyxl.

openpyxl takes 0.2 s to import, reads slower and raises twelve kinds of exception over damaged files. It knows merged
cells only in the mode that a single far cell makes run out of memory. Read is what a cell shows: days in Russian,
numbers without «.0», of a formula the value that was calculated last.
"""

import posixpath
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from reports.files.marks import read_mark
from reports.prose.cleaning import even_out
from reports.prose.typography import quoted

from . import headings
from .excel_drawings import LOOK, TEXT_BOX, drawn, printed_words, row_of
from .excel_formats import day_or_shown, iso_day, shown, shown_text
from .excel_look import Styles, column_letters, column_number, hidden_columns, local, unescaped, why_hidden, words_of
from .grid import Cell, GridRow, NextTable, Piece, Text
from .rows import Unreadable
from .safe import DAMAGED, elements, main_part, relations, tree
from .signs import FILTERED_ROW, HIDDEN, STRUCK, excel_error, hidden_column, hidden_sheet, is_error

MAX_SHEETS = 60
MAX_ROWS = 200_000  # with the empty ones, which formatting leaves behind
MAX_STRINGS = 200_000
MAX_CELLS = 600_000  # that are not empty
MAX_COLUMNS = 64  # that are not empty
MAX_CHARACTERS = 20_000_000  # many cells may share one text
NARROW = 60  # up to so many columns the empty ones among them are kept, so that their order means something

CONTINUED = "…"  # in the place of a number: the texts of the row before go on (exports/excel.py)
CUT_OFF = "… (полностью – на листе"
# The headings of the second sheet of our own export (exports/columns.py) whose cells repeat or follow from the first.
DATA_HEADINGS = frozenset(
    "№;Муниципальное образование;Формат;Страна проведения;Населённый пункт;Первый день;Последний день;"
    "Точность сроков;Всего, человек;Из них иностранных;Страны участников;Партнёры;Подписанные документы;Документов;"
    "Раздел сводного отчёта;Состояние отчёта;Постоянный номер".split(";")
)

TOO_MUCH = (
    "В книге слишком много строк, столбцов или объединённых ячеек. Скопируйте таблицу отчёта в новую книгу "
    "и загрузите её."
)
NO_SHEETS = "В книге нет ни одного листа с таблицей. Проверьте, тот ли файл выбран, и загрузите снова."

TRUTHS = {"1": "ИСТИНА", "0": "ЛОЖЬ"}

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LINE_END = re.compile("\r\n|\r|\n")
_PRINTED = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def pieces(package: zipfile.ZipFile) -> Iterator[Piece]:
    """Yield the rows of every sheet, hidden ones too, and the texts around them, in their order.

    `package` comes from `safe.open_package`. Raises Unreadable while iterating.
    """
    book = Book(package)
    sheets = book.sheets()
    # A sheet of data without the official one is a table like any other.
    data = [sheet for sheet in sheets if sheet.is_our_data()]
    data = data if len(data) < len(sheets) else []
    known = set()
    for sheet in sheets:
        sheet.is_alone = len(sheets) - len(data) == 1
        sheet.read()
        if sheet in data:
            yield from sheet.unknown_texts(known)
            continue
        if data:
            known |= {even_out(text) for line in sheet.lines for text in line.texts.values()}
        yield from sheet.pieces()


def list_rows(package: zipfile.ZipFile, at_most: int) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield number and texts (by the number of the column, from 1) of each row of the first sheet that is shown.

    A day is 31.12.2024 and a truth «да» or «нет», in any format of the cell. Rows without texts are yielded too.
    `package` comes from `safe.open_package`. Raises Unreadable while iterating: for more than `at_most` rows, and for
    a formula that was never calculated, since the list would lose the value.
    """
    book = Book(package, figure=day_or_shown, truths={"1": "да", "0": "нет"})
    sheet = next((sheet for sheet in book.sheets() if not sheet.is_hidden), None)
    if sheet is None:
        raise Unreadable(NO_SHEETS)
    number = 0
    for row in elements(package, sheet.part, "{*}row", at_most=at_most):
        line = sheet.empty_line(row, number + 1)
        for column, text in sheet.cells(row, line):
            line.add(column, text)
        if line.beside:
            raise Unreadable(f"Л{sheet.name[1:]}, строка {line.number}: {line.beside[0][1]}.")
        if line.doubts:
            raise Unreadable(f"Л{sheet.name[1:]}. {next(iter(line.doubts.values()))[0]}")
        number = line.number
        yield number, line.texts


class Book:
    """What the sheets of a workbook share."""

    def __init__(
        self, package: zipfile.ZipFile, *, figure: Callable[..., str] = shown, truths: dict[str, str] = TRUTHS
    ) -> None:
        self.package = package
        self.figure, self.truths = figure, truths
        self.is_list = figure is not shown
        self.main = main_part(package)
        self.related = relations(package, self.main)
        self.root = tree(package, self.main)
        properties = self.root.find("{*}workbookPr")
        self.from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.styles = Styles(package, self._part("styles"))
        self.strings = self._strings()
        self.cells = self.characters = 0

    def sheets(self) -> list["_Sheet"]:
        """The worksheets in the order of their tabs; charts are skipped. Raises Unreadable for a book without
        worksheets."""
        found = []
        for sheet in self.root.iterfind("{*}sheets/{*}sheet"):
            identity = next((value for name, value in sheet.attrib.items() if local(name) == "id"), "")
            kind, part = self.related.get(identity, ("", ""))
            if kind == "worksheet":
                found.append(_Sheet(self, part, sheet.get("name", ""), sheet.get("state", "visible") != "visible"))
        if len(found) > MAX_SHEETS:
            raise Unreadable(TOO_MUCH)
        if not found:
            raise Unreadable(NO_SHEETS)
        for sheet in found:
            sheet.is_alone = len(found) == 1
        return found

    def _part(self, kind: str) -> str:
        """What the book names, else where it usually is: some programs forget to name it, and texts would be lost."""
        usual = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        names = (part for found, part in self.related.values() if found == kind)
        return next(names, usual if usual in self.package.namelist() else "")

    def _strings(self) -> list[str]:
        part = self._part("sharedStrings")
        if not part:
            return []
        return [words_of(element) for element in elements(self.package, part, "{*}si", at_most=MAX_STRINGS)]

    def string(self, index: str) -> str:
        """A shared text. Raises Unreadable where it is missing: a text would be lost unseen."""
        if not index.isdecimal() or int(index) >= len(self.strings):
            raise Unreadable(DAMAGED)
        return self.strings[int(index)]

    def count(self, text: str) -> None:
        self.cells += 1
        self.characters += len(text)
        if self.cells > MAX_CELLS or self.characters > MAX_CHARACTERS:
            raise Unreadable(TOO_MUCH)


@dataclass(slots=True)
class _Line:
    """A row of a sheet; `texts` by the number of the column, from 1, only those that are not empty."""

    number: int
    hidden: str = ""  # why it is not shown
    texts: dict[int, str] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    apart: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # by the column: not meant, with the reason
    doubts: dict[int, list[str]] = field(default_factory=dict)  # by the column; 0: of the whole row

    def add(self, column: int, text: str) -> None:
        """Twice the same place: in a damaged file; both texts are kept."""
        self.texts[column] = f"{self.texts[column]}\n{text}" if column in self.texts else text


class _Sheet:
    """One sheet: `read` takes all of it, since merged cells are told after the rows; `pieces` hands it on."""

    def __init__(self, book: Book, part: str, name: str, is_hidden: bool) -> None:
        self.book = book
        self.part = part
        self.is_hidden = is_hidden
        self.name = f"лист «{name}»{' (скрытый)' if is_hidden else ''}"
        self.apart = hidden_sheet(name) if is_hidden else ""  # why its rows are not meant
        self.unseen: list[tuple[int, int]] = []  # the first and last of columns that are not shown
        self.shown: dict[int, bool] = {}
        self.named: dict[int, str] = {}  # the headings of those that a report has
        self.is_filtered = False
        self.is_alone = False
        self.lines: list[_Line] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.outside: list[Text] = []

    def is_our_data(self) -> bool:
        """Whether the first row has the headings of our sheet of data."""
        rows = elements(self.book.package, self.part, "{*}row")
        first = next((self._line(row, 1) for row in rows), _Line(0))
        rows.close()
        return set(first.texts.values()) >= {"Раздел сводного отчёта", "Постоянный номер"}

    def read(self) -> None:
        tags = [f"{{*}}{name}" for name in ("col", "row", "mergeCells", "filterColumn", *_PRINTED)]
        for element in elements(self.book.package, self.part, *tags, at_most=MAX_ROWS):
            kind = local(element.tag)
            if kind == "row":
                line = self._line(element, self.lines[-1].number + 1 if self.lines else 1)
                if line.texts or line.marks or line.beside or line.apart or line.doubts:
                    self._add(line)
            elif kind == "col":
                self.unseen += filter(None, [hidden_columns(element)])
            elif kind == "filterColumn":
                self.is_filtered = True
            elif kind == "mergeCells":
                for cells in element:
                    self._merge(cells.get("ref", ""))
            else:
                self._printed(element.text or "")
        self._comments()
        self._shapes()

    # --- taking it in ------------------------------------------------------------------------------------

    def _line(self, row: etree._Element, number: int) -> _Line:
        line = self.empty_line(row, number)
        for column, text in self.cells(row, line):
            if read_mark(text.strip()):
                line.marks.append(text.strip())
            elif self.unseen and self._is_unseen(column):
                self._take_unseen(line, column, text)
            else:
                line.add(column, text)
        if len(line.texts) > MAX_COLUMNS:
            raise Unreadable(TOO_MUCH)
        return line

    def _is_unseen(self, column: int) -> bool:
        if column not in self.shown:
            self.shown[column] = not any(first <= column <= last for first, last in self.unseen)
        return not self.shown[column]

    def _take_unseen(self, line: _Line, column: int, text: str) -> None:
        """A text in a column that is not shown stays beside its row; where the column is one of a report's, the row
        says that its text was not taken."""
        letters, words = column_letters(column), even_out(text)
        line.beside.append((text, hidden_column(letters)))
        if (meaning := headings.heading_meaning(words)) and meaning.fields:
            self.named[column] = words
        elif column in self.named:
            said = f"С{hidden_column(letters)[1:]}, его текст не взят ({quoted(self.named[column])})."
            line.doubts.setdefault(0, []).append(said)

    def empty_line(self, row: etree._Element, number: int) -> _Line:
        """The line of a row without its texts; `number`: its position if it does not give one itself."""
        told = row.get("r", "")
        return _Line(int(told) if told.isdecimal() and len(told) < 8 else number, why_hidden(row))

    def cells(self, row: etree._Element, line: _Line) -> Iterator[tuple[int, str]]:
        """Column and text of each cell that has one; formulas without a value go beside the line."""
        column = 0
        for cell in row.iterchildren("{*}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = column_number(place[1]) if place else column + 1
            text = self._meant(cell, self._text(cell, line), line, column)
            if text.strip():
                self.book.count(text)
                yield column, text

    def _meant(self, cell: etree._Element, text: str, line: _Line, column: int) -> str:
        """The text of a cell without what is struck through, not shown, or no value but an error."""
        if not text or self.book.is_list:  # a list names each of its rows that is wrong
            return text
        if text[0] in "#E" and is_error(text):
            place = f"{column_letters(column)}{line.number}"
            said = f"В ячейке {place} рисунок. Впишите, что на нём." if cell.get("vm") else excel_error(text, place)
            line.doubts.setdefault(column, []).append(said)
            return ""
        styles, style = self.book.styles, cell.get("s")
        struck, code = getattr(text, "struck", ""), styles.format(style) if style else ""
        is_unseen = bool(style) and styles.is_unseen(style)
        if is_unseen or styles.is_struck(style):
            text, struck = "", f"{struck}{text}"
        if struck.strip():
            self.book.count(struck)
            line.apart.setdefault(column, []).append((struck, HIDDEN if is_unseen else STRUCK))
        return shown_text(text, code) if "@" in code and cell.get("t", "n") not in "nbd" else text

    def _text(self, cell: etree._Element, line: _Line) -> str:
        kind, value, formula, inline = cell.get("t", "n"), None, None, None
        for child in cell:
            name = local(child.tag)
            if name == "v":
                value = child.text
            elif name == "f":
                formula = f"={child.text or ''}"
            elif name == "is":
                inline = child
        if inline is not None:
            return words_of(inline)
        if formula and value is None and kind != "str":
            where = f"формула без значения, ячейка {cell.get('r', '')} – откройте книгу в Excel и сохраните"
            line.beside.append((formula, where))
        if not value:
            return ""
        if kind == "s":
            return self.book.string(value.strip())
        if kind == "n":
            return self.book.figure(
                value.strip(), self.book.styles.format(cell.get("s")), from_1904=self.book.from_1904
            )
        if kind == "b":
            return self.book.truths.get(value.strip(), value)
        if kind == "d":
            return iso_day(value)
        return unescaped(value)

    def _add(self, line: _Line) -> None:
        """Keep the line; texts that were too long for a cell of the line before go back to it."""
        if self.lines and line.texts and line.texts[min(line.texts)].strip() == CONTINUED and not line.marks:
            before = self.lines[-1]
            number = min(line.texts)
            for column, text in line.texts.items():
                if column != number:
                    before.texts[column] = before.texts.get(column, "") + text
            before.beside += line.beside
        else:
            self.lines.append(line)

    def _merge(self, ref: str) -> None:
        places = [_PLACE.fullmatch(place) for place in ref.split(":")]
        if len(places) == 2 and all(places):
            (left, top), (right, bottom) = ((column_number(place[1]), int(place[2])) for place in places)
            self.merged.append((top, left, bottom, right))

    def _printed(self, codes: str) -> None:
        if text := printed_words(codes):
            self.outside.append(Text(text, "колонтитул"))

    def _comments(self) -> None:
        """Notes at cells go beside their rows. Threaded comments have a part of their own. The notes repeat them with a
        message that the program is too old."""
        related = relations(self.book.package, self.part).values()
        parts = [part for kind, part in related if kind == "threadedComment"]
        parts = parts or [part for kind, part in related if kind == "comments"]
        lines = {line.number: line for line in self.lines}
        for part in parts:
            for element in elements(self.book.package, part, "{*}comment", "{*}threadedComment"):
                words = words_of(element) or "".join(node.text or "" for node in element.iter("{*}text"))
                if words.strip():
                    self.book.count(words)
                    self._keep_comment(words, element.get("ref", ""), lines)

    def _keep_comment(self, words: str, place: str, lines: dict[int, "_Line"]) -> None:
        where, found = f"примечание к ячейке {place}", _PLACE.fullmatch(place)
        line = lines.get(int(found[2])) if found else None
        if line:
            line.beside.append((words, where))
        else:
            self.outside.append(Text(words, where if self.is_alone else f"{self.name}, {where}"))

    def _shapes(self) -> None:
        for kind, part in relations(self.book.package, self.part).values():
            if kind != "drawing":
                continue
            lines = {line.number: line for line in self.lines}
            for element in elements(self.book.package, part, "{*}twoCellAnchor", "{*}oneCellAnchor", "{*}txBody"):
                for text, words in drawn(element):
                    self.book.count(text)
                    line = None if words == TEXT_BOX else lines.get(row_of(element))
                    if line:
                        line.beside.append((text, words))
                    elif text != LOOK:
                        self.outside.append(Text(text, words))

    # --- handing it on -----------------------------------------------------------------------------------

    def unknown_texts(self, known: set[str]) -> Iterator[Text]:
        """Of our sheet of data, the texts that are on no other sheet: a person has changed or added them there."""
        headings = self.lines[0].texts if self.lines else {}
        yield from self.outside
        for line in self.lines[1:]:
            for column, text in line.texts.items():
                words, cut, _ = even_out(text).partition(CUT_OFF)
                is_known = words in known or (cut and any(one.startswith(words.rstrip()) for one in known))
                if headings.get(column) not in DATA_HEADINGS and not is_known:
                    yield Text(text, f"{self.name}, строка {line.number}")
            yield from (Text(text, f"{self.name}, {where}") for text, where in line.beside)

    def pieces(self) -> Iterator[Piece]:
        yield NextTable("" if self.is_alone else self.name)
        columns = self._columns()
        spans = self._spans(columns)
        for line in self.lines:
            row = GridRow([], self._where(line), line.marks, line.beside, self._why_apart(line), line.doubts.pop(0, []))
            self._fill(row, line, columns, spans.get(line.number, {}))
            yield row
        yield from self.outside

    def _where(self, line: _Line) -> str:
        own = f"строка {line.number}"
        return own if self.is_alone else f"{self.name}, {own}"

    def _why_apart(self, line: _Line) -> str:
        return self.apart or (FILTERED_ROW if self.is_filtered and line.hidden else line.hidden)

    def _columns(self) -> list[int]:
        """The columns of the table: from the first to the last that has a text, or only those in a wide sheet."""
        used = sorted({column for line in self.lines for column in (*line.texts, *line.apart, *line.doubts) if column})
        if len(used) > MAX_COLUMNS or len(used) * len(self.lines) > 4 * MAX_CELLS:
            raise Unreadable(TOO_MUCH)
        return list(range(used[0], used[-1] + 1)) if used and used[-1] - used[0] < NARROW else used

    def _spans(self, columns: list[int]) -> dict[int, dict[int, tuple[int, bool]]]:
        """Row → place among `columns` → (place after the merged cells, whether they go on from the row above)."""
        numbers = [line.number for line in self.lines]
        spans, count = defaultdict(dict), 0
        for top, left, bottom, right in self.merged:
            first, end = bisect_left(columns, left), bisect_right(columns, right)
            rows = range(bisect_left(numbers, top), bisect_right(numbers, bottom)) if first < end else ()
            count += len(rows)
            if count > MAX_CELLS:
                raise Unreadable(TOO_MUCH)
            for index in rows:
                spans[numbers[index]].setdefault(first, (end, numbers[index] > top))
        return spans

    def _fill(self, row: GridRow, line: _Line, columns: list[int], spans: dict[int, tuple[int, bool]]) -> None:
        place = 0
        while place < len(columns):
            end, goes_on = spans.get(place, (place + 1, False))
            texts = [(column, line.texts[column]) for column in columns[place:end] if column in line.texts]
            cell = Cell(columns=end - place, goes_on=goes_on)
            if texts and not goes_on and (end == place + 1 or texts[0][0] == columns[place]):
                cell.lines = _LINE_END.split(texts.pop(0)[1])
            for column in columns[place:end]:
                cell.apart += line.apart.get(column, ())
                cell.doubts += line.doubts.get(column, ())
            row.beside += [(text, "под объединёнными ячейками") for _, text in texts]
            row.cells.append(cell)
            place = end
