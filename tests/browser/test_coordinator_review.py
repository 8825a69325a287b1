"""A coordinator's review from the sign-in to the downloaded table, with JavaScript and without it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.models import Remark, State, Submission
from tests import factories
from tests.documents import even, read_report

from .conftest import in_stress_without_javascript, sign_in

REMARK = "Допишите, в каком зале проходил прием."
ANSWER = "Дописали зал."
NEW_PLACE = "г. Смоленск, зал городской Администрации"
REASON = "Это встреча жителей одного города."
DAYS = ("4 ноября 2024 года", "5 ноября 2024 года", "6 ноября 2024 года")


@pytest.fixture
def quarter(period, smolensk, smolensk_officer, vyazma, vyazma_officer, coordinator):
    """Смоленск has handed in two rows, Вязьма nothing to report; Десногорск, made later, owes its report."""
    desnogorsk = factories.make_municipality("Десногорск", label="город Десногорск")
    debtor = factories.make_user("desnogorsk", "Лукина Вера Олеговна", email="lukina@desnogorsk.example")
    factories.make_officer(debtor, desnogorsk)
    factories.make_submission(period, desnogorsk)
    factories.make_country("RU", "Россия", "Российская Федерация")
    factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=2)
    factories.make_submission(period, vyazma, state="submitted", officer=vyazma_officer, is_nil=True)
    return period


def state_of(municipality):
    return Submission.objects.get(municipality=municipality).state


def board_row(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_a_coordinators_review_from_sign_in_to_the_downloaded_table(
    visitor, javascript, quarter, smolensk, smolensk_officer, vyazma
):
    coordinator = visitor(javascript=javascript, permissions=["clipboard-read", "clipboard-write"])
    officer = visitor(smolensk_officer, javascript=javascript)
    page = coordinator.go("/")
    sign_in(coordinator, "coordinator")
    expect(page.get_by_role("heading", level=1)).to_have_text("Сбор отчётов, IV квартал 2024 года")
    filter_the_board(page)
    copy_the_addresses(page, javascript)

    page.get_by_role("link", name="Проверить: город Смоленск").click()
    remark_and_return(page, javascript)
    assert state_of(smolensk) == State.RETURNED
    expect(board_row(page, "город Смоленск")).to_contain_text("на доработке")

    answer_and_hand_in_again(officer)
    page.reload()
    page.get_by_role("link", name="Проверить: город Смоленск").click()
    read_the_changes(page)
    coordinator.expect_accessible()
    page.get_by_role("button", name="Снять замечание: строка 1").click()
    expect(page.get_by_text("Открытых замечаний нет.")).to_be_visible()
    assert Remark.objects.get().state == Remark.State.ACCEPTED
    page.get_by_role("button", name="Принять отчёт").click()
    assert state_of(smolensk) == State.APPROVED

    page.get_by_role("button", name="Принять", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Принят отчёт «нет мероприятий»")
    assert state_of(vyazma) == State.APPROVED

    page.get_by_role("link", name="Сводный отчёт", exact=True).click()
    compare_the_page_with_the_file(page)


def filter_the_board(page):
    """By state, by words, and back."""
    page.get_by_role("link", name=re.compile("^Ещё не сдали")).click()
    expect(page.get_by_role("rowheader", name="город Десногорск")).to_be_visible()
    expect(page.get_by_role("rowheader", name="город Смоленск")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Все")).click()
    page.get_by_label("Муниципалитет или исполнитель").fill("БЕЛОВА")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("rowheader", name="город Смоленск")).to_be_visible()
    expect(page.get_by_role("rowheader", name="город Десногорск")).to_have_count(0)
    page.get_by_label("Муниципалитет или исполнитель").fill("такого нет")
    page.get_by_role("button", name="Найти").click()
    page.get_by_role("link", name=re.compile("^Показать все")).click()
    expect(page.get_by_role("rowheader", name="город Смоленск")).to_be_visible()


def copy_the_addresses(page, javascript):
    """One click with JavaScript; without it a field has the addresses, to be copied by hand."""
    page.get_by_text("Адреса не сдавших (1)").click()
    expect(page.get_by_label("Кому напомнить")).to_have_value("lukina@desnogorsk.example")
    button = page.get_by_role("button", name="Скопировать адреса")
    if javascript:
        button.click()
        expect(page.get_by_text("Скопировано: 1 адрес.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "lukina@desnogorsk.example"
    else:
        expect(button).to_have_count(0)


def remark_and_return(page, javascript):
    """In the margin of the sheet; without JavaScript on pages of their own."""
    page.get_by_role("link", name="Добавить замечание: строка 1").click()
    page.get_by_label("К какому столбцу").select_option("место")
    page.get_by_label("Замечание", exact=True).fill(REMARK)
    page.get_by_role("button", name="Добавить" if javascript else "Добавить замечание", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=REMARK)).to_contain_text("1.")
    page.get_by_role("link", name="Вернуть на доработку").click()
    expect(page.get_by_text(REMARK)).to_be_visible()
    page.get_by_role("button", name="Вернуть на доработку").click()
    expect(page.get_by_role("status").first).to_contain_text("возвращён на доработку")


def answer_and_hand_in_again(officer):
    """The step leads to the remark; the place is changed, the remark answered, the report handed in."""
    page = officer.go("/")
    page.get_by_role("link", name="К замечанию").click()
    page.get_by_label("Место проведения", exact=True).fill(NEW_PLACE)
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    officer.go(f"/event/{Remark.objects.get().event.uid}/")
    page.get_by_label("Ваш ответ").fill(ANSWER)
    page.get_by_role("button", name="Отправить ответ").click()
    expect(page.get_by_text(ANSWER).first).to_be_visible()
    officer.go("/")
    page.get_by_role("link", name=re.compile("Проверить и сдать")).click()
    page.get_by_role("button", name="Сдать отчёт").click()
    expect(page.get_by_role("status").filter(has_text="Отчёт сдан")).to_be_visible()


def read_the_changes(page):
    """What changed comes first; in the whole report the new words are marked, the old ones struck out, and the clean
    sheet has neither."""
    expect(page.locator("ins")).to_contain_text("добавлено: Смоленск, зал городской Администрации")
    page.get_by_role("link", name="Весь отчёт").first.click()
    row = page.get_by_role("row").filter(has_text=REMARK)
    expect(row.locator("ins")).to_contain_text("добавлено: Смоленск, зал городской Администрации")
    expect(row.locator("del")).to_contain_text("удалено: Минск (Республика Беларусь)")
    expect(row).to_contain_text(ANSWER)
    page.get_by_role("link", name="Чистый лист").click()
    expect(page.locator("ins, del")).to_have_count(0)
    page.get_by_role("link", name="Весь отчёт").click()
    expect(page.locator("ins")).to_have_count(1)


def compare_the_page_with_the_file(page):
    """Title, headings, sections, numbers and cells: the same words in the same order."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать DOCX").click()
    assert download.value.suggested_filename == "Сводный отчёт, IV квартал 2024 года.docx"
    report = read_report(Path(download.value.path()).read_bytes())
    assert report.problems == []
    in_file = [report.title, *report.headings]
    for heading, rows in report.sections:
        in_file.append(heading)
        for number, *texts in rows:
            in_file += [f"{number}.", *texts]
    sheet = page.get_by_role("article")
    on_page = [sheet.get_by_role("heading").inner_text(), *sheet.locator("th, td").all_inner_texts()]
    assert [even(text) for text in on_page] == [even(text) for text in in_file]
    assert even(NEW_PLACE) in map(even, in_file)
    assert len(report.rows) == 2


