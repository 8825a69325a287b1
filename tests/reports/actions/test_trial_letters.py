"""A trial letter goes the way of every letter, and is called sent only when a mail server has taken it."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from reports.actions.letters import send_letters
from reports.actions.trial_letters import NO_ADDRESS, NO_MAIL_SERVER, TrialRefused, send_trial_letter
from reports.models import Letter, LetterTry
from reports.rules.permissions import THE_PROGRAM

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(list_administrator):
    list_administrator.email = "zimin@example.ru"
    list_administrator.save()
    return list_administrator


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_it_leaves_by_the_command_and_leads_back_to_the_first_steps(administrator, settings):
    settings.SITE_URL = "https://pobratim.example.ru"
    send_trial_letter(by=administrator)
    assert (states(), mail.outbox) == (["waiting"], [])
    assert send_letters(by=THE_PROGRAM) == (1, 0)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["zimin@example.ru"], "Побратим: пробное письмо")
    assert "https://pobratim.example.ru/first-steps/" in letter.body
    assert states() == ["sent"]


def test_another_one_takes_the_place_of_that_which_waits(administrator):
    """Who presses five times gets one letter."""
    for _ in range(5):
        send_trial_letter(by=administrator)
    assert send_letters(by=THE_PROGRAM) == (1, 0)
    assert sorted(states()) == ["dropped"] * 4 + ["sent"]


def test_what_the_mail_server_says_is_kept(administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    send_trial_letter(by=administrator)
    assert send_letters(by=THE_PROGRAM) == (0, 1)
    assert "refused" in LetterTry.objects.get().failure
    assert states() == ["waiting"]
    assert Letter.objects.get().next_try_at - timezone.now() < datetime.timedelta(minutes=6), "on a day off, too"


def test_one_to_an_address_of_before_is_dropped(administrator):
    send_trial_letter(by=administrator)
    administrator.email = "other@example.ru"
    administrator.save()
    send_letters(by=THE_PROGRAM)
    assert (states(), mail.outbox) == (["dropped"], [])


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased"])
def test_where_letters_go_nowhere_none_is_written(administrator, settings, backend):
    """Printed to a log it would look as if it had left."""
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    with pytest.raises(TrialRefused, match=NO_MAIL_SERVER):
        send_trial_letter(by=administrator)
    assert not Letter.objects.exists()


def test_who_has_no_address_is_told_where_to_write_it(list_administrator):
    with pytest.raises(TrialRefused, match=NO_ADDRESS):
        send_trial_letter(by=list_administrator)
