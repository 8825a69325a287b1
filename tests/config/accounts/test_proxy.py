"""Signing in by the header of a proxy: believed from its address alone, and only for people who are there."""

import logging
import re

import pytest
from django.conf import settings as as_shipped
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from config.accounts import proxy
from municipalities.models import User
from municipalities.models.sessions import open_sessions
from tests.answers import for_each
from tests.config.accounts.phone import code_at

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/by-domain/"
PROFILE = "/accounts/profile/"


@pytest.fixture
def on(settings):
    settings.REMOTE_USER_HEADER = "X-Remote-User"
    settings.REMOTE_USER_PROXIES = ["127.0.0.1", "10.1.0.0/16", "fd00::/8"]
    settings.REMOTE_USER_REALMS = ["SMOLENSK.LOCAL", "smolensk"]
    return settings


def press(client, told, data=None, **where):
    """Press the button of the sign-in page with what the proxy says."""
    return client.post(ADDRESS, data or {}, headers={"X-Remote-User": told} if told is not None else {}, **where)


def is_signed_in(client):
    return client.get(PROFILE).status_code == 200


def test_it_is_off_as_it_is_shipped(client, stranger):
    assert as_shipped.REMOTE_USER_HEADER == ""
    assert press(client, "stranger").status_code == 404
    assert "домена" not in client.get("/accounts/login/").content.decode()
    assert not is_signed_in(client)


