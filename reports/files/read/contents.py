"""What the columns of a table hold whose headings nobody knows, judged by all of its texts."""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence

from reports.files.table import NAME, PARTICIPANTS, PERIOD, PLACE, PURPOSE

from . import headings
from .grid import GridRow
from .headings import FIELDS, LABELS, NUMBER, OWNER, is_number, is_period, is_place
from .kinds import kind_of_others
from .layout import Column, Layout, text_of

_PEOPLE = re.compile(
    r"\d+ ?(?:чел|участ|дет|школьн|учащ|учен|студ|педаг|волонт|спортс|зрит|гост|команд|семей)|\bделегаци"
    r"|\bкоманд[аы]\b|\bжител"
)
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_PERSON = re.compile(
    rf"{_SURNAME}(?: [А-ЯЁ]\. ?(?:[А-ЯЁ]\.)?| [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ич|ична))"
    r"|[А-ЯЁ][а-яё]*(?:ов|ев|ёв|ин|ын)а?|[А-ЯЁ][а-яё]*(?:ск|цк)(?:ий|ая)|[А-ЯЁ][а-яё]*(?:енко|чук|юк|ович|евич|ых)"
)
LONGEST_HEADING = 60
FEWEST_HEADINGS = 3
NO_COLUMNS = (
    "Не понятно, что в столбцах таблицы: её строки не взяты. Подпишите столбцы (наименование, место, сроки, результат, "
    "участники) и загрузите файл снова"
)
NOTED_COLUMNS = "Таких столбцов в отчёте нет, их тексты остались в заметках к строкам: {}"

Texts = Sequence[str]


def layout_by_content(rows: Sequence[GridRow]) -> tuple[Layout, int] | None:
    """The layout of a table without a known header, and how many of its rows are headings all the same; None unless
    it is a table of events."""
    texts = [[text_of(cell) for cell in row.cells] for row in rows]
    count = int(_begins_with_headings(texts))
    found = fields_by_content([row for row in texts[count:] if sum(map(bool, row)) >= 3])
    if found is None:
        return None
    fields, is_sure = found
    titles = texts[0] if count else []
    columns = []
    for place, name in enumerate(fields):
        title = titles[place] if place < len(titles) else ""
        columns.append(Column(name, title or LABELS.get(name) or f"Столбец {place + 1}", place))
    return Layout(tuple(columns), is_sure and not count), count


def said_of_guess(layout: Layout) -> str:
    """The sentence about a table whose columns nobody named."""
    way = "взяты по порядку официальной таблицы" if layout.is_sure else "поняты по содержанию"
    return f"Шапка таблицы не понята или её нет, столбцы {way}. Проверьте, что тексты стоят в своих полях"


def _begins_with_headings(rows: Sequence[Texts]) -> bool:
    """Whether the first row is no event: short words without a figure, above a column of days or numbers."""
    if len(rows) < 2 or sum(map(bool, rows[0])) < 3:
        return False
    first, rest = rows[0], rows[1:]
    if any(len(text) > LONGEST_HEADING or is_period(text) or any(map(str.isdigit, text)) for text in first):
        return False
    columns = [[row[place] for row in rest if place < len(row) and row[place]] for place in range(len(first))]
    return any(texts and (all(map(is_number, texts)) or 2 * sum(map(_is_day, texts)) > len(texts)) for texts in columns)


def _is_day(text: str) -> bool:
    return is_period(text) and any(map(str.isdigit, text))


def fields_by_content(rows: Sequence[Texts]) -> tuple[list[str], bool] | None:
    """What the columns of a table without a header hold: their fields, and whether that is sure.

    `rows`: texts of its rows that have at least three. None when it is no table of events: one has days.
    """
    if not rows:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    columns = list(zip(*(row for row in rows if len(row) == width), strict=True))
    number = _number_column(columns)
    period = _best(columns, is_period, without={number})
    if period is None or width < 3:
        return None
    place = _best(columns, is_place, without={number, period})
    official = _official_order(width, has_numbers=number is not None or width > 5)
    known = {number: NUMBER, period: PERIOD, place: PLACE}
    known.pop(None, None)
    if width >= 5 and place is not None and all(official[column] == name for column, name in known.items()):
        return official, True
    found = _prose_columns(columns, known)
    return ([found.get(column, "") for column in range(width)], False) if NAME in found.values() else None


