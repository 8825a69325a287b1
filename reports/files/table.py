"""What the official table says: its title, its columns, and where the lines of a cell break.

Declared once for everything that shows the table (Word, Excel, the preview in the browser), so that the
three cannot disagree. Texts are printed as stored: this module only decides where a line ends.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

# Times New Roman 12 pt, measured on the source's 53 rows: the mean letter, and the same with the empty end of a wrapped
# line. Counted so, the height of every row is right to one line.
MM_PER_LETTER = 2.05
MM_PER_WRAPPED_LETTER = 2.3
CELL_SIDE_MM = 1.5

QUARTERS = {1: "I", 2: "II", 3: "III", 4: "IV"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is understood from an event's texts or noted beside them, in words. For the sheet of data only."""

    municipality: str = ""
    state: str = ""
    start: date | None = None
    end: date | None = None
    precision: str = ""
    place_format: str = ""
    country: str = ""
    locality: str = ""
    total: int | None = None
    foreign: int | None = None
    countries: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Texts:
    """What a row says in the columns of the table, whatever the row is made for. In the order of COLUMNS."""

    name: str
    place: str
    period: str
    purpose: str
    participants: str


@dataclass(frozen=True, slots=True)
class PrintedRow(Texts):
    """One event as printed: the stored texts, unchanged (an addendum adds a line to the name, «(взамен строки 14)»).
    By `uid` and `version` a file that comes home is compared; without a `uid` the row carries no mark."""

    uid: UUID | None = None
    version: int = 0
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class TableSection:
    """One municipality. `heading` is in its printed form; `rows` may be a generator and is read once. By `report`
    (the submission's pk) and `version` a file that comes home is compared; without them there is no mark."""

    heading: str
    rows: Iterable[PrintedRow]
    report: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A consolidated report, or one municipality's own report.

    `title`: its lines joined by a newline. `author`: the region's name, for the document's properties.
    `created`: an aware, fixed time of the data, so that the same data give the same bytes.
    `draft`: «черновик» on every page. `signature`: post and name, for a line under the table.
    `empty_note`: what a section without rows says; None says nothing. `code`: of a release, at the foot of every
    page. `after`: paragraphs below the table.
    """

    title: str
    sections: Iterable[TableSection]
    author: str
    created: datetime
    draft: bool = False
    signature: tuple[str, str] | None = None
    empty_note: str | None = None
    code: str = ""
    after: tuple[str, ...] = ()


CODE_WORDS = "Код проверки"


@dataclass(frozen=True)
class PrintColumn:
    """One column: the lines of its heading, its width, which text of a row it shows, and in what paragraphs.

    `stored`: the name of the same text in an event, on a form and in a remark. `is_line`: no line break of a file or
    a form is kept in it. `label`: the heading where there is
    room for one line; `short`: where there is hardly any. `named_by` finds a heading of somebody else's table that
    means this column; `words`: what the words of such a heading begin with (see `files/read/headings.py`).
    """

    heading: tuple[str, ...]
    width_mm: int
    centred: bool
    field: str
    split: Callable[[str], list[str]]
    stored: str = ""
    is_line: bool = False
    label: str = ""
    short: str = ""
    named_by: str = ""
    words: str = ""

    @property
    def text_mm(self) -> float:
        """The width that is left for the text, millimetres."""
        return self.width_mm - 2 * CELL_SIDE_MM

    @cached_property
    def letters_per_line(self) -> int:
        """How many letters of a long text fit on a line."""
        return int(self.text_mm / MM_PER_WRAPPED_LETTER)

    def paragraphs(self, row: PrintedRow) -> list[str]:
        """What the column shows of a row."""
        return self.split(getattr(row, self.field))

    def lines(self, paragraphs: Iterable[str]) -> int:
        """About how many lines the cell takes, judged by the number of letters alone."""
        return sum(-(-len(paragraph) // self.letters_per_line) or 1 for paragraph in paragraphs)

    def is_long(self, paragraphs: Sequence[str]) -> bool:
        """Whether the cell takes more lines than a row that is kept whole may have."""
        if len(paragraphs) == 1:  # the usual case, and counting lines is not needed for it
            return len(paragraphs[0]) > LINES_KEPT_WHOLE * self.letters_per_line
        return self.lines(paragraphs) > LINES_KEPT_WHOLE


LINES_KEPT_WHOLE = 12  # a longer row may break over two pages, or a third of a page would stay empty


def title(year: int, quarter: int, region_genitive: str = "Смоленской области") -> str:
    """The table's two title lines, joined by a newline, in the words of the source report."""
    return (
        "Отчет о мероприятиях в международной сфере, проведенных органами местного самоуправления\n"
        f"муниципальных образований {region_genitive} в {QUARTERS[quarter]} квартале {year} года"
    )


