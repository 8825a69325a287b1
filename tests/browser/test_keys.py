"""The keys: what each does on the page, on both layouts, and when they keep still."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Remark, State, Submission
from tests import factories
from tests.conftest import STRESS

from .conftest import in_stress_without_javascript

pytestmark = pytest.mark.stress  # on both layouts, and not on the Russian one alone

CYRILLIC = {"KeyL": "д", "KeyY": "н", "KeyJ": "о", "KeyK": "л", "KeyC": "с", "KeyP": "з", "KeyD": "в", "KeyG": "п"}
CYRILLIC |= {"KeyB": "и", "KeyU": "г"}


@pytest.fixture(params=["latin", "russian"] if STRESS else ["russian"])
def press(request):
    """Function (page, code): presses the key on this layout, once the page's scripts have run."""

    def on_latin(page, code):
        page.wait_for_load_state()
        page.keyboard.press(code)

    def on_russian(page, code):
        page.wait_for_load_state()
        session = page.context.new_cdp_session(page)
        letter = CYRILLIC[code]
        about = {"code": code, "key": letter, "windowsVirtualKeyCode": ord(code[-1])}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, **about})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **about})
        session.detach()

    return on_latin if request.param == "latin" else on_russian


@pytest.fixture
def reports(period, smolensk, smolensk_officer, vyazma, vyazma_officer, coordinator):
    first = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=2)
    second = factories.make_submission(period, vyazma, state="submitted", officer=vyazma_officer)
    factories.make_remark(first, event=first.events.order_by("pk").last())
    return first, second


def focused_row(page):
    return page.evaluate("document.activeElement.closest('[data-key-place=row]')?.id || ''")