def _prose_columns(columns: list[Texts], known: dict[int, str]) -> dict[int, str]:
    """Which of the other columns has the names, the long texts and the people."""
    found = dict(known)
    owner = _best(columns, headings.is_municipality, without=set(found))
    if owner is not None and PLACE in found.values():
        found[owner] = OWNER
    rest = [n for n, texts in enumerate(columns) if n not in found and any(texts) and not _are_persons(texts)]
    people = _best(columns, speaks_of_people, without=set(found))
    if people in rest and len(rest) > 1:
        found[people] = PARTICIPANTS
        rest.remove(people)
    return found | _name_and_purpose({column: _mean_length(columns[column]) for column in rest})


def _mean_length(texts: Texts) -> float:
    return statistics.mean(len(text) for text in texts if text)


def _name_and_purpose(length: dict[int, float]) -> dict[int, str]:
    """Of columns with these mean lengths, in their order: a name stands first, the longest texts tell what happened."""
    if len(length) < 2:
        return dict.fromkeys(length, NAME)
    first, *others = length
    second = max(others, key=lambda column: (length[column], column))
    if length[first] >= 2 * length[second]:
        return {first: PURPOSE, others[0]: NAME}
    return {first: NAME, second: PURPOSE}


def speaks_of_people(text: str) -> bool:
    """Whether a short text counts or names those who took part."""
    return len(text) <= 300 and bool(_PEOPLE.search(text.casefold()))


def _are_persons(texts: Texts) -> bool:
    """Whether a column has nothing but the names of those who answer for something."""
    said = [text for text in texts if text]
    return bool(said) and all(len(text) <= 80 and _PERSON.fullmatch(text) for text in said)


def _official_order(width: int, *, has_numbers: bool) -> list[str]:
    """The fields of the official table's first columns, and "" for those beyond its last."""
    fields = [*(FIELDS if has_numbers else FIELDS[1:])][:width]
    return fields + [""] * (width - len(fields))


def _number_column(columns: list[Texts]) -> int | None:
    """The first column that holds nothing but numbers; an empty first one holds automatic numbers."""
    for place, texts in enumerate(columns):
        said = [text for text in texts if text]
        if said and all(map(is_number, said)):
            return place
    return 0 if len(columns) > 5 and not any(columns[0]) else None


def _best(columns: list[Texts], is_such: Callable[[str], bool], *, without: set[int | None]) -> int | None:
    """The column most of whose texts are such, the shorter of two; None when fewer than half are."""
    shares = {}
    for place, texts in enumerate(columns):
        said = [text for text in texts if text]
        if said and place not in without:
            share = sum(map(is_such, said)) / len(said)
            if share >= 0.5:
                shares[place] = (share, -statistics.mean(map(len, said)))
    return max(shares, key=shares.get) if shares else None


def goes_on_with(last: Layout | None, usual: int, rows: Sequence[GridRow]) -> bool:
    """Whether rows without a header, of so many cells as a rule, are the rest of the table before them."""
    if last is None or not (0 <= usual - len(last.columns) <= 1 or usual == last.width):
        return False
    return fits(last, rows)


def begins_another_kind(row: GridRow) -> str:
    """What begins with a row in the middle of a table, as on a sheet where one table stands below another; "" when it
    is a row like those above it."""
    texts = [text for text in map(text_of, row.cells) if text]
    if len(texts) < FEWEST_HEADINGS or any(
        len(text) > LONGEST_HEADING or any(map(str.isdigit, text)) for text in texts
    ):
        return ""
    known = sum(headings.heading_meaning(text) is not None for text in texts)
    return kind_of_others(texts) if 10 * known >= 6 * len(texts) else ""


def kind_of_first(rows: Sequence[GridRow]) -> str:
    """What a table is if its first row has the headings of something else than events, else ""."""
    texts = [text_of(cell) for cell in rows[0].cells]
    is_heading = all(len(text) <= LONGEST_HEADING and not is_period(text) for text in texts)
    return kind_of_others(texts) if is_heading and sum(map(bool, texts)) > 1 else ""


def fits(layout: Layout, rows: Sequence[GridRow]) -> bool:
    """Whether rows without a header can be the rest of the table before them: their days stand among the days."""
    texts = [[text_of(cell) for cell in row.cells] for row in rows if len(row.cells) == len(layout.columns)]
    whole = [row for row in texts if sum(map(bool, row)) >= 3]
    if not whole or _begins_with_headings(whole):
        return not whole
    said = [row[place] for row in whole for place, column in enumerate(layout.columns) if column.field == PERIOD]
    return 2 * sum(not text or is_period(text) or is_number(text) for text in said) >= len(said)
