"""A year beside the one before: partners and countries that are new or gone, events that are held again, and how many
each municipality had in which quarter.

New is what the year before lacks altogether. Gone is what was there in the same quarters of the year before, and is not
there now: a quarter that has not come yet loses nobody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from municipalities.models import Country, PartnerCity
from reports.models import ArchiveRow
from reports.prose.ordinals import key_without_numbers, rough_key_without_numbers
from reports.rules.archive_filter import LONGEST_WORDS, ArchiveFilter

from .year import Year, countries_of, labels_of
from .year_table import printed_names

SHORTEST_KEY = 8  # letters; «Бал» may be any ball


@dataclass(frozen=True, slots=True)
class Change:
    """A partner or a country, the events with it in the one year that has some, and the rows of them."""

    name: str
    events: int
    chosen: ArchiveFilter


@dataclass(frozen=True, slots=True)
class Repeated:
    """An event that a municipality reports in both years under the same name, but for numbers. `name`: as it was
    reported last; `chosen`: its rows in both years, as far as words can find them."""

    name: str
    municipality: str
    events: int
    before: int
    chosen: ArchiveFilter


@dataclass(frozen=True, slots=True)
class Comparison:
    """The year beside the one before."""

    new_partners: list[Change]
    gone_partners: list[Change]
    new_countries: list[Change]
    gone_countries: list[Change]
    repeated: list[Repeated]


def comparison_of(year: Year) -> Comparison | None:
    """The Comparison; None where the year before has no quarter that this one has."""
    if not year.common:
        return None
    now = year.chosen
    before, same = year.chosen_in(year.year - 1, year.before), year.chosen_in(year.year - 1, year.common)
    return Comparison(
        *_changes(year, _partners_of, _named_partners, "partners", now, before, same),
        *_changes(year, countries_of, _named_countries, "countries", now, before, same),
        _repeated(year, now, before),
    )


def _changes(year, counted_of, named, asked, now, before, same):
    """(new ones, gone ones), those of most events first."""
    counted = {chosen: counted_of(year.rows(chosen)) for chosen in (now, before, same)}
    new = {key: number for key, number in counted[now].items() if key not in counted[before]}
    gone = {key: number for key, number in counted[same].items() if key not in counted[now]}
    names = named({*new, *gone})
    return [
        [
            Change(name, found[key], chosen.replace(**{asked: (key,)}))
            for key, name in sorted(names.items(), key=lambda one: -found.get(one[0], 0))
            if key in found
        ]
        for found, chosen in ((new, now), (gone, same))
    ]


def _partners_of(rows):
    through = ArchiveRow.partners.through.objects.filter(archiverow__in=rows.order_by().values("pk"))
    return dict(through.values_list("partnercity").annotate(number=Count("pk")))


def _named_partners(keys):
    """Key → «г. Витебск (Республика Беларусь)», by name."""
    found = PartnerCity.objects.filter(pk__in=keys).order_by("sort_key", "pk")
    return {pk: f"{name} ({country})" for pk, name, country in found.values_list("pk", "name", "country__full_name")}


def _named_countries(codes):
    return dict(Country.objects.filter(pk__in=codes).order_by("sort_key", "pk").values_list("pk", "full_name"))


# Held again


def _repeated(year, now, before):
    """Those of both years, in the order of the official table, then of names."""
    names, names_before = _by_rough_key(year, now), _by_rough_key(year, before)
    labels = labels_of(year)
    place = {pk: number for number, pk in enumerate(labels)}
    found = []
    for rough in names.keys() & names_before.keys():
        municipality, then = rough[0], _by_key(names_before[rough])
        for key, again in _by_key(names[rough]).items():
            if earlier := then.get(key):
                asked = {"words": _words(key), "years": (year.year - 1, year.year), "municipalities": (municipality,)}
                one = Repeated(again[-1], labels[municipality], len(again), len(earlier), now.replace(**asked))
                found.append((place[municipality], key, one))
    return [again for *_, again in sorted(found, key=lambda one: one[:2])]


def _by_rough_key(year, chosen):
    """(municipality, what is alike for the same names) → the names. Most names have no other of their key, and are not
    looked at any closer."""
    found = defaultdict(list)
    for municipality, name in printed_names(year, chosen):
        found[municipality, rough_key_without_numbers(name)].append(name)
    return found


def _by_key(names):
    """Name without numbers → the names."""
    found = defaultdict(list)
    for name in names:
        key = " ".join(key_without_numbers(name).split())
        if len(key) >= SHORTEST_KEY:
            found[key].append(name)
    return found


def _words(key):
    return key if len(key) <= LONGEST_WORDS else key[:LONGEST_WORDS].rpartition(" ")[0]


# By municipality and quarter


@dataclass(frozen=True, slots=True)
class Cell:
    """How many events, and their rows."""

    events: int
    chosen: ArchiveFilter


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality, or all of them. `before` is None where there is nothing to compare with; `than_before`: how many
    more events than in the same quarters of the year before."""

    name: str
    quarters: list[Cell]
    total: Cell
    before: Cell | None
    than_before: int | None


@dataclass(frozen=True, slots=True)
class ByQuarter:
    """`lines`: of the municipalities with events in either year; `silent`: the names of the others."""

    lines: list[Line]
    all: Line
    silent: list[str]


def by_quarter(year: Year) -> ByQuarter:
    """How many events each municipality had in each quarter of the year, in it, and in the same quarters of the year
    before. A query for each column.

    Each column counts by itself, as the list does to which it leads: of a pair whose rows stand in two quarters both
    quarters have one, and the year has one."""
    columns = [year.chosen_in(year.year, (quarter,)) for quarter in year.quarters]
    columns.append(year.chosen)
    if year.common:
        columns += [year.chosen_in(year.year, year.common), year.chosen_in(year.year - 1, year.common)]
    counts = {chosen: _counts(year, chosen) for chosen in columns}
    seen = {municipality for counted in counts.values() for municipality in counted}
    labels = labels_of(year)
    return ByQuarter(
        lines=[_line(year, name, columns, counts, pk) for pk, name in labels.items() if pk in seen],
        all=_line(year, "Всего", columns, counts),
        silent=[name for pk, name in labels.items() if pk not in seen],
    )


def _counts(year, chosen):
    """Municipality → events."""
    return dict(year.rows(chosen).order_by().values_list("municipality").annotate(number=Count("pk")))


def _line(year, name, columns, counts, municipality=None):
    def cell(chosen):
        if municipality is None:
            return Cell(sum(counts[chosen].values()), chosen)
        return Cell(counts[chosen].get(municipality, 0), chosen.replace(municipalities=(municipality,)))

    quarters, (total, *compared) = columns[: len(year.quarters)], columns[len(year.quarters) :]
    same, before = map(cell, compared) if compared else (None, None)
    than_before = same.events - before.events if compared else None
    return Line(name, [cell(chosen) for chosen in quarters], cell(total), before, than_before)
