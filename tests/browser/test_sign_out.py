"""Signing out loses no text, and leaves only text on the computer that its author has been shown."""

import json

import pytest
from playwright.sync_api import expect

from reports.models import EditDraft
from tests import factories

from .test_autosave import cut, forgive_the_link, write

TEXT = "Жители двух городов посадили аллею дружбы"
OF_ANOTHER = "pobratim-kept:999999:answer:text"
STORED = "JSON.stringify(Object.entries(localStorage).filter((pair) => pair[0].startsWith('pobratim-')).sort())"


@pytest.fixture
def window(visitor, period, smolensk, smolensk_officer):
    factories.make_submission(period, smolensk)
    window = visitor(smolensk_officer)
    window.go("/")
    window.page.evaluate("(key) => localStorage.setItem(key, JSON.stringify({text: 'чужой текст', at: 1}))", OF_ANOTHER)
    return window


@pytest.fixture
def event(window, smolensk_officer, smolensk):
    return factories.make_event(smolensk.submissions.get(), by=smolensk_officer)


def keep_here(window, user, text=TEXT):
    """As kept.js keeps an answer that was not sent."""
    entry = [f"pobratim-kept:{user.pk}:answer-1:text", json.dumps({"text": text, "at": 1}, ensure_ascii=False)]
    window.page.evaluate("(pair) => localStorage.setItem(pair[0], pair[1])", entry)
    window.page.evaluate("(pair) => sessionStorage.setItem('pobratim-kept-sent', JSON.stringify([pair]))", entry)


def stored(window):
    """Who has left what here: the second and the third part of each key, and the text."""
    return window.page.evaluate(STORED)


def sign_out(window):
    window.page.get_by_role("button", name="Выйти", exact=True).click()


def expect_signed_out(window):
    expect(window.page.get_by_role("heading", name="Вход")).to_be_visible()


def test_what_the_server_can_have_goes_there_and_nothing_is_asked(window, event):
    """Even what was typed in the last moment."""
    page = window.go(f"/event/{event.uid}/")
    write(page, TEXT)
    page.remove_listener("dialog", window._note_dialog)
    page.once("dialog", lambda dialog: dialog.accept())  # the browser's, of the form that is left
    sign_out(window)
    expect_signed_out(window)
    assert dict(EditDraft.objects.open().get().fields)["purpose"] == TEXT
    assert [key for key, _ in json.loads(stored(window))] == [OF_ANOTHER]
    forgive_the_link(window)  # the live row may have been asked for while the person went


def test_a_text_that_is_only_here_is_shown_and_its_author_may_stay(window, smolensk_officer):
    keep_here(window, smolensk_officer)
    sign_out(window)
    dialog = window.page.get_by_role("dialog")
    expect(dialog.get_by_label("Неотправленный текст 1")).to_have_value(TEXT)
    window.expect_accessible()
    window.expect_nothing_sideways()
    dialog.get_by_role("button", name="Не выходить").click()
    expect(dialog).to_have_count(0)
    assert TEXT in stored(window)
    window.go("/accounts/profile/")


@pytest.mark.parametrize(("button", "is_left"), [("Стереть и выйти", False), ("Оставить здесь и выйти", True)])
def test_its_author_decides_whether_it_stays(window, smolensk_officer, button, is_left):
    """What somebody else has left in the same browser is not touched."""
    keep_here(window, smolensk_officer)
    sign_out(window)
    window.page.get_by_role("button", name=button).click()
    expect_signed_out(window)
    assert (TEXT in stored(window), OF_ANOTHER in stored(window)) == (is_left, True)
    assert window.page.evaluate("sessionStorage.getItem('pobratim-kept-sent')") is None


def test_without_a_link_the_text_of_an_event_is_shown_too(window, event):
    page = window.go(f"/event/{event.uid}/")
    link = cut(page)
    link(True)
    write(page, TEXT)
    sign_out(window)
    expect(page.get_by_role("dialog")).to_contain_text("Сервер ещё не получил ваш текст")
    assert TEXT in page.get_by_label("Неотправленный текст 1").input_value()
    link(False)
    page.get_by_role("button", name="Стереть и выйти").click()
    expect_signed_out(window)
    assert TEXT not in stored(window)
    forgive_the_link(window)


def test_the_admin_asks_alike(visitor, list_administrator):
    window = visitor(list_administrator)
    window.go("/admin/")
    keep_here(window, list_administrator)
    sign_out(window)
    expect(window.page.get_by_role("dialog")).to_contain_text("Сервер ещё не получил ваш текст")
    window.page.get_by_role("button", name="Стереть и выйти").click()
    window.page.wait_for_url("**/accounts/login/**")
    assert stored(window) == "[]"
