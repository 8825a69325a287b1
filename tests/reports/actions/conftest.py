"""The outbox and the clock of notices, letters and reminders."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from .post import OUTBOX

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = OUTBOX
    mail.outbox = []


@pytest.fixture
def clock(monkeypatch):
    """Function day, hour → the whole program sees this time."""

    def set_to(day, hour=9, minute=0):
        moment = datetime.datetime.combine(day, datetime.time(hour, minute), MOSCOW).astimezone(datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to
