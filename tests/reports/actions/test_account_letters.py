"""A letter about a sign-in leaves, or is tried again."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.models import AccountLetter
from municipalities.models.account_letters import ask_for_link
from reports.actions import account_letters
from reports.actions.account_letters import send_account_letters
from reports.rules.permissions import THE_PROGRAM
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return make_user("petrova", "Петрова «Анна» О'Нил", email="Petrova@vyazma.example")


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected("x"), ConnectionRefusedError(), ValueError("address")]
)
def test_a_letter_that_does_not_leave_is_tried_again_and_given_up_at_last(person, monkeypatch, caplog, error):
    with monkeypatch.context() as patch:
        patch.setattr(account_letters, "send_mail", raising(error))
        ask_for_link(person)
        assert send_account_letters(by=THE_PROGRAM) == (0, 1)
    assert "has not left" in caplog.text
    now = timezone.now()
    assert send_account_letters(now + timedelta(minutes=4), by=THE_PROGRAM) == (0, 0)
    assert send_account_letters(now + timedelta(minutes=6), by=THE_PROGRAM) == (1, 0)
    monkeypatch.setattr(account_letters, "send_mail", raising(error))
    ask_for_link(person)
    tries = [send_account_letters(now + timedelta(days=day), by=THE_PROGRAM) for day in range(1, 9)]
    assert tries == [(0, 1)] * 5 + [(0, 0)] * 3
    assert not AccountLetter.objects.exists()


def raising(error):
    def send(*args, **kwargs):
        raise error

    return send
