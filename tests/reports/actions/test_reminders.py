"""Who is reminded of a deadline, and when."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from reports.actions import extensions, reminders, workflow
from reports.actions.periods import close, open_period
from reports.models import MailChoice, Notice, ReminderRule, Submission
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .post import letters, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


@pytest.fixture
def report(smolensk, smolensk_officer, coordinator):
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


# A whole quarter, every day at nine, 27 municipalities


def day(number):
    return datetime.date(2025, 1, number)


def play_a_quarter(clock, coordinator):
    """Q4 2024 with the usual dates. 1–10 hand in on 12 January, 11–15 say «нет» on 14 January, 16–18 hand in on
    19 January after nine, 19 hands in on 20 and takes it back on 22 January, 20 gets time until 10 February,
    21 hands in on 25 January, 22 is returned on 13 January, 23–27 never report. Yields each day after its letters."""
    people = {}
    for number in range(1, 28):
        municipality = factories.make_municipality(f"Район{number:02}", heading=f"Район{number:02}")
        officer = factories.make_user(f"o{number:02}", email=f"o{number:02}@example.ru")
        factories.make_officer(officer, municipality)
        people[number] = officer, municipality
    clock(datetime.date(2024, 12, 20))
    period, _ = open_period(2024, 4, by=THE_PROGRAM)

    def reports():
        return {
            number: Submission.objects.get(period=period, municipality=municipality)
            for number, (_, municipality) in people.items()
        }

    for number in (*range(1, 11), *range(16, 20), 21, 22):
        factories.make_event(reports()[number])
    current = datetime.date(2024, 12, 20)
    while current <= datetime.date(2025, 2, 15):
        clock(current)
        call_command("send_mail")
        clock(current, 15)
        now = reports()

        def hand_in(*numbers, move=workflow.submit, now=now):
            for number in numbers:
                move(now[number], by=people[number][0])

        if current == day(12):
            hand_in(*range(1, 11), 22)
        elif current == day(13):
            workflow.return_for_changes(now[22], by=coordinator, note="Уточните")
        elif current == day(14):
            hand_in(*range(11, 16), move=workflow.declare_nil)
        elif current == day(18):
            extensions.extend(now[20], by=coordinator, reason="Болезнь", until=datetime.date(2025, 2, 10))
        elif current == day(19):
            hand_in(*range(16, 19))
        elif current == day(20):
            hand_in(19)
        elif current == day(22):
            hand_in(19, move=workflow.withdraw)
        elif current == day(25):
            hand_in(21)
        yield current
        current += datetime.timedelta(days=1)


# Day → whom a letter of the deadline reaches. 22 is returned, no debtor.
EXPECTED = {
    day(15): [*range(16, 22), *range(23, 28)],  # five days before the 20th
    day(19): [*range(16, 20), 21, *range(23, 28)],  # a day before; 20 has an extension since the 18th
    day(21): [21, *range(23, 28)],  # a day after
    day(23): [19],  # owes again since yesterday afternoon, and the reminder of the 21st is still worth saying
    day(30): [19, *range(23, 28)],  # a day before the last; 19 has taken the report back
    datetime.date(2025, 2, 5): [20],
    datetime.date(2025, 2, 9): [20],
    datetime.date(2025, 2, 11): [20],
}


def test_reminders_over_a_whole_quarter_are_exactly_the_expected_letters(clock, coordinator):
    found = {}
    for current in play_a_quarter(clock, coordinator):
        about_deadlines = [letter.to[0] for letter in mail.outbox if "срок сдачи" in letter.subject]
        reminded = [int(address[1:3]) for address in about_deadlines if address[0] == "o"]
        if reminded:
            found[current] = sorted(reminded)
        mail.outbox = []
    print(f"reminders: {sum(map(len, found.values()))} letters on {len(found)} days")
    assert found == EXPECTED


def test_a_closed_quarter_reminds_nobody(clock, report, coordinator):
    clock(report.period.deadline - datetime.timedelta(days=1))
    close(report.period, by=coordinator)
    assert reminders.remind(by=THE_PROGRAM) == 0


def test_a_reminder_that_is_switched_off_is_not_sent(clock, report):
    clock(report.period.deadline - datetime.timedelta(days=1))
    ReminderRule.objects.update(is_on=False)
    assert reminders.remind(by=THE_PROGRAM) == 0


def test_a_day_that_was_slept_through_is_made_up_for_but_an_old_one_is_not(clock, report):
    deadline = report.period.deadline
    clock(deadline - datetime.timedelta(days=3))  # the rule of five days fell on the day before yesterday
    assert reminders.remind(by=THE_PROGRAM) >= 1
    assert reminders.remind(by=THE_PROGRAM) == 0


def test_reminders_are_not_sent_at_night(clock, report, smolensk_officer):
    """The command runs every few minutes, also just after midnight."""
    eve = report.period.deadline - datetime.timedelta(days=1)
    clock(eve, 0, 5)
    call_command("send_mail")
    clock(eve, 7, 55)
    call_command("send_mail")
    assert told(smolensk_officer) == letters() == []
    clock(eve, 8, 0)
    call_command("send_mail")
    assert letters() == [(smolensk_officer.email, "Побратим: срок сдачи")]


def test_who_can_hand_in_no_more_is_told_how_to_get_more_time(clock, report, smolensk_officer, coordinator):
    until = report.period.hard_deadline + datetime.timedelta(days=200)
    clock(report.period.hard_deadline)
    extensions.extend(report, by=coordinator, reason="Болезнь", until=until)
    clock(until + datetime.timedelta(days=1))
    assert reminders.remind(by=THE_PROGRAM) == 1
    text = Notice.objects.filter(kind="deadline").latest("pk").text
    assert "попросите координатора продлить срок" in text and "Внесите" not in text


def test_a_person_may_switch_reminders_off(clock, report, smolensk_officer):
    clock(report.period.deadline - datetime.timedelta(days=1))
    MailChoice.objects.create(user=smolensk_officer, reminders=False)
    call_command("send_mail")
    assert smolensk_officer.email not in [letter.to[0] for letter in mail.outbox]
    assert "deadline" in told(smolensk_officer)