def addendum_title(number: int, year: int, quarter: int, region_genitive: str = "Смоленской области") -> str:
    """The title of an addendum to the table, its three lines joined by newlines."""
    whole = title(year, quarter, region_genitive)
    return f"Дополнение № {number}\nк {whole[0].lower()}{whole[1:].replace('тчет ', 'тчету ', 1)}"


PERIOD_WIDTH_MM = 32
LETTERS_IN_A_PERIOD_LINE = int((PERIOD_WIDTH_MM - 2 * CELL_SIDE_MM) / MM_PER_LETTER)
LONGEST_PERIOD = 100  # letters; a longer text is no period, and is not searched for one

_YEAR = r"(?:19|20)\d\d(?:\s+(?:года|год|г\.))?"
_DAYS_THEN_YEAR = re.compile(rf"(\S.*?)\s+({_YEAR}(?:\s+[–—-])?)", re.DOTALL)
_TWO_YEARS = re.compile(rf"(.*?\s{_YEAR}\s+[–—-])\s+(.*)", re.DOTALL)
_AFTER_SPACED_DASH = re.compile(r"(?<=\s[–—-])\s+")


def period_lines(text: str) -> list[str]:
    """The lines of a period: «30 сентября –», «1 октября», «2024 года».

    Breaks before the year, and after the spaced dash between two months where both do not fit in a line.
    Breaks replace blanks only, so the lines joined with a blank are the text again. A form that is not
    one of the house's stays in one piece, for Word to wrap.
    """
    if len(text) > LONGEST_PERIOD:
        return [text]
    years = _TWO_YEARS.fullmatch(text)
    halves = [_before_year(half) for half in (years.groups() if years else (text,))]
    return [text] if None in halves else [line for half in halves for line in half]


def _before_year(text: str) -> list[str] | None:
    """The lines of days and one year, or None when the text is not that."""
    match = _DAYS_THEN_YEAR.fullmatch(text)
    if not match or re.search(r"\d{4}", match[1]):
        return None
    return [*_between_months(match[1]), match[2]]


def _between_months(days: str) -> list[str]:
    parts = _AFTER_SPACED_DASH.split(days)
    fits = len(days) <= LETTERS_IN_A_PERIOD_LINE
    both_name_a_month = len(parts) == 2 and all(re.search(r"[а-яё]{3}", part) for part in parts)
    return parts if both_name_a_month and not fits else [days]


def place_lines(text: str) -> list[str]:
    """The lines of a place: «г. Минск», «(Республика Беларусь)».

    Breaks before the brackets that end the text; a bracket elsewhere, or inside another, breaks nothing.
    """
    head, *brackets = re.split(r"\s(?=\()", text)
    usual = head.strip() and not set(head) & set("()")
    return [head, *brackets] if usual and all(map(_is_one_bracket, brackets)) else [text]


def _is_one_bracket(text: str) -> bool:
    return text.strip().endswith(")") and text.count("(") == text.count(")") == 1


def _stored_paragraphs(text: str) -> list[str]:
    """A stored newline is a paragraph; blank lines are left out, for they would print as accidents."""
    return [line for line in text.split("\n") if line and not line.isspace()] or [""]


def _one_paragraph(text: str) -> list[str]:
    return [text]


# The names of the texts in a row, for whoever needs one of them.
NAME, PLACE, PERIOD, PURPOSE, PARTICIPANTS = "name", "place", "period", "purpose", "participants"

# Word counts: the number is no text of the row.
NUMBER_COLUMN = PrintColumn(
    ("№", "п/п"),
    11,
    True,
    field="",
    split=_one_paragraph,
    short="№ п/п",
    named_by=r"№|^nn?\b|\bп\s*[/.\\]\s*п\b|\bномер\b|\bпорядков",
    words=r"№+|n+$|п$|номер|порядк|порядков",
)

