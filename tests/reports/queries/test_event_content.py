"""An event as data, and whether two of them say the same."""

import datetime

import pytest

from reports.actions import events, partners
from reports.models import Event
from reports.queries.event_content import (
    content_of,
    has_changed_since,
    letters_in,
    letters_in_report,
    same,
    same_key,
    values_of,
)
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def event(period, smolensk, smolensk_officer):
    partner = factories.make_partner(municipality=smolensk)
    agreement = {"kind": "agreement", "title": "О дружбе", "countries": ["BY"], "signed_on": "2024-11-04"}
    values = {"partners": [[partner.pk, partner.name]], "countries": ["BY"], "agreements": [agreement], "total": 20}
    report = factories.make_submission(period, smolensk)
    return Event.objects.get(pk=factories.make_event(report, by=smolensk_officer, **values).pk)


def test_the_values_written_again_change_nothing(event, smolensk_officer):
    saved = events.save_event(event, by=smolensk_officer, values=values_of(event), base_version=1)
    assert (saved.version, saved.revisions.count()) == (1, 1)


def test_a_revision_keeps_the_whole_content(event):
    assert event.revisions.get().full_content == content_of(event)


def test_days_are_pinned_only_by_hand(event, smolensk_officer):
    assert values_of(event)["period_pin"] is values_of(event)["place_pin"] is None
    pin = ["2024-11-01", "2024-11-03", "day"]
    saved = events.save_event(event, by=smolensk_officer, values={"period_pin": pin}, base_version=1)
    assert values_of(saved)["period_pin"] == pin
    assert (saved.start, saved.end) == (datetime.date(2024, 11, 1), datetime.date(2024, 11, 3))


def test_partners_are_the_same_by_their_number_whatever_they_are_called(event):
    one, other = values_of(event), values_of(event)
    other["partners"] = [[pk, "Иначе"] for pk, _ in other["partners"]]
    assert same(one, other)
    other["partners"] = [[0, "Другой"]]
    assert not same(one, other)


def test_an_agreement_is_compared_by_what_both_sides_give():
    one = {"agreements": [{"id": 1, "kind": "agreement", "title": "О дружбе", "countries": ["BY"]}]}
    other = {"agreements": [{"id": 2, "kind": "agreement", "title": "О дружбе"}]}
    assert same_key("agreements", one, other)
    assert not same_key("agreements", one, {"agreements": [{"kind": "agreement", "title": "О мире"}]})
    assert not same_key("agreements", one, {"agreements": []})


@pytest.mark.parametrize("change", ["values", "deletion"])
def test_what_somebody_wrote_since_is_a_change(event, smolensk_officer, change):
    if change == "values":
        event = events.save_event(event, by=smolensk_officer, values={"purpose": "Иное"}, base_version=1)
    else:
        events.delete_event(event, by=smolensk_officer)
        event = Event.objects.get(pk=event.pk)
    assert has_changed_since(event, 1)
    assert not has_changed_since(event, event.version)


def test_two_partners_merged_are_nobodys_change(event, list_administrator):
    gone = event.partners.get()
    kept = factories.make_partner("г. Орша", is_confirmed=True)
    partners.merge(kept, gone, by=list_administrator)
    assert not has_changed_since(Event.objects.get(pk=event.pk), 1)


def test_the_letters_of_one_report_are_those_that_many_are_asked_for(event, vyazma, smolensk_officer):
    """Of present events and their documents; the question about one is put together only once."""
    report = event.submission
    agreement = {"kind": "agreement", "title": "О дружбе", "parties": "", "countries": ["BY"]}
    factories.make_event(report, by=smolensk_officer, agreements=[agreement])
    gone = factories.make_event(report, by=smolensk_officer)
    events.delete_event(gone, by=smolensk_officer)
    empty = factories.make_submission(report.period, vyazma)
    both = letters_in([report, empty])
    assert both[report.pk] == letters_in_report(report.pk) > len("О дружбе")
    assert letters_in_report(empty.pk) == both[empty.pk] == 0
