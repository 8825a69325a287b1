"""The words of letters: what, who, which quarter; true when they leave; answered by a person."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from reports.actions import extensions, notices, periods, remarks, reminders, workflow
from reports.actions.letters import send_letters, write_letters
from reports.models import Letter, Notice
from reports.queries.letter_words import SUBJECT, Reader, letter_words, with_reports
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.reports.actions.conftest import outbox as outbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]
WORKDAY, NEXT = datetime.date(2026, 2, 3), datetime.date(2026, 2, 4)
PERIOD = "IV квартал 2024 года"


@pytest.fixture
def report(clock, smolensk, smolensk_officer, coordinator):
    clock(WORKDAY)
    for person in (smolensk_officer, coordinator):
        person.email, person.phone = f"{person.username}@example.ru", "8 (4812) 00-00-15"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


def sent():
    call_command("send_mail")
    return list(mail.outbox)


def test_a_letter_to_an_officer_says_what_who_and_which_quarter_and_the_coordinator_is_answered(
    report, smolensk_officer, coordinator
):
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    (letter,) = [letter for letter in sent() if letter.to == [smolensk_officer.email]]
    assert letter.subject == f"{SUBJECT}отчёт возвращён – Город Смоленск, {PERIOD}"
    assert letter.reply_to == [coordinator.email]
    assert "ответ получит Орлова Елена Викторовна, телефон 8 (4812) 00-00-15." in letter.body
    assert "отвечать на него не нужно" not in letter.body


def test_what_the_program_says_is_answered_by_the_coordinator_of_the_quarter(report, smolensk_officer, coordinator):
    colleague = factories.make_user("colleague", email="colleague@example.ru", is_coordinator=True)
    periods.set_dates(report.period, by=colleague, hard_deadline=report.period.hard_deadline + datetime.timedelta(1))
    Notice.objects.all().delete()
    notices.tell_deadline(report, "отчёт ещё не сдан", due=report.period.deadline, by=THE_PROGRAM)
    (letter,) = sent()
    assert letter.reply_to == [colleague.email]


def test_one_hand_in_is_answered_by_its_officer_and_several_name_each(
    clock, report, vyazma, vyazma_officer, smolensk_officer, coordinator
):
    other = factories.make_submission(report.period, vyazma, events=1, officer=vyazma_officer)
    report = workflow.submit(report, by=smolensk_officer)
    (letter,) = sent()
    assert letter.reply_to == [smolensk_officer.email]
    workflow.withdraw(report, by=smolensk_officer)
    workflow.submit(report, by=smolensk_officer)
    workflow.submit(other, by=vyazma_officer)
    clock(NEXT)
    letter = sent()[-1]
    assert letter.subject == f"{SUBJECT}ждут решения 2 – {PERIOD}"
    assert not letter.reply_to and "На это письмо не отвечайте" in letter.body
    for officer in (smolensk_officer, vyazma_officer):
        assert f"Ответить: {officer.short_name}, {officer.email}" in letter.body
    assert "– Ждут решения 2: город Смоленск, Вяземский район" in letter.body


def test_the_digest_counts_what_is_when_it_leaves(report, vyazma, smolensk_officer, vyazma_officer, coordinator):
    extensions.ask(factories.make_submission(report.period, vyazma), by=vyazma_officer, reason="Отпуск")
    workflow.submit(report, by=smolensk_officer)
    write_letters(by=THE_PROGRAM)
    digest = Letter.objects.get(is_digest=True)
    assert digest.subject == f"{SUBJECT}ждут решения 1, не сдали 1, просят срок 1 – {PERIOD}"
    extensions.decline(report.period.submissions.get(municipality=vyazma), by=coordinator, answer="Нет")
    send_letters(by=THE_PROGRAM)
    digest.refresh_from_db()
    assert digest.subject == f"{SUBJECT}ждут решения 1, не сдали 1 – {PERIOD}"


def test_a_reminder_that_waited_counts_its_days_anew_and_keeps_what_was_written_below(clock, report, coordinator):
    reminders.remind_by_hand([report], by=coordinator, note="Жду звонка")
    write_letters(by=THE_PROGRAM)
    clock(NEXT)
    (letter,) = sent()
    assert "осталось 9 дней" in letter.body and "осталось 10 дней" not in letter.body
    assert "Координатор пишет: Жду звонка" in letter.body


@pytest.mark.parametrize("over", ["handed in", "other dates", "closed", "extended"])
def test_a_reminder_of_what_is_over_is_dropped_when_it_would_leave(report, smolensk_officer, coordinator, over):
    notices.tell_deadline(report, "отчёт ещё не сдан", due=report.period.deadline, by=THE_PROGRAM)
    write_letters(by=THE_PROGRAM)
    reminder = Letter.objects.get(user=smolensk_officer)
    day = datetime.timedelta(days=1)
    {
        "handed in": lambda: workflow.submit(report, by=smolensk_officer),
        "other dates": lambda: periods.set_dates(report.period, by=coordinator, deadline=report.period.deadline + day),
        "closed": lambda: periods.close(report.period, by=coordinator),
        "extended": lambda: extensions.extend(
            report, by=coordinator, reason="Болезнь", until=report.period.hard_deadline + day
        ),
    }[over]()
    send_letters(by=THE_PROGRAM)
    reminder.refresh_from_db()
    assert reminder.state == Letter.State.DROPPED


def test_a_remark_that_was_settled_is_told_no_more(clock, report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    remark = remarks.add_remark(report, by=coordinator, text="Кто?")
    remarks.answer_remark(remark, by=smolensk_officer, answer="Глава")
    replied = remarks.reply_to_remark(remark, by=coordinator, text="Глава чего?")
    asked = Notice.objects.filter(user=smolensk_officer, kind="remark")
    assert asked.current().exists()
    remarks.accept_remark(replied, by=coordinator)
    assert not asked.current().exists()


def test_a_municipality_reads_on_its_card_that_there_is_no_officer(report, vyazma):
    vyazma.email = "card@example.ru"
    vyazma.save()
    other = factories.make_submission(report.period, vyazma)
    notices.tell_deadline(other, "отчёт ещё не сдан", due=report.period.deadline, by=THE_PROGRAM)
    (letter,) = sent()
    assert letter.to == ["card@example.ru"] and letter.subject.endswith(f"Вяземский район, {PERIOD}")
    assert letter.body.startswith("Здравствуйте!\n") and "Передайте его тому, кто готовит отчёт." in letter.body


def test_a_subject_names_a_few_of_many_and_fits_its_column(smolensk_officer):
    period = factories.make_period()
    for number in range(9):
        place = factories.make_municipality(f"Район с очень длинным именем номер {number} " + "а" * 60)
        factories.make_officer(smolensk_officer, place)
        report = factories.make_submission(period, place)
        factories.make_notices([smolensk_officer], "deadline", "Скоро", submission=report)
    found = with_reports(list(Notice.objects.select_related("by", "period")))
    assert len(letter_words(Reader(smolensk_officer), found, is_digest=False)["subject"]) <= 200