COLUMNS = (
    PrintColumn(
        ("Наименование мероприятия",),
        42,
        False,
        NAME,
        _stored_paragraphs,
        stored="name",
        is_line=True,
        label="Наименование мероприятия",
        short="Наименование",
        named_by=r"\bнаим|\bназван|\bтем[аы]\b",
        words=r"наим|назван|тем[аы]$|мероприят",
    ),
    PrintColumn(
        ("Место проведения", "мероприятия"),
        40,
        True,
        PLACE,
        place_lines,
        stored="place_text",
        is_line=True,
        label="Место проведения",
        short="Место",
        named_by=r"\bмест[оа]\b|\bгде\b|\bместонахожд|\bадрес|\bстрана\b|\bплощадк",
        words=r"мест[оае]$|местонахожд|пров[ео]д|где$|адрес|стран|площадк",
    ),
    PrintColumn(
        ("Сроки", "проведения", "мероприятия"),
        PERIOD_WIDTH_MM,
        True,
        PERIOD,
        period_lines,
        stored="period_text",
        is_line=True,
        label="Сроки проведения",
        short="Сроки",
        named_by=r"\bсрок|\bдат[аы]\b|\bпериод|\bвремя\b|\bкогда\b|\bдни\b",
        words=r"срок|дат[аы]$|период|время$|когда$|дни$",
    ),
    PrintColumn(
        (
            "Цель, содержание и результат мероприятия",
            "(в том числе краткая информация о достигнутых договоренностях, подписанных документах)",
        ),
        79,
        False,
        PURPOSE,
        _stored_paragraphs,
        stored=PURPOSE,
        label="Цель, содержание и результат",
        short="Цель, содержание и результат",
        named_by=r"\bцел[ьи]\b|\bсодержан|\bрезультат|\bитог|\bописани|\bкратк|\bхарактеристик",
        words=r"цел[ьи]$|содержан|результат|итог|описан|кратк|характеристик",
    ),
    PrintColumn(
        ("Участники мероприятия", "(общее количество, другие дополнительные сведения)"),
        63,
        False,
        PARTICIPANTS,
        _stored_paragraphs,
        stored=PARTICIPANTS,
        label="Участники",
        short="Участники",
        named_by=r"\bучастник|\bучаств|\bсостав\b|\bкол(?:ичеств|-)",
        words=r"участ|состав|кол$|кол-во|количеств",
    ),
)
LABELS = {column.field: column.label for column in COLUMNS}


# The sheet of data: one row an event, one column a fact.


class Kind(Enum):
    """What a column of data holds."""

    TEXT = "words, on as many lines as they need"
    LONG_TEXT = "prose, shown as far as the row's height allows, or one row would fill the screen"
    NUMBER = "a number to count with"
    DATE = "a day to sort and filter by"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of a list: its heading, its width in letters, what it holds, and that of one entry."""

    heading: str
    letters: int
    kind: Kind
    value: Callable


class Entry(NamedTuple):
    """An event on the sheet of data: its number in the table, the section's heading, the row."""

    number: int
    section: str
    row: PrintedRow


DATA_COLUMNS = (
    DataColumn("№", 6, Kind.NUMBER, lambda entry: entry.number),
    DataColumn("Муниципальное образование", 24, Kind.TEXT, lambda entry: entry.row.facts.municipality),
    DataColumn(LABELS[NAME], 40, Kind.TEXT, lambda entry: entry.row.name),
    DataColumn(LABELS[PLACE], 28, Kind.TEXT, lambda entry: entry.row.place),
    DataColumn("Формат", 16, Kind.TEXT, lambda entry: entry.row.facts.place_format),
    DataColumn("Страна проведения", 18, Kind.TEXT, lambda entry: entry.row.facts.country),
    DataColumn("Населённый пункт", 20, Kind.TEXT, lambda entry: entry.row.facts.locality),
    DataColumn(LABELS[PERIOD], 26, Kind.TEXT, lambda entry: entry.row.period),
    DataColumn("Первый день", 13, Kind.DATE, lambda entry: entry.row.facts.start),
    DataColumn("Последний день", 13, Kind.DATE, lambda entry: entry.row.facts.end),
    DataColumn("Точность сроков", 14, Kind.TEXT, lambda entry: entry.row.facts.precision),
    DataColumn(LABELS[PURPOSE], 50, Kind.LONG_TEXT, lambda entry: entry.row.purpose),
    DataColumn(LABELS[PARTICIPANTS], 40, Kind.LONG_TEXT, lambda entry: entry.row.participants),
    DataColumn("Всего, человек", 12, Kind.NUMBER, lambda entry: entry.row.facts.total),
    DataColumn("Из них иностранных", 14, Kind.NUMBER, lambda entry: entry.row.facts.foreign),
    DataColumn("Страны участников", 24, Kind.TEXT, lambda entry: "; ".join(entry.row.facts.countries)),
    DataColumn("Партнёры", 28, Kind.TEXT, lambda entry: "; ".join(entry.row.facts.partners)),
    DataColumn("Подписанные документы", 40, Kind.TEXT, lambda entry: "\n".join(entry.row.facts.agreements)),
    DataColumn("Документов", 13, Kind.NUMBER, lambda entry: len(entry.row.facts.agreements)),
    DataColumn("Раздел сводного отчёта", 30, Kind.TEXT, lambda entry: entry.section),
    DataColumn("Состояние отчёта", 16, Kind.TEXT, lambda entry: entry.row.facts.state),
    DataColumn("Постоянный номер", 38, Kind.TEXT, lambda entry: str(entry.row.uid or "")),
)
