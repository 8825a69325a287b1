"""Asks the calendar for the days of a reading, and the report for the year that is missing."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from reports.prose.words import MONTHS, MONTHS_GENITIVE, plural

from .grammar import LAST_ONE, PARTS_OF_MONTH, Point, Reading
from .tokens import EXAMPLE, Refused, not_understood
from .write import Span, last_of_month, parts_of_month, plain_date

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Report:
    """The report that contains the text; without a usable year it is ignored."""

    year: int | None
    quarter: int | None

    @classmethod
    def of(cls, year: int | None, quarter: int | None) -> Report:
        if year is None or not FIRST_YEAR < year < LAST_YEAR:
            return cls(None, None)
        return cls(year, quarter if quarter in (1, 2, 3, 4) else None)

    @property
    def last_day(self) -> date:
        return last_of_month(self.year, self.quarter * 3)

    @property
    def first_day(self) -> date:
        """The window begins a month before the quarter."""
        return date(self.year - 1, 12, 1) if self.quarter == 1 else date(self.year, self.quarter * 3 - 3, 1)


# --- years --------------------------------------------------------------------------------------------------


def spans_of(reading: Reading, report: Report) -> list[Span]:
    """Give every point its year, from the text or else from the report, and return the days of the stretches."""
    points = reading.points
    is_by_words = _name_years_said_in_words(reading, report)
    if any(point.year is not None for point in points):
        _fill_years(points, reading.notes)
        spans = _days_of(reading)
        if is_by_words and report.quarter and spans[0][0] > report.last_day:
            raise Refused("В этом году срок ещё впереди: отчётный период кончается раньше. Напишите год цифрами.")
        return spans
    if report.year is None:
        raise Refused(f"Не указан год. Допишите его, например: {EXAMPLE}.")
    spans = _spans_in_context(reading, report)
    reading.notes.append(f"Год в тексте не указан; взят {spans[-1][1].year} год по отчётному периоду.")
    return spans


def _name_years_said_in_words(reading: Reading, report: Report) -> bool:
    said = [point for point in reading.points if isinstance(point.year, str)]
    if not said:
        return False
    if report.year is None:
        raise Refused(f"Какой это год? Напишите его цифрами, например: {EXAMPLE}.")
    for point in said:
        point.year = report.year - (point.year == "last")
    reading.notes.append(f"Год в тексте не назван цифрами; взят {said[-1].year} год по отчётному периоду.")
    return True


def _is_over_new_year(before: Point, after: Point) -> int:
    """«25 декабря – 10 января 2025 года»: only from the last quarter into the first can nothing else be meant."""
    return 1 if before.first_month >= 10 and after.last_month <= 3 else 0


def _fill_years(points: list[Point], notes: list[str]) -> None:
    """Give the points without a year that of the nearest one after, else before, across New Year where it must be."""
    given = max(number for number, point in enumerate(points) if point.year is not None)
    for before, after in zip(points[given:], points[given + 1 :], strict=False):
        after.year = before.year + _is_over_new_year(before, after)
        notes.append(f"Год конца не указан; взят {after.year} год.")
    for number in range(given - 1, -1, -1):
        before, after = points[number], points[number + 1]
        if before.year is None:
            before.year = after.year - _is_over_new_year(before, after)
            if before.year != after.year:
                notes.append(f"Начало отнесено к {before.year} году: иначе оно позже конца.")


def _spans_in_context(reading: Reading, report: Report) -> list[Span]:
    """Return the days in the one year in which they touch the quarter's reporting window.

    The window begins a month before the quarter: «25 декабря» in a first quarter lies in the year before.
    """
    if report.quarter is None:
        spans = _days_in(reading, report.year)
        if spans[0][0].year != spans[-1][1].year:
            raise Refused("Срок переходит через Новый год, а год не указан. Допишите год у обеих дат.")
        return spans
    refusal = None
    for year in (report.year, report.year - 1, report.year + 1):
        try:
            spans = _days_in(reading, year)
        except Refused as impossible:
            refusal = refusal or impossible
            continue
        if spans[0][0] <= report.last_day and spans[-1][1] >= report.first_day:
            return spans
    raise refusal or Refused("Какой это год? В отчётный период срок не попадает. Допишите год.")


def _days_in(reading: Reading, last_year: int) -> list[Span]:
    """Return the days if the last point lies in this year; the points then have that year."""
    points = reading.points
    for point in points:
        point.year = None
    points[-1].year = last_year
    _fill_years(points, [])
    return _days_of(reading)


# --- days ---------------------------------------------------------------------------------------------------


def _days_of(reading: Reading) -> list[Span]:
    spans: list[Span] = []
    for stretch in reading.stretches:
        start, end = span_of(stretch.first)
        if stretch.last is not stretch.first:
            last_start, end = span_of(stretch.last)
            if last_start < start:
                raise Refused(f"Конец ({plain_date(end)}) раньше начала ({plain_date(start)}). Проверьте даты.")
        if stretch.is_one_night and (end - start).days != 1:
            raise not_understood()  # «перенесено с 5 на 9 марта»
        if spans and start <= spans[-1][1]:
            raise Refused(f"Сроки стоят не по порядку: {plain_date(start)} – не позже предыдущего. Проверьте даты.")
        spans.append((start, end))
    return spans


def span_of(point: Point) -> Span:
    """Return the first and last day of one point, or refuse and give the reason."""
    if point.kind == "day":
        day = _day(point.number, point.month, point.year)
        return day, day
    if point.kind == "nth-weekday":
        day = _nth_weekday(point)
        return day, day
    first = _day(1, point.first_month, point.year)
    if point.kind in PARTS_OF_MONTH:
        return parts_of_month(first, point.kind)[point.number - 1]
    return first, last_of_month(point.year + (point.last_month < point.first_month), point.last_month)


def _nth_weekday(point: Point) -> date:
    """Return the day of «второе воскресенье марта»; not every month has a fifth one."""
    first = _day(1, point.month, point.year)
    if point.number == LAST_ONE:
        last = last_of_month(first.year, first.month)
        return last - timedelta(days=(last.weekday() - point.weekday) % 7)
    day = first + timedelta(days=(point.weekday - first.weekday()) % 7 + 7 * (point.number - 1))
    if day.month != first.month:
        raise Refused(
            f"Такого дня недели с номером {point.number} не было: {MONTHS[first.month - 1]} {first.year} года короче. "
            "Напишите дату числом."
        )
    return day


def _day(day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Проверьте год: {year} не похож на год мероприятия.")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        noun = plural(days, "день", "дня", "дней")
        raise Refused(f"{day} {MONTHS_GENITIVE[month - 1]} {year} года не бывает: в этом месяце {days} {noun}.")
    return date(year, month, day)
