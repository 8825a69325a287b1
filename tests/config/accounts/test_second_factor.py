"""The second step on its pages: nobody is in before the code, and what was typed comes through."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from config.accounts import codes, guessing, second_factor
from municipalities.models import SecondFactor
from municipalities.models.second_factor import is_on
from tests.config.accounts.phone import code_at
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

HOME = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def browser(person):
    """A browser in which the person's password was right just now."""
    client = Client()
    response = client.post("/accounts/login/", {"username": "belova", "password": PASSWORD, "next": "/mail/"})
    assert "Второй шаг входа" in response.content.decode()
    return client


def is_signed_in(client):
    return client.get("/accounts/profile/").status_code == 200


def test_the_password_alone_signs_nobody_in(browser):
    assert not is_signed_in(browser)
    assert browser.get("/accounts/second-step/").status_code == 200


def test_the_code_signs_in_and_leads_on(browser, person, clock):
    refused = browser.post("/accounts/second-step/", {"code": "000000", "next": "/mail/"})
    assert "Код не подошёл" in refused.content.decode()
    assert 'name="next" value="/mail/"' in refused.content.decode()
    assert not is_signed_in(browser)
    done = browser.post("/accounts/second-step/", {"code": code_at(person, clock[0]), "next": "/mail/"})
    assert (done.status_code, done["Location"]) == (302, "/mail/")
    assert is_signed_in(browser)
    assert second_factor.WAITING not in browser.session
    assert browser.post("/accounts/second-step/", {"code": person.paper[0]})["Location"] == "/"


def test_a_recovery_code_signs_in_too(browser, person):
    assert browser.post("/accounts/second-step/", {"code": person.paper[0]}).status_code == 302
    assert is_signed_in(browser)


def test_nobody_is_led_elsewhere(browser, person):
    done = browser.post("/accounts/second-step/", {"code": person.paper[0], "next": "//evil.example"})
    assert done["Location"] == "/"


def test_a_form_that_came_too_late_goes_on_behind_the_code(person):
    """Through the sign-in page and the second step, also when the code is wrong at first."""
    client, text = Client(), "Встреча «городов-побратимов» & друзей"
    page = client.post("/report/1/events/add/", {"purpose": text}, **HOME)
    assert page.status_code == 401
    kept = {"kept-purpose": text, "kept_address": "/report/1/events/add/"}
    page = client.post("/accounts/login/", {"username": "belova", "password": PASSWORD, **kept})
    for code in ("000000", person.paper[0]):
        assert 'name="kept-purpose" value="Встреча «городов-побратимов» &amp; друзей"' in page.content.decode()
        page = client.post("/accounts/second-step/", {"code": code, **kept})
    assert 'action="/report/1/events/add/"' in page.content.decode()
    assert 'name="purpose" value="Встреча «городов-побратимов» &amp; друзей"' in page.content.decode()


def test_words_of_another_person_are_not_sent_on(person):
    client, kept = Client(), {"kept-purpose": "Чужой текст", "kept-written_by": "0", "kept_address": "/mail/"}
    client.post("/accounts/login/", {"username": "belova", "password": PASSWORD, **kept})
    done = client.post("/accounts/second-step/", {"code": person.paper[0], **kept})
    assert done.status_code == 302


@pytest.mark.parametrize("change", ["late", "password", "inactive"])
def test_the_step_waits_ten_minutes_and_for_the_same_password(browser, person, clock, change):
    if change == "late":
        clock[0] += second_factor.PATIENCE + 1
    elif change == "password":
        person.set_password("другой-пароль-7")
        person.save()
    else:
        person.is_active = False
        person.save()
    done = browser.post("/accounts/second-step/", {"code": person.paper[0]})
    assert done["Location"] == "/accounts/login/"
    assert not is_signed_in(browser)


def test_who_must_have_it_sets_it_up_between_password_and_work(settings, coordinator, clock):
    settings.SECOND_FACTOR = "required"
    client = Client()
    page = client.post("/accounts/login/", {"username": coordinator.username, "password": PASSWORD}).content.decode()
    assert "<svg" in page
    assert not is_signed_in(client)
    done = client.post("/accounts/second-step/", {"code": code_at(coordinator, clock[0])}).content.decode()
    shown = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", done)
    assert len(shown) == codes.RECOVERY_CODES
    assert is_signed_in(client)
    assert is_on(coordinator)


