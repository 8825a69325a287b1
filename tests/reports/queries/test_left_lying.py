"""What a program beside the pages should have taken is noticed."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from municipalities.models import AccountLetter
from municipalities.models.account_letters import ask_for_link
from reports.actions import workflow
from reports.models import ImportJob
from reports.queries.left_lying import is_left_lying, jobs_left_lying, waits_since
from tests import factories

pytestmark = pytest.mark.django_db
State = ImportJob.State
DAY = datetime.date(2025, 1, 15)


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


@pytest.fixture
def of_state(coordinator):
    return lambda state: factories.make_import(factories.make_period(), None, by=coordinator, state=state)


# Uploaded tables


@pytest.mark.parametrize(
    ("state", "uploaded", "beat", "lies"),
    [
        (State.WAITING, 5, None, False),
        (State.WAITING, 30, None, True),
        (State.READING, 60, 5, False),
        (State.READING, 60, 30, True),
        (State.APPLYING, 60, None, True),
        (State.APPLYING, 60, 5, False),
        (State.READY, 60, 30, False),
    ],
)
def test_a_table_that_nobody_works_on_lies(of_state, state, uploaded, beat, lies):
    """By the seconds since the upload, and since its worker gave a sign."""
    job = of_state(state)
    ImportJob.objects.update(at=ago(seconds=uploaded), beat_at=beat and ago(seconds=beat))
    assert is_left_lying(job) is lies


def test_more_patience_waits_longer(of_state):
    of_state(State.WAITING)
    ImportJob.objects.update(at=ago(seconds=30))
    assert not jobs_left_lying(datetime.timedelta(minutes=1)).exists()
    ImportJob.objects.update(at=ago(seconds=90))
    assert jobs_left_lying(datetime.timedelta(minutes=1)).exists()


# Letters


@pytest.fixture
def report(smolensk, smolensk_officer, coordinator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


def test_what_send_mail_has_left_lying_is_noticed(clock, report, smolensk_officer, coordinator):
    clock(DAY, 9)
    report = workflow.submit(report, by=smolensk_officer)
    clock(DAY, 12)
    assert waits_since() is None  # a digest may wait for the morning
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    clock(DAY, 12, 50)
    assert waits_since() is None
    clock(DAY, 13, 10)
    assert timezone.localtime(waits_since()).hour == 12
    call_command("send_mail")
    assert waits_since() is None


def test_a_link_for_a_password_that_send_mail_has_left_lying_is_noticed(clock, smolensk_officer):
    clock(DAY, 12)
    ask_for_link(smolensk_officer)
    AccountLetter.objects.update(next_try_at=timezone.now())
    assert waits_since() is None
    clock(DAY, 13, 10)
    assert timezone.localtime(waits_since()).hour == 12
    call_command("send_mail")
    assert waits_since() is None
