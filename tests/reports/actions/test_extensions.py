"""Asking for more time: one open request, answered once, by extending or with a reason; who is told."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.actions import extensions, workflow
from reports.models import ExtensionRequest, Notice
from reports.rules.permissions import can_ask_extension, can_extend
from reports.rules.refusals import why_not
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=5)


@pytest.fixture
def locked(smolensk):
    return factories.make_submission(factories.make_period(is_open=False), smolensk)


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "is_urgent"))


def test_asking_tells_the_coordinators_once(locked, smolensk_officer, coordinator):
    extensions.ask(locked, by=smolensk_officer, reason="Болезнь исполнителя", wanted=SOON)
    with pytest.raises(extensions.RequestRefused, match="уже отправлена"):
        extensions.ask(locked, by=smolensk_officer, reason="Ещё раз")
    assert told(coordinator) == [("asked", True)]
    assert locked.extension_requests.get().wanted == SOON


def test_extending_answers_the_request(locked, smolensk_officer, coordinator):
    extensions.ask(locked, by=smolensk_officer, reason="Болезнь исполнителя")
    extensions.extend(locked, by=coordinator, reason="Болезнь исполнителя", until=SOON)
    request = locked.extension_requests.get()
    assert (request.outcome, request.answered_by) == ("granted", coordinator)
    assert told(smolensk_officer) == [("extended", True)]


def test_an_extension_before_the_first_hand_in_moves_the_deadline(smolensk, smolensk_officer, coordinator):
    period = factories.make_period(is_open=False)
    submission = factories.make_submission(period, smolensk)
    assert submission.days_late == 20
    extended = extensions.extend(submission, by=coordinator, reason="Болезнь", until=TODAY)
    assert (extended.days_late, workflow.declare_nil(extended, by=smolensk_officer).days_late) == (0, 0)


def test_the_same_extension_sent_twice_extends_once(period, smolensk, coordinator, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    for reason in ("Болезнь", " Болезнь\r\n"):
        assert extensions.extend(submission, by=coordinator, reason=reason, until=TODAY).extended_to == TODAY
    assert submission.state_changes.count() == 1
    extensions.ask(submission, by=smolensk_officer, reason="Ещё")
    extensions.extend(submission, by=coordinator, reason="Болезнь", until=TODAY)
    assert submission.state_changes.count() == 2


def test_declining_says_why_and_is_done_once(locked, smolensk_officer, coordinator):
    extensions.ask(locked, by=smolensk_officer, reason="Болезнь исполнителя")
    with pytest.raises(extensions.RequestRefused):
        extensions.decline(locked, by=coordinator, answer="  ")
    extensions.decline(locked, by=coordinator, answer="Сводный отчёт уже отправлен")
    with pytest.raises(extensions.RequestRefused):
        extensions.decline(locked, by=coordinator, answer="Ещё раз")
    assert told(smolensk_officer) == [("declined", True)]
    extensions.ask(locked, by=smolensk_officer, reason="Но есть новое мероприятие")
    assert [request.outcome for request in locked.extension_requests.all()] == ["declined", "open"]


def test_a_hand_in_ends_the_request_and_an_approved_report_has_none(period, smolensk, smolensk_officer, coordinator):
    submission = factories.make_submission(period, smolensk)
    extensions.ask(submission, by=smolensk_officer, reason="Не успеваем")
    approved = factories.move_to(submission, "approved", is_nil=True, officer=smolensk_officer, coordinator=coordinator)
    assert submission.extension_requests.get().outcome == "lapsed"
    with pytest.raises(extensions.RequestRefused) as asked:
        extensions.ask(approved, by=smolensk_officer, reason="Поздно")
    with pytest.raises(extensions.RequestRefused) as given:
        extensions.extend(approved, by=coordinator, reason="Болезнь", until=SOON)
    for refused, right, person in ((asked, can_ask_extension, smolensk_officer), (given, can_extend, coordinator)):
        assert refused.value.args == (why_not(right, person, approved).sentence,), "as on the page"


def test_the_database_keeps_one_open_request_and_answers_whole(locked, smolensk_officer):
    extensions.ask(locked, by=smolensk_officer, reason="Болезнь")
    wrong = [{"outcome": "granted"}, {"answer": "слова"}, {"reason": ""}]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            locked.extension_requests.update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtensionRequest.objects.create(submission=locked, by=smolensk_officer, reason="Вторая")


def test_the_officer_asks_from_the_page_and_reads_the_answer_there(locked, smolensk_officer, coordinator, client_of):
    """From the lock to the answer; one line shows the three days."""
    client, desk = client_of(smolensk_officer), client_of(coordinator)
    quarter = reverse("officer_quarter", args=[locked.period.year, locked.period.quarter])
    ask = reverse("ask_extension", args=[locked.pk])
    shown = client.get(quarter).content.decode()
    assert ask in shown and "Срок сдачи" in shown and "принимали до" in shown
    assert client.post(ask, {"reason": ""}).status_code == 200
    assert client.post(ask, {"reason": "Болезнь исполнителя", "wanted": SOON.isoformat()}).status_code == 302
    again = client.post(ask, {"reason": "Ещё раз"})
    assert again.status_code == client.get(ask).status_code == 409
    assert "Ещё раз" in again.content.decode()
    assert "ждём ответа координатора" in client.get(quarter).content.decode()

    board = desk.get(reverse("board", args=[locked.period.year, locked.period.quarter])).content.decode()
    assert "Просят продлить срок:" in board and "просит продлить срок" in board
    assert "Болезнь исполнителя" in desk.get(reverse("review", args=[locked.pk])).content.decode()
    assert f'value="{SOON.isoformat()}"' in desk.get(reverse("extend", args=[locked.pk])).content.decode()
    decline = reverse("decline_extension", args=[locked.pk])
    assert desk.post(decline, {"answer": "Отчёт уже отправлен"}).status_code == 302
    assert desk.post(decline, {"answer": "Второй ответ"}).status_code == 409
    for address in (quarter, reverse("report", args=[locked.pk])):
        assert "Отчёт уже отправлен" in client.get(address).content.decode()

    desk.post(reverse("extend", args=[locked.pk]), {"reason": "Болезнь", "until": SOON.isoformat()})
    shown = client.get(quarter).content.decode()
    assert "вам продлено до\u00a0" in shown and "Отчёт уже отправлен" not in shown


@pytest.mark.parametrize("wanted", ["вчера", "2001-01-01", "9999-12-31", "\x00"])
def test_a_day_that_cannot_be_is_told_and_the_reason_stays(wanted, locked, smolensk_officer, client_of):
    page = client_of(smolensk_officer).post(
        reverse("ask_extension", args=[locked.pk]), {"reason": "Болезнь исполнителя", "wanted": wanted}
    )
    assert page.status_code == 200
    assert "Болезнь исполнителя" in page.content.decode()
    assert not locked.extension_requests.exists()


def test_taking_an_approval_back_lets_the_request_wait_again(period, smolensk, smolensk_officer, coordinator):
    report = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    extensions.ask(report, by=smolensk_officer, reason="Болезнь")
    report = workflow.approve(report, by=coordinator, version=report.version)
    assert not report.extension_requests.open().exists()
    workflow.unapprove(workflow.approvals_of([report])[0], by=coordinator)
    assert report.extension_requests.open().get().reason == "Болезнь"
