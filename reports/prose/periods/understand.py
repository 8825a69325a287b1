"""Understands the periods that people write, and says them in the house form (docs/design/periods.md).

What is not understood with certainty is kept as typed, with a Russian sentence that says what to do next. What
rests on something outside the text (the year of the quarter) is said in a note. Nothing is guessed silently.

The way of a text: `period_words` cuts it, `period_grammar` reads what it says, here the calendar gives the days and
the report the year that is missing, `period_writing` writes the house form.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from reports.prose.cleaning import one_line
from reports.prose.words import MONTHS, MONTHS_GENITIVE, NBSP, ROMAN, WEEKDAYS, plural

from .grammar import PARTS_OF_MONTH, SEASONS, WINTER, Point, Reading, Stretch, read_period
from .words import EXAMPLE, Refused, Words, read_words
from .write import (
    PART_NAMES,
    Span,
    join_with_and,
    last_of_month,
    parts_of_month,
    plain_date,
    write_days,
    write_list,
    write_list_of_days,
    write_numbers,
    write_parts_of_one_month,
    write_period,
)

__all__ = [
    "FIRST_YEAR", "LAST_YEAR", "LONGEST", "NOT_UNDERSTOOD_LAST", "PRECISIONS", "UnderstoodPeriod",
    "describe_period", "sort_key", "understand_period", "write_list_of_days", "write_period",
]  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 300
PRECISIONS = ("day", "month", "quarter", "half-year", "year", "part-of-month", "none")
NOT_UNDERSTOOD_LAST = "9" * 17


@dataclass(frozen=True, slots=True)
class UnderstoodPeriod:
    """What was understood of a period; `problem` and `note` are Russian sentences for the person who typed it.

    With a problem the dates and the canonical form are empty, and the precision is «none». `parts` are the separate
    stretches of a list («3, 5 и 12 ноября»): what lies between them does not belong to the period, though `start`
    and `end` span it all. A period of one piece has none.
    """

    text: str
    start: date | None
    end: date | None
    precision: str
    canonical: str | None
    problem: str | None
    note: str | None
    parts: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Report:
    """The report that contains the text; without a usable year it is ignored."""

    year: int | None
    quarter: int | None

    @classmethod
    def of(cls, year: int | None, quarter: int | None) -> _Report:
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


def understand_period(text: str, *, year: int | None = None, quarter: int | None = None) -> UnderstoodPeriod:
    """Understand a period as people write it; never raises.

    `year` and `quarter` are those of its report. They supply a year or a quarter that the text leaves out (then a note
    says so). A year in the text is not compared with them. A quarter without a year counts for nothing.
    """
    kept = one_line(text)
    try:
        return _understand(kept, _Report.of(year, quarter))
    except Refused as refusal:
        return UnderstoodPeriod(kept, None, None, "none", None, str(refusal), None)


def _understand(kept: str, report: _Report) -> UnderstoodPeriod:
    if not kept:
        raise Refused(f"Срок не указан. Напишите его, например: {EXAMPLE}.")
    if len(kept) > LONGEST:
        raise _too_long()
    words = read_words(kept)
    reading = read_period(words.tokens)
    if reading.whole:
        _name_the_whole(reading, report)
    precision = reading.precision
    spans = _spans(reading, report)
    _check_against_repetitions(words, reading, spans)
    canonical = _canonical(reading, spans, precision)
    if len(canonical) > LONGEST:
        raise _too_long()
    notes = [*reading.notes, *_notes_on_parts(reading)]
    if words.has_time:
        notes.append("Время в срок не входит, в образце его нет.")
    return UnderstoodPeriod(
        kept,
        spans[0][0],
        spans[-1][1],
        precision,
        canonical,
        None,
        " ".join(notes) or None,
        tuple(spans) if len(spans) > 1 else (),
    )


def _too_long() -> Refused:
    return Refused("Текст слишком длинный для срока. Оставьте здесь только даты, остальное перенесите в содержание.")


def _name_the_whole(reading: Reading, report: _Report) -> None:
    """«в течение квартала», «в течение года» are those of the report."""
    if reading.whole == "year":
        point = Point("year", 1, year="current")
    elif report.year is None or report.quarter is None:
        raise Refused("Неясно, какой это квартал. Назовите его, например: IV квартал 2024 года.")
    else:
        point = Point("quarter", report.quarter, year=report.year)
        name = f"{ROMAN[report.quarter - 1]} квартал {report.year} года"
        reading.notes.append(f"Квартал в тексте не назван; взят отчётный: {name}.")
    reading.stretches = [Stretch(point, point)]


# --- years --------------------------------------------------------------------------------------------------


def _spans(reading: Reading, report: _Report) -> list[Span]:
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


def _name_years_said_in_words(reading: Reading, report: _Report) -> bool:
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


def _spans_in_context(reading: Reading, report: _Report) -> list[Span]:
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
        start, end = _span(stretch.first)
        if stretch.last is not stretch.first:
            last_start, end = _span(stretch.last)
            if last_start < start:
                raise Refused(f"Конец ({plain_date(end)}) раньше начала ({plain_date(start)}). Проверьте даты.")
        if spans and start <= spans[-1][1]:
            raise Refused(f"Сроки стоят не по порядку: {plain_date(start)} – не позже предыдущего. Проверьте даты.")
        spans.append((start, end))
    return spans


def _span(point: Point) -> Span:
    """Return the first and last day of one point, or refuse and give the reason."""
    if point.kind == "day":
        day = _day(point.number, point.month, point.year)
        return day, day
    first = _day(1, point.first_month, point.year)
    if point.kind in PARTS_OF_MONTH:
        return parts_of_month(first, point.kind)[point.number - 1]
    return first, last_of_month(point.year + (point.last_month < point.first_month), point.last_month)


def _day(day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Проверьте год: {year} не похож на год мероприятия.")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        noun = plural(days, "день", "дня", "дней")
        raise Refused(f"{day} {MONTHS_GENITIVE[month - 1]} {year} года не бывает: в этом месяце {days} {noun}.")
    return date(year, month, day)


def _check_against_repetitions(words: Words, reading: Reading, spans: list[Span]) -> None:
    """Weekdays and «(3 дня)» only repeat the dates; when they contradict them, one of both is wrong."""
    count = sum((end - start).days + 1 for start, end in spans)
    if words.day_count is not None and words.day_count != count:
        raise Refused(f"В этом сроке {_days(count)}, а написано {_days(words.day_count)}. Исправьте то, что неверно.")
    if not words.weekdays:
        return
    if reading.precision != "day":
        raise Refused("День недели стоит при сроке без дней. Напишите дату или уберите день недели.")
    ends = [day for start, end in spans for day in dict.fromkeys((start, end))]
    if len(words.weekdays) == len(ends):
        pairs = list(zip(ends, words.weekdays, strict=True))
    else:
        known = {day.weekday(): day for day in ends}
        pairs = [(known.get(weekday, ends[0]), weekday) for weekday in words.weekdays]
    for day, weekday in pairs:
        if day.weekday() != weekday:
            raise Refused(
                f"{plain_date(day)} – {WEEKDAYS[day.weekday()]}, а написано «{WEEKDAYS[weekday]}». Проверьте дату."
            )


def _days(count: int) -> str:
    return f"{count} {plural(count, 'день', 'дня', 'дней')}"


def _notes_on_parts(reading: Reading) -> list[str]:
    """«начало октября» is no exact word; what it was taken for is said."""
    notes = []
    for point in reading.points:
        if point.kind == "third":
            start, end = _span(point)
            notes.append(f"«{_name(point)}» понято как {start.day}–{end.day} {MONTHS_GENITIVE[point.month - 1]}.")
    return notes


# --- order --------------------------------------------------------------------------------------------------


def sort_key(start: date | None, end: date | None, precision: str) -> str:
    """Return the order key (docs/design/periods.md, «Order») as 17 digits, which sort alike under every collation.

    First day (for a period without days the last day of its first month), 0 with days and 1 without, last day.
    A period that is not understood (`start` is None) comes last.
    """
    if start is None:
        return NOT_UNDERSTOOD_LAST
    has_days = precision == "day"
    first = start if has_days else last_of_month(start.year, start.month)
    return _digits(first) + ("0" if has_days else "1") + _digits(end or start)


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


# --- the house form -----------------------------------------------------------------------------------------


def _canonical(reading: Reading, spans: list[Span], precision: str) -> str:
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
    return write_list(named)


def _stretch_name(stretch: Stretch) -> str:
    """Name a stretch without the year of its last point."""
    first, last = stretch.first, stretch.last
    if first is last:
        return _name(last)
    if first.year != last.year:
        return f"{_name(first)} {first.year} года{NBSP}– {_name(last)}"
    together = None
    if (first.kind, first.month) == (last.kind, last.month):
        together = write_parts_of_one_month(last.kind, first.number, last.number, last.month)
    return together or f"{_name(first)}{NBSP}– {_name(last)}"


def _name(point: Point) -> str:
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
    return f"{NBSP}– ".join(f"{_name(end)} {_year_or_two(end)}" for end in ends)


def _year_or_two(point: Point) -> str:
    is_winter = point.kind == "season" and point.number == WINTER
    return f"{point.year}–{point.year + 1} годов" if is_winter else f"{point.year} года"


def _years(stretch: Stretch) -> str:
    return f"{stretch.last.year}" if stretch.first is stretch.last else f"{stretch.first.year}–{stretch.last.year}"


# --- saying what was understood ------------------------------------------------------------------------------


def describe_period(period: UnderstoodPeriod) -> str:
    """Say in words what was understood, to follow «Понято: …»; for a problem, the problem's sentence."""
    if period.start is None or period.end is None:
        return period.problem or "Не понял срок."
    start, end = period.start, period.end
    if period.parts:
        return _describe_list(period)
    written = write_period(start, end, period.precision)
    if (period.canonical and period.canonical != written) or period.precision == "part-of-month":
        return f"{period.canonical or written} ({_days_in_brief(start, end)})"
    if written == write_days(start, end):
        return _describe_days(start, end)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if period.precision == "month" and months > 1:
        return f"{written}, {months} {plural(months, 'месяц', 'месяца', 'месяцев')} целиком"
    if months > {"quarter": 3, "half-year": 6, "year": 12}.get(period.precision, 1):
        return f"{written} целиком"
    whole = "всё" if period.precision == "half-year" else "весь"
    return f"{whole} {written}"


