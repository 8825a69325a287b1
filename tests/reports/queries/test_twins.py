"""Rows that seem to be told a second time."""

import pytest

from reports.actions import twins as actions
from reports.actions import workflow
from reports.models import Submission
from reports.queries.twins import find_pair, pairs_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

NAME = "Фестиваль «Две реки»"
AGAIN = "Участие в международном фестивале «Две реки»"


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def event(report):
    return factories.make_event(report, name=NAME)


def told_again(municipality, officer, *, year=2024, quarter=4, state="submitted", **values):
    other = factories.make_submission(factories.make_period(year, quarter), municipality, events=0)
    event = factories.make_event(other, by=officer, **{"name": AGAIN, **values})
    if state == "submitted":
        workflow.submit(other, by=officer)
    return event


def found(report, user):
    report = Submission.objects.with_names().select_related("period").get(pk=report.pk)
    events = list(report.events.present().in_report_order())
    return [(pair.event, pair.other) for pair in pairs_of(report, events, user)]


def test_a_row_of_another_municipality_is_found_from_both_reports(
    report, event, vyazma, vyazma_officer, smolensk_officer, coordinator
):
    other = told_again(vyazma, vyazma_officer)
    assert found(report, smolensk_officer) == [(event, other)]
    assert found(other.submission, coordinator) == [(other, event)]


def test_an_officer_hears_of_others_rows_only_once_they_were_handed_in(
    report, event, vyazma, vyazma_officer, smolensk_officer, coordinator
):
    other = told_again(vyazma, vyazma_officer, state="draft")
    assert found(report, smolensk_officer) == []
    assert found(report, coordinator) == [(event, other)]


def test_a_row_of_the_next_quarter_is_found_and_one_of_next_year_is_not(report, event, smolensk, smolensk_officer):
    next_quarter = told_again(smolensk, smolensk_officer, year=2025, quarter=1, state="draft")
    told_again(smolensk, smolensk_officer, year=2026, quarter=1, state="draft")
    assert found(report, smolensk_officer) == [(event, next_quarter)]


def test_a_row_of_the_same_report_is_found(report, event, smolensk_officer):
    again = factories.make_event(report, name=AGAIN)
    assert found(report, smolensk_officer) == [(event, again)]


def test_events_on_other_days_and_in_another_town_are_not_found(report, event, vyazma, vyazma_officer, coordinator):
    told_again(vyazma, vyazma_officer, period_text="20 декабря 2024 года")
    factories.make_event(report, name=AGAIN, place_text="г. Брест (Республика Беларусь)")
    assert found(report, coordinator) == []


def test_an_answer_is_seen_from_both_sides(report, event, vyazma, vyazma_officer, smolensk_officer, coordinator):
    other = told_again(vyazma, vyazma_officer)
    actions.judge_twins(event, other, by=smolensk_officer, answer="joint")
    assert find_pair(other.submission, other, event.uid, coordinator).answer.answer == "joint"
    assert find_pair(report, event, other.uid, smolensk_officer).answer.answer == "joint"


def test_what_is_no_pair_is_not_found(report, event, vyazma, vyazma_officer, coordinator):
    other = told_again(vyazma, vyazma_officer, name="Выставка кошек")
    assert find_pair(report, event, other.uid, coordinator) is None
    assert find_pair(report, event, event.uid, coordinator) is None
