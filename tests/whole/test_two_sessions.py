"""Two people at one event: no order of their requests overwrites a text in silence."""

import os
import random
import threading
import time
import uuid
from functools import partial

import pytest
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from reports.actions import events as event_actions
from reports.actions import workflow
from reports.models import Event, EventRevision, State, Submission
from tests import factories

from .test_routes import FORMSET

pytestmark = pytest.mark.every_database

PAIRS = 1000 if os.environ.get("POBRATIM_STRESS") else 15
BESIDE_MOVES = max(8, PAIRS // 10)  # pairs of an edit and a move, of two moves, and of one form sent twice


def form_of(event, **changes):
    """What the browser would send for the event as it was read."""
    fields = {name: getattr(event, name) for name in ("name", "period_text", "place_text", "purpose", "participants")}
    return {**FORMSET, **fields, "version": event.version, **changes}


@pytest.mark.stress
@pytest.mark.django_db
def test_of_overlapping_edits_from_two_sessions_none_overwrites_the_other(
    period, smolensk, smolensk_officer, client_of
):
    """Both read, both write the same field: the first is stored, the second is shown both texts and stores
    nothing; the answer contains what the second typed."""
    second_officer = factories.make_user("second", "Второва Вера Викторовна")
    factories.make_officer(second_officer, smolensk)
    submission = factories.make_submission(period, smolensk)
    event = factories.make_event(submission)
    sessions = [client_of(smolensk_officer), client_of(second_officer)]
    address = reverse("event", args=[event.uid])
    dice = random.Random(2024)
    silent = 0
    for pair in range(PAIRS):
        event = Event.objects.get(pk=event.pk)
        dice.shuffle(sessions)
        field = dice.choice(["name", "purpose", "participants", "place_text", "period_text"])
        texts = [f"{field} первый {pair}", f"{field} второй {pair}"]
        first = sessions[0].post(address, form_of(event, **{field: texts[0]}))
        second = sessions[1].post(address, form_of(event, **{field: texts[1]}))
        stored = getattr(Event.objects.get(pk=event.pk), field)
        assert first.status_code == 302
        both_shown = second.status_code == 409 and all(text in second.content.decode() for text in texts)
        silent += stored != texts[0] or not both_shown
    print(f"{PAIRS} pairs of overlapping edits on {connection.vendor}: {silent} silent overwrites")
    assert silent == 0


@pytest.mark.stress
@pytest.mark.django_db(transaction=True)
def test_of_writes_at_the_same_moment_one_wins_and_the_others_are_told(period, smolensk, smolensk_officer):
    """Eight threads write the same field of the same version at once: one is stored, seven are refused,
    none meets a locked database."""
    event = factories.make_event(factories.make_submission(period, smolensk))
    rounds = 25 if os.environ.get("POBRATIM_STRESS") else 4
    for _ in range(rounds):
        version = Event.objects.get(pk=event.pk).version
        outcomes, texts = _write_at_once(event, smolensk_officer, version)
        assert sorted(outcomes) == ["refused"] * 7 + ["stored"]
        now = Event.objects.get(pk=event.pk)
        assert (now.purpose in texts, now.version) == (True, version + 1)
        assert EventRevision.objects.filter(event=event, version=version + 1).count() == 1


def _write_at_once(event, by, version):
    start, outcomes, texts = threading.Barrier(8), [], [uuid.uuid4().hex for _ in range(8)]

    def write(text):
        try:
            start.wait()
            event_actions.save_event(event, by=by, values={"purpose": text}, base_version=version)
            outcomes.append("stored")
        except event_actions.StaleEdit:
            outcomes.append("refused")
        except OperationalError as error:
            outcomes.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes, texts


@pytest.mark.django_db(transaction=True)
def test_two_officers_on_different_events_never_conflict(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    events = [factories.make_event(submission, name=str(number)) for number in range(4)]
    errors = []

    def write(event):
        try:
            for version in range(1, 6):
                event_actions.save_event(event, by=smolensk_officer, values={"total": version}, base_version=version)
                time.sleep(0)
        except Exception as error:  # whatever it is, the test must name it
            errors.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(event,)) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    submission.refresh_from_db()
    assert submission.version == 1 + 4 + 4 * 5


@pytest.mark.stress
@pytest.mark.django_db
def test_an_edit_during_approving_never_wins_in_silence(period, smolensk, smolensk_officer, coordinator, client_of):
    """Two coordinators read one report; one writes while the other approves. Whoever comes second is told: unread words
    are not approved, and the answer shows them."""
    colleague = factories.make_user("colleague", "Котова Нина Ильинична", is_coordinator=True)
    submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    event = submission.events.get()
    approving, writing = client_of(coordinator), client_of(colleague)
    address = reverse("event", args=[event.uid])
    dice, silent, edits_first = random.Random(7), 0, 0
    for pair in range(BESIDE_MOVES):
        event, read = Event.objects.get(pk=event.pk), Submission.objects.get(pk=submission.pk)
        words = {"purpose": f"Уточнено {pair}"}
        approve = partial(approving.post, reverse("approve", args=[submission.pk]), {"version": read.version})
        edit = partial(writing.post, address, form_of(event, **words))
        is_edit_first = dice.random() < 0.5
        first, second = (edit, approve) if is_edit_first else (approve, edit)
        assert first().status_code == 302
        answer = second()
        now, stored = Submission.objects.get(pk=submission.pk), Event.objects.get(pk=event.pk).purpose
        if is_edit_first:
            silent += now.state != State.SUBMITTED or stored != words["purpose"] or answer.status_code != 409
        else:
            silent += stored == words["purpose"] or words["purpose"] not in answer.content.decode()
            workflow.unapprove(workflow.approvals_of([now])[0], by=coordinator)
        edits_first += is_edit_first
    print(f"{BESIDE_MOVES} edits beside approvals on {connection.vendor} ({edits_first} first): {silent} silent")
    assert silent == 0


@pytest.mark.stress
@pytest.mark.django_db
def test_a_form_sent_twice_writes_once(period, smolensk, smolensk_officer, coordinator, client_of):
    """A new event, a change, a hand-in and an approval, each sent twice."""
    submission = factories.make_submission(period, smolensk)
    officer, approving = client_of(smolensk_officer), client_of(coordinator)
    add = reverse("event_add", args=[submission.pk])
    for number in range(BESIDE_MOVES // 4):
        uid = str(uuid.uuid4())
        form = {**FORMSET, **factories.EVENT, "uid": uid, "name": f"Встреча {number}"}
        assert {officer.post(add, form).status_code for _ in range(2)} == {302}
        event = submission.events.get(uid=uid)
        changed = form_of(event, purpose=f"Уточнено {number}")
        assert {officer.post(reverse("event", args=[uid]), changed).status_code for _ in range(2)} == {302}
        assert list(event.revisions.values_list("version", flat=True).order_by("version")) == [1, 2]
        for client, move in ((officer, "submit"), (approving, "approve")):
            read = {"version": Submission.objects.get(pk=submission.pk).version, "confirm": "on"}
            address = reverse(move, args=[submission.pk])
            assert [client.post(address, read).status_code for _ in range(2)] == [302, 409]
        approved = Submission.objects.get(pk=submission.pk)
        workflow.reopen(approved, by=coordinator, reason="Дополнить", until=timezone.localdate())
        event_actions.delete_event(event, by=smolensk_officer)
    moves = submission.state_changes.values_list("move", flat=True)
    assert all(list(moves).count(move) == BESIDE_MOVES // 4 for move in ("submit", "approve", "reopen"))


@pytest.mark.stress
@pytest.mark.django_db
def test_of_two_coordinators_who_decide_at_once_one_decides(period, smolensk, smolensk_officer, coordinator, client_of):
    """One approves, the other returns with a note: the second is told who was faster, and keeps the note."""
    colleague = factories.make_user("colleague", "Котова Нина Ильинична", is_coordinator=True)
    submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    dice, wrong = random.Random(5), 0
    for pair in range(BESIDE_MOVES):
        read = Submission.objects.get(pk=submission.pk)
        note = f"Исправьте даты {pair}"
        sent = {"approve": {"version": read.version}, "return_for_changes": {"version": read.version, "note": note}}
        order = dice.sample(sorted(sent), 2)
        people = dice.sample([coordinator, colleague], 2)
        answers = [
            client_of(person).post(reverse(move, args=[submission.pk]), sent[move])
            for move, person in zip(order, people, strict=True)
        ]
        now = Submission.objects.get(pk=submission.pk)
        wrong += [answer.status_code for answer in answers] != [302, 409]
        wrong += now.state != {"approve": "approved", "return_for_changes": "returned"}[order[0]]
        wrong += order[1] == "return_for_changes" and note not in answers[1].content.decode()
        if now.state == State.APPROVED:
            workflow.unapprove(workflow.approvals_of([now])[0], by=coordinator)
        else:
            workflow.submit(now, by=smolensk_officer)
    print(f"{BESIDE_MOVES} pairs of decisions on {connection.vendor}: {wrong} wrong")
    assert wrong == 0