@pytest.fixture
def three_rows(period, smolensk, smolensk_officer, coordinator):
    """The report of Смоленск with three rows, handed in."""
    submission = factories.make_submission(period, smolensk)
    for number, day in enumerate(DAYS, start=1):
        factories.make_event(submission, name=f"Встреча {number}", period_text=day, place_text="г. Минск, Беларусь")
    return factories.move_to(submission, "submitted", officer=smolensk_officer)


def names_in_order(submission):
    return [event.name for event in submission.events.present().in_report_order()]


@in_stress_without_javascript
def test_rows_are_left_out_and_put_in_order_by_keyboard_and_the_report_is_opened_again(
    visitor, javascript, three_rows, coordinator
):
    one = visitor(coordinator, javascript=javascript)
    page = one.go(f"/review/{three_rows.pk}/")
    page.get_by_role("link", name="Не включать в сводный отчёт: строка 2").click()
    page.get_by_label("Почему не входит").fill(REASON)
    page.get_by_role("button", name="Не включать").click()
    row = page.get_by_role("row").filter(has_text="Встреча 2")
    expect(row).to_contain_text(REASON)
    expect(page.get_by_role("row").filter(has_text="Встреча 3")).to_contain_text("2.")
    page.get_by_role("button", name="Включить в сводный отчёт: Встреча 2").click()
    expect(page.get_by_role("row").filter(has_text="Встреча 3")).to_contain_text("3.")

    page.get_by_role("link", name="Порядок строк").click()
    put_the_last_row_first(page, javascript)
    assert names_in_order(three_rows) == ["Встреча 3", "Встреча 1", "Встреча 2"]
    page.get_by_role("link", name="Порядок строк (задан вручную)").click()
    page.get_by_role("button", name="Вернуть порядок по датам").click()
    expect(page.get_by_role("link", name="Порядок строк", exact=True)).to_be_visible()
    assert names_in_order(three_rows) == ["Встреча 1", "Встреча 2", "Встреча 3"]

    page.get_by_role("button", name="Принять отчёт").click()
    one.go(f"/review/{three_rows.pk}/").get_by_role("link", name="Открыть снова").click()
    page.get_by_label("Причина").fill(REASON)
    page.get_by_role("button", name="Открыть отчёт снова").click()
    expect(page.get_by_role("status").filter(has_text="Отчёт снова открыт")).to_be_visible()
    assert Submission.objects.get(pk=three_rows.pk).state == State.RETURNED


def put_the_last_row_first(page, javascript):
    """By keyboard alone. With JavaScript the button stays under the finger; without it the number is typed."""
    place = page.get_by_label("Место строки: Встреча 3")
    place.focus()
    if javascript:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="выше: Встреча 3")).to_be_focused()
        page.keyboard.press("Space")
        expect(page.locator("[data-order-status]")).to_have_text("«Встреча 3»: место 1")
        expect(page.get_by_role("button", name="ниже: Встреча 3")).to_be_focused()
        expect(place).to_have_value("1")
        place.press("Enter")
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Порядок строк сохранён")).to_be_visible()
