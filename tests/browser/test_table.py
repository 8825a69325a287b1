"""Typing into the table itself: keys, several pasted rows, a text that waits for a link, two who write at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions import events
from reports.models import Event
from tests import factories

from .conftest import until

SAID = "[data-table-said]"
ROWS = "Фестиваль хоров\tг. Орша (Республика Беларусь)\t5 ноября 2024 года\nВыставка\tг. Смоленск\t6 ноября 2024 года"
PASTE = """([area, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def window(visitor, smolensk_officer, report):
    return visitor(smolensk_officer)


def open_table(window, report):
    return window.go(reverse("report_table", args=[report.pk]))


def cell(page, column, row):
    return page.get_by_label(f"{column}, {row}", exact=True)


def test_a_row_is_written_by_keys_alone(window, report):
    page = open_table(window, report)
    expect(cell(page, "Наименование мероприятия", "новая строка")).to_be_focused()
    for text in (
        "Фестиваль хоров",
        "г. Орша (Республика Беларусь)",
        "5 ноября 2024 года",
        "Дружба хоров",
        "40 человек",
    ):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator(SAID)).to_have_text("Сохранено.")
    until(page, "!document.querySelector('.is-unsaved')")
    event = Event.objects.get()
    assert (event.name, event.purpose, event.participants) == ("Фестиваль хоров", "Дружба хоров", "40 человек")
    window.judge_page()


def test_enter_goes_to_the_next_row_and_a_key_takes_the_cell_above(window, report, smolensk_officer):
    factories.make_event(report, by=smolensk_officer, place_text="г. Минск (Республика Беларусь)")
    page = open_table(window, report)
    cell(page, "Место проведения", "строка 1").focus()
    page.keyboard.press("Enter")
    below = cell(page, "Место проведения", "новая строка")
    expect(below).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(below).to_have_value("г. Минск (Республика Беларусь)")


def test_several_rows_are_pasted_and_filled_cells_only_after_a_yes(window, report):
    page = open_table(window, report)
    first = page.locator("[data-row] textarea").first
    page.evaluate(PASTE, [first.element_handle(), ROWS])
    until(page, "!document.querySelector('.is-unsaved')")
    assert sorted(Event.objects.values_list("name", flat=True)) == ["Выставка", "Фестиваль хоров"]
    page.evaluate(PASTE, [first.element_handle(), "Фестиваль театров\tг. Брест"])
    expect(page.get_by_role("button", name="Вставить", exact=True)).to_be_focused()
    expect(first).to_have_value("Фестиваль хоров")
    page.keyboard.press("Enter")
    expect(first).to_have_value("Фестиваль театров")
    until(page, "!document.querySelector('.is-unsaved')")
    assert Event.objects.filter(name="Фестиваль театров").exists()


def test_two_who_write_one_cell_are_shown_both_texts(window, report, smolensk_officer, coordinator):
    event = factories.make_event(report, by=smolensk_officer)
    page = open_table(window, report)
    events.save_event(event, by=smolensk_officer, values={"purpose": "Их цель"}, base_version=1)
    cell(page, "Цель, содержание и результат", "строка 1").fill("Моя цель")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Их цель")
    assert Event.objects.get().purpose == "Их цель"
    window.wrong[:] = [line for line in window.wrong if "409" not in line]
    page.get_by_role("button", name="Оставить моё").click()
    expect(page.locator(SAID)).to_have_text("Сохранено.")
    assert Event.objects.get().purpose == "Моя цель"


def test_without_a_link_the_cell_stays_on_this_computer_and_comes_home(window, report, smolensk_officer):
    factories.make_event(report, by=smolensk_officer)
    page = open_table(window, report)
    page.route("**/cells/", lambda route: route.abort())
    cell(page, "Кто участвовал", "строка 1").fill("Пятьдесят человек")
    page.keyboard.press("Tab")
    expect(page.locator(SAID)).to_contain_text("цел на этом компьютере")
    page.unroute("**/cells/")
    window.wrong[:] = [line for line in window.wrong if "ERR_FAILED" not in line]
    page = open_table(window, report)
    expect(page.locator(SAID)).to_have_text("Сохранено.")
    assert Event.objects.get().participants == "Пятьдесят человек"
