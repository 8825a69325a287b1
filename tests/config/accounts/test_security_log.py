"""What the log tells of security: who did what to whom, by keys and sign-in names, and nothing that was typed.

These are the events that the line of a request, with its person, address and status, does not tell.
"""

import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import AccessToken, Officer, User
from tests.config.accounts.phone import code_at
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "совсем-новый-пароль-9"
OURS = ("pobratim.signin", "pobratim.rights", "config.accounts.forgotten")


@pytest.fixture
def told(caplog):
    """A function: the lines since it was last called, as «logger: words» with the keys of people as names."""
    caplog.set_level(logging.INFO)

    def lines(**people):
        found = [f"{one.name.split('.')[-1]}: {one.getMessage()}" for one in caplog.records if one.name in OURS]
        caplog.clear()
        for name, one in people.items():
            kind = one._meta.model_name
            found = [re.sub(rf"\b{kind} {one.pk}\b", f"{kind} {name}", line) for line in found]
        return found

    return lines


def test_ways_in_and_out(person, told, clock):
    """With the second step, a wrong password, a wrong code and a code of paper among them."""
    client = Client()
    told()
    client.post("/accounts/login/", {"username": "belova", "password": "неверный"})
    client.post("/accounts/login/", {"username": "belova", "password": PASSWORD})
    client.post("/accounts/second-step/", {"code": "000000"})
    client.post("/accounts/second-step/", {"code": person.paper[0]})
    client.post(reverse("sign_out_elsewhere"))
    client.post(reverse("logout"))
    assert told() == [
        "signin: belova from 127.0.0.1: refused: wrong name or password",
        # the password was right
        "signin: belova from 127.0.0.1: signed in",
        "signin: belova from 127.0.0.1: password right, second step asked",
        "signin: belova from 127.0.0.1: second step refused",
        "signin: belova from 127.0.0.1: signed in",
        "signin: belova from 127.0.0.1: other sessions ended: 0",
        "signin: belova from 127.0.0.1: signed out",
    ]


def test_changes_of_the_own_sign_in(person, told, clock, caplog):
    client = Client()
    client.force_login(person)
    told()
    typed = {"full_name": "Белова Ольга Ивановна", "email": "new@example.org", "current_password": PASSWORD}
    client.post(reverse("profile"), typed)
    client.post(reverse("change_second_step"), {"password": "неверный"})
    client.post(reverse("change_second_step"), {"password": PASSWORD})
    client.post(reverse("change_second_step"), {"password": PASSWORD, "off": "1"})
    client.get(reverse("own_second_step"))
    client.post(reverse("own_second_step"), {"password": PASSWORD, "code": code_at(person, clock[0])})
    client.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    client.post(reverse("sign_out_elsewhere"), {"everywhere": "1"})
    at = "signin: belova from 127.0.0.1:"
    assert told() == [
        f"{at} own e-mail address changed",
        "signin: belova: own password refused",
        f"{at} new recovery codes",
        f"{at} second step turned off",
        f"{at} second step turned on",
        f"{at} own password changed",
        f"{at} all sessions ended",
        f"{at} signed out",
    ]


def test_a_link_for_the_password(client, stranger, told):
    User.objects.filter(pk=stranger.pk).update(email="stranger@example.org")
    client.post(reverse("password_reset"), {"who": "stranger"}).close()
    assert told(stranger=stranger) == ["forgotten: A link for the password is mailed to user stranger"]


def test_rights_and_the_sign_in_of_others(client_of, list_administrator, smolensk_officer, vyazma, told, clock):
    lists, person = client_of(list_administrator), smolensk_officer
    own = {"lists": list_administrator, "officer": person, "vyazma": vyazma}
    page = reverse("admin:municipalities_user_change", args=[person.pk])
    form = lists.get(page).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    told()
    changed = {"email": "moved@example.org", "is_observer": "on", "is_confirmed": "on"}
    assert lists.post(page, typed | changed).status_code == 302
    assert told(**own) == ["rights: user officer by user lists: email changed. Выдана роль «наблюдатель»."]
    for address in ("first_password", "end_sessions"):
        lists.post(reverse(f"admin:municipalities_user_{address}", args=[person.pk]))
    lists.post(reverse("admin:municipalities_user_first_password", args=[person.pk]), {"send": "1"})
    Client().force_login(person)
    lists.post(reverse("admin:municipalities_user_end_sessions", args=[person.pk]))
    lines = told(**own)
    assert lines[-2:] == [
        "rights: user officer by user lists: link for the password mailed",
        "rights: user officer by user lists: sessions ended: 1",
    ]
    typed = {"user": person.pk, "municipality": vyazma.pk, "since": "2024-01-01", "until": ""}
    lists.post(reverse("admin:municipalities_officer_add"), typed)
    link = Officer.objects.get(user=person, municipality=vyazma)
    lists.post(reverse("admin:municipalities_officer_delete", args=[link.pk]), {"post": "yes"})
    assert told(**own) == [
        "rights: user officer answers for municipality vyazma, 2024-01-01 to -",
        "rights: user officer answers for municipality vyazma no more",
    ]


def test_a_second_step_that_is_reset(person, list_administrator, client_of, told, clock):
    told()
    client_of(list_administrator).post(reverse("admin:municipalities_user_reset_second_step", args=[person.pk]))
    assert told(lists=list_administrator, her=person) == ["rights: user her by user lists: second step reset"]
    client = Client()
    client.force_login(person)
    client.get(reverse("own_second_step"))
    client.post(reverse("own_second_step"), {"password": PASSWORD, "code": code_at(person, clock[0])})
    told()
    call_command("reset_second_step", "belova")
    assert told(her=person) == ["rights: user her by a command: second step reset"]


def test_tokens_and_calendars(client_of, coordinator, told):
    client = client_of(coordinator)
    told()
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    page = client.post(reverse("machine_access"), {"name": "Тайная выгрузка", "days": "30"}).content.decode()
    token = AccessToken.objects.get()
    client.post(reverse("token_revoke", args=[token.pk]))
    client.post(reverse("feed_make"))
    client.post(reverse("feed_end"))
    secret = re.search(r"pobratim_[\w-]{20,}", page)[0]
    lines = told(coordinator=coordinator)
    assert lines == [
        f"rights: user coordinator: token {token.pk} made, until {day}",
        f"rights: user coordinator: token {token.pk} revoked",
        "rights: user coordinator: address of the calendar made",
        "rights: user coordinator: address of the calendar ended",
    ]
    assert secret not in " ".join(lines)


def test_sessions_of_others_are_ended_by_a_post_of_a_list_administrator_alone(
    client_of, list_administrator, smolensk_officer, coordinator
):
    theirs = client_of(smolensk_officer)
    address = reverse("admin:municipalities_user_end_sessions", args=[smolensk_officer.pk])
    lists = client_of(list_administrator)
    assert (
        address in lists.get(reverse("admin:municipalities_user_change", args=[smolensk_officer.pk])).content.decode()
    )
    assert lists.get(address).status_code == 302
    assert client_of(coordinator).post(address).status_code in (302, 403)
    assert theirs.get(reverse("profile")).status_code == 200
    lists.post(address)
    assert theirs.get(reverse("profile")).status_code == 302
    own = reverse("admin:municipalities_user_end_sessions", args=[list_administrator.pk])
    assert lists.post(own).status_code == 403
