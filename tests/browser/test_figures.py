"""The governor's questions that the answer page answers, each in three clicks from the start page at most."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from municipalities.models import Municipality
from reports.models import Period
from tests import factories
from tests.browser.conftest import PHONE


@pytest.fixture
def years(smolensk, vyazma, smolensk_officer, coordinator):
    """Two quarters a year apart: three events with Belarus, then four. Вязьма is silent about the later one."""
    for year, events in ((2023, 3), (2024, 4)):
        period = factories.make_period(year, 4)
        factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, events=events)
        late = {"deadline": period.ends_on, "hard_deadline": period.ends_on}
        Period.objects.filter(pk=period.pk).update(**late)
    return Municipality.objects.count()


def test_three_clicks_lead_to_the_rows_of_an_answer(visitor, coordinator, years):
    """How many with Belarus this year, how it compares with last year, who is silent: the number, then its rows. By
    mouse and by keyboard, and without the program's scripts the words can still be copied."""
    one = visitor(coordinator)
    page = one.go(reverse("home"))
    page.get_by_role("link", name="Цифры").click()  # the first click
    page.get_by_role("link", name="2024", exact=True).click()  # the second
    said = page.locator("#quarters .phrase")
    expect(said).to_contain_text("состоялось 4\u00a0международных мероприятия")
    expect(said).to_contain_text("годом ранее – 3")
    expect(page.locator("#matrix .phrase")).to_contain_text(
        "не сдало отчёт 1\u00a0муниципальное образование из 2: Вяземский"
    )
    one.judge_page()
    mark = page.get_by_role("link", name=re.compile("^Беларусь, IV квартал 2024 года: 4"))
    mark.focus()
    mark.press("Enter")  # the third
    expect(page).to_have_url(re.compile(r"/archive/\?.*country=BY"))
    expect(page.get_by_role("main")).to_contain_text("4")


def test_the_phrases_are_copied_by_one_press(visitor, coordinator, years):
    one = visitor(coordinator, permissions=["clipboard-read", "clipboard-write"])
    page = one.go(reverse("figures"))
    page.locator("#countries").get_by_role("button", name="Скопировать").click()
    expect(page.locator("#countries-words-said")).to_have_text("Скопировано.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#countries-words").input_value() and "Республики Беларусь" in copied
    page.get_by_role("link", name=re.compile("молчит, письмо главе")).first.click()
    expect(page.get_by_label("Текст письма")).to_have_value(re.compile("И.И. Петрову"))
    plain = visitor(coordinator, javascript=False, viewport=PHONE)
    page = plain.go(reverse("figures"))
    page.locator("#countries summary", has_text="Текст без ссылок").click()
    expect(page.locator("#countries-words")).to_be_visible()