def test_the_button_signs_in_whom_the_proxy_names_and_leads_on(client, stranger, on):
    page = client.get("/accounts/login/?next=/help/officer/").content.decode()
    assert f'formaction="{ADDRESS}" formnovalidate' in page
    answer = press(client, "stranger", {"next": "/help/officer/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/officer/")
    assert is_signed_in(client)
    assert press(Client(), "stranger", {"next": "//evil.example"})["Location"] == "/"
    assert press(client, "stranger")["Location"] == "/", "somebody is in already"


@pytest.mark.parametrize(
    ("address", "is_believed"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("10.1.255.255", True),
        ("fd00::1", True),
        ("127.0.0.2", False),
        ("10.2.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("203.0.113.7", False),
        ("", False),
        ("rubbish", False),
    ],
)
def test_the_header_is_believed_from_the_addresses_of_the_proxy_alone(client, stranger, on, address, is_believed):
    """A forwarded address changes nothing, also where that header is believed."""
    on.TRUSTED_PROXIES = ["203.0.113.7", "127.0.0.1", "10.0.0.0/8"]
    answer = press(client, "stranger", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert (answer.status_code, is_signed_in(client)) == ((302, True) if is_believed else (403, False))


def test_a_header_from_elsewhere_is_ignored_and_logged(client, stranger, on, caplog):
    caplog.set_level(logging.INFO, "pobratim.signin")
    answer = press(client, "stranger", REMOTE_ADDR="203.0.113.7")
    page = answer.content.decode()
    assert "Под учётной записью домена войти не получилось" in page
    assert "<title>Ошибка: Вход" in page
    assert "Вход закончился" not in page, "nothing that was sent is lost"
    assert [record.getMessage() for record in caplog.records if record.name == "pobratim.signin"] == [
        "X-Remote-User not believed from 203.0.113.7",
        "nobody from 203.0.113.7: refused by the proxy's name",
    ]
    assert client.get(PROFILE, headers={"X-Remote-User": "stranger"}).status_code == 302, "no other page reads it"
    assert client.post("/accounts/login/", headers={"X-Remote-User": "stranger"}).status_code == 200
    assert Session.objects.count() == 0


NAMES = [
    ("ivanov", "ivanov"),
    ("Ivanov", "ivanov"),
    ("ivanov@SMOLENSK.LOCAL", "ivanov"),
    ("ivanov@smolensk.local", "ivanov"),
    ("SMOLENSK\\ivanov", "ivanov"),
    ("ivanov.p_1-2", "ivanov.p_1-2"),
    ("ivanov@OTHER.LOCAL", ""),
    ("OTHER\\ivanov", ""),
    ("SMOLENSK\\ivanov@SMOLENSK.LOCAL", ""),
    ("ivanov@SMOLENSK.LOCAL@OTHER.LOCAL", ""),
    ("ivanov@", ""),
    ("\\ivanov", ""),
    ("@SMOLENSK.LOCAL", ""),
    ("ivanov,petrov", ""),
    ("ivanov, petrov", ""),
    ("ivanov petrov", ""),
    ("HTTP/host.smolensk.local@SMOLENSK.LOCAL", ""),
    ("иванов", ""),
    ("ivanov\n", ""),
    ("ivanov\x00", ""),
    ("", ""),
    ("-", "-"),
    ("a" * 61, ""),
    ("ıvanov", ""),
]


@for_each(("told", "name"), NAMES)
def test_names_lose_a_realm_that_is_ours_and_all_else_is_no_name(told, name):
    assert proxy.name_in(told, ["SMOLENSK.LOCAL", "smolensk"]) == name


@for_each(("told", "name"), [("ivanov", "ivanov"), ("ivanov@SMOLENSK.LOCAL", ""), ("SMOLENSK\\ivanov", "")])
def test_without_named_realms_only_a_bare_name_is_one(told, name):
    assert proxy.name_in(told, []) == name


def test_two_headers_are_none(client, stranger, on):
    """A server joins them with a comma."""
    assert press(client, "stranger,stranger").status_code == 403
    assert not is_signed_in(client)


def test_everybody_who_is_refused_gets_the_same_answer_and_nobody_is_made(client, stranger, on):
    """Unknown, switched off, another realm, no header, an empty one, from elsewhere."""
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    number = User.objects.count()
    answers = [press(client, told) for told in ("nobody.here", "stranger", "stranger@OTHER", "", None)]
    answers.append(press(client, "stranger", REMOTE_ADDR="203.0.113.7"))
    assert {answer.status_code for answer in answers} == {403}
    assert len({re.sub(rb'value="[A-Za-z0-9]{64}"', b"the form's mark", answer.content) for answer in answers}) == 1
    assert User.objects.count() == number
    assert Session.objects.count() == 0


def test_the_domain_vouches_for_no_second_step(person, on, clock):
    client = Client()
    assert "Второй шаг входа" in press(client, "belova@SMOLENSK.LOCAL").content.decode()
    assert not is_signed_in(client)
    assert client.post("/accounts/second-step/", {"code": code_at(person, clock[0])}).status_code == 302
    assert is_signed_in(client)


def test_who_must_have_a_second_step_sets_it_up(coordinator, on):
    on.SECOND_FACTOR = "required"
    client = Client()
    assert "<svg" in press(client, coordinator.username).content.decode()
    assert not is_signed_in(client)


def test_a_form_that_came_too_late_goes_on_behind_it(client, stranger, on):
    text = "Встреча «городов-побратимов» & друзей"
    kept = {"kept-purpose": text, "kept_address": "/report/1/events/add/"}
    refused = press(client, "nobody.here", kept).content.decode()
    assert 'name="kept-purpose" value="Встреча «городов-побратимов» &amp; друзей"' in refused
    page = press(client, "stranger", kept).content.decode()
    assert 'action="/report/1/events/add/"' in page
    assert 'name="purpose" value="Встреча «городов-побратимов» &amp; друзей"' in page


def test_signing_out_and_everywhere_mean_something(stranger, on):
    """With the proxy's header on every request nobody comes back in without the button."""
    here, there = (Client(headers={"X-Remote-User": "stranger"}) for _ in range(2))
    for client in (here, there):
        client.post(ADDRESS)
        assert is_signed_in(client)
    assert len(open_sessions(stranger, "")) == 2
    here.post(reverse("logout"))
    assert [is_signed_in(here), is_signed_in(there)] == [False, True]
    here.post(ADDRESS)
    here.post(reverse("sign_out_elsewhere"), {"everywhere": "1"})
    assert [is_signed_in(here), is_signed_in(there)] == [False, False]


def test_no_page_of_another_site_signs_anybody_in(stranger, on):
    client = Client(enforce_csrf_checks=True)
    assert press(client, "stranger").status_code == 403
    assert client.get(ADDRESS, headers={"X-Remote-User": "stranger"}).status_code == 405
    assert not is_signed_in(client)


def test_the_session_is_a_new_one(client, stranger, on):
    session = client.session
    session["before"] = 1
    session.save()
    before = client.cookies[as_shipped.SESSION_COOKIE_NAME].value if client.cookies else session.session_key
    press(client, "stranger")
    assert client.session.session_key != before
