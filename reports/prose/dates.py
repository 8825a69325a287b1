"""Understands the periods that people write, and writes them in the house form (LAYOUT.md section 1).

What is not understood with certainty is kept as typed, with a Russian sentence that says what to do next. What
rests on something outside the text (the year of the quarter) is said in a note. Nothing is guessed silently.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from reports.prose.cleaning import even_out, one_line
from reports.prose.words import MONTHS, MONTHS_GENITIVE, NBSP, ROMAN, WEEKDAYS, plural

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 120
PRECISIONS = ("day", "month", "quarter", "half-year", "year", "part-of-month", "none")
NOT_UNDERSTOOD_LAST = "9" * 17

_EXAMPLE = "28–29 сентября 2024 года"


@dataclass(frozen=True, slots=True)
class UnderstoodPeriod:
    """What was understood of a period; `problem` and `note` are Russian sentences for the person who typed it.

    With a problem there are no dates and no canonical form, and the precision is «none».
    """

    text: str
    start: date | None
    end: date | None
    precision: str
    canonical: str | None
    problem: str | None
    note: str | None


class _Refused(Exception):
    """The text cannot be a period; the message is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """Two ends as written. A day of None means the whole month; a year of None is still to be found."""

    first: tuple[int | None, int, int | None]
    last: tuple[int | None, int, int | None]


# --- the ways of writing ------------------------------------------------------------------------------------
# The text is short (LONGEST), even in its blanks, in small letters, with «-» without blanks for every dash.

_GENITIVE = {name: number for number, name in enumerate(MONTHS_GENITIVE, 1)}
_NOMINATIVE = {name: number for number, name in enumerate(MONTHS, 1)}
_DAY = r"(\d{1,2})"
_YEAR = r"(\d{4})(?: ?(?:года|году|год|г\.?))?"
_SHORT_YEAR = r"(\d{4}|\d\d)(?: ?(?:года|г\.?))?"
_OF = f"({'|'.join(_GENITIVE)})"
_IN = f"({'|'.join(_NOMINATIVE)})"

_DAYS_IN_WORDS = re.compile(rf"(?:{_DAY}(?: {_OF})?(?: {_YEAR})?-)?{_DAY} {_OF}(?: {_YEAR})?")
_FROM_TO_IN_WORDS = re.compile(rf"[сc]о? {_DAY}(?: {_OF})?(?: {_YEAR})? по {_DAY} {_OF}(?: {_YEAR})?")
_DAYS_IN_FIGURES = re.compile(
    rf"(?:{_DAY}(?:\.(\d{{1,2}}))?(?:\.{_SHORT_YEAR})?-)?{_DAY}\.(\d{{1,2}})(?:\.{_SHORT_YEAR})?"
)
_FROM_TO_IN_FIGURES = re.compile(
    rf"[сc]о? {_DAY}(?:\.(\d{{1,2}}))?(?:\.{_SHORT_YEAR})? по {_DAY}\.(\d{{1,2}})(?:\.{_SHORT_YEAR})?"
)
_MONTHS_IN_WORDS = re.compile(rf"(?:{_IN}(?: {_YEAR})?-)?{_IN}(?: {_YEAR})?")
_FROM_TO_MONTHS = re.compile(rf"[сc]о? {_OF}(?: {_YEAR})? по {_IN}(?: {_YEAR})?")
_QUARTER = re.compile(rf"(iv|i{{1,3}}|[1-4]|первый|второй|третий|четвертый)(?:-?й)? квартал(?: {_YEAR})?")
_HALF_YEAR = re.compile(rf"(i{{1,2}}|[12]|первое|второе)(?:-?е)? полугодие(?: {_YEAR})?")
_WHOLE_YEAR = re.compile(r"(\d{4}) ?(?:год|года|г\.?)")
_PART_OF_MONTH = re.compile(rf"(?:(первая|вторая) половина|(первая|вторая|третья) декада) {_OF}(?: {_YEAR})?")

_NUMBERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "первый": 1, "второй": 2, "третий": 3, "четвертый": 4,
    "первое": 1, "второе": 2,
    "первая": 1, "вторая": 2, "третья": 3,
}  # fmt: skip
_HALF_NAMES = ("первая половина", "вторая половина")
_DECADE_NAMES = ("первая декада", "вторая декада", "третья декада")

_DASH = re.compile(" ?[-‐‑‒–—―−] ?")
_LOOKS_ROMAN = re.compile(r"^[iі]{1,3}v?(?= )")


