"""An officer's quarter from the sign-in to the hand-in, with JavaScript and without it."""

import re

import pytest
from playwright.sync_api import expect

from reports.models import Event, State, Submission
from tests import factories

from .conftest import PHONE, sign_in

NAME = "Прием делегаций городов-побратимов в дни праздника города"
PURPOSE = "Встреча с гостями праздника и разговор о совместных делах на будущий год."
AGREEMENT = "Соглашение о сотрудничестве музеев двух городов"
SENTENCE = f"Подписано {AGREEMENT}"
LATE = "20 апреля 2024 года"
REASON = "Сведения пришли уже после сдачи прошлого отчёта."


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    """The draft of Смоленск, without events; the municipality has one partner."""
    factories.make_partner("г. Витебск", smolensk)
    factories.make_country("RU", "Россия", "Российская Федерация")
    return factories.make_submission(period, smolensk)


def state_of(report):
    return Submission.objects.get(pk=report.pk).state


def current_row(page):
    """The row of the form as it prints."""
    return page.locator("tr.is-current")


def show(page, javascript):
    """With JavaScript the row is there by itself; without it a button asks for it."""
    if not javascript:
        page.get_by_role("button", name="Показать строку").click()


def test_an_officers_quarter_from_sign_in_to_hand_in(visitor, javascript, report, coordinator):
    officer = visitor(javascript=javascript)
    page = officer.go("/")
    sign_in(officer, "smolensk")
    expect(page.get_by_role("heading", level=1)).to_have_text("IV квартал 2024 года")
    expect(page.get_by_role("article", name="Город Смоленск")).to_contain_text("Внесите первое мероприятие")

    page.get_by_role("link", name="Внести мероприятие").click()
    write_the_event(page, javascript)
    take_the_partner(page, javascript)
    sign_a_document(page, javascript)
    officer.expect_accessible()
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Сохранено")

    event = Event.objects.get()
    assert (event.period_text, event.total, event.total_foreign) == ("28–29 сентября 2024 года", 180, 40)
    assert event.purpose == f"{PURPOSE}\n{SENTENCE}"
    assert [agreement.title for agreement in event.agreements.all()] == [AGREEMENT]
    assert [partner.name for partner in event.partners.all()] == ["г. Витебск"]
    assert [country.code for country in event.countries.all()] == ["BY"]

    copy_delete_and_bring_back(page)
    move_the_copy_outside_the_window(page)
    hand_in(officer, asks_reason=True)
    assert state_of(report) == State.SUBMITTED
    assert list(Event.objects.exclude(window_reason="").values_list("window_reason", flat=True)) == [REASON]

    page.get_by_role("button", name="Отозвать отчёт").click()
    expect(page.get_by_role("status")).to_contain_text("снова можно править")
    assert state_of(report) == State.DRAFT
    hand_in(officer, asks_reason=False)
    moves = report.state_changes.order_by("pk").values_list("move", flat=True)
    assert (state_of(report), list(moves)) == (State.SUBMITTED, ["submit", "withdraw", "submit"])


def test_a_row_that_the_server_had_no_time_for_is_asked_for_again(visitor, report, smolensk_officer):
    officer = visitor(smolensk_officer)
    page = officer.go(f"/report/{report.pk}/events/add/")
    too_early = [{"status": 204, "headers": {"Retry-After": "1"}}] * 2
    page.route("**/events/live/", lambda route: route.fulfill(**too_early.pop()) if too_early else route.continue_())
    page.get_by_label("Наименование мероприятия", exact=True).fill(NAME)
    expect(current_row(page)).to_contain_text(NAME)
    assert too_early == []
    expect(page.locator("[data-offline]")).to_be_hidden()


