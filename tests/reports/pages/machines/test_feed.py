"""What stands in a calendar: deadlines and events, by another program's reader. Whose: tests/whole/test_machines.py."""

import datetime

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, extensions, machines, periods
from reports.models import Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def report(period, smolensk):
    return Submission.objects.get(period=period, municipality=smolensk)


def calendar_of(user):
    """uid without its host → the entry."""
    feed = machines.make_feed(by=user)
    answer = Client().get(reverse("calendar", args=[machines.secret_of_feed(feed)]))
    entries = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(entry["UID"]).partition("@")[0]: entry for entry in entries}


def first_day(entry):
    return entry.decoded("DTSTART")


def test_an_officer_has_the_day_of_the_own_report(period, report, smolensk_officer, smolensk):
    [entry] = calendar_of(smolensk_officer).values()
    assert first_day(entry) == period.deadline
    assert str(entry["SUMMARY"]) == "Срок сдачи отчёта: IV квартал 2024 года, город Смоленск"
    assert "черновик" in entry["DESCRIPTION"]
    assert str(entry["URL"]).endswith(f"/report/{report.pk}/")


def test_an_extension_moves_the_day_of_the_same_entry(period, report, smolensk_officer, coordinator):
    """By its number a program knows the entry again, by the sequence that it has changed."""
    [(uid, before)] = calendar_of(smolensk_officer).items()
    until = timezone.localdate() + datetime.timedelta(days=40)
    extensions.extend(report, by=coordinator, reason="Болезнь", until=until)
    entry = calendar_of(smolensk_officer)[uid]
    assert first_day(entry) == until
    assert entry["SEQUENCE"] > before["SEQUENCE"]
    assert entry.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")


def test_who_follows_the_quarter_has_its_two_days(period, coordinator, observer):
    for user in (coordinator, observer):
        found = calendar_of(user)
        assert {uid: first_day(entry) for uid, entry in found.items()} == {
            "deadline-2024-4": period.deadline,
            "last-day-2024-4": period.hard_deadline,
        }


def test_other_dates_move_the_same_entries(period, coordinator):
    before = calendar_of(coordinator)["deadline-2024-4"]
    day = period.deadline - datetime.timedelta(days=1)
    periods.set_dates(period, by=coordinator, deadline=day)
    after = calendar_of(coordinator)["deadline-2024-4"]
    assert first_day(after) == day
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_closed_quarter_has_no_deadline(period, coordinator, smolensk_officer):
    periods.close(period, by=coordinator)
    assert calendar_of(coordinator) == calendar_of(smolensk_officer) == {}


def test_an_event_lasts_to_the_end_of_its_last_day(report, smolensk_officer):
    event = factories.make_event(
        report, by=smolensk_officer, name="Дни Витебска; хор, танцы", period_text="28–30 сентября 2024 года"
    )
    entry = calendar_of(smolensk_officer)[str(event.uid)]
    assert (first_day(entry), entry.decoded("DTEND")) == (datetime.date(2024, 9, 28), datetime.date(2024, 10, 1))
    assert (str(entry["SUMMARY"]), str(entry["LOCATION"])) == (event.name, event.place_text)
    assert "IV квартал 2024 года: черновик" in entry["DESCRIPTION"]
    fresh = events.save_event(event, by=smolensk_officer, values={"name": "Дни Витебска"}, base_version=1)
    again = calendar_of(smolensk_officer)[str(event.uid)]
    assert (entry["SEQUENCE"], again["SEQUENCE"], str(again["SUMMARY"])) == (1, 2, fresh.name)


def test_an_event_without_days_is_left_out(report, smolensk_officer):
    event = factories.make_event(report, by=smolensk_officer, period_text="весь сезон")
    assert event.start is None
    assert str(event.uid) not in calendar_of(smolensk_officer)


def test_old_quarters_are_left_out(smolensk, smolensk_officer, coordinator):
    """A calendar is for looking ahead and a little back."""
    old = factories.make_submission(factories.make_period(2019, 1), smolensk, officer=smolensk_officer)
    event = old.events.get()
    assert str(event.uid) in calendar_of(smolensk_officer)
    periods.close(old.period, by=coordinator)
    assert str(event.uid) not in calendar_of(smolensk_officer)


def test_many_events_ask_no_more_questions(report, smolensk_officer, django_assert_max_num_queries):
    feed = machines.make_feed(by=smolensk_officer)
    address = reverse("calendar", args=[machines.secret_of_feed(feed)])

    def asked():
        with django_assert_max_num_queries(30) as questions:
            Client().get(address)
        return len(questions)

    factories.make_event(report, by=smolensk_officer)
    asked()
    before = asked()
    for number in range(5):
        factories.make_event(report, by=smolensk_officer, name=f"Концерт {number}")
    assert asked() == before
