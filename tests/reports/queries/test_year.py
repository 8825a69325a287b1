"""What a year comes to: every number counts the rows to which it leads."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from reports.prose.summary.pieces import Number, plain
from reports.prose.summary.year import paragraphs
from reports.queries import year as queries
from reports.queries.archive import rows_for
from reports.queries.consolidated import APPROVED, HANDED_IN
from reports.queries.year_before import by_quarter, comparison_of
from reports.rules.archive_filter import ArchiveFilter
from tests import factories

from . import random_archive
from .random_archive import years_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def opened(user, chosen, known):
    """The rows of the list to which a number leads, as its address is read there."""
    query = chosen.query()
    if (user, query) not in known:
        rows = rows_for(user, ArchiveFilter.from_query(QueryDict(query)))
        known[user, query] = list(rows.prefetch_related("documents", "countries"))
    return known[user, query]


def counted(of, rows):
    """What a number says, counted by hand over the rows of its list."""
    name, *key = of
    documents = [document for row in rows for document in row.documents.all()]
    return {
        "municipalities": lambda: len({row.municipality_id for row in rows}),
        "countries": lambda: len({country.pk for row in rows for country in row.countries.all()}),
        "participants": lambda: sum(row.total or 0 for row in rows),
        "foreign": lambda: sum(row.total_foreign or 0 for row in rows),
        "documents": lambda: len(documents),
        "kind": lambda: sum(document.kind == key[0] for document in documents),
    }.get(name, lambda: len(rows))()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_of_a_year_is_what_its_rows_come_to(filled, coordinator, observer, seed):
    """Of the paragraphs, of the table of quarters and of the comparison, for each who reads it, in each scope."""
    filled(seed)
    seen, known = set(), {}
    for year in years_of(coordinator, observer):
        numbers = [
            (piece.of, piece.value, queries.chosen_of(year, piece.of))
            for paragraph in paragraphs(queries.facts_of(year))
            for piece in paragraph
            if isinstance(piece, Number)
        ]
        found = by_quarter(year)
        for line in (*found.lines, found.all):
            cells = [*line.quarters, line.total, *filter(None, [line.before])]
            numbers += [(("events",), cell.events, cell.chosen) for cell in cells]
        if comparison := comparison_of(year):
            changes = (comparison.new_partners, comparison.gone_partners)
            for change in [
                one for several in (*changes, comparison.new_countries, comparison.gone_countries) for one in several
            ]:
                numbers.append((("events",), change.events, change.chosen))
        for of, value, chosen in numbers:
            assert counted(of, opened(year.user, chosen, known)) == value, (year.year, year.scope, of)
            seen.add(of[0])
    assert seen >= {"events", "municipalities", "municipality", "countries", "country", "format", "participants"}
    assert seen >= {"foreign", "documents", "kind", "before", "same"}


def test_a_year_without_quarters_is_none(coordinator, period):
    assert queries.years() == [2024]
    assert queries.year_of(coordinator, 2019, APPROVED) is None


def test_a_quarter_that_was_taken_back_is_no_quarter_of_a_year(coordinator, period):
    factories.make_period(2025, 1)
    type(period).objects.filter(year=2025).update(taken_back_at=timezone.now(), closed_at=timezone.now())
    assert queries.years() == [2024]
    assert queries.year_of(coordinator, 2025, APPROVED) is None


def test_a_pair_counts_once_also_where_only_one_of_it_is_approved(
    period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    """The row that was entered first stands for both only where the year has it."""
    reports = [
        factories.make_submission(period, municipality, state=state, officer=officer)
        for municipality, state, officer in (
            (smolensk, "submitted", smolensk_officer),
            (vyazma, "approved", vyazma_officer),
        )
    ]
    one, other = (report.events.get() for report in reports)
    random_archive.Twin.objects.create(one=one, other=other, answer="joint", by=coordinator)
    events = {
        scope: queries.facts_of(queries.year_of(coordinator, 2024, scope)).events for scope in (APPROVED, HANDED_IN)
    }
    assert events == {APPROVED: 1, HANDED_IN: 1}


def test_the_paragraphs_of_a_quarter_tell_of_that_quarter(period, smolensk, smolensk_officer, coordinator):
    factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, events=2)
    first, second = paragraphs(queries.facts_of(queries.year_of(coordinator, 2024, APPROVED)))
    assert plain(first).replace("\u00a0", " ").startswith("В IV квартале 2024 года органами")
    assert "Республикой Беларусь (2 мероприятия)" in plain(first).replace("\u00a0", " ")
    assert "Документы не подписывались." in plain(second)
