"""What single texts of an uploaded table are: a column's heading, a municipality, a title, a total, a period, a place.

Only enough to find one's way in a table: what a period or a place means is for `reports.prose`. Every expression
takes time in proportion to its text.
"""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from reports.files.table import COLUMNS, NAME, NUMBER_COLUMN, PARTICIPANTS, PERIOD, PLACE, PURPOSE

NUMBER = "number"
_COLUMN_OF = {NUMBER: NUMBER_COLUMN, **{column.field: column for column in COLUMNS}}
# The official order.
FIELDS = tuple(_COLUMN_OF)
LABELS = {field: column.short for field, column in _COLUMN_OF.items()}

# --- the heading of a column ------------------------------------------------------------------------------------

_HEADING_OF = {field: re.compile(column.named_by) for field, column in _COLUMN_OF.items()}
# Words that headings are made of; a text of other words is no heading, even if it begins like one.
_HEADING_WORD = re.compile(
    "|".join(column.words for column in _COLUMN_OF.values())
    + r"|информац|достигнут|договор[её]н|подписан|документ|общ|друг|иные$|дополнительн|сведени|числ|том$|чел$|человек"
    r"|категори|организ|форма|формат|и$|в$|о$|об$|по$|с$|т$|ч$|или$|населен|пункт|город$|иностр|российск|международн"
)
_WORDS = re.compile(r"№+|\w+(?:-\w+)?")
LONGEST_HEADING = 250


@lru_cache(256)
def heading_field(text: str) -> str | None:
    """The field that a heading names, "" for a heading of another column, None for a text that is no heading."""
    if not text or len(text) > LONGEST_HEADING or not _is_made_of_heading_words(text):
        return None
    low = text.casefold()
    found = {field: match.start() for field, form in _HEADING_OF.items() if (match := form.search(low))}
    if found:
        return min(found, key=found.get)
    return NAME if "мероприят" in low else ""


def header_fields(texts: Sequence[str]) -> list[str] | None:
    """For the texts of a row: the field of each column ("" for none) if the row is a table's header, else None."""
    said = sum(map(bool, texts))
    fields, others = [], 0
    for text in texts:
        fields.append(heading_field(text))
        others += bool(text) and not fields[-1]
        if 2 * others > said:  # the rows of events: a look at three or four cells is enough
            return None
    known = {field for field in fields if field}
    if len(known) < (2 if NAME in known else 3):
        return None
    seen = set()
    for place, field in enumerate(fields):
        fields[place] = field if field and field not in seen else ""
        seen.add(field)
    return fields


def is_second_header(texts: Sequence[str]) -> bool:
    """Whether a row right after a header goes on with it: nothing but words of headings."""
    said = [text for text in texts if text]
    return bool(said) and all(heading_field(text) is not None for text in said)


def is_column_numbers(texts: Sequence[str]) -> bool:
    """The row «1 2 3 4 5 6» under a header."""
    return len(texts) > 2 and [text.strip("().") for text in texts] == [str(n + 1) for n in range(len(texts))]


def is_only_official(text: str) -> bool:
    """Whether a heading consists of the usual words only, so that it may be dropped."""
    return not text or _is_made_of_heading_words(text, share=1)


def _is_made_of_heading_words(text: str, share: float = 0.7) -> bool:
    words = _WORDS.findall(text.casefold())
    known = sum(bool(_HEADING_WORD.match(word)) for word in words)
    return bool(words) and known >= share * len(words)


# --- a row, or a paragraph, that is no event ---------------------------------------------------------------------

_QUOTES = re.compile("[\"'«»„“”‟]")
_OF_REGION = r"(?:\s+[\w-]+(?:ой|ого|ая|ий|ый|ской)\s+(?:области|области?|края|край|республики))?"
_MUNICIPALITY = re.compile(
    r"(?:администрация\s+)?(?:"
    r"(?:муниципальное\s+образование|мо|муниципальный\s+(?:округ|район)|городской\s+округ|зато)(?:\s+[\w.-]+){1,10}"
    rf"|(?:город|г\.)\s*-?(?:герой\s+)?[а-яё][\w-]*(?:\s+[а-яё][\w-]*)?{_OF_REGION}"
    rf"|[а-яё][\w-]*(?:ский|цкий|ной|ный|ий)\s+(?:муниципальный\s+|городской\s+)?(?:район|округ|р-н){_OF_REGION}"
    r")"
)
_TITLE = re.compile(
    r"(?:сводн\w+\s+|квартальн\w+\s+|ежеквартальн\w+\s+)?(?:отч[её]т|информаци|сведени|перечень|итоги|доклад|реестр)\w*\b"
)
_GOES_ON_TITLE = re.compile(r"[а-яё(]|.*(?:квартал|20\d\d)")
_TOTAL = re.compile(r"(?:итого|всего)\b")
_NOTHING = re.compile(
    r"(?:международн\w+\s+)?мероприяти\w+\s+(?:\w+\s+){0,6}?не\b|нет\s+мероприяти|мероприятия\s+ещё\s+не|не\s+проводил"
    r"|(?:мероприятия\s+)?отсутству|в\s+(?:отч[её]тн|\w+\s+квартале).{0,200}\bне\s+(?:провод|был)|продолжение(?:\s+таблиц\w+)?\b"
)