def understand_period(text: str, *, year: int | None = None, quarter: int | None = None) -> UnderstoodPeriod:
    """Understand a period as people write it; never raises, whatever the text.

    `year` and `quarter` say in which report it stands: they supply a year that the text leaves out (then a note
    says so) and are never set against a year that the text gives. A quarter without a year counts for nothing.
    """
    kept = one_line(text)
    try:
        start, end, precision, notes = _understand(kept, year, quarter)
    except _Refused as refusal:
        return UnderstoodPeriod(kept, None, None, "none", None, str(refusal), None)
    canonical = write_period(start, end, precision)
    return UnderstoodPeriod(kept, start, end, precision, canonical, None, " ".join(notes) or None)


def _understand(kept: str, year: int | None, quarter: int | None) -> tuple[date, date, str, list[str]]:
    if not kept:
        raise _Refused(f"Срок не указан. Напишите его, например: {_EXAMPLE}.")
    if len(kept) > LONGEST:
        raise _Refused(
            "Текст слишком длинный для срока. Оставьте здесь только даты, остальное перенесите в содержание."
        )
    # A full stop at the end is a habit, not a part of the date.
    written = _DASH.sub("-", even_out(kept).lower().replace("ё", "е")).removesuffix(".").rstrip()
    for read in (_read_days, _read_months, _read_quarter, _read_half_year, _read_year, _read_part_of_month):
        found = read(written)
        if found is not None:
            return _with_year(found, year, quarter)
    raise _Refused(
        "Срок не понят, он останется как написан. "
        f"Напишите иначе, например: {_EXAMPLE}, – или укажите первый и последний день вручную."
    )


# A way of reading gives a function from the year of the last day to the period, the year if the text names it,
# and notes. The function raises _Refused for days that do not exist.
_Span = tuple[date, date, str]
_Found = tuple[Callable[[int], _Span], int | None, list[str]]


def _with_year(found: _Found, year: int | None, quarter: int | None) -> tuple[date, date, str, list[str]]:
    span_in, written_year, notes = found
    if written_year is not None:
        return *span_in(written_year), notes
    if year is None or not FIRST_YEAR < year < LAST_YEAR:
        raise _Refused(f"Не указан год. Допишите его, например: {_EXAMPLE}.")
    span = _span_in_context(span_in, year, quarter)
    return *span, [*notes, f"Год в тексте не указан; взят {span[1].year} год по отчётному периоду."]


def _span_in_context(span_in: Callable[[int], _Span], year: int, quarter: int | None) -> _Span:
    """Return the period in the one year in which it touches the quarter's reporting window.

    The window begins a month before the quarter: «25 декабря» in a first quarter lies in the year before.
    """
    if quarter not in (1, 2, 3, 4):
        start, end, precision = span_in(year)
        if start.year != end.year:
            raise _Refused("Срок переходит через Новый год, а год не указан. Допишите год у обеих дат.")
        return start, end, precision
    window_start = date(year - 1, 12, 1) if quarter == 1 else date(year, quarter * 3 - 3, 1)
    window_end = _last_of_month(year, quarter * 3)
    refusal = None
    for candidate in (year, year - 1, year + 1):
        try:
            span = span_in(candidate)
        except _Refused as impossible:
            refusal = refusal or impossible
            continue
        if span[0] <= window_end and span[1] >= window_start:
            return span
    raise refusal or _Refused("Без года неясно, когда это было: в отчётный период срок не попадает. Допишите год.")


def _read_days(written: str) -> _Found | None:
    match = _DAYS_IN_WORDS.fullmatch(written) or _FROM_TO_IN_WORDS.fullmatch(written)
    if match:
        months: dict[str, int] = _GENITIVE
    else:
        match = _DAYS_IN_FIGURES.fullmatch(written) or _FROM_TO_IN_FIGURES.fullmatch(written)
        if not match:
            return None
        months = {f"{n:0{width}}": n for n in range(1, 13) for width in (1, 2)}
    day1, month1, year1, day2, month2, year2 = match.groups()
    for month in filter(None, (month1, month2)):
        if month not in months:
            raise _Refused(f"Месяца с номером {month} не бывает. Проверьте дату.")
    if year1 and not month1:
        return None  # «28 2024-29 сентября 2024»: whatever was meant, it is not this
    last = (int(day2), months[month2], _full_year(year2))
    first = last if day1 is None else (int(day1), months[month1 or month2], _full_year(year1))
    return _found(_Reading(first, last), "day", _notes_on_short_years(year1, year2))


