"""Signing in, passwords by link, and the form that arrives after the sign-in has ended."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.test import Client
from django.urls import path, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from config import urls
from reports.pages.forms import LocalAddressField
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
NOWHERE = ("//", "//?a=b", "//#a", "/\\", "/\\evil.example", "///", "///evil.example", "\\\\evil.example")
NOWHERE += ("/\t/", "/\t/evil.example", "/\n/")
HOME = {"HTTP_ORIGIN": "http://testserver"}
LONG = ("Встреча «городов-побратимов» & друзей <b>\r\n\"кавычки\" 'и' ё\u00a0" * 700)[:40_000]


def echo(request):
    """Returns the data of a form as a page of ours would receive it."""
    fields = dict(request.POST.lists())
    return JsonResponse({"fields": fields, "query": request.GET.dict(), "by": request.user.username})


urlpatterns = [path("echo", echo, name="echo"), path("город/", echo), *urls.urlpatterns]
handler403 = urls.handler403
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class FormReader(HTMLParser):
    """The first form with hidden fields beyond the head's, as a browser would send it."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append((attrs, []))
        if tag == "input" and self.forms and "name" in attrs:
            self.forms[-1][1].append((attrs["name"], attrs.get("value", "")))


def form_to(response, action):
    """Attributes and fields of the page's form to the address."""
    [found] = [form for form in FormReader(response.content.decode()).forms if form[0]["action"] == action]
    return found


def data_of(fields, **more):
    data = {}
    for name, value in fields:
        # A browser reads a line end of the page as LF and sends it as CRLF.
        data.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    return data | more


def strict():
    """A client whose forms need their security mark, as in a browser."""
    return Client(enforce_csrf_checks=True)


def mark_of(client):
    """A valid security mark for the client, fetched with the sign-in page."""
    return re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(LOGIN).content.decode())[1]


# Signing in


