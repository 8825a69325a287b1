"""The form of an event without the mouse: where the focus goes, what stays in sight, what a key does."""

import pytest
from playwright.sync_api import expect

from reports.models import EditDraft, Event
from tests import factories

from .conftest import PHONE, WIDE, until

TEXTS = ["id_name", "id_place_text", "id_period_text", "id_purpose", "id_participants", "id_total", "id_total_foreign"]
FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.value"
# The focused element and the bar do not lie over each other, unless it is in the bar.
IS_CLEAR = """
() => {
  const bar = document.querySelector(".savebar"), one = document.activeElement;
  const [top, bottom] = [one.getBoundingClientRect().top, bar.getBoundingClientRect().bottom];
  return bar.contains(one) || (bottom <= innerHeight + 1 && top < bar.getBoundingClientRect().top);
}
"""


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    factories.make_partner("г. Витебск", smolensk)
    factories.make_country("RU", "Россия", "Российская Федерация")
    return factories.make_submission(period, smolensk)


@pytest.fixture(params=[WIDE, PHONE], ids=["desk", "phone"])
def window(request, visitor, smolensk_officer):
    return visitor(smolensk_officer, viewport=request.param)


def test_one_tab_leads_from_field_to_field_and_the_bar_stays_in_sight(window, report):
    page = window.go(f"/report/{report.pk}/events/add/")
    page.wait_for_load_state()
    reached = [page.evaluate(FOCUSED)]
    page.keyboard.type("Ярмарка")
    page.keyboard.press("Tab")
    page.keyboard.type("г. Минск, Беларусь")
    expect(page.get_by_role("button", name="Привести к образцу: «г. Минск (Республика Беларусь)»")).to_be_visible()
    reached.append(page.evaluate(FOCUSED))
    for _ in TEXTS[2:]:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        until(page, IS_CLEAR)
    assert reached == TEXTS
    expect(page.get_by_role("button", name="Копия и дальше")).to_be_in_viewport()
    window.expect_accessible()
    window.expect_nothing_sideways()


def test_enter_goes_on_and_saves_nothing_until_ctrl_enter(visitor, smolensk_officer, report):
    page = visitor(smolensk_officer).go(f"/report/{report.pk}/events/add/")
    page.wait_for_load_state()
    for text in ("Ярмарка", "г. Минск, Беларусь", "28-29.09.2024"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "id_purpose"
    page.keyboard.type("Первый абзац")
    page.keyboard.press("Enter")
    page.keyboard.type("Второй")
    page.get_by_label("Место проведения", exact=True).focus()
    fix = page.get_by_role("button", name="Привести к образцу: «г. Минск (Республика Беларусь)»")
    expect(fix).to_be_visible()
    page.keyboard.press("Alt+ArrowDown")
    expect(fix).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Место проведения", exact=True)).to_be_focused()
    assert not Event.objects.exists()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Сохранено")
    event = Event.objects.get()
    assert (event.place_text, event.purpose) == ("г.\u00a0Минск (Республика Беларусь)", "Первый абзац\nВторой")


def test_a_letter_on_an_officers_page_leads_nowhere(visitor, smolensk_officer, report):
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{report.pk}/")
    for key in ("KeyU", "KeyB", "KeyL", "?"):
        page.keyboard.press(key)
    assert page.url.endswith(f"/report/{report.pk}/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Клавиши")).to_have_count(0)


WHO = "Делегация г. Витебска (Республика Беларусь). Всего 40 человек, из них 12 иностранных"
SIGNED = "Подписано Соглашение о дружбе между городом Смоленском и городом Витебском"


