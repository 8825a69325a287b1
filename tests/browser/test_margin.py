"""Remarks written in the margin of the sheet, a released row corrected: what it costs in presses and pages, and that no
word is lost on the way."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions import remarks, workflow
from reports.actions.releases import make_release
from reports.models import Release, Remark, State, Submission
from tests import factories

from .conftest import PHONE, sign_in

ROWS = 23
COUNT_PRESSES = """
const count = () => sessionStorage.setItem("presses", Number(sessionStorage.getItem("presses")) + 1);
addEventListener("pointerdown", count, true);
"""


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=ROWS)


class Costs:
    """Counts the presses of a page's mouse (marking words is one) and the pages that it loads."""

    def __init__(self, page):
        self.page, self.loads = page, 0
        page.add_init_script(COUNT_PRESSES)
        page.on("request", self._note)

    def _note(self, request):
        is_page = request.is_navigation_request() and request.redirected_from is None
        self.loads += is_page and request.frame == self.page.main_frame

    @property
    def presses(self):
        return int(self.page.evaluate("sessionStorage.getItem('presses')"))


def mark(page, cell):
    """Drag the mouse over the first words of a cell."""
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 10, steps=3)
    page.mouse.up()


def test_six_remarks_and_the_return_of_23_rows(visitor, coordinator, report):
    """Nine presses, marking words among them, and two pages: the report, and the board after it."""
    judge = visitor(coordinator)
    costs = Costs(judge.page)
    page = judge.go(reverse("board", args=[2024, 4]))
    costs.loads = 0
    page.get_by_role("link", name="Проверить: город Смоленск").click()
    for number in range(1, 7):
        mark(page, page.locator(f"tr[data-remark-row]:nth-child({3 * number + 1}) td:nth-child(5)"))
        expect(page.get_by_label("Замечание", exact=True)).to_be_focused()
        page.keyboard.type(f"Уточните {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".margin-note")).to_have_count(0)
        row = page.locator(f"tr[data-remark-row]:nth-child({3 * number + 1})")
        expect(row).to_contain_text(f"Уточните {number}")
        expect(row).to_be_focused()
        expect(row.locator("mark")).to_have_count(1)
    expect(page.get_by_text("6\u00a0замечаний открыто")).to_be_visible()
    page.get_by_role("link", name="Вернуть на доработку").click()
    expect(page.get_by_text("открытые замечания: 6")).to_be_visible()
    page.get_by_role("button", name="Вернуть на доработку").click()
    expect(page.get_by_role("status").filter(has_text="возвращён на доработку")).to_be_visible()
    assert Submission.objects.get(pk=report.pk).state == State.RETURNED
    assert set(Remark.objects.values_list("field", flat=True)) == {"purpose"}
    assert all(Remark.objects.values_list("quote", flat=True))
    assert (costs.presses, costs.loads) == (9, 2)


def test_one_letter_of_a_released_row(visitor, coordinator, report):
    """Four presses from the page of the releases."""
    approved = workflow.approve(report, by=coordinator, version=report.version)
    make_release(approved.period, by=coordinator)
    judge = visitor(coordinator)
    costs = Costs(judge.page)
    page = judge.go(reverse("releases", args=[2024, 4]))
    judge.judge_page()
    name = report.events.earliest("pk").name
    page.get_by_role("link", name=name, exact=True).click()
    judge.judge_page()
    page.get_by_label("Цель, содержание и результат", exact=True).click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.get_by_role("button", name="Показать дополнение").click()
    expect(page.get_by_role("heading", name="Таким выйдет дополнение № 1")).to_be_focused()
    expect(page.locator("ins")).to_have_count(1)
    judge.judge_page()
    page.get_by_role("button", name="Выпустить дополнение № 1").click()
    expect(page.get_by_role("status").filter(has_text="Выпущено: дополнение № 1")).to_be_visible()
    assert Release.objects.count() == 2
    assert costs.presses == 4


def test_a_note_loses_no_word(visitor, coordinator, report):
    """A mistake is told in place; what was typed without a link is sent when it comes back; a note thrown away comes
    back; after the end of the sign-in it goes on, with the words that it is about."""
    judge = visitor(coordinator)
    page = judge.go(reverse("review", args=[report.pk]))
    row = page.locator("tr[data-remark-row]").nth(1)
    mark(page, row.locator("td").nth(4))
    note = page.locator(".margin-note")
    note.get_by_role("button", name="Добавить").click()
    expect(note.get_by_role("alert")).to_contain_text("Напишите замечание")
    judge.expect_accessible()

    page.get_by_label("Замечание", exact=True).fill("Кто это?")
    note.get_by_role("button", name="Не нужно").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Вернуть текст").click()
    expect(page.get_by_label("Замечание", exact=True)).to_have_value("Кто это?")

    page.context.set_offline(True)
    note.get_by_role("button", name="Добавить").click()
    expect(note.get_by_role("alert")).to_contain_text("отправим, когда появится связь")
    page.context.set_offline(False)
    expect(row).to_contain_text("Кто это?")
    expect(note).to_have_count(0)
    assert Remark.objects.get().quote

    Session.objects.all().delete()
    mark(page, page.locator("tr[data-remark-row]").nth(2).locator("td").nth(4))
    page.get_by_label("Замечание", exact=True).fill("А это кто?")
    note.get_by_role("button", name="Добавить").click()
    expect(note.get_by_role("alert")).to_contain_text("Вход закончился")
    note.get_by_role("button", name="Войти и отправить").click()
    sign_in(judge, coordinator.username)
    expect(page.locator("tr[data-remark-row]").nth(2)).to_contain_text("А это кто?")
    expect(note).to_have_count(0)
    assert [bool(remark.quote) for remark in Remark.objects.all()] == [True, True]
    judge.wrong[:] = [line for line in judge.wrong if "401" not in line and "ERR_INTERNET_DISCONNECTED" not in line]


def test_a_note_left_unsent_opens_again_with_its_words(visitor, coordinator, report):
    judge = visitor(coordinator)
    page = judge.go(reverse("review", args=[report.pk]))
    mark(page, page.locator("tr[data-remark-row]").nth(1).locator("td").nth(4))
    page.get_by_label("Замечание", exact=True).fill("Кто это?")
    page.reload()
    expect(page.get_by_label("Замечание", exact=True)).to_have_value("Кто это?")
    expect(page.locator(".margin-note")).to_contain_text("К словам «")
    page.get_by_role("button", name="Принять отчёт").click()
    expect(page.locator(".margin-note").get_by_role("alert")).to_contain_text("ещё не добавлено")
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED, "nobody decides past a remark that is begun"
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator(".margin-note")).to_have_count(0)
    assert (Remark.objects.get().field, bool(Remark.objects.get().quote)) == ("purpose", True)
    page.reload()
    expect(page.locator(".margin-note")).to_have_count(0)


