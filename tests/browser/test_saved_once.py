"""An event is saved once, whichever way one comes back to its form; and saving waits for a link."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Event
from tests import factories

NAME = "Фестиваль двух рек"


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


def fill(page):
    page.get_by_label("Наименование мероприятия").fill(NAME)
    page.get_by_label("Сроки").first.fill("4 ноября 2024 года")


def save(page):
    page.get_by_role("button", name="Сохранить", exact=True).click()


def test_back_after_saving_offers_the_saved_row_and_makes_no_second_one(visitor, report, smolensk_officer):
    """Back, the same tab once more, and a second tab of the same form."""
    one = visitor(smolensk_officer)
    page = one.go(reverse("event_add", args=[report.pk]))
    fill(page)
    other = page.context.new_page()
    other.goto(page.url)
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("Сохранено")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Это мероприятие уже сохранено")
    one.judge_page()
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Это мероприятие уже сохранено")
    page.get_by_role("link", name="Открыть сохранённую строку").click()
    expect(page.get_by_label("Наименование мероприятия")).to_have_value(NAME)
    assert Event.objects.filter(submission=report).count() == 1


def test_saving_without_a_link_stays_says_so_and_is_done_when_there_is_one(visitor, report, smolensk_officer):
    one = visitor(smolensk_officer)
    page = one.go(reverse("event_add", args=[report.pk]))
    fill(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text("Сохраним, когда появится связь")).to_be_visible()
    expect(page.get_by_label("Наименование мероприятия")).to_have_value(NAME)
    assert not Event.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("status").first).to_contain_text("Сохранено")
    assert Event.objects.get(submission=report).name == NAME
    one.wrong = [line for line in one.wrong if "ERR_INTERNET_DISCONNECTED" not in line]


def test_who_does_not_want_to_wait_for_a_link_goes_on_writing(visitor, report, smolensk_officer):
    one = visitor(smolensk_officer)
    page = one.go(reverse("event_add", args=[report.pk]))
    fill(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    save(page)
    page.get_by_role("button", name="Не ждать").click()
    page.context.set_offline(False)
    expect(page.get_by_text("Сохраним, когда появится связь")).to_have_count(0)
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("Сохранено")
    one.wrong = [line for line in one.wrong if "ERR_INTERNET_DISCONNECTED" not in line]