def write_the_event(page, javascript):
    """Period and place are understood at once, and the row prints as it is typed."""
    page.get_by_label("Наименование мероприятия", exact=True).fill(NAME)
    page.get_by_label("Сроки проведения", exact=True).fill("28-29.09.2024")
    page.get_by_label("Место проведения", exact=True).fill("г. Смоленск")
    page.get_by_label("Цель, содержание и результат", exact=True).fill(PURPOSE)
    page.get_by_label("Кто участвовал", exact=True).fill("Всего 180 человек, из них 40 гостей из Витебска")
    page.get_by_label("Всего, человек", exact=True).fill("180")
    page.get_by_label("Из них иностранных", exact=True).fill("40")
    show(page, javascript)
    understood = "Понято: с 28 сентября (суббота) по 29 сентября 2024 года (воскресенье), 2 дня"
    expect(page.get_by_text(understood, exact=True)).to_be_visible()
    expect(page.get_by_text("Понято: город Смоленск, Россия, очно", exact=True)).to_be_visible()
    expect(current_row(page)).to_contain_text("28-29.09.2024")
    page.get_by_role("button", name="Привести к образцу: «28–29 сентября 2024 года»").click()
    expect(page.get_by_label("Сроки проведения", exact=True)).to_have_value("28–29 сентября 2024 года")
    expect(current_row(page)).to_contain_text("28–29 сентября 2024 года")
    expect(current_row(page)).to_contain_text("1.")


def take_the_partner(page, javascript):
    """The municipality's partner has a box; with JavaScript its country comes with it."""
    page.get_by_text("Партнёры и страны", exact=True).click()
    page.get_by_role("checkbox", name="г. Витебск, Республика Беларусь").check()
    country = page.get_by_role("checkbox", name="Республика Беларусь", exact=True)
    if javascript:
        expect(country).to_be_checked()
    country.check()


def sign_a_document(page, javascript):
    """Two documents are put in and one is taken out again; the row contains the sentence for the other."""
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_text("Подписанные документы", exact=True).click()
    page.get_by_role("button", name="Внести документ").click()
    page.get_by_label("Название", exact=True).fill(AGREEMENT)
    page.get_by_role("button", name=re.compile("Внести документ|Ещё один документ")).click()
    page.get_by_label("Название", exact=True).nth(1).fill("о том, чего не было")
    page.get_by_role("button", name="Удалить документ 2").click()
    expect(page.get_by_text("Документ 2 будет удалён при сохранении.")).to_be_visible()
    expect(page.get_by_label("Дописать в текст цели").first).to_be_checked()
    expect(page.get_by_label("Название", exact=True).first).to_have_value(AGREEMENT)
    expect(current_row(page)).to_contain_text(SENTENCE)
    expect(current_row(page)).not_to_contain_text("чего не было")
    assert bool(page.evaluate("window.stillTheSamePage")) is javascript