def test_what_the_texts_name_is_taken_by_a_key_or_a_click(window, report):
    page = window.go(f"/report/{report.pk}/events/add/")
    page.get_by_label("Наименование мероприятия", exact=True).fill("Ярмарка")
    page.get_by_label("Цель, содержание и результат", exact=True).fill(SIGNED)
    who = page.get_by_label("Кто участвовал", exact=True)
    who.fill(WHO)
    expect(page.get_by_role("button", name="40 / 12")).to_be_visible()
    page.get_by_role("button", name="Внести «Соглашение о дружбе»").scroll_into_view_if_needed()
    window.expect_accessible()
    window.expect_nothing_sideways()
    who.focus()
    page.keyboard.press("Alt+Enter")
    expect(page.get_by_role("checkbox", name="г. Витебск, Республика Беларусь")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Республика Беларусь", exact=True)).to_be_checked()
    expect(who).to_be_focused()
    page.get_by_role("button", name="40 / 12").click()
    expect(page.get_by_label("Всего, человек", exact=True)).to_have_value("40")
    expect(page.get_by_label("Из них иностранных", exact=True)).to_have_value("12")
    page.get_by_role("button", name="Внести «Соглашение о дружбе»").click()
    expect(page.get_by_label("Название", exact=True)).to_have_value("Соглашение о дружбе")
    expect(page.get_by_role("button", name="40 / 12")).to_have_count(0)
    assert not Event.objects.exists()


ROW = "\t".join(("1.", "Фестиваль «Две реки»", "г. Минск", "28–29 сентября 2024 года", "Знакомство", WHO))
PASTE = """
(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const about = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
}
"""


def test_a_pasted_row_is_laid_out_after_a_yes_and_put_back_by_one_undo(window, report):
    page = window.go(f"/report/{report.pk}/events/add/")
    page.get_by_label("Цель, содержание и результат", exact=True).fill("Моя цель")
    name = page.get_by_label("Наименование мероприятия", exact=True)
    name.focus()
    page.evaluate(PASTE, ROW)
    yes = page.get_by_role("button", name="Разложить по полям")
    expect(yes).to_be_visible()
    window.expect_accessible()
    window.expect_nothing_sideways()
    expect(name).to_have_value("")
    yes.focus()
    page.keyboard.press("Enter")
    expect(name).to_have_value("Фестиваль «Две реки»")
    expect(page.get_by_label("Всего, человек", exact=True)).to_have_value("40")
    expect(page.get_by_label("Цель, содержание и результат", exact=True)).to_have_value("Моя цель")
    expect(page.get_by_role("checkbox", name="г. Витебск, Республика Беларусь")).to_be_checked()
    expect(page.get_by_text("Осталось как было: Цель, содержание и результат.")).to_be_visible()
    page.get_by_role("button", name="Отменить").click()
    expect(name).to_have_value("")
    expect(page.get_by_label("Всего, человек", exact=True)).to_have_value("")
    expect(page.get_by_role("checkbox", name="г. Витебск, Республика Беларусь")).not_to_be_checked()
    assert not Event.objects.exists()


NOTE = (
    "Дружба городов\n12 октября в Витебске встретились мастера из двух стран. Цель встречи – показать ремёсла соседей."
    " Во встрече приняли участие 40 человек, из них 12 из Беларуси."
)


def test_a_pasted_note_is_laid_out_but_for_its_guesses(window, report):
    page = window.go(f"/report/{report.pk}/events/add/")
    place = page.get_by_label("Место проведения", exact=True)
    place.focus()
    page.evaluate(PASTE, NOTE)
    yes = page.get_by_role("button", name="Разложить по полям")
    expect(yes).to_be_visible()
    expect(page.get_by_text("По словам: «в Витебске»")).to_be_visible()
    expect(page.get_by_label("Наименование мероприятия: догадка, проверьте")).not_to_be_checked()
    window.expect_accessible()
    window.expect_nothing_sideways()
    yes.press("Enter")
    expect(place).to_have_value("г.\u00a0Витебск (Республика Беларусь)")
    expect(page.get_by_label("Сроки проведения", exact=True)).to_have_value("12 октября 2024 года")
    expect(page.get_by_label("Наименование мероприятия", exact=True)).to_have_value("")
    expect(page.get_by_label("Всего, человек", exact=True)).to_have_value("40")


NAMES = ["Ярмарка", "Форум городов", "Концерт", "Выставка", "Встреча школьников"]


def type_event(page, name, *, place="г. Смоленск"):
    until(page, "document.activeElement.id === 'id_name'")
    page.keyboard.press("Control+A")
    for text in (name, place, "28 сентября 2024 года"):
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
    page.keyboard.insert_text("Знакомство городов")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Жители города")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("около 40")


def test_five_events_are_entered_by_the_keyboard_alone_on_one_page(visitor, smolensk_officer, report):
    """The next form comes in place of the saved one: no page is loaded between them, and drafts are over."""
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{report.pk}/events/add/")
    page.wait_for_load_state()
    loaded = []
    page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    addresses = {page.url}
    for name in NAMES[:-1]:
        type_event(page, name)
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator(".said")).to_contain_text(f"Сохранено: «{name}»")
        expect(page.get_by_label("Наименование мероприятия", exact=True)).to_have_value("")
        addresses.add(page.url)
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')").endswith("said")
    expect(page.locator(".live table")).to_contain_text(NAMES[-2])
    window.expect_accessible()
    type_event(page, NAMES[-1])
    assert (loaded, len(addresses)) == ([], len(NAMES))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("IV квартал 2024 года")
    assert sorted(Event.objects.values_list("name", "place_text", "total")) == [
        (name, "г. Смоленск", 40) for name in sorted(NAMES)
    ]
    assert not EditDraft.objects.undecided().exists()


