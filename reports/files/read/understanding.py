"""What the texts of the rows say beyond themselves: signed documents, numbers of people, and what is doubtful.

Pure: no database, no Django; what a file gave in fields of its own is left as it is.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from reports.files.table import PARTICIPANTS, PURPOSE
from reports.prose.documents.lift import signed_documents
from reports.prose.participants import participants_total
from reports.prose.periods.understand import understand_period
from reports.prose.places.understand import understand_place
from reports.prose.typography import quoted

from .excel_formats import DAY_NOUGHT
from .rows import AgreementRow, Doubt, ReadFile, ReadRow

_STORED_DAY = re.compile(r"[34]\d{4}(?:[.,]\d{1,12})?(?!\d)")
_STORED_DAYS = re.compile(
    rf"(?:с\s+)?{_STORED_DAY.pattern}(?:(?:\s*[-–—,;]\s*|\s+по\s+|\s+){_STORED_DAY.pattern}){{0,9}}"
)

# Rows of one report repeat their periods and places, and long series their prose.
REMEMBERED = 4096


def understand(read: ReadFile, year: int, quarter: int, towns: Mapping[str, str] | None = None) -> ReadFile:
    """The same file with what its rows' texts tell added: agreements where a row has none, totals where it has none,
    and doubts about period, place, documents and totals. `year` and `quarter` are those of the report; `towns` are the
    places of the partners (names → codes of countries)."""
    places = tuple((towns or {}).items())
    return replace(read, rows=[_understood(_with_days(row, year), year, quarter, places) for row in read.rows])


def _with_days(row: ReadRow, year: int) -> ReadRow:
    """The row with its days as days: a sheet keeps them as numbers, and shows those when the look of a cell is lost."""
    if not _STORED_DAYS.fullmatch(row.period):
        return row
    days = [_day(match[0]) for match in _STORED_DAY.finditer(row.period)]
    if any(abs(day.year - year) > 1 for day in days):
        return row
    shown = iter(days)
    period = _STORED_DAY.sub(lambda match: f"{next(shown):%d.%m.%Y}", row.period)
    said = f"В сроках стояло число {quoted(row.period)}: так Excel хранит дни. Проверьте, те ли они: {period}."
    return replace(row, period=period, doubts=(*row.doubts, Doubt(said, "period", is_guess=True)))


def _day(number: str) -> datetime.date:
    return (DAY_NOUGHT + datetime.timedelta(days=int(number[:5]))).date()


def _understood(row: ReadRow, year: int, quarter: int, places: tuple[tuple[str, str], ...]) -> ReadRow:
    added: dict = {}
    doubts = [*_about_period(row.period, year, quarter), *_about_place(row.place, places)]
    if not row.agreements:
        added["agreements"], about_documents = _documents(row.purpose, year, quarter)
        doubts += about_documents
    if row.total is None and row.foreign is None:
        found = _total(row.participants)
        added |= {"total": found.total, "foreign": found.foreign}
        doubts += [Doubt(f"{text}.", PARTICIPANTS) for text in found.doubts]
    said = {(doubt.text, doubt.field) for doubt in row.doubts}
    new = tuple(doubt for doubt in doubts if (doubt.text, doubt.field) not in said)
    return replace(row, **added, doubts=row.doubts + new)


@lru_cache(maxsize=REMEMBERED)
def _about_period(text: str, year: int, quarter: int) -> tuple[Doubt, ...]:
    if not text:
        return (Doubt("Сроки не указаны – впишите их.", "period"),)
    understood = understand_period(text, year=year, quarter=quarter)
    if understood.problem:
        return (Doubt(understood.problem, "period"),)
    # In January people still report December; further away the digits of the year are likelier wrong than the table.
    years = {understood.start.year, understood.end.year}
    if years & {year, year - (quarter == 1)}:
        return ()
    return (Doubt(f"В сроках {understood.start.year} год, а отчёт за {year} год: проверьте год.", "period"),)


@lru_cache(maxsize=REMEMBERED)
def _about_place(text: str, places: tuple[tuple[str, str], ...]) -> tuple[Doubt, ...]:
    if not text:
        return (Doubt("Место не указано – впишите его.", "place"),)
    problem = understand_place(text, dict(places)).problem
    return (Doubt(problem, "place"),) if problem else ()


@lru_cache(maxsize=REMEMBERED)
def _documents(purpose: str, year: int, quarter: int) -> tuple[tuple[AgreementRow, ...], tuple[Doubt, ...]]:
    """The documents that the purpose says were signed, as rows, and what is to be asked about them."""
    documents = signed_documents(purpose, year=year, quarter=quarter)
    rows = tuple(
        AgreementRow(
            title=document.title,
            kind=document.kind,
            parties=document.parties,
            countries=document.countries,
            signed_on=document.signed_on and document.signed_on.isoformat(),
            signed_text=document.signed_text,
        )
        for document in documents
    )
    doubts = tuple(
        Doubt(f"Документ {quoted(document.title)}: {doubt[:1].lower()}{doubt[1:]}.", PURPOSE)
        for document in documents
        for doubt in document.doubts
    )
    return rows, doubts


_total = lru_cache(maxsize=REMEMBERED)(participants_total)
