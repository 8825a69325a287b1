"""What runs beside the web processes says that it lives; /healthz reads it (tests/config/test_troubles.py)."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from reports.actions.heartbeats import give_a_sign
from reports.management.commands import import_worker
from reports.models import Heartbeat
from reports.rules.permissions import THE_PROGRAM

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_a_sign_is_one_row_that_is_written_over(monkeypatch):
    for minute in range(3):
        moment = datetime.datetime(2026, 11, 29, 12, minute, tzinfo=datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        give_a_sign(Heartbeat.Name.LETTERS, by=THE_PROGRAM)
    assert list(Heartbeat.objects.values_list("name", "at")) == [("letters", moment)]


def test_the_command_of_the_letters_gives_its_sign_when_it_has_come_through():
    call_command("send_mail")
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["letters"]


def test_the_worker_gives_its_sign_at_once_and_then_from_time_to_time(monkeypatch):
    """It looks for work twice a second; a write each time would keep SQLite busy."""
    given, clock = [], iter([0, 1, 19, 21, 30])
    monkeypatch.setattr(import_worker, "give_a_sign", lambda name, *, by: given.append(name))
    monkeypatch.setattr(import_worker.time, "monotonic", lambda: next(clock))
    worker = import_worker.Command()
    worker.signed_at = None
    counts = []
    for _ in range(5):
        worker._give_a_sign()
        counts.append(len(given))
    assert (counts, set(given)) == ([1, 1, 1, 2, 2], {"import_worker"})
