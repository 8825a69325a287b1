"""Numbers of the answer page, counted by the database over the rows that a person sees and a filter means.

Each is the count of `rows_for` with the filter narrowed to it. A row stands in one quarter, of one municipality, in one
form and one month, but may be of several countries and have documents of several kinds: where the filter names some of
these, only those are counted by themselves.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from municipalities.models import Country, Municipality, User
from reports.models import ArchiveDocument, ArchiveRow, Period, Submission, Twin
from reports.models.event import PlaceFormat
from reports.rules.archive_filter import ANY, NONE, ArchiveFilter

from .archive import rows_for

LAST = 8  # quarters that are shown where none is chosen
_STANDING = ("period", "municipality", "state", "is_nil", "first_submitted_at", "own_deadline", "extended_to")
_MONTH = Substr(Cast("start", CharField()), 1, 7)  # «2024-11» on both databases, without a call of Python for each row
_FORMATS = [value for value in PlaceFormat.values if value != PlaceFormat.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Sums:
    """Of some rows: how many, how many people and foreign ones they tell of, how many tell of people at all."""

    events: int = 0
    people: int = 0
    foreign: int = 0
    telling: int = 0

    def __add__(self, other):
        return Sums(
            self.events + other.events,
            self.people + other.people,
            self.foreign + other.foreign,
            self.telling + other.telling,
        )


@dataclass
class Cube:
    """Keys of periods, municipalities and countries; months are «2024-11» or None. `signed`: rows with documents."""

    places: dict[tuple[int, int], Sums] = field(default_factory=dict)  # (period, municipality)
    formats: Counter = field(default_factory=Counter)
    months: Counter = field(default_factory=Counter)
    countries: dict[tuple[str, int], int] = field(default_factory=dict)  # (country, period)
    kinds: dict[tuple[str, int], int] = field(default_factory=dict)  # (kind, period)
    signed: dict[int, int] = field(default_factory=dict)  # period

    @property
    def total(self) -> Sums:
        return sum(self.places.values(), Sums())


@dataclass(frozen=True, slots=True)
class Counts:
    """`each`: for what is told of one quarter; `whole`: for what is told of all of them together. The two differ where
    joint events count once: the two rows of a pair may stand in two quarters."""

    each: Cube
    whole: Cube
    names: dict[str, tuple[str, str]]  # country: its short name, its name in documents
    before: dict[int, int]  # period of a year before: rows
    all_before: int  # of all these together


def quarters_of(chosen: ArchiveFilter) -> tuple[list[Period], list[Period], ArchiveFilter]:
    """All quarters that are in use; those of them that the filter means, in order, the last eight where it names none;
    the filter that names them. One query."""
    everything = sorted(Period.objects.in_use(), key=lambda period: (period.year, period.quarter))
    if not chosen.years and not chosen.quarters:
        periods = everything[-LAST:]
        return everything, periods, chosen.replace(quarters=[period.slug for period in periods])
    periods = [
        period
        for period in everything
        if (not chosen.years or period.year in chosen.years) and (not chosen.quarters or period.slug in chosen.quarters)
    ]
    return everything, periods, chosen


def count(user: User, chosen: ArchiveFilter, periods: Iterable[Period], before: Iterable[Period] = ()) -> Counts:
    """The Counts of these quarters, which the filter names; `before`: those that they are compared with. Five queries,
    with a comparison six."""
    asked = chosen.replace(years=(), quarters=())
    keys = [period.pk for period in periods]
    if chosen.once:
        each = _cube(_once_a_quarter(user, asked).filter(period__in=keys), chosen)
        whole = _cube(rows_for(user, chosen), chosen)
    else:
        each = whole = _cube(rows_for(user, asked).filter(period__in=keys), chosen)
    compared, all_before = _before(user, asked, list(before))
    codes = {code for code, _ in each.countries} | {code for code, _ in whole.countries}
    named = Country.objects.filter(pk__in=codes).values_list("pk", "name", "full_name") if codes else ()
    return Counts(each, whole, {code: (name, full_name) for code, name, full_name in named}, compared, all_before)


def _before(user, asked, periods):
    """({period: rows}, rows of all these quarters)."""
    if not periods:
        return {}, 0
    rows = (_once_a_quarter(user, asked) if asked.once else rows_for(user, asked)).filter(period__in=periods)
    found = _by(rows, "period")
    if not asked.once:
        return found, sum(found.values())
    return found, rows_for(user, asked.replace(quarters=[period.slug for period in periods])).count()


def _once_a_quarter(user, chosen):
    """As `rows_for` of each quarter by itself, where joint events count once."""
    seen = rows_for(user, ArchiveFilter(included=chosen.included, states=chosen.states))
    first = seen.filter(event=OuterRef("one"), period=OuterRef("other__submission__period"))
    second = Twin.objects.filter(Exists(first), answer=Twin.Answer.JOINT).values("other")
    return rows_for(user, chosen.replace(once=False)).exclude(event__in=second)


def _cube(rows: QuerySet[ArchiveRow], chosen: ArchiveFilter) -> Cube:
    rows = rows.order_by()
    kinds, signed = _by_kind(rows, chosen)
    cube = Cube(countries=_by_country(rows, chosen), kinds=kinds, signed=signed)
    in_format = {f"in_{value}": Count("pk", filter=Q(place_format=value)) for value in _FORMATS}
    found = rows.values_list("period", "municipality").annotate(
        Count("pk"), Sum("total"), Sum("total_foreign"), Count("total"), **in_format
    )
    for period, municipality, events, people, foreign, telling, *formats in found:
        cube.places[period, municipality] = Sums(events, people or 0, foreign or 0, telling)
        cube.formats.update(dict(zip(_FORMATS, formats, strict=True)))
        cube.formats[PlaceFormat.UNKNOWN.value] += events - sum(formats)
    for month, events in rows.annotate(month=_MONTH).values_list("month").annotate(Count("pk")):
        cube.months[month] += events
    return cube


def _by(rows, column):
    return dict(rows.order_by().values_list(column).annotate(Count("pk", distinct=True)))


def _by_country(rows, chosen):
    named = {"countries__in": chosen.countries} if chosen.countries else {"countries__isnull": False}
    found = rows.filter(**named).values_list("countries", "period").annotate(Count("pk"))
    return {(code, period): events for code, period, events in found}


def _by_kind(rows, chosen):
    """Rows by kind and period, and by period alone. Found from the documents, for they are few: so few that their rows
    are counted here, which saves a second question."""
    named = {kind for kind in chosen.documents if kind != NONE}
    counts_all = not chosen.documents or ANY in named
    signed = rows.filter(pk__in=ArchiveDocument.objects.order_by().values("row"))
    kinds, of_period = Counter(), {}
    for period, row, kind in signed.values_list("period", "pk", "documents__kind").distinct():
        if counts_all or kind in named:
            kinds[kind, period] += 1
        of_period.setdefault(period, set()).add(row)
    return dict(kinds), {period: len(found) for period, found in of_period.items()}


def places_of(periods: list[Period], keys: Iterable[int]) -> list[Municipality]:
    """The municipalities that report in some of these quarters, and those of the keys, in the order of the report, with
    the names of the last quarter. One query."""
    last = max(period.ends_on for period in periods)
    first = min(period.starts_on for period in periods)
    found = set(keys)
    everyone = Municipality.objects.named_on(last).order_by("sort_key", "pk")
    return [one for one in everyone if one.is_reporting(first, last) or one.pk in found]


def reports_of(user: User, periods: list[Period]) -> dict[tuple[int, int], Submission]:
    """(period, municipality) → the report, where the person may know how it stands: whoever follows the quarters of
    every municipality, an officer of the own ones. One query."""
    reports = Submission.objects.filter(period__in=periods).order_by().only(*_STANDING)
    if not (user.is_coordinator or user.is_observer):
        reports = reports.filter(municipality__in=user.municipality_ids)
    known = {period.pk: period for period in periods}
    found = {}
    for report in reports:
        report.period = known[report.period_id]
        found[report.period_id, report.municipality_id] = report
    return found