def test_on_a_phone_the_note_opens_under_its_row_and_an_own_remark_is_corrected_in_place(visitor, coordinator, report):
    first = report.events.present().in_report_order()[0]
    remarks.add_remark(report, by=coordinator, text="Где эта?", event=first)
    judge = visitor(coordinator, viewport=PHONE)
    page = judge.go(reverse("review", args=[report.pk]))
    page.get_by_role("link", name="Исправить замечание: строка 1", exact=True).click()
    expect(page.get_by_label("Замечание", exact=True)).to_have_value("Где эта?")
    page.get_by_label("Замечание", exact=True).fill("Где это?")
    page.get_by_role("button", name="Исправить", exact=True).click()
    expect(page.locator("tr[data-remark-row]").first).to_contain_text("было: «Где эта?»")
    page.get_by_role("link", name="Добавить замечание: строка 1", exact=True).click()
    note, row = page.locator(".margin-note").bounding_box(), page.locator("tr[data-remark-row]").first.bounding_box()
    participants = page.locator("tr[data-remark-row]").first.locator("td").nth(5).bounding_box()
    assert participants["y"] + participants["height"] <= note["y"] < row["y"] + row["height"]
    assert note["width"] > 250
    judge.expect_accessible()
    judge.expect_nothing_sideways()
    page.get_by_label("К какому столбцу").select_option("место")
    page.get_by_label("Замечание", exact=True).fill("Какая улица?")
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator("tr[data-remark-row]").first).to_contain_text("Какая улица?")
    assert Remark.objects.latest("pk").field == "place_text"