def _read_months(written: str) -> _Found | None:
    match = _MONTHS_IN_WORDS.fullmatch(written)
    first_names = _NOMINATIVE
    if not match:
        match, first_names = _FROM_TO_MONTHS.fullmatch(written), _GENITIVE
    if not match:
        return None
    month1, year1, month2, year2 = match.groups()
    last = (None, _NOMINATIVE[month2], _full_year(year2))
    first = last if month1 is None else (None, first_names[month1], _full_year(year1))
    return _found(_Reading(first, last), "month", [])


def _found(reading: _Reading, precision: str, notes: list[str]) -> _Found:
    """Finish a reading of two ends: a year at one end only serves both, across New Year where it must."""
    day1, month1, year1 = reading.first
    day2, month2, year2 = reading.last
    # «25 декабря – 10 января 2025 года»: only from the last quarter into the first can nothing else be meant.
    over_new_year = 1 if month1 >= 10 and month2 <= 3 else 0
    if year1 is not None and year2 is None:
        year2 = year1 + over_new_year
        notes = [*notes, f"Год конца не указан; взят {year2} год."]
    elif year1 is None and year2 is not None and over_new_year:
        notes = [*notes, f"Начало отнесено к {year2 - 1} году: иначе оно позже конца."]

    def span_in(last_year: int) -> _Span:
        first_year = last_year - over_new_year if year1 is None else year1
        start = _day(1 if day1 is None else day1, month1, first_year)
        _day(1, month2, last_year)  # a year that cannot be is refused before the calendar is asked
        end = _last_of_month(last_year, month2) if day2 is None else _day(day2, month2, last_year)
        if end < start:
            raise _Refused(f"Конец ({_plain(end)}) раньше начала ({_plain(start)}). Проверьте даты.")
        return start, end, precision

    return span_in, year2, notes


def _read_quarter(written: str) -> _Found | None:
    match = _QUARTER.fullmatch(_LOOKS_ROMAN.sub(lambda m: m[0].replace("і", "i"), written))
    return match and _months_from(_number(match[1]) * 3 - 2, 3, "quarter", match[2])


def _read_half_year(written: str) -> _Found | None:
    match = _HALF_YEAR.fullmatch(_LOOKS_ROMAN.sub(lambda m: m[0].replace("і", "i"), written))
    return match and _months_from(_number(match[1]) * 6 - 5, 6, "half-year", match[2])


def _read_year(written: str) -> _Found | None:
    match = _WHOLE_YEAR.fullmatch(written)
    return match and _months_from(1, 12, "year", match[1])


def _months_from(month: int, count: int, precision: str, year: str | None) -> _Found:
    reading = _Reading((None, month, _full_year(year)), (None, month + count - 1, _full_year(year)))
    return _found(reading, precision, [])


def _read_part_of_month(written: str) -> _Found | None:
    match = _PART_OF_MONTH.fullmatch(written)
    if not match:
        return None
    half, decade, month_name, year = match.groups()
    month, index = _GENITIVE[month_name], _NUMBERS[half or decade] - 1

    def span_in(of_year: int) -> _Span:
        first, last = _parts_of_month(_day(1, month, of_year), bool(half))[index]
        return first, last, "part-of-month"

    return span_in, _full_year(year), []


def _parts_of_month(first: date, halves: bool) -> list[tuple[date, date]]:
    starts = (1, 16) if halves else (1, 11, 21)
    ends = [start - 1 for start in starts[1:]] + [monthrange(first.year, first.month)[1]]
    return [(first.replace(day=a), first.replace(day=b)) for a, b in zip(starts, ends, strict=True)]


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMBERS[written]


def _full_year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _notes_on_short_years(*years: str | None) -> list[str]:
    return [f"«{year}» понято как {_full_year(year)} год." for year in dict.fromkeys(years) if year and len(year) == 2]


