"""`tick`: letters at each run, the cleaning up once a night."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports.management.commands import tick
from reports.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleaned(monkeypatch):
    """How the commands are called, without their work."""
    called = []
    monkeypatch.setattr(tick, "call_command", lambda name, **_: called.append(name))
    return called


def at(hour, day=10):
    return datetime.datetime(2026, 11, day, hour, 5, tzinfo=timezone.get_current_timezone())


def run(monkeypatch, moment):
    monkeypatch.setattr(tick.timezone, "localtime", lambda: moment)
    call_command("tick")
    Heartbeat.objects.filter(name=Heartbeat.Name.CLEAN_UP, at__gt=moment).update(at=moment)


def test_letters_go_at_each_run_and_the_cleaning_once_a_night(monkeypatch, cleaned):
    for moment in (at(12), at(13), at(3, 11), at(4, 11), at(12, 11), at(3, 12)):
        run(monkeypatch, moment)
    assert cleaned.count("send_mail") == 6
    # First of all at noon, because nobody knows of an earlier one; then in the second night.
    assert [place for place, name in enumerate(cleaned) if name == "clean_up"] == [1, 7]


def test_a_machine_that_is_off_at_night_is_cleaned_in_the_day(monkeypatch, cleaned):
    for day in (10, 11, 12):
        run(monkeypatch, at(12, day))
    assert cleaned.count("clean_up") == 2


def test_histories_are_verified_in_the_night_to_monday(monkeypatch, cleaned):
    for day in range(10, 18):
        run(monkeypatch, at(3, day))
    assert cleaned.count("verify_history") == 1
    run(monkeypatch, at(3, 23))
    assert cleaned[-3:] == ["send_mail", "clean_up", "verify_history"]


def test_a_broken_history_ends_it_with_one_after_all_else_is_done(monkeypatch):
    monkeypatch.setattr(tick.timezone, "localtime", lambda *_: at(3, 16))
    monkeypatch.setattr("reports.management.commands.verify_history.broken_seals", lambda: iter(["печать сорвана"]))
    with pytest.raises(CommandError, match="печать сорвана"):
        call_command("tick")
    assert Heartbeat.objects.filter(name=Heartbeat.Name.CLEAN_UP).exists()


def test_it_does_the_real_work():
    call_command("tick")
    assert set(Heartbeat.objects.values_list("name", flat=True)) >= {"letters", "clean_up"}
