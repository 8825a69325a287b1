"""The filter of the archive as people see it: what may be ticked, what is chosen, and the way to take it back. It reads
and writes `ArchiveFilter` only, so a link from a number and a ticked box ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from reports.models.event import PlaceFormat
from reports.prose.documents.write import KINDS
from reports.prose.words import MONTHS, quarter_name
from reports.queries.archive_choices import choices_for, names_of, without_unknown
from reports.rules.archive_filter import ALL, ANY, NO, NONE, STATES, YES, ArchiveFilter

# Question → (parameter of the address, legend, how the sentence about what was not understood calls it).
QUESTIONS = {
    "years": ("year", "Год", "год"),
    "quarters": ("quarter", "Квартал", "квартал"),
    "municipalities": ("municipality", "Муниципальное образование", "муниципальное образование"),
    "countries": ("country", "Страна", "страна"),
    "partners": ("partner", "Партнёр", "партнёр"),
    "formats": ("form", "Формат", "формат"),
    "documents": ("documents", "Подписанные документы", "документы"),
    "states": ("state", "Состояние отчёта", "состояние"),
    "months": ("month", "Месяц начала", "месяц"),
}
INCLUDED = {
    YES: "входят в сводный отчёт",
    NO: "не входят в сводный отчёт",
    ALL: "все, и те, что не входят",
}
ONCE = "совместное мероприятие двух отчётов считать один раз"
_FIXED = {
    "formats": list(PlaceFormat.choices),
    "documents": [(ANY, "есть любой"), (NONE, "нет"), *KINDS.items()],
    "states": list(STATES.items()),
}
NO_DAYS = "без точных дней"


@dataclass(frozen=True)
class Option:
    """A box to tick."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question with its boxes."""

    parameter: str
    legend: str
    options: list[Option]


@dataclass(frozen=True)
class Chip:
    """Something that is chosen, in words, and the address of the list without it."""

    words: str
    address: str


class ArchiveForm:
    """The filter of an address, for a person. `chosen`: what is asked; `ignored`: what of the address was not taken, as
    a sentence; `page`: the name of the page that is filtered."""

    def __init__(self, query, user, page="archive"):
        self.page = page
        read = ArchiveFilter.from_query(query)
        self.user = user
        self.chosen, unknown = without_unknown(user, read)
        self.ignored = _sentence([*read.ignored, *(QUESTIONS[name][0] for name in unknown)])
        self._names = names_of(self.chosen)

    @cached_property
    def _choices(self):
        return choices_for(self.user)

    @property
    def facets(self):
        """The questions that have something to choose from."""
        known = {**self._choices, **_FIXED}
        if not self.user.is_coordinator and not self.user.municipality_ids:
            del known["states"]  # everything that they see is released
        return [
            Facet(parameter, legend, self._options(name, known[name]))
            for name, (parameter, legend, _) in QUESTIONS.items()
            if known.get(name)
        ]

    @property
    def months(self):
        """[(year, [Option])] of the months of all quarters. A list takes one: of several none is chosen in it."""
        chosen = self.chosen.months if len(self.chosen.months) == 1 else ()
        years = [year for year, _ in self._choices["years"]]
        return [(year, [_month_option(f"{year}-{number:02}", chosen) for number in range(1, 13)]) for year in years]

    @property
    def other_months(self):
        """Months that the list of months does not carry along."""
        return self.chosen.months if len(self.chosen.months) > 1 else ()

    @property
    def is_without_days(self):
        """Rows without exact days alone are asked for."""
        return self.chosen.months == (NONE,)

    @property
    def included(self):
        """The three answers to what goes into the table."""
        return [Option(value, words, value == self.chosen.included) for value, words in INCLUDED.items()]

    @property
    def chips(self):
        """Everything that is chosen beside the words, in the order of the form."""
        found = [
            Chip(self.words_of(name, value), self._without(name, value))
            for name in QUESTIONS
            for value in getattr(self.chosen, name)
        ]
        if self.chosen.included != YES:
            found.append(Chip(INCLUDED[self.chosen.included], self._address(included=YES)))
        if self.chosen.once:
            found.append(Chip("совместные – один раз", self._address(once=False)))
        return found

    def words_of(self, name, value):
        """How a chosen value is called."""
        if name in self._names:
            return self._names[name].get(value, str(value))
        if name == "quarters":
            return quarter_name(*map(int, value.split("-")))
        if name == "years":
            return f"{value} год"
        if name == "months":
            return month_words(value)
        words = dict(_FIXED[name])[value]
        return f"документы: {words}" if name == "documents" else words

    def _options(self, name, known):
        chosen = getattr(self.chosen, name)
        offered = {value: self.words_of(name, value) for value in chosen} | dict(known)
        offered = {value: offered[value] for value in (*(value for value, _ in known), *chosen)}
        return [Option(str(value), words, value in chosen) for value, words in offered.items()]

    def _address(self, **changes):
        return address_of(self.chosen.replace(**changes), self.page)

    def _without(self, name, value):
        left = tuple(other for other in getattr(self.chosen, name) if other != value)
        return self._address(**{name: left})


def address_of(chosen: ArchiveFilter, name="archive", **more) -> str:
    """The address of the list (or of another page of it) that a filter asks for."""
    query = "&".join([*filter(None, [chosen.query()]), *(f"{key}={value}" for key, value in more.items())])
    return f"{reverse(name)}?{query}" if query else reverse(name)


def month_words(value):
    """«ноябрь 2024»."""
    if value == NONE:
        return NO_DAYS
    year, month = value.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def _month_option(value, chosen):
    return Option(value, month_words(value), value in chosen)


def _sentence(parameters):
    named = {parameter: words for parameter, _, words in QUESTIONS.values()}
    words = list(dict.fromkeys(named.get(parameter, "входит ли в сводный отчёт") for parameter in parameters))
    if not words:
        return ""
    return f"Не поняты и не учтены условия отбора: {', '.join(words)}. Остальное показано ниже."
