"""Who is reminded of a deadline, and when."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from reports.actions import extensions, remarks, reminders, workflow
from reports.actions.periods import close, open_period
from reports.models import MailChoice, Notice, Reminder, ReminderRule
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .post import letters, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


@pytest.fixture
def report(clock, smolensk, smolensk_officer, coordinator):
    """Its deadline is Friday, 13 February 2026."""
    clock(datetime.date(2026, 2, 3))
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


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
    clock(deadline - datetime.timedelta(days=2))  # the rule of five days fell on a Sunday, and Monday was slept through
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
    assert letters() == [(smolensk_officer.email, "Побратим: срок сдачи – Город Смоленск, IV квартал 2024 года")]


def test_who_can_hand_in_no_more_is_told_how_to_get_more_time(clock, report, smolensk_officer, coordinator):
    until = report.period.hard_deadline + datetime.timedelta(days=200)
    clock(report.period.hard_deadline)
    extensions.extend(report, by=coordinator, reason="Болезнь", until=until)
    clock(until + datetime.timedelta(days=3))  # Monday
    assert reminders.remind(by=THE_PROGRAM) == 1
    text = Notice.objects.filter(kind="deadline").latest("pk").text
    assert "попросите координатора продлить срок" in text and "Внесите" not in text


def test_a_person_may_switch_reminders_off(clock, report, smolensk_officer):
    clock(report.period.deadline - datetime.timedelta(days=1))
    MailChoice.objects.create(user=smolensk_officer, reminders=False)
    call_command("send_mail")
    assert smolensk_officer.email not in [letter.to[0] for letter in mail.outbox]
    assert "deadline" in told(smolensk_officer)


# Returned reports owe too, and nobody is reminded on a day off


def returned(report, officer, coordinator, remarks_number=1):
    report = workflow.submit(report, by=officer)
    for number in range(remarks_number):
        remarks.add_remark(report, by=coordinator, text=f"Уточните {number}")
    return workflow.return_for_changes(report, by=coordinator, note="Уточните")


def test_a_returned_report_is_reminded_of_with_its_open_remarks(clock, report, smolensk_officer, coordinator):
    returned(report, smolensk_officer, coordinator, 2)
    clock(report.period.deadline - datetime.timedelta(days=1))
    assert reminders.remind(by=THE_PROGRAM) == 1
    text = Notice.objects.get(kind="deadline", user=smolensk_officer).text
    assert "отчёт вернули 3\u00a0февраля, замечаний 2, он не сдан снова" in text
    assert "Исправьте и сдайте снова." in text and "Внесите" not in text


def test_who_was_told_of_a_return_is_not_told_the_same_again_by_the_reminder_of_that_day(
    clock, report, smolensk_officer, coordinator
):
    clock(report.period.deadline - datetime.timedelta(days=1), 10)
    returned(report, smolensk_officer, coordinator)
    assert reminders.remind(by=THE_PROGRAM) == 0
    clock(report.period.deadline)
    assert reminders.remind(by=THE_PROGRAM) == 0
    clock(datetime.date(2026, 2, 16))  # Monday: the reminder of the day after the deadline waits for it
    assert reminders.remind(by=THE_PROGRAM) == 1
    assert "ждали до 13\u00a0февраля" in Notice.objects.filter(kind="deadline", user=smolensk_officer).get().text


def test_a_reminder_of_a_day_off_waits_for_the_working_morning_and_is_not_spent(clock, report):
    """Five days before is Sunday, the eighth."""
    clock(datetime.date(2026, 2, 8))
    assert reminders.remind(by=THE_PROGRAM) == 0
    clock(datetime.date(2026, 2, 9), 7)
    assert reminders.remind(by=THE_PROGRAM) == 0
    clock(datetime.date(2026, 2, 9), 8)
    assert reminders.remind(by=THE_PROGRAM) == 1


def test_a_reminder_comes_after_holidays_however_long_they_are(clock, smolensk, smolensk_officer):
    """By the day, eleven have passed; nobody was at work on them."""
    clock(datetime.date(2026, 12, 1))
    day = datetime.date(2027, 1, 11)
    open_period(2026, 3, by=THE_PROGRAM, deadline=day, hard_deadline=day)
    ReminderRule.objects.exclude(days=-5).update(is_on=False)
    ReminderRule.objects.filter(days=-5).update(days=-9)  # 2 January
    clock(datetime.date(2027, 1, 9))
    assert reminders.remind(by=THE_PROGRAM) == 0
    clock(day)
    assert reminders.remind(by=THE_PROGRAM) == 1


def test_the_coordinator_learns_once_who_is_late(clock, report, coordinator, smolensk_officer, vyazma):
    factories.make_submission(report.period, vyazma)
    returned(report, smolensk_officer, coordinator)
    clock(datetime.date(2026, 2, 16))
    for _ in range(2):
        reminders.remind(by=THE_PROGRAM)
    (told_of,) = coordinator.notices.filter(kind="deadline")
    assert told_of.text == (
        "IV квартал 2024 года: срок сдачи прошёл 13\u00a0февраля 2026\u00a0года. Не сдали 1: Вяземский район. "
        "На доработке 1: Город Смоленск."
    )


# By the coordinator's hand


def test_a_reminder_by_hand_is_a_real_letter_with_the_coordinators_words_and_leaves_a_trace(
    report, smolensk_officer, coordinator
):
    reminded, skipped = reminders.remind_by_hand([report], by=coordinator, note="Жду звонка")
    assert ([one.pk for one in reminded], skipped) == ([report.pk], [])
    call_command("send_mail")
    (letter,) = mail.outbox
    assert letter.to == [smolensk_officer.email] and letter.reply_to == [coordinator.email]
    assert "Его ждут до 13\u00a0февраля 2026\u00a0года: осталось 10 дней" in letter.body
    assert "Координатор пишет: Жду звонка" in letter.body
    trace = Reminder.objects.get()
    assert (trace.by, trace.rule, trace.due) == (coordinator, None, report.period.deadline)


def test_nobody_is_reminded_by_hand_twice_a_day_nor_of_what_was_handed_in_nor_without_an_address(
    clock, report, smolensk_officer, coordinator, vyazma
):
    nobody = factories.make_submission(report.period, vyazma)
    reminded, skipped = reminders.remind_by_hand([report, nobody], by=coordinator)
    assert [one.pk for one in reminded] == [report.pk]
    assert [(one.pk, why) for one, why in skipped] == [(nobody.pk, "исполнитель не назначен, адреса нет")]
    assert reminders.remind_by_hand([report], by=coordinator)[1][0][1] == "сегодня уже напоминали"
    clock(datetime.date(2026, 2, 4))
    workflow.submit(report, by=smolensk_officer)
    assert reminders.remind_by_hand([report], by=coordinator)[1][0][1] == "отчёт уже в состоянии «на проверке»"
