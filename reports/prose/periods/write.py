"""Writes periods in the house form (docs/design/layout.md): true words, on one line, with ordinary blanks before years,
where the table breaks the line."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from reports.prose.words import MONTHS, MONTHS_GENITIVE, NBSP, ROMAN

Span = tuple[date, date]

PART_NAMES = {
    "half": ("первая половина", "вторая половина"),
    "decade": ("первая декада", "вторая декада", "третья декада"),
    "third": ("начало", "середина", "конец"),
}
_PART_PLURALS = {"half": "половины", "decade": "декады"}


def last_of_month(year: int, month: int) -> date:
    """Return the month's last day."""
    return date(year, month, monthrange(year, month)[1])


def parts_of_month(first: date, kind: str) -> list[Span]:
    """Return the first and last days of the month's halves, or of its decades («third» names them in other words)."""
    starts = (1, 16) if kind == "half" else (1, 11, 21)
    ends = [*(start - 1 for start in starts[1:]), monthrange(first.year, first.month)[1]]
    return [(first.replace(day=a), first.replace(day=b)) for a, b in zip(starts, ends, strict=True)]


def plain_date(day: date) -> str:
    """Write «4 ноября 2024 года»."""
    return f"{day.day} {MONTHS_GENITIVE[day.month - 1]} {day.year} года"


# --- one stretch --------------------------------------------------------------------------------------------


def write_period(start: date, end: date, precision: str) -> str:
    """Write the house form on one line: «28–29 сентября 2024 года», «сентябрь 2024 года», «IV квартал 2024 года».

    Days that do not fill the precision given (half a month as «month») are written by days, so that the words are
    always true. Raises ValueError when the end is before the start.
    """
    if end < start:
        raise ValueError("the end of a period is before its start")
    return _write_whole(start, end, precision) or write_days(start, end)


def write_days(start: date, end: date) -> str:
    """Write the two ends as days."""
    if start == end:
        return plain_date(end)
    return f"{_from_to(start, end)} {end.year} года"


def _from_to(start: date, end: date) -> str:
    """Write the days without the year of the last one."""
    last = f"{end.day} {MONTHS_GENITIVE[end.month - 1]}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    first = plain_date(start) if start.year != end.year else f"{start.day} {MONTHS_GENITIVE[start.month - 1]}"
    return f"{first}{NBSP}– {last}"


def _write_whole(start: date, end: date, precision: str) -> str | None:
    """Write a period without days, or return None unless it consists of whole ones."""
    if precision == "part-of-month":
        return _write_part_of_month(start, end)
    if precision in ("day", "none") or start.day != 1 or end != last_of_month(end.year, end.month):
        return None
    length = {"quarter": 3, "half-year": 6, "year": 12}.get(precision, 1)
    if (start.month - 1) % length or end.month % length:
        length = 1
    return {1: _write_months, 3: _write_quarters, 6: _write_half_years, 12: _write_years}[length](start, end)


def _write_part_of_month(start: date, end: date) -> str | None:
    for kind in ("half", "decade"):
        parts = parts_of_month(start.replace(day=1), kind)
        if (start, end) in parts:
            name = PART_NAMES[kind][parts.index((start, end))]
            return f"{name} {MONTHS_GENITIVE[start.month - 1]} {start.year} года"
    return None


def _write_months(start: date, end: date) -> str:
    last = f"{MONTHS[end.month - 1]} {end.year} года"
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = MONTHS[start.month - 1]
    if start.year != end.year:
        first += f" {start.year} года"
    return f"{first}{NBSP}– {last}"


def _write_quarters(start: date, end: date) -> str:
    return _write_numbered(start, end, start.month // 3, end.month // 3 - 1, "квартал", "кварталы")


def _write_half_years(start: date, end: date) -> str:
    return _write_numbered(start, end, start.month // 6, end.month // 6 - 1, "полугодие", "полугодия")


def _write_numbered(start: date, end: date, first: int, last: int, one: str, many: str) -> str:
    if start.year != end.year:
        return f"{ROMAN[first]} {one} {start.year} года{NBSP}– {ROMAN[last]} {one} {end.year} года"
    if first == last:
        return f"{ROMAN[last]} {one} {end.year} года"
    return f"{ROMAN[first]}–{ROMAN[last]} {many} {end.year} года"


def _write_years(start: date, end: date) -> str:
    return f"{end.year} год" if start.year == end.year else f"{start.year}–{end.year} годы"


# --- lists --------------------------------------------------------------------------------------------------


def write_list_of_days(parts: Sequence[Span]) -> str:
    """Write separate days and runs of days, in order: «3, 5 и 12 ноября 2024 года», «30–31 октября и 2 ноября …».

    The days between the parts do not belong to the period, so the list is never drawn together.
    """
    groups = [list(group) for _, group in _by_month(parts)]
    written = []
    for number, group in enumerate(groups):
        start, end = group[-1]
        days = [f"{a.day}" if a == b else f"{a.day}–{b.day}" for a, b in group[:-1]] + [_from_to(start, end)]
        text = join_with_and(days) if len(groups[-1]) > 1 else ", ".join(days)
        if number + 1 == len(groups) or groups[number + 1][0][0].year != end.year:
            text += f" {end.year} года"
        written.append(text)
    # «14 февраля, 7 и 21 марта»; one day at the end takes the «и» itself: «7, 21 марта и 4 апреля».
    return ", ".join(written) if len(groups[-1]) > 1 else join_with_and(written)


def _by_month(parts: Sequence[Span]) -> Iterator[tuple[tuple[int, ...], list[Span]]]:
    def key(numbered: tuple[int, Span]) -> tuple[int, ...]:
        number, (start, end) = numbered
        month = (start.year, start.month)
        return month if month == (end.year, end.month) else (number,)  # a run over two months is written alone

    for month, group in groupby(enumerate(parts), key):
        yield month, [part for _, part in group]


def write_list(parts: Sequence[tuple[str, int, int]]) -> str:
    """Write named parts (their words, first and last year) in order, each year once, behind the last part of it."""
    written = []
    for number, (words, _, year) in enumerate(parts):
        is_last_of_year = number + 1 == len(parts) or parts[number + 1][1] != year
        written.append(f"{words} {year} года" if is_last_of_year else words)
    return join_with_and(written)


def write_numbers(parts: Sequence[tuple[int, int]], kind: str, year: int) -> str:
    """Write quarters or half-years of one year by their numbers: «III и IV кварталы 2024 года»."""
    numbers = [ROMAN[a - 1] if a == b else f"{ROMAN[a - 1]}–{ROMAN[b - 1]}" for a, b in parts]
    return f"{join_with_and(numbers)} {'кварталы' if kind == 'quarter' else 'полугодия'} {year} года"


def write_parts_of_one_month(kind: str, numbers: Sequence[int], month: int, *, is_list: bool = False) -> str | None:
    """Write «первая – вторая декады мая», or as a list «первая и третья декады мая» (without the year); None for kinds
    that have no noun of their own."""
    if kind not in _PART_PLURALS:
        return None
    ordinals = [PART_NAMES[kind][number - 1].split()[0] for number in numbers]
    joined = join_with_and(ordinals) if is_list else f"{NBSP}– ".join(ordinals)
    return f"{joined} {_PART_PLURALS[kind]} {MONTHS_GENITIVE[month - 1]}"


def join_with_and(words: Sequence[str]) -> str:
    """Join by commas and a last «и»."""
    return " и ".join(filter(None, (", ".join(words[:-1]), words[-1])))
