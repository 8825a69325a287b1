"""The official table of a year."""

import pytest
from django.utils import timezone

from reports.actions import events, periods, releases, twins, workflow
from reports.models import Submission
from reports.queries.consolidated import APPROVED
from reports.queries.year import facts_of, year_of
from reports.queries.year_before import by_quarter
from reports.queries.year_table import annual_table, joint_of, notes_of, rows_between, sections_of

from .random_archive import years_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def printed(sections):
    return [(section.heading, [row.name for row in section.rows]) for section in sections]


@pytest.mark.parametrize("seed", [3, 4])
def test_the_table_has_as_many_rows_as_the_year_has_events(filled, coordinator, observer, seed):
    """In all and of each municipality: a pair that is one event is printed once."""
    filled(seed)
    for year in years_of(coordinator, observer):
        printed = [(section.heading, len(list(section.rows))) for section in sections_of(year)]
        lines = [line.total.events for line in by_quarter(year).lines]
        assert [number for _, number in printed] == [number for number in lines if number]
        assert sum(number for _, number in printed) == facts_of(year).events


def test_rows_stand_by_municipality_then_quarter_then_in_report_order(
    report_of, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    report_of(2024, 2, vyazma, {"name": "Вязьма, II"})
    late, early = (
        {"name": name, "period_text": day}
        for name, day in (("В мае", "5 мая 2024 года"), ("В апреле", "1 апреля 2024 года"))
    )
    report_of(2024, 2, smolensk, late, early)
    report_of(2024, 1, smolensk, {"name": "I квартал"})
    year = year_of(coordinator, 2024, APPROVED)
    vyazma_heading = "Муниципальное образование «Вяземский район» Смоленской области"
    assert printed(sections_of(year)) == [
        ("Город Смоленск", ["I квартал", "В апреле", "В мае"]),
        (vyazma_heading, ["Вязьма, II"]),
    ]
    assert printed(rows_between(year, 2, 4)) == [("Город Смоленск", ["В мае"]), (vyazma_heading, ["Вязьма, II"])]


def test_whoever_reads_what_went_out_reads_its_words(report_of, smolensk, smolensk_officer, coordinator, observer):
    """A report that was opened again and rewritten is told as it was printed."""
    report = report_of(2024, 4, smolensk, {"name": "Как вышло", "total": 5})
    releases.close_and_release(report.period, by=coordinator)
    periods.reopen_period(report.period, by=coordinator)
    again = {"reason": "Уточните", "until": timezone.localdate()}
    report = workflow.reopen(Submission.objects.get(pk=report.pk), by=coordinator, **again)
    values = {"name": "Тайна", "total": 6}
    events.save_event(report.events.get(), by=smolensk_officer, values=values, base_version=1)
    year = year_of(observer, 2024, APPROVED)
    [row] = next(sections_of(year, with_facts=True)).rows
    assert (row.name, row.facts.total, row.facts.state) == ("Как вышло", 5, "выпущен")
    assert list(sections_of(year_of(coordinator, 2024, APPROVED))) == []


def test_a_pair_of_two_quarters_is_printed_where_it_was_entered_first(
    report_of, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    one = report_of(2024, 2, smolensk, {"name": "Велопробег"}).events.get()
    other = report_of(2024, 1, vyazma, {"name": "Участие в велопробеге"}).events.get()
    twins.judge_twins(one, other, by=coordinator, answer="joint")
    year = year_of(coordinator, 2024, APPROVED)
    assert printed(sections_of(year)) == [("Город Смоленск", ["Велопробег"])]
    assert [(two.name, two.printed_for, two.also) for two in joint_of(year)] == [
        ("Велопробег", "город Смоленск", "Вяземский район")
    ]
    assert [cell.events for cell in by_quarter(year).all.quarters] == [1, 1]
    assert by_quarter(year).all.total.events == 1


def test_the_table_says_what_is_missing_and_that_it_is_a_project(report_of, smolensk, smolensk_officer, coordinator):
    report_of(2024, 4, smolensk, {"name": "Вечер"})
    year = year_of(coordinator, 2024, APPROVED)
    assert notes_of(year) == [
        "Данные за IV квартал ещё собираются.",
        "Отчётов за I–III кварталы нет: приём не открывался.",
    ]
    table = annual_table(year, facts_of(year))
    assert table.title.endswith("Смоленской области в 2024 году")
    assert table.project == f"проект, на {timezone.localdate():%d.%m.%Y}, вошёл 1 из 1"
    assert table.before[-1] == " ".join(notes_of(year))
