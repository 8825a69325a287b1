"""Every write of an event: versions, revisions, merging, order, undo."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reports.actions import events, workflow
from reports.models import Event, EventRevision, Submission
from reports.queries import event_content
from reports.rules import event_fields, event_limits
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def event(submission):
    return factories.make_event(submission)


def fresh(event):
    return Event.objects.get(pk=event.pk)


def version_of(submission):
    return Submission.objects.get(pk=submission.pk).version


def test_each_write_adds_one_revision_and_moves_both_versions_on(event, submission, smolensk_officer):
    before = version_of(submission)
    saved = events.save_event(event, by=smolensk_officer, values={"name": "Новое имя"}, base_version=1)
    assert (saved.version, version_of(submission)) == (2, before + 1)
    revision = event.revisions.get(version=2)
    assert (revision.content["name"], revision.by, revision.cause) == ("Новое имя", smolensk_officer, "edited")


def test_a_save_that_changes_nothing_writes_nothing(event, submission, smolensk_officer):
    before = version_of(submission)
    events.save_event(event, by=smolensk_officer, values=event_content.values_of(event), base_version=1)
    assert (fresh(event).version, version_of(submission), event.revisions.count()) == (1, before, 1)


def test_a_stale_save_of_the_same_field_is_refused_with_both_texts(event, smolensk_officer):
    events.save_event(event, by=smolensk_officer, values={"purpose": "Первый текст"}, base_version=1)
    with pytest.raises(events.StaleEdit) as stale:
        events.save_event(event, by=smolensk_officer, values={"purpose": "Второй текст"}, base_version=1)
    assert stale.value.conflicts == ["purpose"]
    assert (stale.value.event.purpose, stale.value.values["purpose"]) == ("Первый текст", "Второй текст")
    assert fresh(event).purpose == "Первый текст"


def test_a_stale_save_of_other_fields_is_merged(event, smolensk_officer):
    whole_form = event_content.values_of(event)
    events.save_event(event, by=smolensk_officer, values={"purpose": "Новая цель"}, base_version=1)
    saved = events.save_event(event, by=smolensk_officer, values={**whole_form, "total": 12}, base_version=1)
    assert (saved.purpose, saved.total, saved.version) == ("Новая цель", 12, 3)


def test_sending_the_form_of_a_new_event_twice_makes_one_event(submission, smolensk_officer):
    uid = uuid.uuid4()
    first = events.create_event(submission, by=smolensk_officer, values=factories.EVENT, uid=uid)
    with pytest.raises(events.AlreadyCreated) as again:
        events.create_event(submission, by=smolensk_officer, values=factories.EVENT, uid=uid)
    assert again.value.event == first


def test_deleting_is_undone_with_everything(event, smolensk_officer):
    agreement = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": "А; Б"}
    events.save_event(event, by=smolensk_officer, values={"agreements": [agreement]}, base_version=1)
    events.delete_event(event, by=smolensk_officer, base_version=2)
    assert list(event.submission.events.present()) == []
    events.undelete_event(event, by=smolensk_officer)
    assert fresh(event).agreements.get().title == "Соглашение о дружбе"
    assert [revision.cause for revision in event.revisions.all()] == ["created", "edited", "deleted", "undeleted"]


def test_saving_over_a_deleted_event_is_refused_and_loses_nothing(event, smolensk_officer):
    events.delete_event(event, by=smolensk_officer)
    with pytest.raises(events.StaleEdit) as stale:
        events.save_event(event, by=smolensk_officer, values={"purpose": "Мой текст"}, base_version=1)
    assert stale.value.event.is_deleted
    assert stale.value.values["purpose"] == "Мой текст"


def test_an_earlier_version_is_restored_as_a_new_one(event, smolensk_officer):
    values = {"name": "Другое", "total": 5, "agreements": [{"kind": "contract", "title": "Договор", "parties": ""}]}
    events.save_event(event, by=smolensk_officer, values=values, base_version=1)
    restored = events.restore_version(fresh(event), by=smolensk_officer, version=1, base_version=2)
    assert (restored.name, restored.total, restored.version) == (factories.EVENT["name"], None, 3)
    assert not restored.agreements.exists()
    again = events.restore_version(fresh(event), by=smolensk_officer, version=2, base_version=3)
    assert again.agreements.get().title == "Договор"


def test_the_coordinators_edit_at_review_is_recorded_as_such(submission, smolensk_officer, coordinator):
    event = factories.make_event(submission)
    workflow.submit(submission, by=smolensk_officer)
    events.save_event(event, by=coordinator, values={"name": "Поправлено"}, base_version=1)
    assert event.revisions.last().cause == "coordinator"
    with pytest.raises(events.NotEditable):
        events.save_event(event, by=smolensk_officer, values={"name": "Моё"}, base_version=2)


def test_an_approved_report_cannot_be_written_by_anybody(period, smolensk, smolensk_officer, coordinator):
    approved = factories.make_submission(
        period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator
    )
    event = approved.events.get()
    for person in (smolensk_officer, coordinator, THE_PROGRAM):
        with pytest.raises(events.NotEditable):
            events.save_event(event, by=person, values={"name": "Моё"}, base_version=1, importing=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=approved.pk).update(version=99)


def test_an_event_left_out_stays_in_the_report_with_its_reason(submission, smolensk_officer, coordinator):
    event = factories.make_event(submission)
    workflow.submit(submission, by=smolensk_officer)
    with pytest.raises(ValueError, match="причину"):
        events.leave_out(event, by=coordinator, reason=" \n")
    left_out = events.leave_out(event, by=coordinator, reason="Не международное")
    assert not left_out.is_included
    assert list(submission.events.included()) == []
    assert events.include(event, by=coordinator).exclusion_reason == ""


def test_a_row_is_left_out_only_as_it_was_read(submission, smolensk_officer, coordinator):
    event = factories.make_event(submission)
    workflow.submit(submission, by=smolensk_officer)
    events.save_event(event, by=coordinator, values={"purpose": "Новая цель"}, base_version=1)
    with pytest.raises(events.StaleEdit):
        events.leave_out(event, by=coordinator, reason="Не международное", base_version=1)
    events.delete_event(event, by=coordinator)
    with pytest.raises(events.StaleEdit):
        events.leave_out(event, by=coordinator, reason="Не международное")
    assert fresh(event).is_included


def test_order_by_hand_and_back_to_dates(submission, smolensk_officer, coordinator):
    first, second, third = (
        factories.make_event(submission, name=str(day), period_text=f"{day} ноября 2024 года") for day in (3, 5, 7)
    )
    workflow.submit(submission, by=smolensk_officer)
    assert list(submission.events.in_report_order()) == [first, second, third]
    events.set_order(submission, by=coordinator, uids=[third.uid, first.uid, second.uid])
    assert list(submission.events.in_report_order()) == [third, first, second]
    events.order_by_date(submission, by=coordinator)
    assert list(submission.events.in_report_order()) == [first, second, third]


def test_a_new_event_in_a_manual_order_stands_by_date_and_asks_to_be_checked(submission, smolensk_officer, coordinator):
    early, late = (
        factories.make_event(submission, name=str(day), period_text=f"{day} ноября 2024 года") for day in (3, 7)
    )
    workflow.submit(submission, by=smolensk_officer)
    events.set_order(submission, by=coordinator, uids=[early.uid, late.uid])
    between = factories.make_event(submission, by=coordinator, period_text="5 ноября 2024 года")
    assert list(submission.events.in_report_order()) == [early, between, late]
    assert between.is_place_to_check


@pytest.fixture
def dated(submission, smolensk_officer):
    """Rows of 3, 5 and 7 November, named so, in a report that was handed in."""
    rows = [factories.make_event(submission, name=str(day), period_text=f"{day} ноября 2024 года") for day in (3, 5, 7)]
    workflow.submit(submission, by=smolensk_officer)
    return rows


def names_in_order(submission):
    return list(submission.events.present().in_report_order().values_list("name", flat=True))


def test_a_row_brought_back_after_the_order_was_dropped_stands_by_its_date(submission, dated, coordinator):
    early, between, late = dated
    events.set_order(submission, by=coordinator, uids=[late.uid, early.uid, between.uid])
    events.delete_event(late, by=coordinator)
    events.order_by_date(submission, by=coordinator)
    events.undelete_event(late, by=coordinator)
    assert names_in_order(submission) == ["3", "5", "7"]


def test_a_row_brought_back_after_an_order_was_set_asks_to_be_checked(submission, dated, coordinator):
    early, between, late = dated
    events.delete_event(early, by=coordinator)
    events.set_order(submission, by=coordinator, uids=[between.uid, late.uid])
    assert events.undelete_event(early, by=coordinator).is_place_to_check
    assert names_in_order(submission) == ["3", "5", "7"]


def test_a_row_brought_back_takes_its_place_in_the_order_by_hand(submission, dated, coordinator):
    early, between, late = dated
    events.set_order(submission, by=coordinator, uids=[late.uid, early.uid, between.uid])
    events.delete_event(late, by=coordinator)
    assert not events.undelete_event(late, by=coordinator).is_place_to_check
    assert names_in_order(submission) == ["7", "3", "5"]


def test_order_of_other_events_than_there_are_is_refused(submission, event, smolensk_officer, coordinator):
    workflow.submit(submission, by=smolensk_officer)
    for uids in ([], [event.uid, event.uid], [uuid.uuid4()]):
        with pytest.raises(ValueError, match="строки изменились"):
            events.set_order(submission, by=coordinator, uids=uids)


def test_texts_too_long_for_the_column_are_refused_by_field(submission, smolensk_officer):
    with pytest.raises(ValidationError) as refused:
        events.create_event(submission, by=smolensk_officer, values={**factories.EVENT, "name": "я" * 40_000})
    assert list(refused.value.message_dict) == ["name"]


def test_understanding_again_never_touches_texts(event, submission):
    Event.objects.filter(pk=event.pk).update(start=None, end=None, precision="none", sort_key="9")
    assert events.understand_again(fresh(event), by=THE_PROGRAM)
    assert fresh(event).start == datetime.date(2024, 11, 4)
    assert event.revisions.last().cause == "understood"
    assert not events.understand_again(fresh(event), by=THE_PROGRAM)


def test_revisions_are_append_only(event):
    revision = event.revisions.get()
    with pytest.raises(TypeError):
        revision.save()
    with pytest.raises(TypeError):
        EventRevision.objects.all().delete()


def test_an_agreements_countries_survive_a_form_that_does_not_show_them(event, smolensk_officer):
    agreement = {"kind": "contract", "title": "Договор", "parties": "", "countries": ["BY"]}
    saved = events.save_event(event, by=smolensk_officer, values={"agreements": [agreement]}, base_version=1)
    shown = [{key: row[key] for key in ("id", "kind", "title")} for row in event_content.values_of(saved)["agreements"]]
    assert events.save_event(saved, by=smolensk_officer, values={"agreements": shown}, base_version=2).version == 2
    shown[0]["title"] = "Договор о дружбе"
    events.save_event(saved, by=smolensk_officer, values={"agreements": shown}, base_version=2)
    assert [country.pk for country in event.agreements.get().countries.all()] == ["BY"]
    assert event.revisions.last().content["agreements"][0]["countries"] == ["BY"]


# Limits


@pytest.fixture
def two_at_most(monkeypatch):
    """A report is full with two events."""
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 2)


def test_a_full_report_takes_no_new_event_and_says_what_to_do(event, submission, smolensk_officer, two_at_most):
    events.create_event(submission, by=smolensk_officer, values=factories.EVENT)
    with pytest.raises(events.ReportFull, match="Удалите лишние строки"):
        events.create_event(submission, by=smolensk_officer, values=factories.EVENT)
    assert (submission.events.count(), version_of(submission)) == (2, 3)


@pytest.mark.parametrize("way", ["importing", "command"])
def test_every_way_of_adding_an_event_asks_for_room(event, submission, smolensk_officer, two_at_most, way):
    by = THE_PROGRAM if way == "command" else smolensk_officer
    events.create_event(submission, by=by, values=factories.EVENT, importing=True)
    with pytest.raises(events.ReportFull):
        events.create_event(submission, by=by, values=factories.EVENT, importing=True)


def test_a_deleted_event_makes_room_and_comes_back_only_where_there_is_some(
    event, submission, smolensk_officer, two_at_most
):
    events.create_event(submission, by=smolensk_officer, values=factories.EVENT)
    events.delete_event(event, by=smolensk_officer)
    third = events.create_event(submission, by=smolensk_officer, values=factories.EVENT)
    with pytest.raises(events.ReportFull):
        events.undelete_event(fresh(event), by=smolensk_officer)
    assert fresh(event).is_deleted
    events.delete_event(third, by=smolensk_officer)
    assert not events.undelete_event(fresh(event), by=smolensk_officer).is_deleted


def test_events_of_a_full_report_are_changed_and_sent_twice_as_ever(event, submission, smolensk_officer, two_at_most):
    uid = uuid.uuid4()
    events.create_event(submission, by=smolensk_officer, values=factories.EVENT, uid=uid)
    with pytest.raises(events.AlreadyCreated):
        events.create_event(submission, by=smolensk_officer, values=factories.EVENT, uid=uid)
    assert events.save_event(event, by=smolensk_officer, values={"total": 5}, base_version=1).total == 5


@pytest.fixture
def letters_at_most(monkeypatch, event):
    """Sets how many letters the report of `event` takes beyond those that it has."""

    def set_room(room):
        monkeypatch.setattr(event_limits, "MOST_LETTERS", event_limits.letters_of(events.values_of(event)) + room)

    return set_room


OWN = event_limits.letters_of(factories.EVENT)  # letters of a further event


@pytest.mark.parametrize("way", ["form", "importing", "command"])
def test_texts_beyond_the_room_of_a_report_are_refused_on_every_way(
    event, submission, smolensk_officer, letters_at_most, way
):
    by = THE_PROGRAM if way == "command" else smolensk_officer
    letters_at_most(OWN)
    long = {**factories.EVENT, "purpose": factories.EVENT["purpose"] + "я"}
    with pytest.raises(events.ReportFull, match="Сократите этот текст"):
        events.create_event(submission, by=by, values=long, importing=way != "form")
    events.create_event(submission, by=by, values=factories.EVENT, importing=way != "form")
    with pytest.raises(events.ReportFull):
        events.save_event(event, by=by, values={"note": "я"}, base_version=1, importing=way != "form")
    assert (submission.events.count(), version_of(submission)) == (2, 3)


def test_texts_of_documents_take_room_too(event, submission, smolensk_officer, letters_at_most):
    letters_at_most(20)
    rows = [{"kind": "agreement", "title": "я" * 10, "parties": "я" * 11}]
    with pytest.raises(events.ReportFull):
        events.save_event(event, by=smolensk_officer, values={"agreements": rows}, base_version=1)
    rows[0]["parties"] = "я" * 10
    saved = events.save_event(event, by=smolensk_officer, values={"agreements": rows}, base_version=1)
    with pytest.raises(events.ReportFull):
        events.save_event(saved, by=smolensk_officer, values={"note": "я"}, base_version=2)


def test_texts_over_the_room_from_before_are_kept_and_may_shrink(event, smolensk_officer, letters_at_most):
    letters_at_most(-30)
    saved = events.save_event(event, by=smolensk_officer, values={"total": 5}, base_version=1)
    shorter = {"purpose": event.purpose[:-5], "note": "вот"}
    saved = events.save_event(saved, by=smolensk_officer, values=shorter, base_version=2)
    assert (saved.total, saved.note) == (5, "вот")
    with pytest.raises(events.ReportFull):
        events.restore_version(saved, by=smolensk_officer, version=2, base_version=3)
    assert fresh(event).version == 3


def test_a_deleted_event_gives_its_letters_back_and_returns_only_where_they_fit(
    event, submission, smolensk_officer, letters_at_most
):
    letters_at_most(OWN - 1)
    events.delete_event(event, by=smolensk_officer)
    other = events.create_event(submission, by=smolensk_officer, values=factories.EVENT)
    with pytest.raises(events.ReportFull, match="Сократите"):
        events.undelete_event(fresh(event), by=smolensk_officer)
    assert fresh(event).is_deleted
    events.delete_event(other, by=smolensk_officer)
    assert not events.undelete_event(fresh(event), by=smolensk_officer).is_deleted


def test_the_real_reports_are_far_from_the_limits():
    # The whole oblast a quarter: about 53 rows with a thousand letters each.
    assert event_limits.MOST_EVENTS > 5 * 53
    assert event_limits.MOST_LETTERS > 9 * 53 * 1000


TOO_MUCH = [
    *((key, "я" * (event_limits.LONGEST_TEXT + 1), key) for key in event_fields.TEXTS),
    ("name", "я" * 4001, "name"),
    ("place_text", "я" * 2001, "place_text"),
    ("period_text", "я" * 1001, "period_text"),
    ("total", event_limits.MOST_PEOPLE + 1, "total"),
    ("total_foreign", event_limits.MOST_PEOPLE + 1, "total_foreign"),
    ("agreements", [{"title": "Договор"}] * (event_limits.MOST_AGREEMENTS + 1), "agreements"),
    ("agreements", [{"title": "я" * 501}], "agreements"),
    ("agreements", [{"title": "Договор", "parties": "я" * (event_limits.LONGEST_TEXT + 1)}], "agreements"),
    ("agreements", [{"title": "Договор", "signed_text": "я" * 201}], "agreements"),
]


@pytest.mark.parametrize(("key", "value", "wrong"), TOO_MUCH)
@pytest.mark.parametrize("importing", [False, True])
def test_what_the_form_would_refuse_no_other_way_writes(
    event, submission, smolensk_officer, key, value, wrong, importing
):
    way = {"by": smolensk_officer, "importing": importing}
    with pytest.raises(ValidationError) as new:
        events.create_event(submission, values={**factories.EVENT, key: value}, **way)
    with pytest.raises(ValidationError) as changed:
        events.save_event(event, values={key: value}, base_version=1, **way)
    assert wrong in new.value.message_dict
    assert wrong in changed.value.message_dict
    assert (submission.events.count(), fresh(event).version) == (1, 1)


def test_texts_as_long_as_the_form_takes_are_written(submission, smolensk_officer):
    values = {**factories.EVENT, "purpose": "я" * event_limits.LONGEST_TEXT, "agreements": [{"title": "я" * 500}]}
    event = events.create_event(submission, by=smolensk_officer, values=values)
    assert len(fresh(event).purpose) == event_limits.LONGEST_TEXT


def test_an_over_long_text_from_before_the_limits_stops_no_other_change(event, smolensk_officer):
    long = "я" * (event_limits.LONGEST_TEXT + 1)
    Event.objects.filter(pk=event.pk).update(purpose=long)
    saved = events.save_event(
        fresh(event), by=smolensk_officer, values={"purpose": long, "name": "Другое"}, base_version=1
    )
    assert (saved.name, saved.purpose) == ("Другое", long)
