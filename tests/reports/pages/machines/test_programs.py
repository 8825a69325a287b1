"""«Доступ для программ»: a token is shown once, and what is on the page can be ended there."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import AccessToken, CalendarFeed
from reports.actions import machines

pytestmark = pytest.mark.django_db

PAGE = "/programs/"
SECRET = re.compile(r"pobratim_[\w-]{43}")


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def made(client, name="Портал региона", days="91"):
    return client.post(PAGE, {"name": name, "days": days})


def test_a_token_is_shown_once_and_works(client):
    answer = made(client)
    [secret] = set(SECRET.findall(words(answer)))
    assert answer["Cache-Control"] == "private, no-store"
    assert Client().get(reverse("api_quarters"), headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    later = words(client.get(PAGE))
    assert not SECRET.search(later)
    assert "Портал региона" in later and f"…{secret[-4:]}" in later
    token = AccessToken.objects.get()
    assert token.expires_on == timezone.localdate() + datetime.timedelta(days=91)


def test_the_form_that_is_sent_twice_says_what_to_do(client):
    made(client)
    again = made(client)
    assert not SECRET.search(words(again))
    assert "уже есть" in words(again) and "Ошибка: Доступ для программ" in words(again)
    assert 'value="Портал региона"' in words(again)
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"name": " "}, {"name": "а" * 101}, {"name": "а", "days": "9999"}, {"days": ""}])
def test_bad_input_gets_a_sentence(data, client):
    answer = client.post(PAGE, {"days": "91", **data})
    assert answer.status_code == 200
    assert "Ключ не создан" in words(answer)
    assert not AccessToken.objects.exists()


def test_a_token_is_revoked_by_its_owner_alone(client, client_of, coordinator):
    [secret] = set(SECRET.findall(words(made(client))))
    token = AccessToken.objects.get()
    address = reverse("token_revoke", args=[token.pk])
    assert client_of(coordinator).post(address).status_code == 404
    answer = client.post(address, follow=True)
    assert "Ключ отозван: «Портал региона»" in words(answer)
    assert machines.use_token(secret) is None
    assert client.post(address).status_code == 302  # a second press does no harm


def test_the_calendar_has_an_address_that_can_be_replaced_and_taken_away(client, settings):
    def address():
        found = re.search(r'id="feed"[^>]*>\s*([^<]+?)\s*<', words(client.get(PAGE)))
        return found and found[1]

    assert address() is None
    client.post(reverse("feed_make"))
    first = address()
    assert first.startswith(settings.SITE_URL) and first.endswith(".ics")
    assert address() == first  # it can be looked up again
    path = first.removeprefix(settings.SITE_URL)
    assert Client().get(path)["Content-Type"] == "text/calendar; charset=utf-8"
    assert "заменён" in words(client.post(reverse("feed_make"), follow=True))
    gone = Client().get(path)
    assert (gone.status_code, gone["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "адрес отозван" in gone.content.decode()
    second = address().removeprefix(settings.SITE_URL)
    client.post(reverse("feed_end"))
    assert Client().get(second).content == gone.content
    assert not CalendarFeed.objects.exists()
    assert client.post(reverse("feed_end")).status_code == 302


def test_the_profile_leads_there(client, client_of, stranger):
    assert f'href="{PAGE}"' in words(client.get(reverse("profile")))
    assert f'href="{PAGE}"' not in words(client_of(stranger).get(reverse("profile")))


def test_a_calendar_that_has_not_changed_is_not_sent_again(client):
    client.post(reverse("feed_make"))
    path = reverse("calendar", args=[machines.secret_of_feed(CalendarFeed.objects.get())])
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Referrer-Policy"] == "no-referrer"
