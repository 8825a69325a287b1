"""A clock that was wrong for a while and is put right again locks nobody out and loses nothing.

It was a day ahead or an hour back, as on a machine that starts with an empty battery or in another time zone. What was
written meanwhile has moments that are yet to come.
"""

import datetime
import uuid

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from municipalities.models import AccountLetter, guesses
from municipalities.models.account_letters import ask_for_link
from reports.actions import drafts, events, workflow
from reports.models import EditDraft, Heartbeat, Letter, Submission
from reports.queries.chain import broken_histories
from reports.queries.sealed_rows import broken_seals
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
AHEAD = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch):
    """at(days=1): the clock shows the moment a day after the right one."""
    right = timezone.now()

    def put(**off):
        monkeypatch.setattr(timezone, "now", lambda: right + datetime.timedelta(**off))

    return put


def test_guesses_of_a_clock_that_was_ahead_refuse_nobody(at):
    """Neither the count of an account, nor the time that all strangers share, nor a place that was given back."""
    at(days=1)
    assert guesses.take(1, "account")
    assert guesses.is_full(1, "account")
    assert guesses.take_time(MINUTE, MINUTE, "strangers")
    guesses.free_slot(guesses.take_slot(1, MINUTE, "place"))
    at()
    assert not guesses.is_full(1, "account")
    assert guesses.take(1, "account")
    assert guesses.take_time(MINUTE, MINUTE, "strangers")
    assert guesses.take_slot(1, MINUTE, "place")
    # And each limit holds again.
    assert not guesses.take(1, "account")
    assert guesses.wait_of("account") == 60
    assert not guesses.take_time(MINUTE, MINUTE, "strangers")
    assert guesses.take_slot(1, MINUTE, "place") is None


def test_machines_whose_clocks_are_seconds_apart_share_their_limits(at):
    at(seconds=30)
    assert guesses.take(1, "account")
    assert guesses.take_time(MINUTE, MINUTE, "strangers")
    assert guesses.take_slot(1, MINUTE, "place")
    at()
    assert not guesses.take(1, "account")
    assert not guesses.take_time(MINUTE, MINUTE, "strangers")
    assert guesses.take_slot(1, MINUTE, "place") is None


def test_whoever_signed_in_ahead_goes_on_and_no_longer_than_anybody(at, client_of, stranger):
    """An hour untouched ends it, twelve hours end it however busy."""
    at(days=1)
    client = client_of(stranger)
    at()
    assert client.get("/accounts/profile/").status_code == 200
    at(minutes=61)
    assert client.get("/accounts/profile/").status_code == 302
    at(days=1)
    client = client_of(stranger)
    for minutes in range(0, 12 * 60, 30):
        at(minutes=minutes)
        assert client.get("/accounts/profile/").status_code == 200
    at(hours=12, minutes=1)
    assert client.get("/accounts/profile/").status_code == 302


def test_a_clock_that_was_an_hour_back_signs_nobody_out(at, client_of, stranger):
    client = client_of(stranger)
    at(hours=-1)
    assert client.get("/accounts/profile/").status_code == 200
    at(minutes=10)
    assert client.get("/accounts/profile/").status_code == 302, "the last use was seventy minutes ago"
    client = client_of(stranger)
    assert client.get("/accounts/profile/").status_code == 200


def test_letters_of_a_clock_that_was_ahead_leave_as_soon_as_it_is_right(at):
    """Both outboxes; the next ones wait no longer than ever."""
    person = factories.make_user("petrova", email="petrova@vyazma.example")

    def write():
        ask_for_link(person)
        Letter.objects.create(user=person, address=person.email, subject="Проба", is_trial=True)
        for outbox in (AccountLetter, Letter):  # the default of the column has the clock of before
            outbox.objects.filter(attempts=0).update(next_try_at=timezone.now())

    at(days=1)
    call_command("send_mail")
    write()
    at()
    call_command("send_mail")
    assert len(mail.outbox) == 2
    write()
    Letter.objects.filter(state=Letter.State.WAITING).update(next_try_at=timezone.now() + MINUTE)
    call_command("send_mail")
    assert len(mail.outbox) == 3
    at(minutes=1)
    call_command("send_mail")
    assert len(mail.outbox) == 4


def test_a_history_stays_in_the_order_in_which_it_was_written(at, period, smolensk, smolensk_officer, coordinator):
    """Whatever the moments say; nothing is broken, and the last words are those that were typed last."""
    report = factories.make_submission(period, smolensk, officer=smolensk_officer, events=0)
    event = factories.make_event(report, by=smolensk_officer)
    for number, off in enumerate(({"hours": 1}, {}, {"hours": -1}, {"hours": 1}), 1):
        at(**off)
        values = {**factories.EVENT, "purpose": f"Обмен опытом, часть {number}"}
        event = events.save_event(event, by=smolensk_officer, values=values, base_version=event.version)
    versions = event.revisions.order_by("version").values_list("content__purpose", flat=True)
    assert [words[-1] for words in versions][1:] == ["1", "2", "3", "4"]
    at(hours=-1)
    report.refresh_from_db()
    workflow.submit(report, by=smolensk_officer)
    at()
    report.refresh_from_db()
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    assert list(broken_histories(Submission.objects.with_names())) == []
    assert list(broken_seals()) == []


def test_the_last_of_the_unsaved_texts_wins_by_its_number(at, period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk)
    event, page = factories.make_event(report, by=smolensk_officer), uuid.UUID(int=1)
    for number, off in enumerate(({"hours": 1}, {}, {"hours": -1}), 1):
        at(**off)
        fields = [["purpose", f"Текст {number}"]]
        words = {"uid": event.uid, "event": event.pk, "base_version": event.version}
        drafts.keep(smolensk_officer, report, drafts.Sending(page=page, number=number, fields=fields, **words))
    assert EditDraft.objects.get().fields == [["purpose", "Текст 3"]]
    at()
    assert [draft.page for draft in drafts.undecided(smolensk_officer, report, event)] == [page]


def test_what_is_done_once_a_day_is_done_though_the_last_time_lies_ahead(at):
    """The cleaning up would wait until then, and with it the question whether the histories are whole."""
    at(days=365)
    call_command("tick")
    last = Heartbeat.objects.filter(name=Heartbeat.Name.CLEAN_UP)
    assert last.get().at == timezone.now()
    at()
    call_command("tick")
    assert last.get().at == timezone.now()