def test_an_officer_and_a_coordinator_of_a_demo_need_none(settings, coordinator, smolensk_officer, list_administrator):
    assert not codes.is_required(coordinator)
    settings.SECOND_FACTOR = "required"
    asked = [codes.is_required(user) for user in (coordinator, list_administrator, smolensk_officer)]
    assert asked == [True, True, False]


def test_a_link_for_the_password_does_not_pass_by_the_second_step(person):
    client = Client()
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    start = client.get(reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(person)]))
    new = {"new_password1": "совсем-новый-пароль-9", "new_password2": "совсем-новый-пароль-9"}
    done = client.post(start["Location"], new)
    assert done["Location"] == "/accounts/second-step/"
    assert not is_signed_in(client)
    client.post("/accounts/second-step/", {"code": person.paper[0]})
    assert is_signed_in(client)


def test_one_turns_it_on_with_password_and_code_and_others_are_signed_out(smolensk_officer, clock):
    client, elsewhere = Client(), Client()
    for one in (client, elsewhere):
        one.force_login(smolensk_officer)
    assert "<svg" in client.get("/accounts/own-second-step/").content.decode()
    code = code_at(smolensk_officer, clock[0])
    refused = client.post("/accounts/own-second-step/", {"code": code, "password": "неверный"})
    assert "Нынешний пароль не подошёл" in refused.content.decode()
    done = client.post("/accounts/own-second-step/", {"code": code, "password": PASSWORD})
    assert len(re.findall(r"<li>[0-9A-Z]{5}-", done.content.decode())) == codes.RECOVERY_CODES
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_one_changes_it_with_the_password_alone(person):
    client = Client()
    client.force_login(person)
    assert "Запасных кодов осталось: 10" in client.get("/accounts/own-second-step/").content.decode()
    for data in ({"password": "неверный", "off": "1"}, {"password": ""}):
        client.post("/accounts/own-second-step/change/", data)
        assert is_on(person)
    fresh = client.post("/accounts/own-second-step/change/", {"password": PASSWORD}).content.decode()
    assert person.paper[0] not in fresh
    client.post("/accounts/own-second-step/change/", {"password": PASSWORD, "off": "1"})
    assert not is_on(person)


def test_the_password_before_a_change_is_limited_too(person, monkeypatch):
    monkeypatch.setattr(guessing, "OWN_PASSWORD", 3)
    client = Client()
    client.force_login(person)
    wrong = {"password": "неверный", "off": "1"}
    assert [client.post("/accounts/own-second-step/change/", wrong).status_code for _ in range(4)] == [200] * 3 + [429]
    assert client.post("/accounts/own-second-step/change/", wrong | {"password": PASSWORD}).status_code == 429
    assert is_on(person)


def test_the_command_helps_who_has_lost_phone_and_paper(person, capsys):
    client = Client()
    client.force_login(person)
    call_command("reset_second_step", "BELOVA")
    assert "Второй шаг отключён" in capsys.readouterr().out
    assert not is_signed_in(client)
    for name in ("belova", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_step", name)


def test_a_key_that_is_only_offered_asks_nobody(smolensk_officer):
    codes.offered(smolensk_officer)
    assert SecondFactor.objects.count() == 1
    assert not second_factor.is_asked(smolensk_officer)
    assert Session.objects.count() == 0


def test_the_list_administrator_resets_it_for_others_alone(person, list_administrator, client_of):
    """The person is signed out and told by letter, and the history names who did it."""
    lists, theirs = client_of(list_administrator), Client()
    theirs.force_login(person)
    page = reverse("admin:municipalities_user_change", args=[person.pk])
    address = reverse("admin:municipalities_user_reset_second_step", args=[person.pk])
    assert address in lists.get(page).content.decode()
    assert lists.get(address).status_code == 302
    assert is_on(person)
    assert lists.post(address).status_code == 302
    assert not is_on(person)
    assert not is_signed_in(theirs)
    assert address not in lists.get(page).content.decode()
    assert LogEntry.objects.get(object_id=str(person.pk)).change_message == "Сброшен второй шаг входа."
    own = reverse("admin:municipalities_user_reset_second_step", args=[list_administrator.pk])
    assert lists.post(own).status_code == 403
    assert theirs.post(address).status_code in (302, 401)
