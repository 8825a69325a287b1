"""Nothing typed is lost: when the sign-in ends in mid-form, when two windows write the same row, when one of
them deletes it, when the report is handed in meanwhile."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from reports.actions import events, workflow
from reports.models import Event
from tests import factories

from .conftest import sign_in, until

MINE = "Мой новый текст цели, который жалко потерять."
THEIRS = "Текст, который в другом окне сохранили первым."
NEW_NAME = "Фестиваль дружбы «Две реки», новое имя"


@pytest.fixture
def event(period, smolensk, smolensk_officer):
    return factories.make_event(factories.make_submission(period, smolensk), by=smolensk_officer)


@pytest.fixture
def window(visitor, javascript, smolensk_officer):
    """A window of the officer."""
    return visitor(smolensk_officer, javascript=javascript)


def write(window, event, purpose=MINE):
    """Open the event and type a new purpose; with JavaScript wait until the row on paper has it."""
    page = window.go(f"/event/{event.uid}/")
    page.get_by_label("Цель, содержание и результат", exact=True).fill(purpose)
    if window.javascript:
        expect(page.locator("tr.is-current")).to_contain_text(purpose)


def save(window, status=None):
    button = window.page.get_by_role("button", name="Сохранить", exact=True)
    if status is None:
        button.click()
        return
    with window.expecting(status):
        button.click()


def test_a_form_sent_after_the_sign_in_has_ended_goes_on_after_it(window, event):
    page = window.page
    write(window, event)
    Session.objects.all().delete()
    save(window, 401)
    expect(page.get_by_role("alert")).to_contain_text("введённое не потеряно")
    window.judge_page()
    sign_in(window, "smolensk")
    if not window.javascript:
        expect(page.get_by_role("heading", level=1)).to_have_text("Вы снова вошли")
        page.get_by_text("Что вы написали", exact=True).click()
        expect(page.get_by_text(MINE)).to_be_visible()
        page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("status")).to_contain_text("Сохранено")
    assert Event.objects.get().purpose == MINE
    # A page that is slow to be left asks once more what its texts say, and is refused like the form.
    window.wrong[:] = [line for line in window.wrong if "/events/live/" not in line]


def test_of_two_windows_the_second_sees_both_texts_and_chooses(window, event, smolensk_officer):
    page = window.page
    write(window, event)
    changed = {"purpose": THEIRS, "name": NEW_NAME}
    events.save_event(event, by=smolensk_officer, values=changed, base_version=event.version)
    save(window, 409)
    expect(page.get_by_text(THEIRS)).to_be_visible()
    expect(page.get_by_label("Мой текст: Цель, содержание и результат")).to_have_value(MINE)
    expect(page.get_by_role("alert")).to_be_focused()
    window.judge_page()
    assert Event.objects.get().purpose == THEIRS
    page.get_by_label("Сохранить мой текст").check()
    page.get_by_role("button", name="Сохранить выбранное").click()
    expect(page.get_by_role("status")).to_contain_text("Сохранено")
    saved = Event.objects.get()
    assert (saved.purpose, saved.name) == (MINE, NEW_NAME)


def test_a_row_deleted_meanwhile_comes_back_with_the_text(window, event, smolensk_officer):
    page = window.page
    write(window, event)
    events.delete_event(event, by=smolensk_officer, base_version=event.version)
    save(window, 409)
    expect(page.get_by_label("Цель, содержание и результат")).to_have_value(MINE)
    window.judge_page()
    page.get_by_role("button", name="Вернуть строку с моим текстом").click()
    expect(page.get_by_role("status")).to_contain_text("Сохранено")
    assert Event.objects.present().get().purpose == MINE


def test_what_was_written_for_a_report_handed_in_meanwhile_can_be_copied(window, event, smolensk_officer):
    page = window.page
    write(window, event)
    workflow.submit(event.submission, by=smolensk_officer)
    save(window, 409)
    expect(page.get_by_label("Цель, содержание и результат")).to_have_value(MINE)
    expect(page.get_by_role("alert")).to_contain_text("на проверке")
    window.judge_page()
    assert Event.objects.get().purpose != MINE


def test_an_ended_sign_in_is_told_while_the_person_still_types(visitor, event, smolensk_officer):
    window = visitor(smolensk_officer)
    write(window, event)
    Session.objects.all().delete()
    window.page.get_by_label("Цель, содержание и результат", exact=True).fill(f"{MINE} Дальше.")
    expect(window.page.get_by_text("Вход закончился. Пишите дальше")).to_be_visible()
    # Chromium logs every answer of 401, asked for by a script or not.
    window.wrong[:] = [line for line in window.wrong if "401" not in line]


@pytest.fixture
def returned(event, coordinator, smolensk_officer):
    """The event's report, returned with a remark on the row and one on the whole report."""
    report = workflow.submit(event.submission, by=smolensk_officer)
    remarks = [
        factories.make_remark(report, by=coordinator, event=event, field="purpose", text="Чем закончилось?"),
        factories.make_remark(report, by=coordinator, text="Была ли поездка в мае?"),
    ]
    workflow.return_for_changes(report, by=coordinator)
    return remarks