def copy_delete_and_bring_back(page):
    """A copy of the row is saved, deleted and restored by the undo of the message."""
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="Сделать копию").click()
    expect(page.get_by_text("Копия строки 1")).to_be_visible()
    expect(page.get_by_label("Название", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.get_by_role("button", name="Внести ещё одно такое же").click()
    expect(page.get_by_role("table")).to_contain_text("2 строки")
    page.get_by_role("link", name=NAME).nth(1).click()
    page.get_by_role("button", name="Удалить строку").click()
    expect(page.get_by_role("status")).to_contain_text("Удалено")
    assert Event.objects.present().count() == 1
    page.get_by_role("button", name="Отменить").click()
    expect(page.get_by_role("status")).to_contain_text("Возвращено")
    assert Event.objects.present().count() == 2


def move_the_copy_outside_the_window(page):
    page.get_by_role("link", name=NAME).nth(1).click()
    page.get_by_label("Сроки проведения", exact=True).fill(LATE)
    page.get_by_label("Всего, человек", exact=True).fill("777")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("article", name="Город Смоленск")).to_contain_text("мероприятие вне периода сбора")


def hand_in(officer, *, asks_reason):
    """The check asks for the reason of an event outside the window once, and every time for a look at the
    warnings; without an answer nothing is handed in."""
    page = officer.page
    page.get_by_role("link", name="Проверить и сдать").click()
    expect(page.get_by_role("heading", name="Взгляните ещё раз")).to_be_visible()
    page.get_by_role("button", name="Сдать отчёт").click()
    expect(page.get_by_role("alert")).to_contain_text("Отчёт не сдан")
    expect(page).to_have_title(re.compile("^Ошибка: "))
    reason = page.get_by_role("textbox")
    if asks_reason:
        officer.expect_accessible()
        reason.fill(REASON)
    else:
        expect(reason).to_have_count(0)
    page.get_by_label("Предупреждения проверены").check()
    page.get_by_role("button", name="Сдать отчёт").click()
    expect(page.get_by_role("status")).to_contain_text("Отчёт сдан")
    expect(page.get_by_role("article", name="Город Смоленск")).to_contain_text("на проверке")


def test_leaving_a_form_that_is_not_saved_asks_first(visitor, report, smolensk_officer):
    officer = visitor(smolensk_officer)
    page = officer.go(f"/report/{report.pk}/events/add/")
    page.get_by_label("Наименование мероприятия", exact=True).press_sequentially("Ярмарка")
    with officer.expecting_question():
        page.get_by_role("link", name="Побратим").click()
        page.wait_for_timeout(300)
    expect(page.get_by_label("Наименование мероприятия", exact=True)).to_have_value("Ярмарка")
    page.get_by_role("link", name="Не сохранять").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("IV квартал 2024 года")
    assert not Event.objects.exists()


def test_a_nil_report_takes_two_clicks_and_can_be_taken_back(visitor, javascript, report, smolensk_officer):
    page = visitor(smolensk_officer, javascript=javascript).go("/reports/2024-4/")
    page.get_by_role("link", name="Мероприятий не было").click()
    page.get_by_role("button", name="Да, мероприятий не было").click()
    expect(page.get_by_role("article", name="Город Смоленск")).to_contain_text("нет мероприятий")
    assert Submission.objects.filter(state=State.SUBMITTED, is_nil=True).exists()
    page.get_by_role("button", name="Отозвать отчёт").click()
    expect(page.get_by_role("link", name="Внести мероприятие")).to_be_visible()
    assert not Submission.objects.filter(is_nil=True).exists()


def test_a_name_without_spaces_widens_no_page(visitor, report, smolensk_officer):
    name = "Фестивальдружбы" * 30
    event = factories.make_event(report, by=smolensk_officer, name=name, participants="")
    window = visitor(smolensk_officer, viewport=PHONE)
    for address in ("/reports/2024-4/", f"/report/{report.pk}/history/", f"/event/{event.uid}/"):
        window.go(address)
        window.expect_nothing_sideways()


def reach(page, words):
    """Press Tab until the element with these words has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED_WORDS):
            return
    raise AssertionError(f"Tab does not reach «{words}»")


FOCUSED_WORDS = """
() => {
  const one = document.activeElement;
  return [one.textContent, one.ariaLabel, ...Array.from(one.labels || [], (label) => label.textContent)].join(" ");
}
"""


def test_a_whole_quarter_by_the_keyboard_alone(visitor, report):
    """From the sign-in to the hand-in: two events, their questions, and no mouse."""
    page = visitor().go("/")
    page.wait_for_load_state()
    if "Имя для входа" not in page.evaluate(FOCUSED_WORDS):
        reach(page, "Имя для входа")
    page.keyboard.type("smolensk")
    reach(page, "Пароль")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("IV квартал 2024 года")
    reach(page, "Внести мероприятие")
    page.keyboard.press("Enter")
    for name, keys in (("Ярмарка ремёсел", "Control+Shift+Enter"), ("Форум городов", "Control+Enter")):
        field = page.get_by_label("Наименование мероприятия", exact=True)
        expect(field).to_have_value("")
        expect(field).to_be_focused()
        for text in (name, "г. Смоленск", "28 октября 2024 года"):
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
        page.keyboard.insert_text(PURPOSE)
        page.keyboard.press("Tab")
        page.keyboard.insert_text("Всего 180 человек, из них 40 гостей из Витебска")
        expect(page.get_by_role("button", name="180 / 40")).to_be_visible()
        page.keyboard.press("Alt+Enter")
        page.keyboard.press("Alt+Enter")
        page.keyboard.press("Alt+Enter")
        page.keyboard.press(keys)
    expect(page.get_by_role("status").first).to_contain_text("Сохранено: «Форум городов»")
    reach(page, "Проверить и сдать")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Сдать отчёт")).to_be_visible()
    if page.get_by_label("Предупреждения проверены").count():
        reach(page, "Предупреждения проверены")
        page.keyboard.press("Space")
    reach(page, "Сдать отчёт")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Отчёт сдан")
    assert state_of(report) == State.SUBMITTED
    assert sorted(Event.objects.values_list("name", "total", "total_foreign")) == [
        ("Форум городов", 180, 40),
        ("Ярмарка ремёсел", 180, 40),
    ]
