"""Who owes a scan or a renewal is reminded once, and no longer than it is so."""

import datetime

import pytest
from django.core.management import call_command

from reports.actions import register, scans, workflow
from reports.actions.document_reminders import remind_of_documents
from reports.models import Agreement, FoundDocument, MailChoice, Notice, Period, Submission
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.scans import pdf

from .post import letters

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("outbox")]

DAY = datetime.date(2026, 2, 3)  # a Tuesday
ROW = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": ""}


def after(days):
    return DAY + datetime.timedelta(days=days)


@pytest.fixture
def person(smolensk_officer):
    smolensk_officer.email = "smolensk@example.ru"
    smolensk_officer.save()
    return smolensk_officer


@pytest.fixture
def ending(clock, smolensk, person):
    """A document of a partnership that ends in a hundred days."""
    clock(DAY)
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    return Agreement.objects.create(partnership=link, title="Соглашение о дружбе", valid_until=after(100))


@pytest.fixture
def signed(clock, smolensk, person, coordinator):
    """A document of an event whose report was approved on that day."""
    clock(DAY)
    draft = factories.make_submission(factories.make_period(), smolensk)
    factories.make_event(draft, by=person, agreements=[ROW])
    factories.move_to(draft, "approved", officer=person, coordinator=coordinator)
    return Agreement.objects.get()


def remind(clock, day):
    clock(day)
    return remind_of_documents(by=THE_PROGRAM)


def words(person):
    texts = Notice.objects.filter(user=person, kind__in=["scan", "ends"]).order_by("pk")
    return list(texts.values_list("text", flat=True))


def test_an_end_is_told_ninety_and_thirty_days_before_and_once_each(clock, ending, person):
    assert [remind(clock, after(days)) for days in (9, 10, 13, 69, 70, 71, 99)] == [0, 1, 0, 0, 1, 0, 0]
    assert (
        words(person)
        == [
            "«Соглашение о дружбе» действует до 14\u00a0мая 2026\u00a0года. Если документ продлён, впишите новый срок "
            "и приложите скан, а если его не продлевают, сообщите координатору."
        ]
        * 2
    )
    assert Notice.objects.filter(kind="ends", path=f"/agreements/{ending.pk}/", document=ending).count() == 2


def test_a_new_term_settles_the_notice_and_brings_new_ones(clock, ending, person):
    remind(clock, after(10))
    assert Notice.objects.current().filter(kind="ends").exists()
    register.set_term(ending, by=person, until=after(150))
    assert not Notice.objects.current().filter(kind="ends").exists()
    assert [remind(clock, after(days)) for days in (59, 62)] == [0, 1]


def test_a_document_that_was_ended_or_is_open_ended_ends_no_more(clock, ending, person, coordinator):
    register.set_term(ending, by=person, is_open_ended=True)
    assert remind(clock, after(20)) == 0
    register.set_term(ending, by=person, until=after(100))
    register.end_document(ending, by=coordinator, on=DAY)
    assert remind(clock, after(20)) == 0


def test_a_scan_is_asked_for_two_weeks_after_the_approval_and_once(clock, signed, person):
    assert [remind(clock, after(days)) for days in (13, 14, 15, 41)] == [0, 1, 0, 0]
    assert words(person) == [
        "«Соглашение о дружбе»: приложите скан подписанного документа. Подойдёт PDF или снимок, до 10 МБ."
    ]
    assert Notice.objects.current().filter(kind="scan").exists()
    scans.attach_scan(signed, by=person, data=pdf(), name="Скан.pdf")
    assert not Notice.objects.current().filter(kind="scan").exists()


def test_nobody_owes_a_scan_that_is_there_or_of_an_archive(clock, signed, person):
    scan = scans.attach_scan(signed, by=person, data=pdf(), name="Скан.pdf")
    assert remind(clock, after(14)) == 0
    scans.remove_scan(scan, by=person)
    Period.objects.update(is_archive=True)
    assert remind(clock, after(14)) == 0


def test_a_document_that_was_confirmed_later_owes_its_scan_later(clock, signed, person, coordinator):
    scans.attach_scan(signed, by=person, data=pdf(), name="Скан.pdf")
    clock(after(100))
    find = FoundDocument.objects.create(event=signed.event, version=1, key="1", kind="other", title="-", words="-")
    register.enter_found(find, by=coordinator, values={"kind": "other", "title": "Соглашение школ"})
    assert [remind(clock, after(days)) for days in (113, 114)] == [0, 1]


def test_a_report_that_is_open_again_owes_no_scan(clock, signed, coordinator):
    report = Submission.objects.get(pk=signed.event.submission_id)
    workflow.reopen(report, by=coordinator, reason="Ошибка", until=after(40))
    assert remind(clock, after(14)) == 0


@pytest.mark.parametrize(("day", "hour"), [(14, 7), (18, 9)])
def test_nobody_is_reminded_at_night_or_on_a_day_off(clock, signed, day, hour):
    clock(after(day), hour)
    assert remind_of_documents(by=THE_PROGRAM) == 0


def test_the_reminder_goes_by_letter_unless_reminders_are_switched_off(clock, signed, person):
    Notice.objects.all().delete()
    clock(after(14))
    call_command("send_mail")
    assert (person.email, "Побратим: нужен скан") in letters()
    MailChoice.objects.create(user=person, reminders=False)
    Agreement.objects.update(kept_until=after(20))
    call_command("send_mail")
    assert words(person)[-1].startswith("«Соглашение о дружбе» действует до")
    assert len(letters()) == 1


def test_who_answers_for_the_municipality_no_more_reads_no_letter_of_it(clock, signed, person):
    Notice.objects.all().delete()
    remind(clock, after(14))
    signed.municipality.officers.update(until=after(13))
    call_command("send_mail")
    assert letters() == []