def test_an_answer_that_was_not_sent_is_there_again_until_it_is(visitor, event, returned, smolensk_officer):
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{event.submission_id}/")
    of_the_row, of_the_report = (page.locator(f"#remark-{remark.pk}") for remark in returned)
    of_the_row.get_by_label("Ваш ответ").fill(MINE)
    of_the_report.get_by_label("Ваш ответ").fill("Поездки не было.")
    of_the_report.get_by_role("button", name="Отправить ответ").click()
    expect(page.get_by_role("status")).to_contain_text("Ответ сохранён")
    expect(of_the_row.get_by_label("Ваш ответ")).to_have_value(MINE)
    expect(of_the_report.get_by_text("Не отправлено")).to_have_count(0)
    window.judge_page()
    window.go(f"/event/{event.uid}/")
    expect(page.get_by_label("Ваш ответ")).to_have_value(MINE)
    page.get_by_role("button", name="Отбросить").click()
    expect(page.get_by_label("Ваш ответ")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Ваш ответ")).to_have_value("")
    window.judge_page()
    page.get_by_role("button", name="Вернуть текст").click()
    expect(page.get_by_label("Ваш ответ")).to_have_value(MINE)
    page.reload()
    expect(page.get_by_label("Ваш ответ")).to_have_value(MINE)
    page.get_by_role("button", name="Отбросить").click()
    page.get_by_label("Ваш ответ").press_sequentially("Другое")
    expect(page.get_by_role("button", name="Вернуть текст")).to_have_count(0)


def test_saving_the_row_sends_the_answer_beside_its_field(visitor, event, returned, smolensk_officer):
    page = visitor(smolensk_officer).go(f"/event/{event.uid}/")
    page.get_by_label("Цель, содержание и результат", exact=True).fill(THEIRS)
    page.get_by_label("Ваш ответ").fill(MINE)
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Ответ сохранён")
    expect(page.get_by_role("status").last).to_contain_text("Сохранено")
    returned[0].refresh_from_db()
    assert (returned[0].answer, Event.objects.get().purpose) == (MINE, THEIRS)
    until(page, "localStorage.length === 0")  # the page forgets once its scripts have run


def test_an_answer_sent_through_a_new_sign_in_is_not_offered_again(visitor, event, returned, smolensk_officer):
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{event.submission_id}/")
    answer = page.locator(f"#remark-{returned[0].pk}")
    Session.objects.all().delete()
    answer.get_by_label("Ваш ответ").press_sequentially("Подписано соглашение.")
    expect(answer.get_by_text("только на этом компьютере")).to_be_visible()
    answer.get_by_role("button", name="Отправить ответ").click()
    sign_in(window, smolensk_officer.username)
    expect(page.get_by_role("status").first).to_contain_text("Ответ сохранён")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    window.wrong[:] = [line for line in window.wrong if "401" not in line]


def test_a_browser_that_keeps_nothing_says_so_beside_an_answer(visitor, event, returned, smolensk_officer):
    window = visitor(smolensk_officer)
    full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    window.page.context.add_init_script(full)
    answer = window.go(f"/report/{event.submission_id}/").locator(f"#remark-{returned[0].pk}")
    answer.get_by_label("Ваш ответ").press_sequentially("Подписано")
    expect(answer.get_by_text("браузер не даёт: не закрывайте эту страницу")).to_be_visible()