def _is_plausible(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _day(day: int, month: int, year: int) -> date:
    """Return the date, or refuse with the reason why there is no such day."""
    if not _is_plausible(year):
        raise _Refused(f"Проверьте год: {year} не похож на год мероприятия.")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        noun = plural(days, "день", "дня", "дней")
        raise _Refused(f"{day} {MONTHS_GENITIVE[month - 1]} {year} года не бывает: в этом месяце {days} {noun}.")
    return date(year, month, day)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# --- order --------------------------------------------------------------------------------------------------


def sort_key(start: date | None, end: date | None, precision: str) -> str:
    """Return the order key of DESIGN.md section 2 as 17 digits, which sort alike under every collation.

    First day (for a period without days the last day of its first month), 0 with days and 1 without, last day.
    A period that is not understood (`start` is None) stands last.
    """
    if start is None:
        return NOT_UNDERSTOOD_LAST
    has_days = precision == "day"
    first = start if has_days else _last_of_month(start.year, start.month)
    return _digits(first) + ("0" if has_days else "1") + _digits(end or start)


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


# --- writing ------------------------------------------------------------------------------------------------


def write_period(start: date, end: date, precision: str) -> str:
    """Write the house form on one line: «28–29 сентября 2024 года», «сентябрь 2024 года», «IV квартал 2024 года».

    Days that do not fill the precision given (half a month as «month») are written by days, so that the words are
    always true. Raises ValueError when the end is before the start.
    """
    if end < start:
        raise ValueError("the end of a period is before its start")
    return _write_whole(start, end, precision) or _write_days(start, end)


def _write_whole(start: date, end: date, precision: str) -> str | None:
    """Write a period without days, or return None where it does not consist of whole ones."""
    if precision == "part-of-month":
        return _write_part_of_month(start, end)
    if precision in ("day", "none") or start.day != 1 or end != _last_of_month(end.year, end.month):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if precision == "year" and start.month == 1 and months == 12:
        return f"{start.year} год"
    if precision == "half-year" and start.month in (1, 7) and months == 6:
        return f"{ROMAN[start.month // 6]} полугодие {start.year} года"
    if precision == "quarter" and start.month in (1, 4, 7, 10) and months == 3:
        return f"{ROMAN[start.month // 3]} квартал {start.year} года"
    return _write_months(start, end)


def _write_part_of_month(start: date, end: date) -> str | None:
    first = start.replace(day=1)
    for names, parts in (
        (_HALF_NAMES, _parts_of_month(first, True)),
        (_DECADE_NAMES, _parts_of_month(first, False)),
    ):
        if (start, end) in parts:
            return f"{names[parts.index((start, end))]} {MONTHS_GENITIVE[start.month - 1]} {start.year} года"
    return None


def _write_months(start: date, end: date) -> str:
    last = f"{MONTHS[end.month - 1]} {end.year} года"
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = MONTHS[start.month - 1]
    if start.year != end.year:
        first += f" {start.year} года"
    return f"{first}{NBSP}– {last}"


def _write_days(start: date, end: date) -> str:
    if start == end:
        return _plain(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_plain(end)}"
    first = f"{start.day} {MONTHS_GENITIVE[start.month - 1]}"
    if start.year != end.year:
        first += f" {start.year} года"
    return f"{first}{NBSP}– {_plain(end)}"


def _plain(day: date) -> str:
    """Write a date with ordinary blanks: the table breaks it before the year."""
    return f"{day.day} {MONTHS_GENITIVE[day.month - 1]} {day.year} года"


# --- saying what was understood ------------------------------------------------------------------------------


def describe_period(period: UnderstoodPeriod) -> str:
    """Say in words what was understood, to stand after «Понято как …»; for a problem, the problem's sentence."""
    if period.start is None or period.end is None:
        return period.problem or "Срок не понят."
    start, end = period.start, period.end
    written = write_period(start, end, period.precision)
    if written == _write_days(start, end):
        return _describe_days(start, end)
    if period.precision == "part-of-month":
        return f"{written} ({start.day}–{end.day} {MONTHS_GENITIVE[end.month - 1]})"
    if period.precision == "month" and start.month != end.month:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        return f"{written}, {months} {plural(months, 'месяц', 'месяца', 'месяцев')} целиком"
    whole = "всё" if period.precision == "half-year" else "весь"
    return f"{whole} {written}"


def _describe_days(start: date, end: date) -> str:
    if start == end:
        return f"{_plain(end)}, {WEEKDAYS[end.weekday()]}, один день"
    days = (end - start + timedelta(days=1)).days
    first = _plain(start) if start.year != end.year else f"{start.day} {MONTHS_GENITIVE[start.month - 1]}"
    return (
        f"с {first} ({WEEKDAYS[start.weekday()]}) по {_plain(end)} ({WEEKDAYS[end.weekday()]}), "
        f"{days} {plural(days, 'день', 'дня', 'дней')}"
    )
