"""What a year comes to: its facts, each with the rows that it counts.

An event belongs to the quarter in which it was reported. A pair that was answered «совместное» counts once: the row
that was entered first stands for both, in every number and in the table. Whoever reads only what went out reads a year
of released rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum

from municipalities.models import Country, Municipality, User
from reports.models import ArchiveDocument, ArchiveRow, Period
from reports.models.period import month_end
from reports.prose.summary import year as prose
from reports.prose.summary.year import Before, Leader, YearFacts
from reports.rules.archive_filter import ANY, ArchiveFilter

from .archive import rows_for
from .consolidated import STATES

LEADERS = 3


@dataclass(frozen=True, slots=True)
class Year:
    """A year as this person reads it. `quarters`: those of it that were opened, `unfinished`: those of them that are
    not closed, `before`: those of the year before that were opened."""

    user: User
    year: int
    scope: str
    quarters: tuple[int, ...]
    before: tuple[int, ...]
    unfinished: tuple[int, ...]

    @property
    def common(self) -> tuple[int, ...]:
        """The quarters in which it can be compared with the year before."""
        return tuple(quarter for quarter in self.quarters if quarter in self.before)

    @property
    def is_whole(self) -> bool:
        """All four quarters were opened and are closed again."""
        return self.quarters == prose.WHOLE and not self.unfinished

    @property
    def last_day(self):
        """That of the last quarter which was opened."""
        return month_end(self.year, 3 * self.quarters[-1])

    @property
    def chosen(self) -> ArchiveFilter:
        """The rows of the year. Whoever is no coordinator reads what went out."""
        states = tuple(state.value for state in STATES[self.scope]) if self.user.is_coordinator else ("released",)
        return ArchiveFilter(years=(self.year,), states=states, once=True)

    def chosen_in(self, year: int, quarters: tuple[int, ...]) -> ArchiveFilter:
        """The rows of these quarters of this year or of the one before."""
        if quarters == (self.quarters if year == self.year else self.before):
            return self.chosen.replace(years=(year,))
        return self.chosen.replace(years=(), quarters=tuple(f"{year}-{quarter}" for quarter in quarters))

    def rows(self, chosen: ArchiveFilter | None = None):
        """The rows of a filter, by default of the year."""
        return rows_for(self.user, chosen or self.chosen)


def years() -> list[int]:
    """The years of which there are quarters, the last one first."""
    return sorted(set(Period.objects.in_use().values_list("year", flat=True)), reverse=True)


def year_of(user: User, year: int, scope: str) -> Year | None:
    """The Year, or None without quarters. One query."""
    found = Period.objects.in_use().filter(year__in=(year - 1, year)).order_by("quarter")
    quarters = list(found.values_list("year", "quarter", "closed_at"))
    own = tuple(quarter for of, quarter, _ in quarters if of == year)
    if not own:
        return None
    return Year(
        user=user,
        year=year,
        scope=scope,
        quarters=own,
        before=tuple(quarter for of, quarter, _ in quarters if of == year - 1),
        unfinished=tuple(quarter for of, quarter, closed_at in quarters if of == year and closed_at is None),
    )


# The facts


def facts_of(year: Year) -> YearFacts:
    """What the paragraphs of the year say. Some eight queries for any number of rows."""
    rows = year.rows()
    sums = rows.aggregate(
        events=Count("pk"),
        municipalities=Count("municipality", distinct=True),
        participants=Sum("total"),
        told=Count("total"),
        foreign=Sum("total_foreign"),
    )
    countries = countries_of(rows)
    return YearFacts(
        year=year.year,
        quarters=year.quarters,
        region_genitive=settings.REGION_GENITIVE,
        events=sums["events"],
        municipalities=sums["municipalities"],
        leading_municipalities=_leading_municipalities(year, rows),
        countries=len(countries),
        leading_countries=_leading_countries(countries),
        formats=dict(rows.order_by().values_list("place_format").annotate(number=Count("pk"))),
        participants=sums["participants"],
        foreign=sums["foreign"] or 0,
        tells_of_all=sums["told"] == sums["events"],
        documents=dict(documents_in(rows).values_list("kind").annotate(number=Count("pk"))),
        before=_before(year),
    )


def chosen_of(year: Year, of: tuple[str, ...]) -> ArchiveFilter:
    """The rows that a number of the paragraphs counts, or adds up."""
    name, *key = of
    chosen = year.chosen
    if name == prose.OF_BEFORE:
        return year.chosen_in(year.year - 1, year.common)
    if name == prose.OF_SAME:
        return year.chosen_in(year.year, year.common)
    narrowed = {
        prose.OF_MUNICIPALITY: lambda: chosen.replace(municipalities=(int(key[0]),)),
        prose.OF_COUNTRY: lambda: chosen.replace(countries=(key[0],)),
        prose.OF_FORMAT: lambda: chosen.replace(formats=(key[0],)),
        prose.OF_DOCUMENTS: lambda: chosen.replace(documents=(ANY,)),
        prose.OF_KIND: lambda: chosen.replace(documents=(key[0],)),
    }
    return narrowed[name]() if name in narrowed else chosen


def countries_of(rows) -> dict[str, int]:
    """Country's code → how many of the rows are about it."""
    through = ArchiveRow.countries.through.objects.filter(archiverow__in=rows.order_by().values("pk"))
    return dict(through.values_list("country").annotate(number=Count("pk")))


def documents_in(rows):
    """The signed documents that the rows tell of, in no order."""
    return ArchiveDocument.objects.filter(row__in=rows.order_by().values("pk")).order_by()


def labels_of(year: Year) -> dict[int, str]:
    """Municipality's key → its name on the last day of the year, in the order of the official table."""
    named = Municipality.objects.named_on(year.last_day).order_by("sort_key", "pk")
    return {pk: label or short_name for pk, label, short_name in named.values_list("pk", "label", "short_name")}


def _leading_municipalities(year, rows):
    counted = rows.order_by().values("municipality", "municipality__sort_key").annotate(number=Count("pk"))
    first = counted.order_by("-number", "municipality__sort_key", "municipality")[:LEADERS]
    numbers = dict(first.values_list("municipality", "number"))
    labels = labels_of(year) if numbers else {}
    return tuple(Leader(labels[pk], number, str(pk)) for pk, number in numbers.items())


def _leading_countries(countries):
    if not countries:
        return ()
    names = {
        code: (full_name, sort_key)
        for code, full_name, sort_key in Country.objects.filter(pk__in=countries).values_list(
            "pk", "full_name", "sort_key"
        )
    }
    first = sorted(countries, key=lambda code: (-countries[code], names[code][1], code))[:LEADERS]
    return tuple(Leader(names[code][0], countries[code], code) for code in first)


def _before(year):
    """What the year can be compared with; None where the year before has none of its quarters."""
    if not year.common:
        return None
    events = year.rows(year.chosen_in(year.year - 1, year.common)).count()
    is_all = year.common == year.quarters
    now = None if is_all else year.rows(year.chosen_in(year.year, year.common)).count()
    return Before(year.year - 1, year.common, events, now)
