"""Corrections of the house style, accepted and taken back."""

import threading

import pytest
from django.db import connections

from reports.actions import events as event_actions
from reports.actions import house_style
from reports.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


PURPOSE = 'Ансамбль "Заря" получил 3 диплом'
RIGHT = "Ансамбль «Заря» получил 3 диплома"


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(), smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def event(report):
    return factories.make_event(report, purpose=PURPOSE)


def purpose_of(event):
    return Event.objects.get(pk=event.pk).purpose


def advice_of(report):
    """What is advised for the purposes; that of places is no-break blanks alone."""
    return [advice for advice in house_style.advice_for(report) if advice.field == "purpose"]


def keys_of(report):
    return [advice.key for advice in advice_of(report)]


def test_advice_names_its_event_its_field_and_what_it_would_write(report, event):
    found = advice_of(report)
    assert {(advice.event, advice.label) for advice in found} == {(event, "цель, содержание и результат")}
    assert len(set(keys_of(report))) == len(found) == 2


def test_accepted_advice_is_written_in_one_version_and_given_no_more(report, event, smolensk_officer):
    changed, before, after = house_style.accept_advice(report, by=smolensk_officer, keys=keys_of(report))
    assert (changed, after - before) == ([event], 1)
    assert (purpose_of(event), keys_of(report)) == (RIGHT, [])


def test_advice_of_a_text_that_has_changed_is_passed_over(report, event, smolensk_officer):
    keys = keys_of(report)
    event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Своё"}, base_version=1)
    assert house_style.accept_advice(report, by=smolensk_officer, keys=keys)[0] == []
    assert purpose_of(event) == "Своё"


def test_taking_back_gives_the_texts_of_before_and_leaves_what_was_changed_since(report, event, smolensk_officer):
    other = factories.make_event(report, purpose=PURPOSE)
    _, before, after = house_style.accept_advice(report, by=smolensk_officer, keys=keys_of(report))
    event_actions.save_event(
        Event.objects.get(pk=other.pk), by=smolensk_officer, values={"purpose": "Своё"}, base_version=2
    )
    assert house_style.undo_advice(report, by=smolensk_officer, after=before, until=after) == (1, 1)
    assert (purpose_of(event), purpose_of(other)) == (PURPOSE, "Своё")


def test_no_break_blanks_are_no_advice_that_a_person_can_judge(report):
    assert house_style.seen_advice("в 2024 году, 5 мая", "purpose") == []
    assert house_style.seen_advice(PURPOSE, "purpose")


@pytest.mark.django_db(transaction=True)
def test_a_text_written_while_corrections_are_made_is_never_lost(report, event, smolensk_officer, monkeypatch):
    """Whoever comes second is told: the writer that the text has changed, never the corrector by a crash."""
    advice_for, told = house_style.advice_for, []

    def write():
        try:
            event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Своё"}, base_version=1)
        except event_actions.StaleEdit as stale:
            told.append(stale.values["purpose"])
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)

    def find_while_somebody_writes(submission):
        found = advice_for(submission)
        thread.start()
        thread.join(1)  # the write goes through or, as it should, waits
        return found

    keys = [advice.key for advice in advice_for(report)]
    monkeypatch.setattr(house_style, "advice_for", find_while_somebody_writes)
    house_style.accept_advice(report, by=smolensk_officer, keys=keys)
    thread.join()
    assert (purpose_of(event), told) == (RIGHT, ["Своё"])
