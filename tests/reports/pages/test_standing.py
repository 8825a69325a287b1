"""Who a person is at a report, and where one goes from there."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from reports.models import State, Submission
from reports.pages.addresses import FOR_MUNICIPALITY, quarter_address, review_address
from reports.pages.standing import stand
from reports.rules.permissions import can_edit_events, can_enter_on_behalf
from tests import factories

pytestmark = pytest.mark.django_db

STATES = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED]


@pytest.fixture
def report_in(smolensk, smolensk_officer, coordinator):
    """Function state → the report as a page fetches it."""

    def make(state):
        people = {"officer": smolensk_officer, "coordinator": coordinator}
        made = factories.make_submission(factories.make_period(), smolensk, state=state, **people)
        return Submission.objects.with_names().select_related("period").get(pk=made.pk)

    return make


def at(person, report, query="", **kwargs):
    request = RequestFactory().get(f"/{query}")
    request.user = person
    return stand(request, report, **kwargs)


@pytest.mark.parametrize("state", STATES)
def test_an_officer_writes_as_the_officer_whatever_the_address_asks(report_in, smolensk_officer, state):
    report = report_in(state)
    for query in ("", FOR_MUNICIPALITY):
        standing = at(smolensk_officer, report, query)
        assert not standing.is_coordinator
        assert standing.writer == {"by": smolensk_officer, "on_behalf": False}
        assert standing.may_write is can_edit_events(smolensk_officer, report)
        assert standing.home == standing.desk == quarter_address(report)
        assert standing.for_whom == ""


@pytest.mark.parametrize("state", STATES)
def test_a_coordinator_writes_on_behalf_by_asking_and_by_right(report_in, coordinator, state):
    report = report_in(state)
    may = can_enter_on_behalf(coordinator, report)
    assert at(coordinator, report).on_behalf is False
    asked = at(coordinator, report, FOR_MUNICIPALITY)
    assert asked.on_behalf is may
    assert asked.may_write is (may or can_edit_events(coordinator, report))
    assert asked.for_whom == (FOR_MUNICIPALITY if may else "")
    assert asked.desk == review_address(report)
    assert asked.home == (reverse("on_behalf", args=[report.pk]) if may else asked.desk)


def test_addresses_keep_to_the_municipality_for_which_the_page_is_written(report_in, coordinator):
    report = report_in(State.DRAFT)
    event, add = report.events.get(), reverse("event_add", args=[report.pk])
    assert at(coordinator, report).address("event_add", report.pk) == add
    asked = at(coordinator, report, FOR_MUNICIPALITY)
    assert asked.address("event_add", report.pk) == f"{add}{FOR_MUNICIPALITY}"
    row = asked.crumbs("История", event)[-2]
    assert row == (f"{reverse('event', args=[event.uid])}{FOR_MUNICIPALITY}", "Строка")


def test_the_crumbs_lead_over_the_home_of_the_reader(report_in, smolensk_officer, coordinator):
    report = report_in(State.RETURNED)
    for standing in (
        at(smolensk_officer, report),
        at(coordinator, report),
        at(coordinator, report, FOR_MUNICIPALITY),
    ):
        way = standing.crumbs("Новая строка")
        assert standing.home in [address for address, _ in way]
        assert way[-1] == ("", "Новая строка")


def test_who_is_both_hands_in_as_the_officer_unless_on_behalf_is_asked(report_in, smolensk_officer):
    smolensk_officer.is_coordinator = True
    smolensk_officer.save()
    report = report_in(State.DRAFT)
    assert at(smolensk_officer, report).is_coordinator
    own = at(smolensk_officer, report, as_officer=True)
    assert (own.is_coordinator, own.desk) == (False, quarter_address(report))
    asked = at(smolensk_officer, report, FOR_MUNICIPALITY, as_officer=True)
    assert (asked.is_coordinator, asked.on_behalf, asked.desk) == (True, True, review_address(report))


def test_a_standing_does_not_change(report_in, coordinator):
    with pytest.raises(AttributeError):
        at(coordinator, report_in(State.DRAFT)).on_behalf = True
