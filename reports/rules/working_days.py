"""Which days people work: the ordinary week, the holidays of the law, and what a list of days says otherwise."""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from reports.prose.words import WEEKDAYS, write_date

DAY = datetime.timedelta(days=1)
# Labour Code, article 112. In January no day off moves by itself: the government says where to.
HOLIDAYS = {
    **{(1, number): "новогодние каникулы" for number in range(1, 9)},
    (1, 7): "Рождество Христово",
    (2, 23): "День защитника Отечества",
    (3, 8): "Международный женский день",
    (5, 1): "Праздник Весны и Труда",
    (5, 9): "День Победы",
    (6, 12): "День России",
    (11, 4): "День народного единства",
}


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not as its weekday says, or that has a name: off or at work, and why."""

    is_off: bool
    note: str


@lru_cache(maxsize=64)
def days_of_law(year: int) -> Mapping[datetime.date, SpecialDay]:
    """The holidays of a year by the law alone, and the working days to which it moves a holiday's day off. What the
    government moves besides is known only from its decree."""
    days = {datetime.date(year, *when): SpecialDay(True, note) for when, note in HOLIDAYS.items()}
    for holiday in [day for day in days if day.month > 1 and day.weekday() >= calendar.SATURDAY]:
        moved = holiday + DAY
        while moved.weekday() >= calendar.SATURDAY or moved in days:
            moved += DAY
        of = write_date(holiday, with_year=False)
        days[moved] = SpecialDay(True, f"выходной перенесён с {of}")
    return MappingProxyType(days)


@dataclass(frozen=True)
class WorkingDays:
    """`listed`: year → the special days of a year that has a list. A year without one goes by the law alone."""

    listed: Mapping[int, Mapping[datetime.date, SpecialDay]]

    def special(self, day: datetime.date) -> SpecialDay | None:
        """What the list says of this day; None where it is as its weekday."""
        days = self.listed.get(day.year)
        return (days_of_law(day.year) if days is None else days).get(day)

    def is_off(self, day: datetime.date) -> bool:
        """Nobody is at work on this day."""
        special = self.special(day)
        return special.is_off if special else day.weekday() >= calendar.SATURDAY

    def next_working(self, day: datetime.date) -> datetime.date:
        """This day if it is a working day, else the first one after it."""
        while self.is_off(day):
            day += DAY
        return day

    def last_working(self, day: datetime.date) -> datetime.date:
        """This day if it is a working day, else the last one before it."""
        while self.is_off(day):
            day -= DAY
        return day

    def between(self, first: datetime.date, last: datetime.date) -> int:
        """How many working days lie after `first` until `last`, which counts."""
        days = (first + DAY * number for number in range(1, (last - first).days + 1))
        return sum(not self.is_off(day) for day in days)

    def name(self, day: datetime.date) -> str:
        """«понедельник»; «воскресенье, выходной»; «пятница, выходной: новогодние каникулы»; «суббота, рабочий день»."""
        weekday, special = WEEKDAYS[day.weekday()], self.special(day)
        if not self.is_off(day):
            return f"{weekday}, рабочий день" if special and day.weekday() >= calendar.SATURDAY else weekday
        return f"{weekday}, выходной: {special.note}" if special and special.note else f"{weekday}, выходной"
