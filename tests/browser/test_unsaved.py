"""What is written and not saved is asked about before a decision: the ways of two people at two windows."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import HalfWritten, State, Submission
from tests import factories

from .conftest import PHONE

WORDS = "Дописано в последний момент и не сохранено."


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk)
    factories.make_event(report, by=smolensk_officer)
    return report


def test_words_kept_by_themselves_are_asked_about_before_handing_in(visitor, report, smolensk_officer):
    one = visitor(smolensk_officer)
    page = one.go(reverse("event", args=[report.events.get().uid]))
    page.get_by_label("Цель, содержание и результат", exact=True).fill(WORDS)
    expect(page.locator("[data-draft-words]")).to_contain_text("сохранено в")
    two = visitor(smolensk_officer)
    page = two.go(reverse("submit", args=[report.pk]))
    expect(page.get_by_role("region", name="Сначала решите")).to_contain_text("Вы не сохранили: строка\u00a01")
    two.judge_page()
    with two.expecting(409):
        page.get_by_role("button", name="Сдать отчёт").click()
    expect(page.get_by_role("alert")).to_be_focused()
    two.judge_page()
    assert Submission.objects.get(pk=report.pk).state == State.DRAFT
    page.get_by_role("link", name="Продолжить").click()
    expect(page.get_by_label("Цель, содержание и результат", exact=True)).to_have_value(WORDS)


def test_an_answer_begun_by_a_colleague_is_named_and_its_sign_goes_with_it(
    visitor, report, smolensk, smolensk_officer, coordinator
):
    factories.move_to(report, "submitted", officer=smolensk_officer)
    remark = factories.make_remark(Submission.objects.get(pk=report.pk), by=coordinator)
    officer = visitor(smolensk_officer, viewport=PHONE)
    page = officer.go(reverse("report", args=[report.pk]))
    with page.expect_response(lambda response: "half-written" in response.url):
        page.get_by_label("Ваш ответ").fill("Место указано верно")
    assert HalfWritten.objects.get().key == f"answer-{remark.pk}"
    reviewer = visitor(coordinator)
    seen = reviewer.go(reverse("review", args=[report.pk]))
    with reviewer.expecting(409):
        seen.get_by_role("button", name="Принять отчёт").click()
    expect(seen.get_by_role("alert")).to_contain_text("пишет ответ на замечание")
    with page.expect_response(lambda response: "half-written" in response.url):
        page.get_by_role("button", name="Отправить ответ").click()
    expect(page.get_by_role("status")).to_contain_text("Ответ сохранён")
    assert not HalfWritten.objects.exists()