def test_a_report_is_reviewed_by_keys_alone(visitor, reports, coordinator, press):
    first, second = reports
    rows = [f"row-{pk}" for pk in first.events.present().in_report_order().values_list("pk", flat=True)]
    one = visitor(coordinator)
    page = one.go(reverse("board", args=[2024, 4]))
    press(page, "KeyB")
    expect(page.get_by_label("Муниципалитет или исполнитель")).to_be_focused()
    press(page, "KeyL")
    expect(page.get_by_label("Муниципалитет или исполнитель")).to_be_focused()
    page.evaluate("document.activeElement.blur()")

    press(page, "KeyL")
    expect(page.get_by_role("heading", level=1)).to_have_text("Город Смоленск")
    press(page, "KeyL")
    expect(page.get_by_role("heading", level=1)).to_have_text("Вяземский район")
    press(page, "KeyY")
    expect(page.get_by_role("heading", level=1)).to_have_text("Город Смоленск")

    press(page, "KeyC")
    expect(page.locator("[data-keys-said]")).to_have_text("Сначала выберите строку: клавиши О и Л.")
    assert Remark.objects.get().state == Remark.State.OPEN
    press(page, "KeyJ")
    assert focused_row(page) == rows[0]
    press(page, "KeyJ")
    assert focused_row(page) == rows[1]
    press(page, "KeyJ")
    expect(page.locator("[data-keys-said]")).to_have_text("Это последняя строка.")
    one.expect_accessible()
    press(page, "KeyC")
    expect(page.get_by_text("Открытых замечаний нет.")).to_be_visible()
    assert Remark.objects.get().state == Remark.State.ACCEPTED
    assert focused_row(page) == rows[1], "the row keeps the focus"
    press(page, "KeyK")
    assert focused_row(page) == rows[0]

    press(page, "KeyP")
    expect(page.locator(f"#{rows[0]}").get_by_label("Замечание", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    assert focused_row(page) == rows[0]
    press(page, "KeyD")
    expect(page.get_by_label("Что исправить")).to_be_focused()
    page.get_by_role("button", name="Не сейчас").click()

    press(page, "KeyG")
    press(page, "KeyG")
    expect(page.get_by_role("button", name="Принять отчёт")).to_be_focused()
    assert Submission.objects.get(pk=first.pk).state == State.SUBMITTED, "a stray key approves nothing"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Отчёт принят: город Смоленск.")).to_be_visible()
    one.judge_page()
    press(page, "KeyL")
    expect(page.get_by_role("heading", level=1)).to_have_text("Вяземский район")
    press(page, "KeyU")
    expect(page.get_by_role("heading", level=1)).to_have_text("Сбор отчётов, IV квартал 2024 года")
    assert Submission.objects.get(pk=second.pk).state == State.SUBMITTED


def keys_listed(page):
    return page.locator("#keys tbody kbd").all_inner_texts()


def test_the_list_of_keys_shows_what_works_on_the_page_and_no_more(visitor, reports, coordinator):
    one = visitor(coordinator)
    page = one.go(reverse("review", args=[reports[0].pk]))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Клавиши на этой странице")
    expect(dialog).to_be_visible()
    assert keys_listed(page) == ["Г", "/", "Д", "З", "Л", "О", "С", "В", "П", "?"]
    one.judge_page()
    page.keyboard.press("KeyU")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page = one.go(reverse("help"))
    opener = page.get_by_role("button", name="Клавиши")
    opener.click()
    assert keys_listed(page) == ["Г", "/", "?"]
    page.get_by_role("button", name="Закрыть").click()
    expect(opener).to_be_focused()
    page.keyboard.press("Slash")
    expect(page.get_by_role("searchbox", name="Найти в архиве")).to_be_focused()


def test_with_ctrl_alt_or_meta_a_key_belongs_to_the_browser(visitor, reports, coordinator):
    one = visitor(coordinator)
    page = one.go(reverse("review", args=[reports[0].pk]))
    page.evaluate("addEventListener('keydown', (event) => { window.taken = event.defaultPrevented; })")
    for combination in ("Control+KeyG", "Alt+KeyG", "Meta+KeyG", "Shift+KeyG"):
        page.keyboard.press(combination)
        assert page.evaluate("window.taken") is False, combination
    expect(page.get_by_role("button", name="Принять отчёт")).not_to_be_focused()
    page.keyboard.press("KeyG")
    assert page.evaluate("window.taken") is True


def test_keys_that_are_switched_off_stay_off(visitor, reports, coordinator):
    one = visitor(coordinator)
    page = one.go(reverse("review", args=[reports[0].pk]))
    page.get_by_role("button", name="Клавиши").click()
    page.get_by_label("Клавиши включены").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("KeyJ")
    assert focused_row(page) == ""
    page.get_by_role("button", name="Клавиши").click()
    page.get_by_label("Клавиши включены").check()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyJ")
    assert focused_row(page) != ""


@in_stress_without_javascript
def test_several_reports_are_ticked_counted_approved_and_undone(visitor, reports, coordinator, javascript):
    one = visitor(coordinator, javascript=javascript)
    page = one.go(reverse("board", args=[2024, 4]))
    page.get_by_role("link", name="Принять несколько").click()
    one.judge_page()
    page.get_by_label("город Смоленск", exact=True).check()
    page.get_by_label("Принять и так: город Смоленск").check()
    page.get_by_label("Вяземский район", exact=True).check()  # nobody has opened it, so it is not ticked beforehand
    button = page.locator("[data-ticked-sum]")
    expect(button).to_have_text("Принять 2\u00a0отчёта, 3\u00a0строки" if javascript else "Принять отмеченные")
    button.click()
    done = page.get_by_role("status").filter(has_text="Приняты 2\u00a0отчёта, 3\u00a0строки")
    expect(done).to_contain_text("Больше никто не ждёт решения.")
    assert set(Submission.objects.values_list("state", flat=True)) == {State.APPROVED}
    done.get_by_role("button", name="Отменить").click()
    expect(page.get_by_role("status").filter(has_text="Принятие отменено.")).to_be_visible()
    assert set(Submission.objects.values_list("state", flat=True)) == {State.SUBMITTED}
