"""How long a person stays signed in, where, and what ends it."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as OldStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import User
from municipalities.models.sessions import NAMED, open_sessions
from tests.factories import make_event, make_import, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PROFILE = "/accounts/profile/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Firefox/115.0"


@pytest.fixture
def at(monkeypatch):
    """Move the clock: at(hours=13) is 13 hours after now."""
    begin = timezone.now()

    def move(**ahead):
        monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(**ahead))

    return move


def is_signed_in(client):
    return client.get(PROFILE).status_code == 200


def use_until(client, at, *, minutes):
    """Ask a page each half hour."""
    for minute in range(0, minutes, 30):
        at(minutes=minute)
        client.get(PROFILE)


def test_an_hour_without_a_request_ends_it(client_of, stranger, at):
    client = client_of(stranger)
    at(minutes=59)
    assert is_signed_in(client)
    at(minutes=59 + 59)
    assert is_signed_in(client)
    at(minutes=59 + 59 + 61)
    assert not is_signed_in(client)


def test_twelve_hours_after_the_sign_in_it_ends_however_busy(client_of, stranger, at):
    client = client_of(stranger)
    use_until(client, at, minutes=12 * 60)
    assert is_signed_in(client)
    at(hours=12, minutes=1)
    assert not is_signed_in(client)


def test_what_is_stored_in_the_session_does_not_move_its_end(client_of, stranger, at):
    client = client_of(stranger)
    use_until(client, at, minutes=11 * 60 + 31)
    session = client.session
    session["a message"] = "too long for its cookie" * 300
    session.save()
    assert is_signed_in(client)
    at(hours=12, minutes=1)
    assert not is_signed_in(client)


def test_a_longer_end_in_the_table_is_not_believed(client_of, stranger, at):
    client = client_of(stranger)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=30))
    at(hours=13)
    assert not is_signed_in(client)


def test_what_was_begun_while_debug_was_on_ends_when_it_is_off(client_of, stranger, settings):
    """The demo password signs in only there, and its sessions must not outlive it. A page is asked before, so that the
    mark survives the note of the last use; a sign-in after it is as any other."""
    settings.DEBUG = True
    client = client_of(stranger)
    assert is_signed_in(client)
    client.post(PROFILE, {"full_name": "Чужой Сергей Петрович"})
    settings.DEBUG = False
    assert not is_signed_in(client)
    assert is_signed_in(client_of(stranger))


def test_a_session_made_before_the_update_counts_as_begun_now(stranger, at):
    client = Client()
    client.force_login(stranger)
    data = dict(client.session)
    Session.objects.all().delete()
    store = OldStore()
    store.update({key: value for key, value in data.items() if key.startswith("_auth")})
    store.create()
    client.cookies["sessionid"] = store.session_key
    assert is_signed_in(client)
    at(minutes=59)
    assert is_signed_in(client)
    at(minutes=59 + 61)
    assert not is_signed_in(client)


def test_a_session_of_before_goes_on_until_its_end_and_its_cookie_gets_the_prefix(stranger, settings, at):
    """Nobody is signed out by the update. What begins now is opened by the new name alone, because a neighbour under
    the domain can set the old one."""
    client = Client()
    client.force_login(stranger)
    session = client.session
    del session[NAMED]
    session.save()
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    assert is_signed_in(client)
    assert client.cookies["__Host-sessionid"].value == client.cookies["sessionid"].value
    del client.cookies["sessionid"]
    assert is_signed_in(client)
    at(hours=2)
    client.cookies["sessionid"] = client.cookies.pop("__Host-sessionid").value
    assert not is_signed_in(client)


@pytest.mark.parametrize("begun", ["sign-in", "second step"])
def test_the_name_of_before_opens_nothing_that_began_since(stranger, settings, begun):
    client, planted = Client(), Client()
    if begun == "sign-in":
        client.force_login(stranger)
    else:
        session = client.session
        session["second_step_of"] = [stranger.pk, "", 0]
        session.save()
    planted.cookies["sessionid"] = client.cookies["sessionid"].value
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    assert not is_signed_in(planted)
    assert "__Host-sessionid" not in planted.cookies


def test_the_ordinary_page_costs_no_query_more(client_of, stranger, at, django_assert_num_queries):
    """The use is written down once in five minutes, and the next request writes nothing."""
    client = client_of(stranger)
    at(minutes=6)
    client.get(reverse("password_change"))
    at(minutes=7)
    with django_assert_num_queries(2):  # the session, the person
        client.get(reverse("password_change"))


def test_a_form_that_comes_too_late_is_kept_and_a_script_is_told(client_of, stranger, at):
    client = client_of(stranger)
    at(hours=2)
    answer = client.post(PROFILE, {"full_name": "Чужой Сергей Петрович"})
    assert (answer.status_code, "Чужой Сергей Петрович" in answer.content.decode()) == (401, True)
    answer = client.post(PROFILE, {}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


@pytest.mark.parametrize("is_asked_meanwhile", [True, False])
def test_who_was_switched_off_is_signed_out_for_good(client_of, stranger, is_asked_meanwhile):
    client = client_of(stranger)
    if is_asked_meanwhile:
        User.objects.filter(pk=stranger.pk).update(is_active=False)
        assert not is_signed_in(client)
    else:
        stranger.is_active = False
        stranger.save()
    User.objects.filter(pk=stranger.pk).update(is_active=True)
    assert not is_signed_in(client)


def test_the_profile_lists_where_one_is_signed_in(client_of, stranger, smolensk_officer):
    here = Client(headers={"User-Agent": FIREFOX})
    stranger.set_password("лодка-весло-9")
    stranger.save()
    here.post(reverse("login"), {"username": "stranger", "password": "лодка-весло-9"})
    client_of(stranger)
    client_of(smolensk_officer)
    text = " ".join(here.get(PROFILE).content.decode().split())
    assert "Firefox, Windows, 127.0.0.1 – <b>этот вход</b>" in text
    assert text.count("последнее действие") == 2


def test_signing_out_elsewhere_leaves_this_place_and_other_people(client_of, stranger, smolensk_officer):
    here, there, other = client_of(stranger), client_of(stranger), client_of(smolensk_officer)
    page = here.post(reverse("sign_out_elsewhere"), follow=True)
    assert "Завершено входов: 1." in page.content.decode()
    assert [is_signed_in(client) for client in (here, there, other)] == [True, False, True]
    assert len(open_sessions(stranger, here.session.session_key)) == 1


def test_signing_out_everywhere_ends_this_place_too(client_of, stranger, smolensk_officer):
    here, there, other = client_of(stranger), client_of(stranger), client_of(smolensk_officer)
    assert "Выйти везде" in here.get(PROFILE).content.decode()
    assert here.post(reverse("sign_out_elsewhere"), {"everywhere": "1"})["Location"] == reverse("login")
    assert [is_signed_in(client) for client in (here, there, other)] == [False, False, True]
    assert open_sessions(stranger, "") == []


def test_behind_a_proxy_the_visitors_address_is_named(stranger, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    stranger.set_password("лодка-весло-9")
    stranger.save()
    here = Client(headers={"X-Forwarded-For": "6.6.6.6, 10.20.30.40"})
    here.post(reverse("login"), {"username": "stranger", "password": "лодка-весло-9"})
    assert [place.address for place in open_sessions(stranger, "")] == ["10.20.30.40"]


def test_a_new_password_ends_the_other_sessions(client_of):
    person = make_user("petrova", "Петрова Анна Ивановна")
    person.set_password("лодка-весло-9")
    person.save()
    here, there = client_of(person), client_of(person)
    new = {"new_password1": "парус-якорь-7", "new_password2": "парус-якорь-7"}
    here.post(reverse("password_change"), {"old_password": "лодка-весло-9", **new})
    assert len(open_sessions(person, "")) == 1
    assert [is_signed_in(here), is_signed_in(there)] == [True, False]


def test_nothing_said_to_one_person_is_left_for_the_next(client_of, stranger):
    client = client_of(stranger)
    client.post(PROFILE, {"full_name": "Чужой Сергей Петрович"})
    assert client.cookies["messages"].value
    client.post(reverse("logout"))
    assert not client.cookies["messages"].value


def access_lines(caplog):
    """What is written of each request, without its time."""
    lines = [record.getMessage() for record in caplog.records if record.name == "pobratim.access"]
    return [re.sub(r" \d+ ms,", "", line) for line in lines]


def test_a_refusal_is_logged_without_words(client_of, stranger, caplog):
    caplog.set_level(logging.INFO, "pobratim.access")
    client_of(stranger).get("/admin/?q=secret")
    assert access_lines(caplog) == [f"GET /admin/ 403, user {stranger.pk}"]


def test_every_file_that_leaves_is_logged_with_who_took_it(
    client_of, coordinator, list_administrator, smolensk_officer, period, smolensk, caplog
):
    """Documents, workbooks, uploaded tables and lists; a page that is only viewed is not."""
    report = make_submission(period, smolensk)
    make_event(report, by=smolensk_officer)
    brought = make_import(period, smolensk, by=smolensk_officer)
    export = reverse("admin:municipalities_country_export")
    taken = [
        (coordinator, "get", "/periods/2024-4/consolidated.docx?all=secret"),
        (coordinator, "get", "/periods/2024-4/consolidated.xlsx"),
        (coordinator, "get", "/periods/2024-4/board.xlsx"),
        (smolensk_officer, "get", reverse("report_docx", args=[report.pk])),
        (smolensk_officer, "get", reverse("import_file", args=[brought.uid])),
        (list_administrator, "post", f"{export}?q=secret"),
    ]
    caplog.set_level(logging.INFO, "pobratim.access")
    for person, method, address in taken:
        client_of(person).get("/")
        answer = getattr(client_of(person), method)(address, {"format": "csv"} if method == "post" else None)
        assert answer.status_code == 200
        assert b"".join(answer)
    told = access_lines(caplog)
    assert [line for line in told if line.endswith(", file")] == [
        f"{method.upper()} {address.partition('?')[0]} 200, user {person.pk}, file" for person, method, address in taken
    ]
