"""Words selected on the sheet go along with a remark; the second review on the screen."""

import pytest
from playwright.sync_api import expect

from reports.actions import events, remarks, workflow
from reports.models import Remark, Submission
from tests import factories

from .conftest import in_stress_without_javascript

SELECT = """([selector, word, from]) => {
    const cell = document.querySelector(selector);
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let skipped = from; walker.nextNode(); ) {
        const at = walker.currentNode.data.indexOf(word);
        if (at >= 0 && skipped-- === 0) {
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + word.length);
            return;
        }
    }
    throw new Error("not there: " + word);
}"""


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk, officer=smolensk_officer, events=0)
    factories.make_event(submission, purpose="Встреча в Минске.\nВстреча в Бресте, обмен опытом.")
    return workflow.submit(submission, by=smolensk_officer)


def test_words_selected_on_the_sheet_go_along_with_the_remark(visitor, coordinator, report):
    """Part of a word is taken as the word, and the second of two equal words stays the second."""
    judge = visitor(coordinator)
    page = judge.go(f"/review/{report.pk}/")
    page.evaluate(SELECT, ["tbody tr[data-remark-row] td:nth-child(5)", "стреч", 1])
    page.get_by_role("link", name="Добавить замечание: строка 1").click()
    note = page.get_by_role("form", name="Добавить замечание: строка 1")
    expect(note).to_contain_text("К словам «Встреча»")
    page.get_by_label("Замечание", exact=True).fill("Кто встречался?")
    page.get_by_label("Запомнить для следующих раз").check()
    judge.judge_page()
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(note).to_have_count(0)
    remark = Remark.objects.get()
    assert (remark.field, remark.quote, remark.quote_number) == ("purpose", "Встреча", 2)
    expect(page.locator("mark")).to_have_text("Встреча")
    expect(page.locator("td p").nth(1).locator("mark")).to_have_count(1)
    judge.judge_page()


def test_without_a_selection_the_remark_is_on_the_row(visitor, coordinator, report):
    judge = visitor(coordinator)
    page = judge.go(f"/review/{report.pk}/")
    page.evaluate(SELECT, ["tbody tr[data-remark-row] td:nth-child(5)", "Встреча", 0])
    link = page.get_by_role("link", name="Добавить замечание: строка 1")
    expect(link).to_have_text("Замечание к выделенным словам")
    page.evaluate("getSelection().removeAllRanges()")
    expect(link).to_have_text("Замечание")
    link.click()
    expect(page.get_by_label("К какому столбцу")).to_have_value("")
    expect(page.locator("[data-note-quoted]")).to_be_hidden()


@in_stress_without_javascript
def test_a_frequent_remark_is_written_by_a_button(visitor, javascript, coordinator, report):
    remarks.remember_frequent("Укажите число участников", by=coordinator)
    judge = visitor(coordinator, javascript=javascript)
    page = judge.go(f"/review/{report.pk}/remarks/add/")
    if javascript:
        page.get_by_role("button", name="Укажите число участников").click()
        expect(page.get_by_label("Замечание", exact=True)).to_have_value("Укажите число участников")
    else:
        page.get_by_label("Часто пишу").select_option("Укажите число участников")
    judge.judge_page()
    page.get_by_role("button", name="Добавить замечание").click()
    assert Remark.objects.get().text == "Укажите число участников"


def test_the_second_review_on_the_screen(visitor, javascript, coordinator, smolensk_officer, report):
    event = report.events.get()
    for words, quote in (("Кто встречался?", "обмен опытом"), ("Назовите город", "")):
        place = {"event": event, "field": "purpose", "quote": quote}
        remark = remarks.add_remark(report, by=coordinator, text=words, **place)
    workflow.return_for_changes(report, by=coordinator, note="Исправьте")
    values = {"purpose": "Встреча в Минске.\nВстреча глав в Витебске, обмен опытом."}
    events.save_event(event, by=smolensk_officer, values=values, base_version=event.version)
    factories.make_event(Submission.objects.get(pk=report.pk), name="Новое мероприятие")
    remarks.answer_remark(remark, by=smolensk_officer, answer="Назвали")
    workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    judge = visitor(coordinator, javascript=javascript)
    page = judge.go(f"/review/{report.pk}/")
    expect(page.get_by_text("изменено в другом месте").last).to_be_visible()
    judge.judge_page()
    page.emulate_media(media="print")  # on paper, too, one sees what became of what
    expect(page.locator("del").first).to_be_visible()
    expect(page.locator("ins").first).to_have_css("text-decoration-line", "underline")
    page.emulate_media(media="screen")
    if javascript:
        page.evaluate(SELECT, ["[data-remark-field=purpose]", "Витебске", 0])
        page.get_by_role("link", name="Добавить замечание: строка 1").click()
        expect(page.locator(".second-notes .margin-note")).to_contain_text("К словам «Витебске»")
        page.get_by_label("Замечание", exact=True).fill("Какой Витебск?")
        page.get_by_role("button", name="Добавить", exact=True).click()
        expect(page.locator(f"#row-{event.pk} .second-notes")).to_contain_text(["Назовите город", "Какой Витебск?"])
        remark_an_unasked_row(page)
    page.get_by_role("link", name="Ответить по замечанию").click()
    page.get_by_label("Ваш ответ").fill("А область?")
    judge.judge_page()
    page.get_by_role("button", name="Ответить").click()
    expect(page.get_by_text("А область?")).to_be_visible()
    with judge.expecting(409):
        page.get_by_role("button", name="Принять отчёт").click()
    judge.judge_page()
    page.get_by_role("button", name="Всё равно принять").click()
    assert Submission.objects.get(pk=report.pk).state == "approved"


def remark_an_unasked_row(page):
    """A row that nobody had asked about comes among those that are asked about."""
    page.get_by_role("link", name="Добавить замечание: строка 2").first.click()
    page.get_by_label("Замечание", exact=True).fill("Откуда это?")
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator("[id^='row-']").filter(has_text="Откуда это?")).to_be_visible()
    expect(page.locator(".margin-note")).to_have_count(0)
