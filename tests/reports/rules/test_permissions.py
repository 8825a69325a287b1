"""Who may do what in which state. What each write asks is held by the tests of actions, write by write."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from reports.actions import periods
from reports.models import Agreement, State, Submission
from reports.rules import permissions
from reports.rules.permissions import THE_PROGRAM, has_right, person_of, require_program, require_right
from tests import factories

DRAFT, SUBMITTED, RETURNED, APPROVED = State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED
EVERY = {DRAFT, SUBMITTED, RETURNED, APPROVED}

# The right → states in which the officer of the municipality has it, and those in which the coordinator has it.
STATES = {
    "can_see": (EVERY, EVERY),
    "can_edit_events": ({DRAFT, RETURNED}, {SUBMITTED}),
    "can_enter_on_behalf": (set(), {DRAFT, RETURNED}),
    "can_import": ({DRAFT, RETURNED}, {DRAFT, SUBMITTED, RETURNED}),
    "can_hand_in": ({DRAFT, RETURNED}, set()),
    "can_withdraw": ({SUBMITTED}, set()),
    "can_ask_extension": ({DRAFT, SUBMITTED, RETURNED}, set()),
    "can_answer": ({DRAFT, SUBMITTED, RETURNED}, set()),
    "can_remark": (set(), {SUBMITTED, RETURNED}),
    "can_decide": (set(), {SUBMITTED}),
    "can_leave_out": (set(), {SUBMITTED}),
    "can_reopen": (set(), {APPROVED}),
}
# What the officer goes on with after the last day, and in a closed quarter.
WITHOUT_DEADLINE = {"can_see", "can_ask_extension", "can_answer"}


@pytest.fixture
def cast(smolensk_officer, vyazma_officer, coordinator, observer, list_administrator, stranger):
    return {
        "owner": smolensk_officer,
        "coordinator": coordinator,
        "other": vyazma_officer,
        "observer": observer,
        "lists": list_administrator,
        "stranger": stranger,
    }


def report_in(state, period, municipality, cast):
    return factories.make_submission(
        period, municipality, state=state, officer=cast["owner"], coordinator=cast["coordinator"]
    )


def who_may(right, report, cast):
    return {name for name, user in cast.items() if has_right(getattr(permissions, right), user, report)}


@pytest.mark.parametrize("state", sorted(EVERY))
def test_each_right_is_had_in_its_states_by_its_people_alone(state, period, smolensk, cast):
    report = report_in(state, period, smolensk, cast)
    expected = {
        right: {name for name, states in zip(("owner", "coordinator"), both, strict=True) if state in states}
        for right, both in STATES.items()
    }
    assert {right: who_may(right, report, cast) for right in STATES} == expected


@pytest.mark.parametrize("state", sorted(EVERY))
def test_a_closed_quarter_stops_the_officer_and_not_the_coordinator(state, period, smolensk, cast):
    report = report_in(state, period, smolensk, cast)
    before = {right: who_may(right, report, cast) for right in STATES}
    periods.close(period, by=cast["coordinator"])
    report = Submission.objects.get(pk=report.pk)
    for right, people in before.items():
        kept = people if right in WITHOUT_DEADLINE else people - {"owner"}
        assert who_may(right, report, cast) == kept, right


def test_after_the_last_day_the_officer_edits_only_with_an_extension(smolensk, cast):
    report = Submission.objects.get(period=factories.make_period(is_open=False), municipality=smolensk)
    assert who_may("can_edit_events", report, cast) == set()
    report.extended_to = timezone.localdate() + datetime.timedelta(days=1)
    assert who_may("can_edit_events", report, cast) == {"owner"}


def test_a_nil_report_that_is_handed_in_takes_no_event(period, smolensk, cast):
    report = factories.make_submission(period, smolensk, state="submitted", is_nil=True, officer=cast["owner"])
    assert who_may("can_edit_events", report, cast) == set()


def test_who_answers_for_nothing_has_no_right_to_a_report(period, smolensk, vyazma, cast):
    for municipality in (smolensk, vyazma):
        report = factories.make_submission(period, municipality)
        for right in STATES:
            assert not {"stranger", "observer", "lists"} & who_may(right, report, cast)


def test_lists_are_kept_by_their_administrator(cast):
    assert [name for name, user in cast.items() if permissions.can_keep_lists(user)] == ["lists"]


def test_quarters_are_the_coordinators_and_the_observer_reads_how_they_go(cast):
    def those_who(right):
        return [name for name, user in cast.items() if right(user)]

    assert those_who(permissions.can_manage_periods) == ["coordinator"]
    assert those_who(permissions.can_follow_quarters) == ["coordinator", "observer"]
    assert those_who(permissions.can_read_consolidated) == ["coordinator", "observer"]
    assert those_who(permissions.can_keep_register) == ["coordinator", "lists"]
    assert those_who(permissions.can_read_agreements) == ["owner", "coordinator", "other", "observer", "lists"]
    assert those_who(permissions.can_read_released) == ["owner", "coordinator", "other", "observer", "lists"]


def test_an_officer_brings_the_own_table_and_the_coordinator_a_consolidated_one(smolensk, cast):
    def bringers(of):
        return {name for name, user in cast.items() if permissions.can_upload_table(user, of)}

    assert bringers(smolensk) == {"owner"}
    assert bringers(None) == {"coordinator"}


@pytest.mark.parametrize("by", [None, AnonymousUser(), THE_PROGRAM])
def test_who_is_no_active_person_has_no_right_at_all(by):
    with pytest.raises(PermissionDenied):
        has_right(permissions.is_anybody, by)


def test_who_has_lost_the_access_has_no_right_any_more(coordinator):
    coordinator.is_active = False
    with pytest.raises(PermissionDenied):
        require_right(permissions.can_manage_periods, coordinator)


def test_the_program_does_only_what_lets_it_in_by_name(coordinator):
    require_right(permissions.can_manage_periods, THE_PROGRAM, program=True)
    with pytest.raises(PermissionDenied):
        require_right(permissions.can_manage_periods, THE_PROGRAM)


def test_what_a_command_alone_does_is_refused_to_every_person(coordinator):
    require_program(THE_PROGRAM)
    with pytest.raises(PermissionDenied):
        require_program(coordinator)


def test_the_program_is_written_down_as_nobody(coordinator):
    assert (person_of(THE_PROGRAM), person_of(coordinator)) == (None, coordinator)


def test_papers_of_a_document_are_its_municipalitys_and_the_keepers(smolensk, cast):
    document = Agreement(partnership=factories.make_partner(municipality=smolensk).partnerships.get())

    def those_who(right):
        return [name for name, user in cast.items() if right(user, document)]

    assert those_who(permissions.can_tend_document) == ["owner", "coordinator", "lists"]
    assert those_who(permissions.can_read_scan) == ["owner", "coordinator", "observer", "lists"]
