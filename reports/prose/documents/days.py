"""The day on which a document was signed, and whether that is in the time that a report is about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from reports.prose.periods.understand import understand_period
from reports.prose.words import MONTHS_PREPOSITIONAL

from .nouns import DAY, IN_MONTH, SINCE, YEAR


@dataclass(frozen=True, slots=True)
class Day:
    """The day of signing, as far as it is told: `text` where it was not understood."""

    on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a report is about; without a year, a day of any time fits."""

    year: int | None
    quarter: int | None

    def day_of(self, flat: str, chunk: str, end: int) -> Day | None:
        """Return the day of signing that the words around the verb give (often none); None for another time's.
        `end`: where the last document ends."""
        chunk = SINCE.sub(" ", chunk)
        after = re.compile(r" от (?=\d)").match(flat, end)
        if after and not self.is_of_now(flat[after.end() : after.end() + 30].split(",")[0]):
            return None
        written = DAY.search(flat, after.end()) if after else None
        written = written or DAY.search(chunk)
        if written is None:
            return Day() if self.is_of_now(chunk) else None
        text = written[0].strip()
        understood = understand_period(text, year=self.year, quarter=self.quarter)
        if understood.start is None:
            return Day(text=text)
        return Day(on=understood.start) if self._is_in_window(understood.start) else None

    def is_of_now(self, words: str) -> bool:
        """Say whether the years among the words are those of the report."""
        words = SINCE.sub(" ", words)
        years = [int(match[1] or match[2]) for match in YEAR.finditer(words)]
        months = [MONTHS_PREPOSITIONAL.index(match[1].lower()) + 1 for match in IN_MONTH.finditer(words)]
        if self.quarter in (1, 2, 3, 4) and any((month - self.quarter * 3 + 3) % 12 > 5 for month in months):
            return False
        if self.year is None:
            return not any(not DAY.search(words) for _ in years)
        return all(self.year - (self.quarter == 1) <= year <= self.year + 1 for year in years)

    def _is_in_window(self, day: date) -> bool:
        if self.year is None or self.quarter not in (1, 2, 3, 4):
            return True
        first = date(self.year, self.quarter * 3 - 2, 1)
        return first - timedelta(days=31) <= day <= first + timedelta(days=200)
