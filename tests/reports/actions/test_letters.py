"""What leaves by letter, when, and how often it is tried."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from municipalities.models import User
from reports.actions import workflow
from reports.actions.letters import send_letters, write_letters
from reports.actions.mail_server import MOST_AWAY
from reports.models import Letter, LetterTry, MailChoice, Notice
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .post import OUTBOX, letters, send, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


@pytest.fixture
def report(smolensk, smolensk_officer, coordinator):
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


def test_the_urgent_goes_at_once_and_the_rest_once_a_day_in_the_morning(clock, report, smolensk_officer, coordinator):
    day = datetime.date(2025, 1, 15)
    clock(day, 18)
    report = workflow.submit(report, by=smolensk_officer)
    send()
    report = workflow.return_for_changes(report, by=coordinator, note="Уточните")
    send()
    assert letters() == [
        (coordinator.email, f"Побратим: ждут решения 1 – {report.period}"),
        (smolensk_officer.email, f"Побратим: отчёт возвращён – Город Смоленск, {report.period}"),
    ]
    workflow.submit(report, by=smolensk_officer)
    clock(day, 22)
    send()
    clock(day + datetime.timedelta(days=1), 7)
    send()
    assert len(mail.outbox) == 2
    clock(day + datetime.timedelta(days=1), 8, 5)
    send()
    assert letters()[2:] == [(coordinator.email, f"Побратим: ждут решения 1 – {report.period}")]


def test_a_digest_dated_by_a_clock_that_was_ahead_keeps_no_other_back(clock, report, smolensk_officer, coordinator):
    """Or there would be none until that day."""
    day = datetime.date(2025, 1, 15)
    clock(day)
    ahead = {"made_at": timezone.now() + datetime.timedelta(days=300)}
    Letter.objects.create(user=coordinator, address=coordinator.email, is_digest=True, state="dropped")
    Letter.objects.update(**ahead)
    workflow.submit(report, by=smolensk_officer)
    send()
    assert letters() == [(coordinator.email, f"Побратим: ждут решения 1 – {report.period}")]


def three_hand_ins(report, officer):
    """Reports of three municipalities of one officer, handed in."""
    places = [factories.make_municipality(name) for name in ("Руднянский", "Угранский")]
    for place in places:
        factories.make_officer(officer, place)
    officer = User.objects.get(pk=officer.pk)  # who has not been asked yet what he answers for
    reports = [report, *(factories.make_submission(report.period, place, officer=officer) for place in places)]
    return [workflow.submit(one, by=officer) for one in reports]


def test_many_notices_of_a_day_make_one_digest(clock, report, smolensk_officer, coordinator):
    clock(datetime.date(2025, 1, 15), 1)
    three_hand_ins(report, smolensk_officer)
    send()
    clock(datetime.date(2025, 1, 15), 9)
    send()
    assert letters() == [(coordinator.email, f"Побратим: ждут решения 3 – {report.period}")]
    assert mail.outbox[0].body.count("отчёт сдан") == 3


def test_a_digest_leaves_out_what_was_read_at_the_bell(clock, report, smolensk_officer, coordinator):
    clock(datetime.date(2025, 1, 15), 1)
    three_hand_ins(report, smolensk_officer)
    first = Notice.objects.filter(user=coordinator).last()
    Notice.objects.filter(pk=first.pk).update(read_at=timezone.now())
    clock(datetime.date(2025, 1, 15), 9)
    send()
    assert letters() == [(coordinator.email, f"Побратим: ждут решения 3 – {report.period}")]
    assert mail.outbox[0].body.count("отчёт сдан") == 2


def test_an_officer_of_several_municipalities_gets_one_letter_of_their_deadlines(clock, report, smolensk_officer):
    for name in ("Руднянский", "Угранский"):
        place = factories.make_municipality(name)
        factories.make_officer(smolensk_officer, place)
        factories.make_submission(report.period, place)
    clock(report.period.deadline - datetime.timedelta(days=1))
    call_command("send_mail")
    names = "Город Смоленск, Руднянский район, Угранский район"
    assert letters() == [(smolensk_officer.email, f"Побратим: срок сдачи – {names}, {report.period}")]
    assert mail.outbox[0].body.count("остался 1 день") == 3


def test_a_hand_in_that_is_taken_back_unread_is_told_to_nobody(clock, report, smolensk_officer, coordinator):
    clock(datetime.date(2025, 1, 15), 1)
    report = workflow.submit(report, by=smolensk_officer)
    workflow.withdraw(report, by=smolensk_officer)
    clock(datetime.date(2025, 1, 15), 9)
    send()
    assert told(coordinator) == letters() == []


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"frequency": "none"}, 0),
        ({"frequency": "at_once"}, 1),
        ({"frequency": "digest"}, 0),
    ],
)
def test_everybody_chooses_his_letters_but_the_bell_rings_anyway(
    clock, report, smolensk_officer, coordinator, choice, expected
):
    clock(datetime.date(2025, 1, 15), 3)
    MailChoice.objects.create(user=coordinator, **choice)
    workflow.submit(report, by=smolensk_officer)
    send()
    assert len(mail.outbox) == expected
    assert told(coordinator) == ["handed_in"]


def test_who_no_longer_answers_for_the_report_gets_no_letter_of_it(report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    smolensk_officer.officer_of.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert smolensk_officer.notices.filter(kind=Notice.Kind.RETURNED, is_urgent=True).exists(), "there is what to tell"
    send()
    assert smolensk_officer.email not in [letter.to[0] for letter in mail.outbox]


def test_a_letter_that_does_not_leave_is_tried_again_later_and_given_up_in_the_end(
    clock, settings, report, smolensk_officer, coordinator
):
    clock(datetime.date(2025, 1, 15))
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    settings.EMAIL_BACKEND = "tests.reports.actions.test_letters.NoServer"
    write_letters(by=THE_PROGRAM)
    letter = Letter.objects.get(user=smolensk_officer)
    now, seen = timezone.now(), []
    for _ in range(12):
        send_letters(now, by=THE_PROGRAM)
        letter.refresh_from_db()
        seen.append(letter.attempts)
        if letter.state == Letter.State.GIVEN_UP:
            break
        assert send_letters(letter.next_try_at - datetime.timedelta(seconds=1), by=THE_PROGRAM)[1] == 0
        now = letter.next_try_at
    assert seen == [1, 2, 3, 4, 5, 6]
    assert letter.state == Letter.State.GIVEN_UP
    assert "no server" in LetterTry.objects.filter(letter=letter).last().failure
    assert "undelivered" in told(coordinator)


def is_down(settings, is_so=True):
    settings.EMAIL_BACKEND = "tests.reports.actions.test_letters.NoServer" if is_so else OUTBOX


def test_a_reminder_that_waited_in_the_outbox_does_not_reach_who_has_reported_since(
    clock, settings, report, smolensk_officer
):
    clock(report.period.deadline - datetime.timedelta(days=1))
    is_down(settings)
    call_command("send_mail")
    workflow.submit(report, by=smolensk_officer)
    is_down(settings, False)
    clock(report.period.deadline - datetime.timedelta(days=1), 12)
    call_command("send_mail")
    assert smolensk_officer.email not in [to for to, _ in letters()]
    assert Letter.objects.get(user=smolensk_officer).state == Letter.State.DROPPED


def test_a_letter_that_waited_goes_to_the_address_of_now_and_not_to_who_is_switched_off(
    clock, settings, report, smolensk_officer, coordinator
):
    colleague = factories.make_user("colleague", email="colleague@example.ru")
    factories.make_officer(colleague, report.municipality)
    clock(datetime.date(2025, 1, 15))
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    is_down(settings)
    send()
    User.objects.filter(pk=smolensk_officer.pk).update(email="right@example.ru")
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    is_down(settings, False)
    clock(datetime.date(2025, 1, 15), 9, 6)
    send()
    assert [to for to, subject in letters() if "возвращён" in subject] == ["right@example.ru"]


def test_a_letter_that_cannot_be_made_does_not_keep_the_others_back(report, smolensk_officer, coordinator):
    """Nor can an address smuggle in a header."""
    User.objects.filter(pk=coordinator.pk).update(email="a@example.ru\nBcc: b@example.ru")
    for user in (coordinator, smolensk_officer):
        factories.make_notices([user], "approved", "Принят", submission=report, urgent=True)
    assert send() == (1, 1)
    assert [to for to, _ in letters()] == [smolensk_officer.email]
    assert LetterTry.objects.exclude(failure="").count() == 1


class SlowServer:
    """A mail backend that takes ten minutes a letter, and notes whether another sender would take it meanwhile."""

    sent = []
    taken_twice = []
    clock = None

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        [address] = messages[0].to
        self.sent.append(address)
        SlowServer.clock(datetime.date(2025, 1, 15), 9, 10 * len(self.sent))
        if Letter.objects.filter(address=address, next_try_at__lte=timezone.now()).exists():
            self.taken_twice.append(address)
        return 1


def test_no_other_sender_takes_a_letter_that_is_being_sent_however_long_the_run(
    clock, settings, monkeypatch, report, smolensk_officer
):
    clock(datetime.date(2025, 1, 15))
    people = [factories.make_user(f"o{n}", email=f"o{n}@example.ru", is_coordinator=True) for n in range(4)]
    factories.make_notices(people, "asked", "Просят", submission=report, urgent=True)
    write_letters(by=THE_PROGRAM)
    monkeypatch.setattr(SlowServer, "sent", [])
    monkeypatch.setattr(SlowServer, "taken_twice", [])
    monkeypatch.setattr(SlowServer, "clock", staticmethod(clock))
    settings.EMAIL_BACKEND = "tests.reports.actions.test_letters.SlowServer"
    assert send_letters(by=THE_PROGRAM) == (4, 0)
    assert (len(SlowServer.sent), SlowServer.taken_twice) == (4, [])


def test_a_sender_killed_after_the_server_took_the_letter_sends_it_once_more_under_the_same_name(
    clock, monkeypatch, report, coordinator
):
    """So that the mail server can tell that it has it already. Nothing is lost."""
    clock(datetime.date(2025, 1, 15))
    factories.make_notices([coordinator], "asked", "Просят", submission=report, urgent=True)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(LetterTry.objects, "create", killed)
        send()
    clock(datetime.date(2025, 1, 15), 9, 14)
    assert send() == (0, 0)
    clock(datetime.date(2025, 1, 15), 9, 16)
    assert send() == (1, 0)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def killed(**kwargs):
    raise KeyboardInterrupt


def test_a_coordinator_whose_own_letters_do_not_arrive_is_not_told_of_each_of_them_for_ever(
    clock, settings, report, coordinator, smolensk_officer
):
    day = datetime.date(2025, 1, 15)
    is_down(settings)
    clock(day)
    factories.make_notices([coordinator], "asked", "Просят", submission=report, urgent=True)
    for hours in range(0, 20 * 24, 3):
        clock(day + datetime.timedelta(days=hours // 24), hours % 24)
        send()
    assert told(coordinator) == ["asked", "undelivered"]


class NoServer:
    """A mail backend that refuses everything."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no server")


