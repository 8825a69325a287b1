"""How values come onto an event: cleaned, understood, pinned."""

import datetime

import pytest

from reports.actions import events
from reports.models import Event
from reports.queries import event_content
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def event(submission):
    return factories.make_event(submission)


def fresh(event):
    return Event.objects.get(pk=event.pk)


def test_structure_is_understood_from_the_text(event):
    assert (event.start, event.end, event.precision) == (*[datetime.date(2024, 11, 4)] * 2, "day")
    assert (event.place_format, event.place_country_id, event.place_locality) == ("offline", "BY", "г.\u00a0Минск")


def test_what_is_not_understood_is_kept_as_typed(submission):
    event = factories.make_event(submission, period_text="по согласованию", place_text="где-то")
    assert (event.period_text, event.start, event.precision) == ("по согласованию", None, "none")
    assert (event.place_text, event.place_country) == ("где-то", None)


def test_days_pinned_by_hand_stay_when_the_text_changes_until_confirmed(event, smolensk_officer):
    pin = ["2024-10-01", "2024-10-05", "day"]
    events.save_event(event, by=smolensk_officer, values={"period_text": "осенью", "period_pin": pin}, base_version=1)
    changed = events.save_event(
        fresh(event), by=smolensk_officer, values={"period_text": "в октябре", "period_pin": pin}, base_version=2
    )
    assert (changed.start, changed.period_pinned_for) == (datetime.date(2024, 10, 1), "осенью")
    confirmed = events.save_event(
        fresh(event), by=smolensk_officer, values={"period_pin": pin}, base_version=3, confirm_pins=True
    )
    assert confirmed.period_pinned_for == "в октябре"
    unpinned = events.save_event(
        fresh(event),
        by=smolensk_officer,
        values={"period_text": "3 октября 2024 года", "period_pin": None},
        base_version=4,
    )
    assert (unpinned.start, unpinned.period_source) == (datetime.date(2024, 10, 3), "text")


def test_a_pinned_place_stays_when_the_text_changes(event, smolensk_officer):
    factories.make_country("RS", "Сербия", "Республика Сербия")
    events.save_event(
        event, by=smolensk_officer, values={"place_text": "Крагуевац", "place_pin": ["mixed", "RS", ""]}, base_version=1
    )
    changed = events.save_event(
        fresh(event), by=smolensk_officer, values={"place_text": "Крагуевац и онлайн"}, base_version=2
    )
    assert (changed.place_format, changed.place_country_id, changed.place_pinned_for) == ("mixed", "RS", "Крагуевац")


def test_the_sentence_of_a_new_agreement_is_appended_in_the_same_save(event, smolensk_officer):
    values = {**event_content.values_of(event)}
    values["agreements"] = [
        {
            "kind": "agreement",
            "title": "Соглашение о сотрудничестве",
            "parties": "Администрация города Смоленска; Администрация города Витебска",
            "append": True,
        }
    ]
    saved = events.save_event(event, by=smolensk_officer, values=values, base_version=1)
    assert saved.purpose.startswith(factories.EVENT["purpose"] + ".\nПодписано Соглашение о сотрудничестве между ")
    assert saved.version == 2


def test_dirty_text_is_cleaned_whatever_the_way_in(submission, smolensk_officer):
    event = events.create_event(
        submission,
        by=smolensk_officer,
        values={**factories.EVENT, "name": " Й\u0438\u0306\x00 ", "purpose": "один\r\nдва\ud800\x0c"},
    )
    assert (event.name, fresh(event).purpose) == ("Йй", "один\nдва")
