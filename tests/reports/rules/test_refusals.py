"""The sentence that goes with each «no»: one a right, none for who has the right, and the way on."""

import inspect

import pytest
from django.urls import reverse

from reports.actions import periods
from reports.models import State, Submission
from reports.rules import permissions
from reports.rules.refusals import SENTENCES, Way, way_on, why_not
from tests import factories

pytestmark = pytest.mark.django_db

STATES = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED]


@pytest.fixture(params=[True, False], ids=["open", "closed"])
def reports_of(request, smolensk, smolensk_officer, coordinator):
    """Function state → a report of the officer's municipality, in a quarter that is open and in one that is closed."""

    def make(state, **kwargs):
        period = factories.make_period()
        people = {"officer": smolensk_officer, "coordinator": coordinator}
        made = factories.make_submission(period, smolensk, state=state, **people, **kwargs)
        if not request.param:
            periods.close(period, by=coordinator)
        return Submission.objects.select_related("period").get(pk=made.pk)

    return make


@pytest.mark.parametrize("state", STATES)
def test_who_has_the_right_is_refused_nothing_and_who_has_it_not_is_told_why(
    reports_of, smolensk_officer, coordinator, state
):
    report = reports_of(state)
    refusals = [
        (right, person, why_not(right, person, report))
        for right in SENTENCES
        for person in (smolensk_officer, coordinator)
    ]
    assert [
        (right.__name__, person.username, refusal)
        for right, person, refusal in refusals
        if (refusal is None) is not right(person, report) or not (refusal is None or refusal.sentence.endswith("."))
    ] == []


def test_every_right_to_a_report_has_its_sentence_or_is_a_role_or_is_asked_by_a_move():
    """A new predicate of a person and a report is entered here or in SENTENCES by whoever writes it."""
    roles = {"is_officer_of", "is_coordinator", "can_see"}
    moves = {"can_confirm", "can_withdraw"}  # the function of the move says why
    functions = {name: right for name, right in vars(permissions).items() if inspect.isfunction(right)}
    of_reports = {
        name for name, right in functions.items() if list(inspect.signature(right).parameters) == ["user", "submission"]
    }
    assert of_reports - roles - moves == {right.__name__ for right in SENTENCES}


@pytest.mark.parametrize("right", [permissions.can_edit_events, permissions.can_hand_in, permissions.can_import])
def test_an_approved_report_names_to_each_reader_who_opens_it(reports_of, smolensk_officer, coordinator, right):
    report = reports_of(State.APPROVED)
    officer = why_not(right, smolensk_officer, report)
    assert officer.sentence == "Отчёт принят. Чтобы изменить его, попросите координатора открыть его снова."
    assert officer.way is None
    refusal = why_not(right, coordinator, report)
    assert "откройте его: кнопка «Открыть снова»" in refusal.sentence
    assert refusal.way == Way.REOPEN


@pytest.mark.parametrize("right", [permissions.can_edit_events, permissions.can_hand_in, permissions.can_import])
def test_an_officer_who_is_locked_out_is_led_to_more_time(smolensk, smolensk_officer, coordinator, right):
    report = factories.make_submission(factories.make_period(is_open=False), smolensk)
    refusal = why_not(right, smolensk_officer, report)
    assert refusal.sentence.startswith("Приём отчётов закончен ")
    assert refusal.way == Way.ASK_EXTENSION


def test_a_nil_report_asks_the_coordinator_to_return_it(reports_of, coordinator):
    report = reports_of(State.SUBMITTED, is_nil=True, events=0)
    for right, what in ((permissions.can_edit_events, "мероприятия"), (permissions.can_import, "строки")):
        sentence = why_not(right, coordinator, report).sentence
        assert sentence == f"Отчёт сдан как «нет мероприятий». Верните его на доработку, и {what} можно будет внести."


@pytest.mark.parametrize("way", Way)
def test_a_way_on_is_the_name_of_a_page(way):
    assert reverse(way.value, args=[1])


def test_where_there_is_no_report_there_is_no_way_on(coordinator):
    assert way_on(coordinator, None) is None