@pytest.mark.parametrize("name", ["smolensk", "Smolensk", "SMOLENSK", " smolensk ", "\ufeffsmo\u200blensk\u2060"])
def test_the_name_has_no_case(client, name):
    user = make_user("smolensk")
    response = client.post(LOGIN, {"username": name, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("name", ["smolensk", "nobody", "\x00", "я" * 500])
def test_a_wrong_password_says_so_and_keeps_the_name(client, name):
    """The same words whether the name exists or not; the cursor waits in the password."""
    make_user("smolensk")
    response = client.post(LOGIN, {"username": name, "password": "другой"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Войти не получилось" in page
    assert "<title>Ошибка: Вход" in page
    if name.isprintable():
        assert response.context["form"]["username"].value() == name
        assert "autofocus" in str(response.context["form"]["password"])
        assert "autofocus" not in str(response.context["form"]["username"])
    assert "_auth_user_id" not in client.session


def test_a_wrong_name_and_a_wrong_password_look_the_same(client):
    make_user("smolensk")
    pages = [client.post(LOGIN, {"username": name, "password": "x"}) for name in ("smolensk", "nobody")]
    assert [page.context["form"].non_field_errors() for page in pages] == [
        ["Имя или пароль не подошли. Проверьте раскладку клавиатуры и клавишу Caps Lock."]
    ] * 2


def test_who_is_switched_off_cannot_sign_in(client):
    make_user("smolensk", is_active=False)
    client.post(LOGIN, {"username": "smolensk", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_who_is_switched_off_meanwhile_is_out_at_once(client_of, smolensk_officer):
    client = client_of(smolensk_officer)
    assert client.get("/echo").status_code == 200
    type(smolensk_officer).objects.filter(pk=smolensk_officer.pk).update(is_active=False)
    assert client.get("/echo").status_code == 302


def test_a_signed_in_person_is_sent_on_from_the_sign_in(client_of, stranger):
    assert client_of(stranger).get(LOGIN)["Location"] == "/"
    assert client_of(stranger).get(f"{LOGIN}?next=/echo")["Location"] == "/echo"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/echo?a=1", "/echo?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        *((address, "/") for address in NOWHERE),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_the_sign_in_one_stays_on_this_site(client, stranger, wanted, given):
    response = client.post(LOGIN, {"username": "stranger", "password": PASSWORD, "next": wanted})
    assert response["Location"] == given


@pytest.mark.parametrize("address", NOWHERE)
def test_no_other_way_on_leaves_this_site(address, client_of, stranger):
    """The sign-in of somebody who is signed in already, signing out, and the forms that say where to go on."""
    client = client_of(stranger)
    assert client.get(LOGIN, {"next": address})["Location"] == "/"
    assert client.post(reverse("logout"), {"next": address})["Location"] == LOGIN
    assert LocalAddressField().clean(address) == ""


@pytest.mark.parametrize("header", ["HTTP_REFERER", "HTTP_ORIGIN"])
def test_a_header_that_is_no_address_is_as_none(header, client):
    for others in ({}, HOME):
        assert client.post("/echo", {"a": "1"}, **{**others, header: "http://[::1"}).status_code == 401


def test_the_asked_page_comes_after_the_sign_in(client, stranger):
    page = client.get("/echo?a=1", follow=True)
    fields = data_of(form_to(page, LOGIN)[1], username="stranger", password=PASSWORD)
    assert client.post(LOGIN, fields)["Location"] == "/echo?a=1"


def test_the_session_is_a_new_one_after_the_sign_in(client, stranger):
    """A session planted before the sign-in is worth nothing afterwards."""
    client.get("/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.post(LOGIN, {"username": "stranger", "password": PASSWORD})
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_signing_out_takes_a_button(client_of, stranger):
    client = client_of(stranger)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert client.get("/echo").status_code == 302


def test_signing_out_twice_is_no_error(client):
    response = client.post("/accounts/logout/")
    assert (response.status_code, response["Location"]) == (302, LOGIN)


def test_the_phone_is_shown_when_there_is_one(client, settings):
    settings.LISTS_PHONE = "8 (4812) 00-00-16"
    assert 'href="tel:84812000016"' in client.get(LOGIN).content.decode()
    settings.LISTS_PHONE = ""
    assert "tel:" not in client.get(LOGIN).content.decode()


# A form that arrives when the sign-in has ended

TYPED = {
    "purpose": LONG,
    "countries": ["BY", "CN", "BY"],
    "version": "7",
    "empty": "",
    "username": "Имя в форме мероприятия",
    "next": "/somewhere",
    "save": "Сохранить",
}
ARRIVES = {name: value if isinstance(value, list) else [value] for name, value in TYPED.items()} | {
    "purpose": [LONG.replace("\r\n", "\n").replace("\n", "\r\n")]
}


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_what_was_typed_goes_through_the_sign_in_and_arrives(stranger, kind):
    """A POST without sign-in → the sign-in with all fields → a mistake in the password → the sign-in again → a button →
    the same form at the same address. It is the same byte for byte, several values of one name in their order."""
    client = strict()
    mark = mark_of(client)
    sent = TYPED | {"csrfmiddlewaretoken": mark}
    if kind == "multipart":
        page = client.post("/echo?step=2", sent)
    else:
        from_browser = "application/x-www-form-urlencoded"
        page = client.post("/echo?step=2", urlencoded(sent), content_type=from_browser)
    assert page.status_code == 401
    assert "WWW-Authenticate" not in page  # would open the browser's own window for a password
    assert "введённое не потеряно" in page.content.decode()

    _, fields = form_to(page, LOGIN)
    page = client.post(LOGIN, data_of(fields, username="stranger", password="не тот"))
    assert page.status_code == 200
    assert "введённое не потеряно" in page.content.decode()

    _, fields = form_to(page, LOGIN)
    page = client.post(LOGIN, data_of(fields, username="stranger", password=PASSWORD))
    assert page.status_code == 200
    assert "Вы снова вошли" in page.content.decode()

    attributes, fields = form_to(page, "/echo?step=2")
    assert attributes["method"] == "post"
    answer = client.post("/echo?step=2", data_of(fields)).json()
    del answer["fields"]["csrfmiddlewaretoken"]
    assert answer == {"fields": ARRIVES, "query": {"step": "2"}, "by": "stranger"}


def urlencoded(data):
    return urlencode(data, doseq=True)


def test_an_address_with_russian_letters_is_kept_too(client):
    address = "/%D0%B3%D0%BE%D1%80%D0%BE%D0%B4/?%D1%81%D0%BB%D0%BE%D0%B2%D0%BE=%D1%91"
    page = client.post(address, {"text": "Встреча"})
    assert page.context["kept"].fields == [("text", "Встреча")]
    assert page.context["kept"].address == address


def test_nothing_typed_is_stored(client):
    client.post("/echo", {"purpose": "тайна"})
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"old_password": "x", "purpose": "текст"},
        {"NewPassword": "x"},
    ],
)
def test_passwords_are_not_kept(client, form):
    page = client.post("/echo", form)
    assert page.status_code == 401
    assert page.context["kept"] is None
    assert "нужно указать заново" in page.content.decode()


def test_files_are_not_kept(client):
    file = BytesIO(b"picture")
    file.name = "a.png"
    page = client.post("/echo", {"file": file, "purpose": "текст"})
    assert page.status_code == 401
    assert page.context["kept"] is None


def test_after_what_cannot_be_kept_the_page_before_comes(client, stranger):
    page = client.post("/accounts/password/", {"old_password": "x"}, headers={"referer": "http://testserver/echo"})
    assert ("next", "/echo") in form_to(page, LOGIN)[1]
    page = client.post("/accounts/password/", {"old_password": "x"}, headers={"referer": "http://evil.example/echo"})
    assert "next" not in dict(form_to(page, LOGIN)[1])


@pytest.mark.parametrize(
    "address",
    """https://evil.example/echo //evil.example/echo http://testserver/echo /\\evil.example javascript:alert(1) echo
    /no/such/page /accounts/logout/ /accounts/login/ /healthz /%00 //[/""".split(),
)
def test_a_forged_address_is_dropped(client, stranger, address):
    """The address comes back from the browser, so it is judged again."""
    response = client.post(
        LOGIN, {"username": "stranger", "password": PASSWORD, "kept_address": address, "kept-a": "1"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("headers", [{"X-Requested-With": "fetch"}, {"Accept": "application/json"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_that_nobody_is_signed_in(client, headers, method):
    response = getattr(client, method)("/echo", headers=headers)
    assert (response.status_code, response.json()) == (401, {"signed_out": True})


def test_a_link_asks_for_the_sign_in_as_always(client):
    assert client.get("/echo?a=1")["Location"] == f"{LOGIN}?next=/echo%3Fa%3D1"


def test_the_page_of_nobody_is_not_kept_by_the_browser(client):
    assert "no-store" in client.post("/echo", {"purpose": "текст"})["Cache-Control"]


# A form whose security mark is out of date


def test_a_form_from_a_tab_opened_before_the_sign_in_can_be_sent_again(stranger):
    """Signing in changes the mark; the old tab's text is shown, and one click sends it."""
    client = strict()
    client.force_login(stranger)
    page = client.post("/echo?step=2", TYPED | {"csrfmiddlewaretoken": "x" * 64}, **HOME)
    assert page.status_code == 403
    assert "Отправить снова" in page.content.decode()
    assert "continue.js" not in page.content.decode()
    attributes, fields = form_to(page, "/echo?step=2")
    assert "data-go-on" not in attributes
    answer = client.post("/echo?step=2", data_of(fields)).json()
    del answer["fields"]["csrfmiddlewaretoken"]
    assert answer == {"fields": ARRIVES, "query": {"step": "2"}, "by": "stranger"}


def test_a_form_without_mark_and_sign_in_goes_through_the_sign_in(stranger):
    client = strict()
    page = client.post("/echo", TYPED, **HOME)
    assert page.status_code == 403
    page = client.post(LOGIN, data_of(form_to(page, LOGIN)[1], username="stranger", password=PASSWORD))
    _, fields = form_to(page, "/echo")
    answer = client.post("/echo", data_of(fields)).json()
    del answer["fields"]["csrfmiddlewaretoken"]
    assert answer["fields"] == ARRIVES


# Two people at one computer


def written(user, **more):
    return {"text": "Встреча двух городов", "written_by": user.pk, **more}


def test_what_somebody_else_has_left_on_the_sign_in_page_is_neither_sent_nor_shown(client, stranger):
    """The first one's sign-in had ended while writing; the second one signs in on the page that came."""
    other = make_user("other", "Другой Иван Иванович")
    page = client.post("/echo", written(other))
    page = client.post(LOGIN, data_of(form_to(page, LOGIN)[1], username="stranger", password=PASSWORD), follow=True)
    words = page.content.decode()
    assert "писал другой человек" in words and "Встреча двух городов" not in words
    client.logout()
    page = client.post("/echo", written(other))
    page = client.post(LOGIN, data_of(form_to(page, LOGIN)[1], username="other", password=PASSWORD))
    assert ("text", "Встреча двух городов") in form_to(page, "/echo")[1], "its writer goes on as always"


def test_a_page_of_somebody_else_does_nothing_in_the_name_of_who_signed_in_beside_it(client_of, stranger):
    other = make_user("other", "Другой Иван Иванович")
    page = client_of(stranger).post("/echo", written(other))
    assert page.status_code == 409
    assert "Встреча двух городов" in page.content.decode()
    asked = client_of(stranger).post("/echo", written(other), headers={"accept": "application/json"})
    assert (asked.status_code, "другой человек" in asked.json()["error"]) == (409, True)
    assert client_of(stranger).post("/echo", written(stranger)).json()["by"] == "stranger"


def test_with_an_old_mark_too_the_text_of_somebody_else_is_not_offered_to_be_sent(stranger):
    other = make_user("other", "Другой Иван Иванович")
    client = strict()
    client.force_login(stranger)
    page = client.post("/echo", written(other), **HOME)
    assert page.status_code == 409
    assert "Отправить снова" not in page.content.decode()
    carried = {"kept_address": "/echo", "kept-text": "Встреча двух городов", "kept-written_by": other.pk}
    page = client.post(LOGIN, carried, **HOME)
    assert page.status_code == 409
    assert "Встреча двух городов" not in page.content.decode()


def test_two_tabs_may_sign_in_one_after_the_other(stranger):
    """The second tab's sign-in page has an old mark by then; what it carries is offered, not lost."""
    client = strict()
    mark = mark_of(client)
    page = client.post("/echo", {"text": "Встреча", "csrfmiddlewaretoken": mark})
    fields = data_of(form_to(page, LOGIN)[1], username="stranger", password=PASSWORD)
    assert client.post(LOGIN, {"username": "stranger", "password": PASSWORD, "csrfmiddlewaretoken": mark}).url == "/"
    page = client.post(LOGIN, fields, **HOME)
    assert ("text", "Встреча") in form_to(page, "/echo")[1]
    assert PASSWORD not in page.content.decode()
    page = client.post(LOGIN, {"username": "stranger", "password": PASSWORD, "csrfmiddlewaretoken": mark}, **HOME)
    assert page["Location"] == LOGIN  # which leads on to the first page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_REFERER": "https://evil.example/?http://testserver"},
        {"HTTP_ORIGIN": "https://evil.example", "HTTP_REFERER": "http://testserver/"},
    ],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_form_from_elsewhere_is_never_offered(stranger, headers, is_signed_in):
    """Else a forged form would be one careless click from success."""
    client = strict()
    if is_signed_in:
        client.force_login(stranger)
    page = client.post("/echo", {"purpose": "Отдайте права"}, **headers)
    assert page.status_code == 403
    assert page.templates[0].name == "errors/403.html"
    assert "Отдайте права" not in page.content.decode()


@pytest.mark.parametrize(("is_signed_in", "status"), [(True, 403), (False, 401)])
def test_a_script_with_an_old_mark_is_told(stranger, is_signed_in, status):
    client = strict()
    if is_signed_in:
        client.force_login(stranger)
    response = client.post("/echo", {"a": "1"}, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json()) == (status, {"signed_out": not is_signed_in})


# Passwords


def link_for(user):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


NEW = {"new_password1": "лодка-весло-9", "new_password2": "лодка-весло-9"}


def test_a_link_sets_the_first_password_once(client):
    user = make_user("vyazma")
    user.set_unusable_password()
    user.save()
    link = link_for(user)
    page = client.get(link, follow=True)
    assert "vyazma" in page.content.decode()
    assert link.split("/")[-2] not in page.request["PATH_INFO"]  # the secret is not in the address any more
    response = client.post(page.request["PATH_INFO"], NEW)
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "Пароль задан, вы вошли." in client.get(response["Location"]).content.decode()
    user.refresh_from_db()
    assert user.check_password("лодка-весло-9")
    assert "Ссылка не подошла" in Client().get(link, follow=True).content.decode()


def test_a_new_password_by_link_ends_every_other_sign_in_and_makes_this_browser_known(client, client_of, stranger):
    """Whoever knew the old password is out; so is somebody else who sat in this browser, with all that was kept."""
    elsewhere, other = client_of(stranger), make_user("other", "Другой Иван Иванович")
    client.force_login(other)
    session = client.session
    session["of_the_other"] = 1
    session.save()
    page = client.get(link_for(stranger), follow=True)
    client.post(page.request["PATH_INFO"], NEW)
    assert client.get("/echo").json()["by"] == "stranger"
    assert "of_the_other" not in client.session
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert elsewhere.get("/echo").status_code == 302
    assert any(name.startswith("known_browser_") for name in client.cookies)


def test_a_password_that_is_refused_signs_nobody_in(client, stranger):
    page = client.get(link_for(stranger), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": "12345678", "new_password2": "12345678"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["Zhukova@Vyazma.example", " zhukova@vyazma.example ", "ZHUKOVA@VYAZMA.EXAMPLE"])
def test_an_address_signs_in_its_one_person(client, name):
    """Also where a person who was switched off had the same address, as the predecessor in an office has."""
    user = make_user("zhukova", email="zhukova@vyazma.example")
    make_user("before", email="zhukova@vyazma.example", is_active=False)
    assert client.post(LOGIN, {"username": name, "password": PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_address_of_several_people_signs_in_none_of_them(client):
    """Nobody shall get into the work of another, whose password may be the same. The names sign in as ever."""
    for name in ("first", "second"):
        make_user(name, email="otdel@vyazma.example")
    page = client.post(LOGIN, {"username": "otdel@vyazma.example", "password": PASSWORD})
    assert page.status_code == 200 and "Имя или пароль не подошли" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post(LOGIN, {"username": "first", "password": PASSWORD}).status_code == 302


def test_a_long_address_fits_into_the_field(client):
    address = f"{'a' * 60}@{'b' * 60}.example"
    make_user("zhukova", email=address)
    assert 'maxlength="254"' in client.get(LOGIN).content.decode()
    assert client.post(LOGIN, {"username": address, "password": PASSWORD}).status_code == 302


def test_every_page_with_a_password_can_show_it(client, client_of, stranger):
    """By a script of ours; without it the field is an ordinary one."""
    pages = [client.get(LOGIN), client.get(link_for(stranger), follow=True)]
    pages += [
        client_of(stranger).get(address)
        for address in ("/accounts/password/", "/accounts/profile/", "/accounts/own-second-step/")
    ]
    for page in pages:
        words = page.content.decode()
        assert 'type="password"' in words and "js/show-password.js" in words
    templates = (settings.BASE_DIR / "templates" / "accounts").glob("*.html")
    with_script = {path.name for path in templates if "show-password.js" in path.read_text(encoding="utf-8")}
    assert len(with_script) == len(pages)


def test_looking_at_a_link_does_not_use_it_up(client, stranger):
    """Messengers open links to show what is behind them."""
    link = link_for(stranger)
    Client().get(link, follow=True)
    assert client.get(link, follow=True).context["validlink"]


@pytest.mark.parametrize("link", ["/accounts/first-password/MQ/abc-def/", "/accounts/first-password/%00/x/"])
def test_a_wrong_link_says_what_to_do(client, link):
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert "попросите у администратора справочников новую ссылку" in page.content.decode()


def test_a_link_ends_after_three_days(client, stranger, monkeypatch):
    link = link_for(stranger)
    now = default_token_generator._now()
    for days, works in ((2.9, True), (3.1, False)):
        monkeypatch.setattr(default_token_generator, "_now", lambda days=days: now + timedelta(days=days))
        assert Client().get(link, follow=True).context["validlink"] is works


@pytest.mark.parametrize("new", ["12345678", "лес", "stranger"])
def test_weak_passwords_are_refused_in_russian(client, stranger, new):
    page = client.get(link_for(stranger), follow=True)
    page = client.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert page.status_code == 200
    assert "Пароль не задан" in page.content.decode()
    assert "Введённый пароль" in page.content.decode()


def test_one_changes_the_own_password_and_stays_signed_in(client_of, stranger):
    client, elsewhere = client_of(stranger), client_of(stranger)
    wrong = client.post("/accounts/password/", {"old_password": "x", **NEW})
    assert "Пароль не изменён" in wrong.content.decode()
    right = client.post("/accounts/password/", {"old_password": PASSWORD, **NEW})
    assert right["Location"] == "/accounts/password/done/"
    assert "Пароль изменён" in client.get("/accounts/password/done/").content.decode()
    assert elsewhere.get("/echo").status_code == 302
