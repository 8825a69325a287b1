"""Nothing half-written goes unnoticed past a decision."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import drafts, extensions, half_written
from reports.models import EditDraft, HalfWritten, Period, State, Submission
from tests import factories

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def begin_event(by, report, *, event=None, text="Начатые слова", minutes=0):
    """An unsaved text of an event, or of one that is only begun."""
    place = {"event": event.pk, "base_version": event.version} if event else {}
    uid = event.uid if event else uuid.uuid4()
    age = datetime.timedelta(minutes=minutes)
    sending = drafts.Sending(uid, uuid.uuid4(), number=1, fields=[["name", text]], age=age, **place)
    return drafts.keep(by, report, sending).draft


@pytest.fixture
def colleague(smolensk):
    user = factories.make_user("colleague", "Сомова Лидия Андреевна")
    factories.make_officer(user, smolensk)
    return user


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    """A draft with two rows."""
    report = factories.make_submission(period, smolensk)
    for name in ("Первое", "Второе"):
        factories.make_event(report, by=smolensk_officer, name=name)
    report.refresh_from_db()
    return report


# Each decision: who makes it, how the report comes to stand, the route, what is sent.
IN_A_WEEK = str(timezone.localdate() + datetime.timedelta(days=7))
DECISIONS = {
    "hand in": ("officer", "draft", "submit", lambda r: {"version": r.version}),
    "nil report": ("officer", "empty", "declare_nil", lambda r: {"version": r.version}),
    "withdraw": ("officer", "submitted", "withdraw", lambda r: {"version": r.version}),
    "ask for time": ("officer", "draft", "ask_extension", lambda r: {"reason": "Болезнь"}),
    "return": ("coordinator", "submitted", "return_for_changes", lambda r: {"version": r.version, "note": "Уточните"}),
    "approve": ("coordinator", "submitted", "approve", lambda r: {"version": r.version}),
    "extend": ("coordinator", "draft", "extend", lambda r: {"reason": "Болезнь", "until": IN_A_WEEK}),
    "decline": ("coordinator", "asking", "decline_extension", lambda r: {"answer": "Нет"}),
    "approve several": ("coordinator", "submitted", "approve_several", lambda r: ticked(r)),
    "approve nil reports": ("coordinator", "nil", "approve_nil", lambda r: {"submission": r.pk}),
    "nil for the rest": ("coordinator", "archive", "accept_rest_as_nil", lambda r: ticked(r)),
    "close the quarter": ("coordinator", "draft", "period_close", lambda r: {}),
    "hand in for it": ("coordinator", "draft", "submit", lambda r: {"version": r.version}),
    "nil report for it": ("coordinator", "empty", "declare_nil", lambda r: {"version": r.version}),
}
LONG_AGO = datetime.date(2025, 1, 31)
OWN_ALONE = {"ask for time", "extend", "decline"}  # they take nobody's words away


def ticked(report):
    return {"report": report.pk, f"version-{report.pk}": report.version}


def standing(report, state, officer, coordinator):
    """The report in that state."""
    if state == "archive":
        Period.objects.update(is_archive=True, deadline=LONG_AGO, hard_deadline=LONG_AGO)
    if state in {"empty", "nil", "archive"}:
        report.events.update(deleted_at=timezone.now())
    if state in {"submitted", "nil"}:
        factories.move_to(report, "submitted", is_nil=state == "nil", officer=officer, coordinator=coordinator)
    if state == "asking":
        extensions.ask(report, by=officer, reason="Болезнь", wanted=None)
    return Submission.objects.get(pk=report.pk)


def trace(report):
    """Everything that a decision would change."""
    fresh = Submission.objects.select_related("period").get(pk=report.pk)
    answered = fresh.extension_requests.exclude(outcome="open").count(), fresh.extension_requests.count()
    return fresh.state, fresh.extended_to, fresh.period.closed_at, answered


@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_names_what_is_not_saved_and_asks_once_more(
    client_of, report, smolensk_officer, colleague, coordinator, name
):
    """One's own text, a colleague's row and an answer that was begun; what was sent travels along; a second press that
    has seen them decides. What came after that is asked about anew."""
    role, state, route, data = DECISIONS[name]
    report = standing(report, state, smolensk_officer, coordinator)
    actor = coordinator if role == "coordinator" else smolensk_officer
    client = client_of(actor)
    of_quarter = route in {"approve_several", "approve_nil", "accept_rest_as_nil", "period_close"}
    arguments = [report.period.year, report.period.quarter] if of_quarter else [report.pk]
    address = reverse(route, args=arguments) + ("?for=municipality" if name.endswith("for it") else "")
    sent, before = data(report), trace(report)
    begin_event(actor, report, text="Моё начатое")
    begin_event(colleague, report, event=report.events.first(), text="Чужие слова", minutes=10)
    half_written.begin(report, by=colleague, key="answer-7")
    asked = client.post(address, sent)
    page = words(asked)
    assert asked.status_code == 409
    assert "Вы не сохранили: новое мероприятие, только что" in page
    if name not in OWN_ALONE:
        assert re.search(r"Сомова Л\. А\. пишет строку (1|вне таблицы), 10 минут назад", page)
        assert "Сомова Л. А. пишет ответ на замечание, только что" in page
    assert "Чужие слова" not in page
    assert trace(report) == before
    marks = re.findall(r'name="despite_unsaved" value="([^"]+)"', asked.content.decode())
    for key, value in sent.items():
        assert f'name="{key}" value="{value}"' in asked.content.decode()
    half_written.begin(report, by=actor, key="answer-8")
    again = client.post(address, {**sent, "despite_unsaved": marks})
    assert again.status_code == 409 and "Вы не сохранили: ответ на замечание" in words(again)
    marks = re.findall(r'name="despite_unsaved" value="([^"]+)"', again.content.decode())
    assert client.post(address, {**sent, "despite_unsaved": marks}).status_code == 302
    assert trace(report) != before


def test_the_check_before_handing_in_lists_them_first_with_a_way_on(client_of, report, smolensk_officer, colleague):
    own = begin_event(smolensk_officer, report, event=report.events.first())
    begin_event(colleague, report)
    page = client_of(smolensk_officer).get(reverse("submit", args=[report.pk])).content.decode()
    assert f"?draft={own.page}" in page
    assert page.index("Сначала решите, что с несохранённым текстом") < page.index("Сдать отчёт</button>")
    assert "Сомова Л. А. пишет новое мероприятие, только что" in page.replace("\u00a0", " ")


def test_what_says_nothing_new_is_old_or_is_being_sent_is_not_asked_about(
    client_of, report, smolensk_officer, colleague
):
    event = report.events.order_by("pk").first()
    same = [[key, getattr(event, key)] for key in factories.EVENT]
    drafts.keep(
        smolensk_officer, report, drafts.Sending(event.uid, uuid.uuid4(), number=1, fields=same, event=event.pk)
    )
    old = begin_event(colleague, report, text="Месяц назад")
    EditDraft.objects.filter(pk=old.pk).update(saved_at=timezone.now() - datetime.timedelta(days=30))
    saved = begin_event(colleague, report)
    drafts.close(colleague, report, pages={saved.page: 1}, uid=saved.uid)
    address = reverse("submit", args=[report.pk])
    half_written.begin(report, by=smolensk_officer, key=address)
    client = client_of(smolensk_officer)
    assert client.post(address, {"version": report.version, "kept_as": address}).status_code == 302
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED


def test_another_report_is_not_in_the_way(client_of, report, vyazma, vyazma_officer, smolensk_officer):
    other = factories.make_submission(report.period, vyazma)
    begin_event(vyazma_officer, other)
    response = client_of(smolensk_officer).post(reverse("submit", args=[report.pk]), {"version": report.version})
    assert response.status_code == 302


def test_a_page_signs_that_a_text_was_begun_and_that_it_is_gone(client_of, report, smolensk_officer, vyazma_officer):
    address = reverse("half_written", args=[report.pk])
    client = client_of(smolensk_officer)
    for _ in range(2):
        assert client.post(address, {"key": "answer-7", "is_there": "on"}).status_code == 204
    assert HalfWritten.objects.get().key == "answer-7"
    assert client.post(address, {"key": "answer-7"}).status_code == 204
    assert not HalfWritten.objects.exists()
    assert client.post(address, {"key": "ж" * 300, "is_there": "on"}).status_code == 400
    assert client_of(vyazma_officer).post(address, {"key": "answer-7", "is_there": "on"}).status_code == 404


def test_closing_a_quarter_names_the_report_of_each_text(client_of, report, smolensk_officer, coordinator):
    begin_event(smolensk_officer, report)
    page = words(client_of(coordinator).post(reverse("period_close", args=[2024, 4])))
    assert "город Смоленск: Белова Т. И. пишет новое мероприятие" in page
    assert Period.objects.get().closed_at is None
