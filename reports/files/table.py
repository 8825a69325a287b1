"""What the official table says: its title and its columns.

Declared once for everything that shows the table (Word, Excel, the preview in the browser), so that the three cannot
disagree. Where the lines of a cell break says `line_breaks.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from .line_breaks import CELL_SIDE_MM, PERIOD_WIDTH_MM, one_paragraph, period_lines, place_lines, stored_paragraphs

# Times New Roman 12 pt, measured on the source's 53 rows: the mean letter with the empty end of a wrapped line. Counted
# so, the height of every row is right to one line.
MM_PER_WRAPPED_LETTER = 2.3

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
    quarter: str = ""  # where a table holds several


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
    `project`: what every page of a document says that is no release, «проект, на 29.11.2026». `signature`: post and
    name, for a line under the table.
    `empty_note`: what a section without rows says; None says nothing. `code`: of a release, at the foot of every
    page. `check_address`: where anybody checks it, printed beside it as a QR code. `before`: paragraphs between the
    title and the table; `after`: those below the table.
    """

    title: str
    sections: Iterable[TableSection]
    author: str
    created: datetime
    project: str = ""
    signature: tuple[str, str] | None = None
    empty_note: str | None = None
    code: str = ""
    check_address: str = ""
    before: tuple[str, ...] = ()
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

    @cached_property
    def letters_kept_whole(self) -> int:
        """How many letters a row of one paragraph has at most that is kept whole."""
        return LINES_KEPT_WHOLE * self.letters_per_line

    def paragraphs(self, row: PrintedRow) -> list[str]:
        """What the column shows of a row."""
        return self.split(getattr(row, self.field))

    def lines(self, paragraphs: Iterable[str]) -> int:
        """About how many lines the cell takes, judged by the number of letters alone."""
        return sum(-(-len(paragraph) // self.letters_per_line) or 1 for paragraph in paragraphs)

    def is_long(self, paragraphs: Sequence[str]) -> bool:
        """Whether the cell takes more lines than a row that is kept whole may have."""
        if len(paragraphs) == 1:  # the usual case, and counting lines is not needed for it
            return len(paragraphs[0]) > self.letters_kept_whole
        return self.lines(paragraphs) > LINES_KEPT_WHOLE


# A longer row may break over two pages. LibreOffice then leaves single lines behind, whatever a paragraph asks for; so
# every row is kept whole that fits on the first page, below the title.
LINES_KEPT_WHOLE = 24


def title(year: int, quarter: int, region_genitive: str = "Смоленской области") -> str:
    """The table's two title lines, joined by a newline, in the words of the source report."""
    return (
        "Отчет о мероприятиях в международной сфере, проведенных органами местного самоуправления\n"
        f"муниципальных образований {region_genitive} в {QUARTERS[quarter]} квартале {year} года"
    )


def year_title(year: int, region_genitive: str = "Смоленской области") -> str:
    """The title of the table of a whole year, its two lines joined by a newline."""
    return title(year, 4, region_genitive).replace(f"{QUARTERS[4]} квартале {year} года", f"{year} году")


def addendum_title(number: int, year: int, quarter: int, region_genitive: str = "Смоленской области") -> str:
    """The title of an addendum to the table, its three lines joined by newlines."""
    whole = title(year, quarter, region_genitive)
    return f"Дополнение № {number}\nк {whole[0].lower()}{whole[1:].replace('тчет ', 'тчету ', 1)}"


# The names of the texts in a row, for whoever needs one of them.
NAME, PLACE, PERIOD, PURPOSE, PARTICIPANTS = "name", "place", "period", "purpose", "participants"

# Word counts: the number is no text of the row.
NUMBER_COLUMN = PrintColumn(
    ("№", "п/п"),
    11,
    True,
    field="",
    split=one_paragraph,
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
        stored_paragraphs,
        stored="name",
        is_line=True,
        label="Наименование мероприятия",
        short="Наименование",
        named_by=r"\bнаим|\bназв|\bтем[аы]\b|\bсобыти|\bакци[яи]\b|\bчто (?:провед|провод|прошл|был\w* провед"
        r"|был\w*$)|^что$"
        r"|\bтематик|\bповод\b",
        words=r"наим|назв|тем[аы]$|мероп|мер-т|событи|акци[яи]$|что$|был[оаи]?$|повод$|прошл|прошед",
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
        named_by=r"\bмест[оае]?\b|\bместами?\b|\bгде\b|^куда\b|\bместонахожд|\bадрес|\bстран[аыеу]?\b|\bплощадк"
        r"|\bгород(?:а|ов)?\b"
        r"|\bнасел[её]нн|\bн ?\. ?п ?\.?(?!\w)|\bнп\b|\bрегион|\bобласт|\bрайон|\bлокаци|\bтерритори|\bсубъект"
        r"|\bдеревн|\bпос[её]л"
        r"|\bсел[оа]\b|\bгосударств[оа]\b|\bпункт\b",
        words=r"мест|пров|где$|адрес|стран|площадк|город|насел|н$|п$|нп$|пункт|регион|област|район|локаци|территори"
        r"|субъект|деревн|пос[её]л|село$|государств",
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
        named_by=r"\bсрок|\bдат[аы]?\b|\bпериод|\bврем|\bкогда\b|\bдни\b|\bдень\b|\bчисл[оа]\b|\bмесяц|\bгод\b"
        r"|\bначал|\bоконч|\bзаверш"
        r"|\bквартал",
        words=r"срок|дат[аы]?$|период|врем|когда$|дни$|день$|месяц|год$|начал|оконч|заверш|квартал",
    ),
    PrintColumn(
        (
            "Цель, содержание и результат мероприятия",
            "(в том числе краткая информация о достигнутых договоренностях, подписанных документах)",
        ),
        79,
        False,
        PURPOSE,
        stored_paragraphs,
        stored=PURPOSE,
        label="Цель, содержание и результат",
        short="Цель, содержание и результат",
        named_by=r"\bцел[ьи]\b|\bзадач|\bсодерж|\bрезульт|\bитог|\bописани|\bкратк|\bсправк|\bкр\. |\bхарактеристик"
        r"|\bход\b|\bзачем\b|\bчто (?!провед|провод|прошл|был\w* провед|был\w*$)\w|^о мероприят|^чем\b"
        r"|\bповестк|\bрассмотрен|\bисполнени|^отч[её]т\b"
        r"|^информаци[яи]$"
        r"|\bчем (?:заверш|законч)|\bэффект|\bдоговор[её]нност|\bдостигн|\bдостиж|\bвывод|\bсуть\b|\bвыполнени"
        r"|\bрешени[ея]\b|\bпрограмм"
        r"|\bинформаци[яи] о|\bсоглашени|\bподписанн\w+ документ|\bреализаци",
        words=r"цел[ьи]$|задач|содерж|результ|итог|описан|кратк|кр$|характеристик|ход$|сделан|получ|законч"
        r"|заверш|чем$|эффект"
        r"|достигн|достиж|вывод|суть$|выполнен|решени|программ|соглашен|реализаци",
    ),
    PrintColumn(
        ("Участники мероприятия", "(общее количество, другие дополнительные сведения)"),
        63,
        False,
        PARTICIPANTS,
        stored_paragraphs,
        stored=PARTICIPANTS,
        label="Участники",
        short="Участники",
        named_by=r"\bучаст|\bуч-к|\bсостав\b|\bкол(?:ич|-|во|\.)|\bчислен|\bчисло (?:уч|чел|гост|зрит)"
        r"|\bохва[тч]|\bкто (?:уч|при|был|пос)|^кто$|^с кем|^кого\b|\w+ая сторон|\bпредставител|^от росси"
        r"|^от беларус|\bсколько"
        r"|\bприсутств|\bгост[иеь]|\bделегаци|\bчеловек|\bчел\b|\bаудитори|\bконтингент|\bзрител|\bиностранц"
        r"|\bпосетител",
        words=r"участ|уч-к|состав|кол$|кол-во|колво|количеств|числен|охва|кто$|приех|приез|присутств|гост"
        r"|делегаци|аудитор|контингент"
        r"|зрител|иностранц|посет|посещ",
    ),
)
LABELS = {column.field: column.label for column in COLUMNS}