def _days_in_brief(start: date, end: date) -> str:
    """«1–15 октября», «21 октября – 10 ноября»; the year only where there are two."""
    if start.year != end.year:
        return write_days(start, end)
    return write_days(start, end).removesuffix(f" {end.year} года")


def _describe_list(period: UnderstoodPeriod) -> str:
    if period.precision != "day":
        gaps = any(before[1] + timedelta(days=1) < after[0] for before, after in pairwise(period.parts))
        return f"{period.canonical}, без того, что между ними" if gaps else f"{period.canonical} целиком"
    count = sum((end - start).days + 1 for start, end in period.parts)
    weekdays = ""
    if count == len(period.parts) <= 7:
        weekdays = f" ({', '.join(WEEKDAYS[start.weekday()] for start, _ in period.parts)})"
    return f"{period.canonical}{weekdays}, только {plural(count, 'этот', 'эти', 'эти')} {_days(count)}"


def _describe_days(start: date, end: date) -> str:
    if start == end:
        return f"{plain_date(end)}, {WEEKDAYS[end.weekday()]}, один день"
    first = plain_date(start) if start.year != end.year else f"{start.day} {MONTHS_GENITIVE[start.month - 1]}"
    return (
        f"с {first} ({WEEKDAYS[start.weekday()]}) по {plain_date(end)} ({WEEKDAYS[end.weekday()]}), "
        f"{_days((end - start + timedelta(days=1)).days)}"
    )
