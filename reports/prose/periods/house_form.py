"""Writes the house form of what was read.

Words that no dates can give back («начало», «осень») and lists stay what they are.
"""

from __future__ import annotations

from itertools import pairwise

from reports.prose.words import MONTHS, MONTHS_GENITIVE, NBSP, ROMAN

from .grammar import PARTS_OF_MONTH, SEASONS, WINTER, Point, Reading, Stretch
from .write import (
    PART_NAMES,
    Span,
    join_with_and,
    write_list,
    write_list_of_days,
    write_numbers,
    write_parts_of_one_month,
    write_period,
)


def house_form(reading: Reading, spans: list[Span], precision: str) -> str:
    """Write what was understood; words that no dates can give back («начало», «осень») and lists stay what they are."""
    if len(spans) > 1 and precision == "day":
        return write_list_of_days(spans)
    if len(spans) > 1 and precision == "year":
        return f"{join_with_and([_years(stretch) for stretch in reading.stretches])} годы"
    years = {point.year for point in reading.points}
    if len(spans) > 1 and precision in ("quarter", "half-year") and len(years) == 1:
        return write_numbers([(each.first.number, each.last.number) for each in reading.stretches], precision, *years)
    if len(spans) == 1 and not _has_own_words(reading):
        return write_period(*spans[0], precision)
    return _write_named(reading)


def _has_own_words(reading: Reading) -> bool:
    """Say whether the text has words that no dates can give back."""
    kinds = {point.kind for point in reading.points}
    return bool(kinds & {"third", "season"} or (kinds & PARTS_OF_MONTH and len(reading.points) > 1))


def _write_named(reading: Reading) -> str:
    named = [(_stretch_name(stretch), stretch.first.year, stretch.last.year) for stretch in reading.stretches]
    if any(point.kind == "season" and point.number == WINTER for point in reading.points):
        return join_with_and([_with_years(stretch) for stretch in reading.stretches])
    return _list_of_one_month(reading) or write_list(named)


def _list_of_one_month(reading: Reading) -> str | None:
    """«вторая и третья декады марта 2025 года»: parts of one month, each of its own."""
    points = reading.points
    alike = all((a.kind, a.month, a.year) == (b.kind, b.month, b.year) for a, b in pairwise(points))
    if len(points) < 2 or len(points) != len(reading.stretches) or not alike:
        return None
    last = points[-1]
    numbers = [point.number for point in points]
    together = write_parts_of_one_month(last.kind, numbers, last.month, is_list=True) if last.month else None
    return together and f"{together} {last.year} года"


def _stretch_name(stretch: Stretch) -> str:
    """Name a stretch without the year of its last point."""
    first, last = stretch.first, stretch.last
    if first is last:
        return name_of(last)
    if first.year != last.year:
        return f"{name_of(first)} {first.year} года{NBSP}– {name_of(last)}"
    together = None
    if (first.kind, first.month) == (last.kind, last.month):
        together = write_parts_of_one_month(last.kind, (first.number, last.number), last.month)
    return together or f"{name_of(first)}{NBSP}– {name_of(last)}"


def name_of(point: Point) -> str:
    if point.kind in PARTS_OF_MONTH:
        return f"{PART_NAMES[point.kind][point.number - 1]} {MONTHS_GENITIVE[point.month - 1]}"
    if point.kind == "season":
        return SEASONS[point.number]
    if point.kind == "quarter":
        return f"{ROMAN[point.number - 1]} квартал"
    if point.kind == "half-year":
        return f"{ROMAN[point.number - 1]} полугодие"
    return MONTHS[point.month - 1]


def _with_years(stretch: Stretch) -> str:
    """Name a stretch with a year at each end: winters have two."""
    ends = [stretch.last] if stretch.first is stretch.last else [stretch.first, stretch.last]
    return f"{NBSP}– ".join(f"{name_of(end)} {_year_or_two(end)}" for end in ends)


def _year_or_two(point: Point) -> str:
    is_winter = point.kind == "season" and point.number == WINTER
    return f"{point.year}–{point.year + 1} годов" if is_winter else f"{point.year} года"


def _years(stretch: Stretch) -> str:
    return f"{stretch.last.year}" if stretch.first is stretch.last else f"{stretch.first.year}–{stretch.last.year}"