def test_a_copy_comes_in_place_and_back_leads_to_what_was_saved(visitor, smolensk_officer, report):
    page = visitor(smolensk_officer).go(f"/report/{report.pk}/events/add/")
    page.evaluate("window.isSamePage = true")
    type_event(page, "Ярмарка")
    page.locator(".savebar button", has_text="Копия и дальше").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Копия строки 1")).to_be_visible()
    name = page.get_by_label("Наименование мероприятия", exact=True)
    expect(name).to_have_value("Ярмарка")
    expect(name).to_be_focused()
    assert page.evaluate("window.isSamePage")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Это мероприятие уже сохранено")
    page.go_forward()
    expect(page.get_by_text("Копия строки 1")).to_be_visible()
    assert Event.objects.count() == 1


def test_what_the_server_asks_comes_as_a_page_with_everything_typed(visitor, smolensk_officer, report):
    """Twice the same event: the second is asked about, in the ordinary way."""
    factories.make_country("BY")
    page = visitor(smolensk_officer).go(f"/report/{report.pk}/events/add/")
    type_event(page, "Ярмарка")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".said")).to_contain_text("Сохранено")
    type_event(page, "Ярмарка")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_role("alert")).to_contain_text("такое мероприятие в отчёте уже есть")
    expect(page.get_by_label("Цель, содержание и результат", exact=True)).to_have_value("Знакомство городов")
    assert Event.objects.count() == 1


def test_what_was_written_before_is_finished_by_one_key(visitor, smolensk_officer, report):
    """Places and phrases of earlier rows, and the written-out period: → at the end takes what is offered."""
    who = "Официальная делегация города Смоленска, жители"
    factories.make_event(report, by=smolensk_officer, place_text="г. Орша (Республика Беларусь)", participants=who)
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{report.pk}/events/add/")
    place = page.get_by_label("Место проведения", exact=True)
    place.focus()
    page.keyboard.type("орш")
    expect(page.get_by_role("button", name="г. Орша (Республика Беларусь)", exact=True)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(place).to_have_value("г. Орша (Республика Беларусь)")
    page.keyboard.press("Control+A")
    page.keyboard.type("г. Славгород (р")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_value("г. Славгород (Республика Беларусь)")
    page.keyboard.press("Enter")
    page.keyboard.type("28.9")
    expect(page.get_by_role("button", name="Привести к образцу: «28 сентября 2024 года»")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Сроки проведения", exact=True)).to_have_value("28 сентября 2024 года")
    field = page.get_by_label("Кто участвовал", exact=True)
    field.focus()
    page.keyboard.type("Гости и офи")
    page.keyboard.press("Control+ArrowRight")
    expect(field).to_have_value("Гости и официальная ")
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value("Гости и официальная делегация города Смоленска")
    expect(page.locator(".finish")).to_have_count(0)
    page.keyboard.type(", рес")
    expect(page.locator(".finish")).to_contain_text("Республики Беларусь")
    window.expect_accessible()
    page.keyboard.press("Escape")
    expect(page.locator(".finish")).to_have_count(0)