def is_municipality(text: str) -> bool:
    """«Муниципальное образование «Вяземский район» Смоленской области», «г. Смоленск», «Вяземский округ»."""
    low = " ".join(_QUOTES.sub(" ", text).casefold().split()).rstrip(".:")
    return len(low) <= 200 and not re.search(r"\d", low) and bool(_MUNICIPALITY.fullmatch(low))


def is_title(text: str) -> bool:
    """The title of the whole: «Отчет о мероприятиях …»."""
    return len(text) <= 600 and bool(_TITLE.match(text.casefold()))


def goes_on_title(text: str) -> bool:
    """A further line of the title."""
    return len(text) <= 300 and bool(_GOES_ON_TITLE.match(text)) and not is_municipality(text)


def is_remark(text: str) -> bool:
    """«Итого: 5», «Мероприятий не было», «Продолжение таблицы»: a row that tells of the table, not of an event."""
    low = text.casefold()
    return len(low) <= 300 and bool(_TOTAL.match(low) or _NOTHING.match(low))


# --- what a column without a heading holds -----------------------------------------------------------------------

_NUMBER = re.compile(r"(?:№\s*)?\d{1,5}(?:\.\d{1,4})*\s*[.)]?")
_PERIOD = re.compile(
    r"\d{1,2}\s*[./]\s*\d{1,2}|\b(?:19|20)\d\d\b|январ|феврал|\bмарт|апрел|\bма[йя]\b|\bиюн|\bиюл|август|сентябр|октябр"
    r"|ноябр|декабр|квартал|полугоди|декад[аы]|в течение"
)
_PLACE = re.compile(
    r"(?:г|п|с|д|дер|пос|пгт|аг|гор)\.|(?:город|пос[её]лок|деревня|село)\s|.*(?:област|\bрайон|республик|\bросси|беларус|китай"
    r"|\bвкс\b|онлайн|on-?line|дистанцион|\bформат|заочн|\bул\.|\bдом культуры)"
)


def is_number(text: str) -> bool:
    """A row's number as people type it."""
    return bool(_NUMBER.fullmatch(text))


def is_period(text: str) -> bool:
    """Short, and speaks of days, months or years."""
    return len(text) <= 120 and bool(_PERIOD.search(text.casefold()))


def is_place(text: str) -> bool:
    """Short, and speaks of a settlement, a region or a format."""
    return len(text) <= 160 and bool(_PLACE.match(text.casefold()))


def fields_by_content(rows: Sequence[Sequence[str]]) -> tuple[list[str], bool] | None:
    """What the columns of a table without a header hold: their fields, and whether that is sure.

    `rows`: texts of its rows that have at least three. None when it is no table of events.
    """
    if not rows:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    columns = list(zip(*(row for row in rows if len(row) == width), strict=True))
    number = _number_column(columns)
    period = _best(columns, is_period, without={number})
    official = _official_order(width, has_numbers=number is not None or width > 5)
    if period is None:
        return (official, False) if 5 <= width <= 8 else None
    place = _best(columns, is_place, without={number, period})
    found = {number: NUMBER, period: PERIOD, place: PLACE}
    if width >= 5 and all(official[column] == field for column, field in found.items() if column is not None):
        return official, True
    if width < 3:
        return None
    rest = iter([NAME, PURPOSE, PARTICIPANTS, *([PLACE] if place is None else [])])
    return [found.get(column) or next(rest, "") for column in range(width)], False


def _official_order(width: int, *, has_numbers: bool) -> list[str]:
    """The fields of the official table's first columns, and "" for those beyond its last."""
    fields = [*(FIELDS if has_numbers else FIELDS[1:])][:width]
    return fields + [""] * (width - len(fields))


def _number_column(columns: list[tuple[str, ...]]) -> int | None:
    """The first column that holds nothing but numbers; an empty first one holds automatic numbers."""
    for place, texts in enumerate(columns):
        said = [text for text in texts if text]
        if said and all(map(is_number, said)):
            return place
    return 0 if len(columns) > 5 and not any(columns[0]) else None


def _best(columns: list[tuple[str, ...]], is_such: Callable[[str], bool], *, without: set[int | None]) -> int | None:
    """The column most of whose texts are such, the shorter of two; None when fewer than half are."""
    shares = {}
    for place, texts in enumerate(columns):
        said = [text for text in texts if text]
        if said and place not in without:
            share = sum(map(is_such, said)) / len(said)
            if share >= 0.5:
                shares[place] = (share, -statistics.mean(map(len, said)))
    return max(shares, key=shares.get) if shares else None
