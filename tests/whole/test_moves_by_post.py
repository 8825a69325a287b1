"""Every state × move × role by direct POST: the table of moves holds for requests, not only for buttons."""

import datetime
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import extensions, workflow
from reports.actions.releases import make_release
from reports.models import Move, StateChange, Submission
from tests import factories

pytestmark = pytest.mark.django_db

STATES = ("draft", "submitted", "returned", "approved")
ROLES = ("other", "lists", "stranger", "nobody", "owner", "coordinator")
REFUSED = 409  # the kind page
FOR_MUNICIPALITY = "?for=municipality"


@dataclass(frozen=True)
class Way:
    """One address at which something is done to a report. `move`: of which an accepted POST leaves one StateChange,
    None where it leaves none; `by`: who may; `states`: from which; `asks`: the other of owner and coordinator is asked
    too, and forbidden. Addresses of a quarter (`of_period`) are forbidden to all others instead of not found, and tell
    of a wrong state in a message (`refused`). `again`: the answer to a second click."""

    move: Move | None
    by: str
    states: set
    name: str
    query: str = ""
    asks: bool = True
    of_period: bool = False
    refused: int = REFUSED
    again: int = REFUSED


OPEN, HANDED_IN = {"draft", "returned"}, {"submitted"}
WAYS = {
    "submit": Way(Move.SUBMIT, "owner", OPEN, "submit"),
    "nil": Way(Move.DECLARE_NIL, "owner", OPEN, "declare_nil"),
    # The owner with these words at the end of the address hands in the own report.
    "submit on behalf": Way(Move.SUBMIT, "coordinator", OPEN, "submit", FOR_MUNICIPALITY, asks=False),
    "nil on behalf": Way(Move.DECLARE_NIL, "coordinator", OPEN, "declare_nil", FOR_MUNICIPALITY, asks=False),
    "confirm": Way(Move.CONFIRM, "owner", {"submitted", "approved"}, "confirm"),
    "confirm one's own": Way(Move.CONFIRM, "owner", set(), "confirm"),
    "withdraw": Way(Move.WITHDRAW, "owner", HANDED_IN, "withdraw"),
    "return": Way(Move.RETURN, "coordinator", HANDED_IN, "return_for_changes"),
    "approve": Way(Move.APPROVE, "coordinator", HANDED_IN, "approve"),
    "approve several": Way(
        Move.APPROVE, "coordinator", HANDED_IN, "approve_several", of_period=True, refused=302, again=302
    ),
    "unapprove": Way(Move.UNAPPROVE, "coordinator", {"approved"}, "unapprove", of_period=True, refused=302, again=302),
    "reopen": Way(Move.REOPEN, "coordinator", {"approved"}, "reopen"),
    "correct": Way(Move.CORRECT, "coordinator", {"approved"}, "event_correct"),
    "extend": Way(Move.EXTEND, "coordinator", {"draft", "submitted", "returned"}, "extend", again=302),
    "ask for time": Way(None, "owner", {"draft", "submitted", "returned"}, "ask_extension"),
    "decline": Way(None, "coordinator", {"draft", "submitted", "returned"}, "decline_extension"),
}


@pytest.fixture
def people(smolensk_officer, vyazma_officer, coordinator, list_administrator, stranger):
    return {
        "owner": smolensk_officer,
        "other": vyazma_officer,
        "coordinator": coordinator,
        "lists": list_administrator,
        "stranger": stranger,
        "nobody": None,
    }


def made(way, state, period, smolensk, people):
    """A report in that state, with what the way needs beside it."""
    owner, coordinator = people["owner"], people["coordinator"]
    if way == "confirm":
        submission = factories.make_submission(period, smolensk, officer=owner)
        if state != "draft":
            workflow.submit(submission, by=coordinator, on_behalf=True)
            submission = Submission.objects.get(pk=submission.pk)
        if state == "returned":
            workflow.return_for_changes(submission, by=coordinator, note="Уточните сведения")
        if state == "approved":
            workflow.approve(submission, by=coordinator, version=submission.version)
        return Submission.objects.get(pk=submission.pk)
    submission = factories.make_submission(period, smolensk, state=state, officer=owner, coordinator=coordinator)
    if way.startswith("nil"):
        submission.events.update(deleted_at=timezone.now())
    if way == "decline" and state != "approved":
        extensions.ask(submission, by=owner, reason="Болезнь")
    if way == "correct" and state == "approved":
        make_release(period, by=coordinator)
    if way == "unapprove" and state in {"submitted", "returned"}:
        submission = decided_otherwise(submission, state, owner, coordinator)
    return submission


