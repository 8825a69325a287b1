"""«Показать пароль» in a real browser: with keys, and hidden again before the form leaves."""

from django.urls import reverse
from playwright.sync_api import expect


def test_a_password_can_be_looked_at_with_keys_and_leaves_hidden(visitor, vyazma_officer):
    one = visitor()
    page = one.go(reverse("login"))
    page.get_by_label("Имя для входа").fill("vyazma")
    field = page.get_by_label("Пароль", exact=True)
    field.fill("три слона пьют чай")
    field.press("Tab")
    button = page.get_by_role("button", name="Показать пароль")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(field).to_have_attribute("type", "text")
    one.judge_page()
    page.get_by_role("button", name="Скрыть пароль").press("Enter")
    expect(field).to_have_attribute("type", "password")
    button.press("Enter")
    seen = []
    page.expose_function("seen", lambda kind: seen.append(kind))
    page.evaluate("document.forms[0].addEventListener('submit', () => window.seen(document.forms[0].password.type))")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Имя или пароль не подошли")
    assert seen in ([], ["password"])
