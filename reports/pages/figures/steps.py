"""The quarters along a picture, and the links of its numbers."""

from dataclasses import dataclass

from django.urls import reverse

from reports.models import Period
from reports.pages.figures.charts import Value
from reports.prose.summary.pieces import Number, written
from reports.prose.words import ROMAN, counted

QUARTERS_SHOWN = 12  # side by side; more are shown by years
# Parameters of the address that numbers narrow.
_PARAMETER = {
    "quarters": "quarter",
    "municipalities": "municipality",
    "countries": "country",
    "formats": "form",
    "documents": "documents",
    "months": "month",
}
EVENTS = ("мероприятие", "мероприятия", "мероприятий")


@dataclass(frozen=True, slots=True)
class Step:
    """A quarter, or the quarters of a year; `upper` and `lower`: how it is called under a column."""

    periods: tuple[Period, ...]
    upper: str
    lower: str
    name: str

    @property
    def keys(self):
        return [period.pk for period in self.periods]

    @property
    def quarters(self):
        return [period.slug for period in self.periods]


def steps_of(periods, *, always_quarters=False):
    """One for each quarter; of many quarters one for each year."""
    if len(periods) <= QUARTERS_SHOWN or always_quarters:
        return [Step((one,), ROMAN[one.quarter - 1], str(one.year), str(one)) for one in periods]
    years = {}
    for period in periods:
        years.setdefault(period.year, []).append(period)
    return [Step(tuple(found), str(year), "", f"{year} год") for year, found in years.items()]


class Links:
    """Makes values whose link opens just the rows that they count: the filter of the page, narrowed."""

    def __init__(self, chosen):
        self.chosen = chosen
        self.archive = reverse("archive")
        self._patterns = {}

    def at(self, **narrowed):
        """The address of the list with the page's filter and this: for each name a list of values."""
        names = tuple(narrowed)
        if names not in self._patterns:
            self._patterns[names] = self._pattern(names)
        parts = self._patterns[names]
        values = [f"&{_PARAMETER[name]}=".join(map(str, narrowed[name])) for name in parts[1]]
        return parts[0].format(*values)

    def _pattern(self, names):
        """(the address with {0}, {1} in place of the values, the names in their order): making each anew would take
        longer than counting."""
        changes = {name: (f"{name}-",) for name in names}
        if "quarters" in names:
            changes["years"] = ()
        query = self.chosen.replace(**changes).query().replace("{", "{{").replace("}", "}}")
        order = sorted(names, key=lambda name: query.index(f"={name}-"))
        for place, name in enumerate(order):
            query = query.replace(f"={name}-", f"={{{place}}}", 1)
        return f"{self.archive}?{query}", order

    def value(self, number, what, **narrowed):
        """«Китай, IV квартал 2024 года: 4 мероприятия»."""
        return Value(number, f"{what}: {counted(number, *EVENTS)}", self.at(**narrowed) if number else "")

    def people(self, number, what, column, nouns, **narrowed):
        """As `value`, of people: the sum of a column of the rows."""
        if not number:
            return Value(0, f"{what}: не указано", instead="не указано")
        return Value(number, f"{what}: {counted(number, *nouns)}", self.at(**narrowed), column)


def told(value):
    """The value as a number of a sentence."""
    return Number(value.number, written(value.number), (value.href, value.sums))


def pieces_of(sentences):
    """Sentences for a page: [(words, address or "", column that is summed)], with a blank between two sentences."""
    pieces = []
    for sentence in sentences:
        pieces += [" "] if pieces else []
        pieces += sentence
    return [(str(piece), *getattr(piece, "of", ("", ""))) for piece in pieces]
