"""Who is told what, by the bell and by letter: each notice once, and only to those whom it concerns."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from reports.actions import extensions, remarks, workflow
from reports.models import Notice
from reports.prose.words import write_date
from tests import factories

from .post import send, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


@pytest.fixture
def report(smolensk, smolensk_officer, coordinator):
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.save()
    return factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)


def test_each_move_tells_the_other_side(report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    report = workflow.return_for_changes(report, by=coordinator, note="Уточните")
    report = workflow.submit(report, by=smolensk_officer)
    report = workflow.approve(report, by=coordinator, version=report.version)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    report = workflow.reopen(report, by=coordinator, reason="Ошибка в датах", until=tomorrow)
    extensions.extend(report, by=coordinator, reason="Болезнь", until=tomorrow)
    assert told(coordinator) == ["handed_in", "handed_in"]
    assert told(smolensk_officer) == ["returned", "approved", "reopened", "extended"]


def test_a_neighbour_is_told_nothing(report, smolensk_officer, vyazma_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    assert told(vyazma_officer) == []


def test_who_did_it_is_not_told(report, smolensk_officer, coordinator):
    workflow.submit(report, by=smolensk_officer)
    assert told(smolensk_officer) == []


def test_a_return_brings_its_note_and_every_open_remark(report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    event = report.events.get()
    remarks.add_remark(report, by=coordinator, text="Кто подписал?", event=event, field="purpose")
    settled = remarks.add_remark(report, by=coordinator, text="Это уже снято")
    remarks.accept_remark(settled, by=coordinator)
    workflow.return_for_changes(report, by=coordinator, note="Проверьте даты")
    send()
    [letter] = [letter for letter in mail.outbox if letter.to == [smolensk_officer.email]]
    for words in ("Проверьте даты", event.name, "Кто подписал?", f"/report/{report.pk}/"):
        assert words in letter.body
    assert "Это уже снято" not in letter.body


def test_a_remark_on_words_brings_the_words_and_the_return_says_until_when(report, smolensk_officer, coordinator):
    event = report.events.get()
    report = workflow.submit(report, by=smolensk_officer)
    remarks.add_remark(report, by=coordinator, text="Какими?", event=event, field="purpose", quote="ремеслами")
    workflow.return_for_changes(report, by=coordinator)
    text = Notice.objects.get(kind="returned").text
    assert "цель, содержание и результат, к словам «ремеслами»: Какими?" in text
    assert f"до {write_date(report.period.deadline)}." in text


def test_a_return_after_the_last_day_says_how_to_get_more_time(clock, report, smolensk_officer, coordinator):
    report = workflow.submit(report, by=smolensk_officer)
    clock(report.period.hard_deadline + datetime.timedelta(days=1))
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    assert "попросите координатора продлить срок" in Notice.objects.get(kind="returned").text


def test_a_move_that_fails_tells_nothing(report, coordinator):
    with pytest.raises(workflow.MoveRefused):
        workflow.approve(report, by=coordinator, version=report.version)
    assert not Notice.objects.exists()
