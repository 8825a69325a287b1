"""Understands the periods that people write, and says them in the house form (docs/design/periods.md).

What is not understood with certainty is kept as typed, with a Russian sentence that says what to do next. What
rests on something outside the text (the year of the quarter) is said in a note. Nothing is guessed silently.

The way of a text: `period_words` cuts it, `period_grammar` reads what it says, here the calendar gives the days and
the report the year that is missing, `period_writing` writes the house form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from reports.prose.words import MONTHS_GENITIVE, ROMAN, WEEKDAYS, plural

from .beside import TO_WEEKDAYS
from .days import FIRST_YEAR, LAST_YEAR, Report, span_of, spans_of
from .grammar import LAST_ONE, Point, Reading, Stretch, read_period
from .house_form import house_form, name_of
from .lines import in_one_line
from .tokens import EXAMPLE, Refused, Words
from .words import read_words
from .write import Span, last_of_month, plain_date, write_days, write_list_of_days, write_period

__all__ = [
    "FIRST_YEAR", "LAST_YEAR", "LONGEST", "NOT_UNDERSTOOD_LAST", "PRECISIONS", "UnderstoodPeriod",
    "describe_period", "sort_key", "understand_period", "write_list_of_days", "write_period",
]  # fmt: skip

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
    often: str = ""  # «по субботам», which stands behind the house form


def understand_period(text: str, *, year: int | None = None, quarter: int | None = None) -> UnderstoodPeriod:
    """Understand a period as people write it; never raises.

    `year` and `quarter` are those of its report. They supply a year or a quarter that the text leaves out (then a note
    says so). A year in the text is not compared with them. A quarter without a year counts for nothing.
    """
    kept = in_one_line(text)
    try:
        return _understand(kept, Report.of(year, quarter))
    except Refused as refusal:
        return UnderstoodPeriod(kept, None, None, "none", None, str(refusal), None)


def _understand(kept: str, report: Report) -> UnderstoodPeriod:
    if not kept:
        raise Refused(f"Срок не указан. Напишите его, например: {EXAMPLE}.")
    if len(kept) > LONGEST:
        raise _too_long()
    words = read_words(kept)
    reading = read_period(words.tokens)
    if reading.whole:
        _name_the_whole(reading, report)
    precision = reading.precision
    spans = spans_of(reading, report)
    _check_against_repetitions(words, reading, spans)
    _check_often(words, precision, spans)
    canonical = house_form(reading, spans, precision)
    if words.often:
        canonical = f"{canonical} ({words.often})"
    if len(canonical) > LONGEST:
        raise _too_long()
    notes = [*reading.notes, *_notes_on_parts(reading)]
    if words.has_time:
        notes.append("Время в срок не входит, в образце его нет.")
    if words.has_feast:
        notes.append("Название праздника в срок не входит, в образце его нет.")
    if words.has_count:
        notes.append("Число занятий или встреч в срок не входит, в образце его нет.")
    if words.often:
        notes.append(f"«{words.often}» говорит, как часто; первый и последний день взяты по остальному тексту.")
    return UnderstoodPeriod(
        kept,
        spans[0][0],
        spans[-1][1],
        precision,
        canonical,
        None,
        " ".join(notes) or None,
        tuple(spans) if len(spans) > 1 else (),
        words.often,
    )


def _too_long() -> Refused:
    return Refused("Текст слишком длинный для срока. Оставьте здесь только даты, остальное перенесите в содержание.")


def _name_the_whole(reading: Reading, report: Report) -> None:
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


def _check_often(words: Words, precision: str, spans: list[Span]) -> None:
    """Beside single days «по субботам» may only repeat what their weekdays are."""
    if not words.often or precision != "day" or any(start != end for start, end in spans):
        return
    said = {TO_WEEKDAYS.get(word) for word in re.findall("[а-я]{3,}", words.often)}
    if None in said or {start.weekday() for start, _ in spans} != said:
        raise Refused(f"«{words.often}» говорит, как часто, а в сроке названы отдельные дни. Оставьте что-нибудь одно.")
    words.often = ""


def _days(count: int) -> str:
    return f"{count} {plural(count, 'день', 'дня', 'дней')}"


def _notes_on_parts(reading: Reading) -> list[str]:
    """«начало октября» is no exact word; what it was taken for is said."""
    notes = []
    for point in reading.points:
        if point.kind == "third":
            start, end = span_of(point)
            notes.append(f"«{name_of(point)}» понято как {start.day}–{end.day} {MONTHS_GENITIVE[point.month - 1]}.")
        elif point.kind == "nth-weekday":
            which = "последний в месяце" if point.number == LAST_ONE else f"{point.number}-й в месяце"
            notes.append(f"День недели ({WEEKDAYS[point.weekday]}, {which}) – это {plain_date(span_of(point)[0])}.")
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


# --- saying what was understood ------------------------------------------------------------------------------


def describe_period(period: UnderstoodPeriod) -> str:
    """Say in words what was understood, to follow «Понято: …»; for a problem, the problem's sentence."""
    if period.start is None or period.end is None:
        return period.problem or "Не понял срок."
    if period.often:
        plain = replace(period, often="", canonical=period.canonical.removesuffix(f" ({period.often})"))
        return f"{describe_period(plain)}, {period.often}"
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
