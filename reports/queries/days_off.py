"""The calendar as it is now: the files that come with the program, under what the coordinator has entered."""

import csv
import datetime
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from reports.models import DayOff
from reports.rules.working_days import SpecialDay, WorkingDays, days_of_law

FIXTURES = settings.BASE_DIR / "fixtures"


@dataclass(frozen=True)
class YearFile:
    """The list of one year that comes with the program. `source`: the lines that say what it rests on."""

    days: dict[datetime.date, SpecialDay]
    source: tuple[str, ...]


@cache
def year_files():
    """Year → YearFile, of all files beside the code."""
    return {int(path.stem[-4:]): _read(path) for path in sorted(FIXTURES.glob("days_off_*.csv"))}


def _read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    source = tuple(line.lstrip("# ") for line in lines if line.startswith("#"))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    days = {datetime.date.fromisoformat(row["day"]): SpecialDay(row["kind"] == "off", row["note"]) for row in rows}
    return YearFile(days, source)


def working_days():
    """The WorkingDays of now (one query)."""
    listed = {year: dict(file.days) for year, file in year_files().items()}
    for entered in DayOff.objects.all():
        year = listed.setdefault(entered.day.year, dict(days_of_law(entered.day.year)))
        year[entered.day] = SpecialDay(entered.is_off, entered.note)
    return WorkingDays(listed)


@dataclass(frozen=True)
class ListedDay:
    """One line of the list: a special day, and whether the coordinator has entered it."""

    day: datetime.date
    is_off: bool
    note: str
    is_entered: bool


def list_of_year(year):
    """The special days of a year in their order, as ListedDay (one query)."""
    file = year_files().get(year)
    days = {
        day: ListedDay(day, special.is_off, special.note, False)
        for day, special in (file.days if file else days_of_law(year)).items()
    }
    for entered in DayOff.objects.filter(day__year=year):
        days[entered.day] = ListedDay(entered.day, entered.is_off, entered.note, True)
    return [days[day] for day in sorted(days)]
