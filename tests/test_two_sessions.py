"""Two people at one event: whatever the order, no text is overwritten in silence."""

import os
import random
import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection, connections
from django.urls import reverse

from reports import editing
from reports.models import Event, EventRevision
from tests import factories
from tests.test_routes import FORMSET

PAIRS = 1000 if os.environ.get("POBRATIM_STRESS") else 200


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
    nothing; what the second typed stands in the answer."""
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
            editing.save_event(event, by=by, values={"purpose": text}, base_version=version)
            outcomes.append("stored")
        except editing.StaleEdit:
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
                editing.save_event(event, by=smolensk_officer, values={"total": version}, base_version=version)
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
