"""How forms and pages name a day: its weekday, whether it is off, and the next working day."""

import datetime
import json
from dataclasses import dataclass

from django.utils import timezone

from reports.prose.words import WEEKDAYS, write_date
from reports.queries.days_off import working_days

AHEAD = datetime.timedelta(days=800)  # how far the script under a control knows the special days


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day in words; `next_words` names the next working day where this one is off."""

    words: str
    next_words: str = ""

    @property
    def is_off(self):
        return bool(self.next_words)

    @property
    def sentence(self):
        """«20 апреля 2025 года – воскресенье, выходной. Ближайший рабочий день – 21 апреля, понедельник.»."""
        return f"{self.words}. Ближайший рабочий день – {self.next_words}." if self.is_off else f"{self.words}."


def say_day(date, days):
    """The SaidDay of a date; `days`: the WorkingDays of now."""
    words = f"{write_date(date)} – {days.name(date)}"
    if not days.is_off(date):
        return SaidDay(words)
    working = days.next_working(date)
    with_year = working.year != date.year
    return SaidDay(words, f"{write_date(working, with_year=with_year)}, {WEEKDAYS[working.weekday()]}")


class NamesDays:
    """For forms with days by which people act: `said` names each of DAYS_TO_NAME as it stands in the form. One query,
    once."""

    DAYS_TO_NAME = ()

    @property
    def said(self):
        """Name of the field → SaidDay; None where there is no day that can be read."""
        days = working_days()
        return {name: self._said(name, days) for name in self.DAYS_TO_NAME}

    def _said(self, name, days):
        value = self[name].value()
        if not isinstance(value, datetime.date):
            value = self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                value = self.fields[name].to_python(value)
            except Exception:
                return None
        return say_day(value, days) if value else None


def off_sentences(labelled, days):
    """«Срок сдачи: 20 апреля 2025 года – воскресенье, выходной. …», of each (label, date) that is a day off."""
    said = [(label, say_day(date, days)) for label, date in labelled]
    return [f"{label}: {one.sentence}" for label, one in said if one.is_off]


def special_days():
    """The special days from last year on, for the script that names a day as it is chosen: JSON of ISO date → [off,
    why]. One query."""
    today, days = timezone.localdate(), working_days()
    first = today.replace(month=1, day=1)
    dates = [first + datetime.timedelta(days=number) for number in range((today + AHEAD - first).days)]
    found = {date.isoformat(): days.special(date) for date in dates}
    known = {iso: [special.is_off, special.note] for iso, special in found.items() if special}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"))