def decided_otherwise(submission, state, owner, coordinator):
    """Approved once, and in that state since: the approval can be named, but not taken back any more."""
    if state == "returned":
        submission = workflow.submit(submission, by=owner)
    approved = workflow.approve(submission, by=coordinator, version=submission.version)
    today = timezone.localdate()
    reopened = workflow.reopen(approved, by=coordinator, reason="Ошибка", until=today)
    return reopened if state == "returned" else workflow.submit(reopened, by=owner)


def address_of(way, submission):
    if way.name == "approve_several":
        return reverse(way.name, args=[2024, 4])
    if way.name == "event_correct":
        return reverse(way.name, args=[submission.events.get().uid])
    if way.name == "unapprove":
        approval = submission.state_changes.filter(move=Move.APPROVE).last()
        return reverse(way.name, args=[2024, 4, approval.pk if approval else 0])
    return reverse(way.name, args=[submission.pk]) + way.query


def valid_post(submission):
    """Everything that any of the ways asks for."""
    day = (timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    return {
        **factories.EVENT,
        "action": "later",
        "version": submission.version,
        "confirm": "on",
        "note": "Исправьте даты",
        "reason": "Ошибка в датах",
        "answer": "Срок для всех один",
        "until": day,
        "wanted": day,
        "report": submission.pk,
        f"version-{submission.pk}": submission.version,
    }


def expected(way, state, role):
    if role == "nobody":
        return 401
    if role in {"other", "lists", "stranger"} and not way.of_period:
        return 404
    if role != way.by:
        return 403
    if way.name == "unapprove" and state == "draft":
        return 404  # there is no approval to be named
    return 302 if state in way.states else way.refused


def test_every_move_has_its_row():
    assert {way.move for way in WAYS.values()} - {None} == set(Move)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("state", STATES)
def test_a_move_is_made_by_its_role_from_its_states_only(state, name, period, smolensk, people, client_of):
    """An accepted move leaves one StateChange of its own; every other answer leaves the report as it was."""
    way = WAYS[name]
    submission = made(name, state, period, smolensk, people)
    address = address_of(way, submission)
    before = Submission.objects.filter(pk=submission.pk).values().get()
    changes = StateChange.objects.count()

    for role in sorted(ROLES, key=lambda role: role == way.by):
        if role in {"owner", "coordinator"} and role != way.by and not way.asks:
            continue
        client = client_of(people[role])
        assert client.get(address).status_code < 500, role
        response = client.post(address, valid_post(submission))
        assert response.status_code == expected(way, state, role), role
        if role != way.by or state not in way.states:
            assert StateChange.objects.count() == changes, role
            assert Submission.objects.filter(pk=submission.pk).values().get() == before, role

    if state in way.states:
        left = list(StateChange.objects.order_by("pk")[changes:])
        assert [change.move for change in left] == ([way.move] if way.move else [])
        assert all((change.submission_id, change.by) == (submission.pk, people[way.by]) for change in left)
        after = Submission.objects.filter(pk=submission.pk).values().get()
        assert client.post(address, valid_post(submission)).status_code == way.again, "a second click"
        if way.move != Move.EXTEND:
            assert StateChange.objects.count() == changes + len(left)
            assert Submission.objects.filter(pk=submission.pk).values().get() == after


@pytest.mark.parametrize("name", [name for name, way in WAYS.items() if way.states])
def test_rubbish_in_a_move_never_breaks_it(name, period, smolensk, people, client_of):
    way = WAYS[name]
    submission = made(name, sorted(way.states)[0], period, smolensk, people)
    client, address = client_of(people[way.by]), address_of(way, submission)
    for rubbish in ("", "0", "-1", "x", "9" * 400, "1\x00", "١", "1e9", "null"):
        fields = dict.fromkeys(("version", "until", "wanted", "report", f"version-{submission.pk}"), rubbish)
        data = {**valid_post(submission), **fields, "reason": "\x00", "answer": "\x00"}
        assert client.post(address, data).status_code in {200, 302, 400, 409}, rubbish
