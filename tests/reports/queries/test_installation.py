"""What the database tells of the installation. The rest is asked by tests/config/test_doctor.py."""

import datetime

import pytest
from django.utils import timezone

from reports.models import Event, Heartbeat, Letter
from reports.queries import installation
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_signs_and_letters_have_their_times(coordinator):
    assert (installation.last_sign("backup"), installation.last_letter()) == (None, None)
    now = timezone.now()
    Heartbeat.objects.create(name=Heartbeat.Name.BACKUP, at=now)
    for days in (2, 1):
        Letter.objects.create(user=coordinator, state="sent", sent_at=now - datetime.timedelta(days=days))
    for tries in (2, 3):
        Letter.objects.create(user=coordinator, attempts=tries)
    assert installation.last_sign("backup") == now
    assert installation.last_letter() == now - datetime.timedelta(days=1)
    assert installation.letters_that_fail() == 1
    assert installation.fresh_backups(now).exists()
    assert not installation.fresh_backups(now + datetime.timedelta(seconds=1)).exists()
    assert installation.coordinators_without_second_step() == 1


def test_a_changed_row_is_told(period, smolensk):
    factories.make_submission(period, smolensk, state="submitted")
    assert installation.broken() == []
    Event.objects.update(name="Подмена")
    assert installation.broken()


@pytest.mark.child_process
def test_what_is_left_to_parsers_is_asked_of_them_once(monkeypatch):
    """A start is dear, and the kernel stays as it is."""
    installation.left_to_the_reader.cache_clear()
    installation.left_to_libreoffice.cache_clear()
    told = installation.left_to_the_reader(), installation.left_to_libreoffice()
    assert all(isinstance(one, list) and "memory" not in one for one in told)
    monkeypatch.setattr(installation.process, "left", None)
    monkeypatch.setattr(installation.convert, "left", None)
    assert (installation.left_to_the_reader(), installation.left_to_libreoffice()) == told
