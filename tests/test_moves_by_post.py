"""Every state × move × role by direct POST: the table of moves holds at the door, not only in the buttons."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import StateChange, Submission
from tests import factories

pytestmark = pytest.mark.django_db

OFFICER_MOVES = {
    "submit": {"draft", "returned"},
    "declare_nil": {"draft", "returned"},
    "withdraw": {"submitted"},
}
COORDINATOR_MOVES = {
    "return_for_changes": {"submitted"},
    "approve": {"submitted"},
    "reopen": {"approved"},
}
MOVES = {**OFFICER_MOVES, **COORDINATOR_MOVES}
STATES = ("draft", "submitted", "returned", "approved")
ROLES = ("owner", "other", "coordinator", "lists", "stranger", "nobody")
REFUSED = 409  # the kind page


@pytest.fixture
def person_of(smolensk_officer, vyazma_officer, coordinator, list_administrator, stranger):
    return {
        "owner": smolensk_officer,
        "other": vyazma_officer,
        "coordinator": coordinator,
        "lists": list_administrator,
        "stranger": stranger,
        "nobody": None,
    }


def valid_post(submission):
    """Everything that any move asks for."""
    return {
        "version": submission.version,
        "confirm": "on",
        "note": "Исправьте даты",
        "reason": "Ошибка в датах",
        "until": (timezone.localdate() + datetime.timedelta(days=3)).isoformat(),
    }


def expected(state, move, role):
    if role == "nobody":
        return 401
    if role in {"other", "lists", "stranger"}:
        return 404
    right = "owner" if move in OFFICER_MOVES else "coordinator"
    if role != right:
        return 403
    return 302 if state in MOVES[move] else REFUSED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_a_move_is_made_by_its_role_from_its_states_only(state, move, role, period, smolensk, person_of, client_of):
    """An accepted move leaves one StateChange; every other answer leaves the report as it was."""
    submission = factories.make_submission(
        period, smolensk, state=state, officer=person_of["owner"], coordinator=person_of["coordinator"]
    )
    if move == "declare_nil":
        submission.events.update(deleted_at=timezone.now())
    before = Submission.objects.filter(pk=submission.pk).values().get()
    changes = StateChange.objects.count()

    client = client_of(person_of[role])
    response = client.post(reverse(move, args=[submission.pk]), valid_post(submission))

    assert response.status_code == expected(state, move, role)
    if response.status_code == 302:
        assert StateChange.objects.count() == changes + 1
        second = client.post(reverse(move, args=[submission.pk]), valid_post(submission))
        assert second.status_code == REFUSED, "a second click gets the kind page"
        assert StateChange.objects.count() == changes + 1
    else:
        assert StateChange.objects.count() == changes
        assert Submission.objects.filter(pk=submission.pk).values().get() == before
    assert client.get(reverse(move, args=[submission.pk])).status_code != 500


@pytest.mark.parametrize("move", MOVES)
def test_rubbish_in_a_move_never_breaks_it(move, period, smolensk, person_of, client_of):
    state = sorted(MOVES[move])[0]
    submission = factories.make_submission(
        period, smolensk, state=state, officer=person_of["owner"], coordinator=person_of["coordinator"]
    )
    client = client_of(person_of["owner" if move in OFFICER_MOVES else "coordinator"])
    for rubbish in ("", "0", "-1", "x", "9" * 400, "1\x00", "١", "1e9", "null"):
        data = {**valid_post(submission), "version": rubbish, "until": rubbish, "reason": "\x00"}
        response = client.post(reverse(move, args=[submission.pk]), data)
        assert response.status_code in {200, 302, 400, 409}, rubbish