def test_a_letter_that_could_not_leave_leaves_with_the_next_run(clock, settings, report, smolensk_officer, coordinator):
    clock(datetime.date(2025, 1, 15))
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    settings.EMAIL_BACKEND = "tests.reports.actions.test_letters.NoServer"
    call_command("send_mail")
    settings.EMAIL_BACKEND = OUTBOX
    clock(datetime.date(2025, 1, 15), 9, 6)
    call_command("send_mail")
    assert smolensk_officer.email in [letter.to[0] for letter in mail.outbox]


def test_running_twice_sends_nothing_twice(report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    for _ in range(3):
        call_command("send_mail")
    assert [to for to, _ in letters()].count(smolensk_officer.email) == 1


@pytest.mark.parametrize(
    ("error", "tried"),
    [(TimeoutError(), MOST_AWAY), (ConnectionRefusedError(), MOST_AWAY), (smtplib.SMTPRecipientsRefused({}), 5)],
    ids=["silent", "dead", "refuses one address"],
)
def test_a_mail_server_that_is_away_is_not_waited_for_with_each_letter(report, coordinator, monkeypatch, error, tried):
    """Ten seconds a letter would hold up the next run, and with it the letter that somebody waits for at the
    sign-in."""

    def fail(message):
        raise error

    monkeypatch.setattr("reports.actions.letters.EmailMessage.send", fail)
    for number in range(5):
        Letter.objects.create(
            user=coordinator, address=coordinator.email, subject=f"Проба {number}", body="Проба", is_trial=True
        )
    assert send_letters(by=THE_PROGRAM) == (0, tried)
    assert Letter.objects.filter(attempts=0).count() == 5 - tried
