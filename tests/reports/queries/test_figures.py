"""Numbers of the answer page, counted by the database."""

import pytest

from municipalities.models import Municipality
from reports.models import ArchiveRow, Period
from reports.queries import figures
from reports.queries.archive import rows_for
from reports.rules.archive_filter import ArchiveFilter
from tests import factories
from tests.reports import archive_world

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(scope="module")
def people(made_once):
    with made_once():
        coordinator = factories.make_user("coordinator", is_coordinator=True)
        for name in ("Смоленск", "Вяземский", "Велижский"):
            factories.make_municipality(name)
        officer = factories.make_user("officer")
        factories.make_officer(officer, Municipality.objects.get(short_name="Велижский"))
        archive_world.fill(3)
    return coordinator, officer


def counted(user, **asked):
    _, periods, chosen = figures.quarters_of(ArchiveFilter(**asked))
    return figures.count(user, chosen, periods), chosen


@pytest.mark.parametrize("asked", [{}, {"once": True}, {"included": "all"}, {"documents": ("agreement", "none")}])
def test_the_whole_is_what_the_filter_means(asked, people):
    for user in people:
        counts, chosen = counted(user, **asked)
        rows = rows_for(user, chosen)
        assert counts.whole.total.events == rows.count() > 0
        assert sum(counts.whole.formats.values()) == sum(counts.whole.months.values()) == rows.count()
        assert sum(counts.whole.signed.values()) == rows.filter(documents__isnull=False).distinct().count()


def test_an_event_with_two_countries_counts_in_both(people):
    counts, chosen = counted(people[0])
    for code in archive_world.CODES:
        events = sum(number for (country, _), number in counts.whole.countries.items() if country == code)
        assert events == rows_for(people[0], chosen.replace(countries=(code,))).count()
    rows = rows_for(people[0], chosen)
    links = ArchiveRow.countries.through.objects.filter(archiverow__in=rows.order_by())
    assert (
        sum(counts.whole.countries.values()) == links.count() > rows.filter(countries__isnull=False).distinct().count()
    )


def test_only_the_countries_and_kinds_that_were_asked_for_are_counted_by_themselves(people):
    """Their links would open other rows than those of the page."""
    counts, _ = counted(people[0], countries=("BY",), documents=("agreement",))
    assert {code for code, _ in counts.whole.countries} == {"BY"}
    assert {kind for kind, _ in counts.whole.kinds} == {"agreement"}
    assert counted(people[0], documents=("none",))[0].whole.kinds == {}


def test_the_last_eight_quarters_are_meant_where_none_is(people):
    for year in (2020, 2021):
        for quarter in (1, 2, 3, 4):
            factories.make_period(year, quarter)
    factories.make_period(2025, 1)
    everything, periods, chosen = figures.quarters_of(ArchiveFilter())
    assert len(everything) == 13
    assert [str(one) for one in periods][:3] == [
        "II квартал 2021 года",
        "III квартал 2021 года",
        "IV квартал 2021 года",
    ]
    assert chosen.quarters == tuple(one.slug for one in periods) and len(periods) == 8
    assert periods[-1].slug == "2025-1"
    assert [one.slug for one in figures.quarters_of(ArchiveFilter(years=(2024,)))[1]] == ["2024-2", "2024-3", "2024-4"]
    assert [one.slug for one in figures.quarters_of(ArchiveFilter(quarters=("2023-4",)))[1]] == ["2023-4"]
    assert figures.quarters_of(ArchiveFilter(years=(1999,)))[1] == []


def test_the_year_before_is_counted_under_the_same_filter(people):
    periods, before = [Period.objects.get(year=2024, quarter=4)], [Period.objects.get(year=2023, quarter=4)]
    for asked in (ArchiveFilter(), ArchiveFilter(once=True, countries=("BY",))):
        counts = figures.count(people[0], asked.replace(quarters=["2024-4"]), periods, before)
        rows = rows_for(people[0], asked.replace(quarters=["2023-4"])).count()
        assert counts.all_before == counts.before[before[0].pk] == rows


def test_how_a_report_stands_is_told_to_who_follows_the_quarters_and_of_the_own_one(people):
    coordinator, officer = people
    periods = list(Period.objects.all())
    assert len(figures.reports_of(coordinator, periods)) == 12
    assert {key for _, key in figures.reports_of(officer, periods)} == officer.municipality_ids


def test_municipalities_stand_as_in_the_report_and_only_where_they_report(people):
    first, *_ = periods = list(Period.objects.order_by("year", "quarter"))
    Municipality.objects.filter(short_name="Велижский").update(reports_until=first.starts_on.replace(year=2020))
    assert [one.short_name for one in figures.places_of(periods, [])] == ["Вяземский", "Смоленск"]
    gone = Municipality.objects.get(short_name="Велижский")
    assert gone in figures.places_of(periods, [gone.pk])
