"""Whoever is moved, gets or loses a role, or whose municipality is abolished, is signed out at the next request."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.accounts.same_rights import RIGHTS
from municipalities.models import Municipality, Officer, User
from tests import factories

pytestmark = pytest.mark.django_db

PROFILE = "/accounts/profile/"


def is_signed_in(client):
    return client.get(PROFILE).status_code == 200


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def moved(user, other):
    Officer.objects.filter(user=user).update(municipality=other)


def dismissed(user, other):
    Officer.objects.filter(user=user).update(since=yesterday(), until=yesterday())


def deleted(user, other):
    Officer.objects.filter(user=user).delete()


def given_another(user, other):
    Officer.objects.create(user=user, municipality=other)


def abolished(user, other):
    Municipality.objects.filter(officers__user=user).update(reports_until=yesterday())


def abolished_by_the_page(user, other):
    municipality = Municipality.objects.get(officers__user=user)
    municipality.reports_until = yesterday()
    municipality.save()


def switched_off(user, other):
    User.objects.filter(pk=user.pk).update(is_active=False)


def role(name):
    def given(user, other):
        User.objects.filter(pk=user.pk).update(**{name: True})

    given.__name__ = name
    return given


CHANGES = [moved, dismissed, deleted, given_another, abolished, abolished_by_the_page, switched_off]
CHANGES += map(role, ("is_coordinator", "is_observer", "is_list_administrator", "is_superuser"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_other_rights_end_all_sessions_at_the_next_request(client_of, smolensk_officer, vyazma_officer, vyazma, change):
    """Of this person alone, and for good: going back to the rights of before opens no session again."""
    here, there, other = client_of(smolensk_officer), client_of(smolensk_officer), client_of(vyazma_officer)
    assert is_signed_in(here)
    before = list(Officer.objects.filter(user=smolensk_officer).values())
    change(smolensk_officer, vyazma)
    asked = here.post(PROFILE, {"full_name": "Соколова Мария Сергеевна"})
    assert (asked.status_code, "Соколова Мария Сергеевна" in asked.content.decode()) == (401, True)
    assert [is_signed_in(there), is_signed_in(other)] == [False, True]
    Officer.objects.filter(user=smolensk_officer).delete()
    Officer.objects.bulk_create(Officer(**row) for row in before)
    Municipality.objects.update(reports_until=None)
    User.objects.filter(pk=smolensk_officer.pk).update(
        is_active=True, is_coordinator=False, is_observer=False, is_list_administrator=False, is_superuser=False
    )
    assert [is_signed_in(here), is_signed_in(there)] == [False, False]
    assert is_signed_in(client_of(smolensk_officer))


def test_what_gives_no_right_ends_no_session(client_of, smolensk_officer, smolensk, vyazma):
    client = client_of(smolensk_officer)
    Municipality.objects.filter(pk=smolensk.pk).update(phone="1", reports_until=timezone.localdate())
    Municipality.objects.filter(pk=vyazma.pk).update(reports_until=yesterday())
    Officer.objects.create(user=smolensk_officer, municipality=vyazma, since=timezone.localdate() + timedelta(days=9))
    User.objects.filter(pk=smolensk_officer.pk).update(full_name="Соколова Мария", post="начальник")
    assert is_signed_in(client)


def test_a_link_that_begins_or_ends_today_does_so_too(client_of, smolensk_officer, monkeypatch):
    """The last day counts whole."""
    Officer.objects.filter(user=smolensk_officer).update(until=timezone.localdate())
    client = client_of(smolensk_officer)
    assert is_signed_in(client)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert not is_signed_in(client)


def test_a_session_of_before_goes_on_and_gets_its_mark(smolensk_officer, vyazma):
    client = Client()
    client.force_login(smolensk_officer)
    session = client.session
    del session[RIGHTS]
    session.save()
    assert is_signed_in(client)
    assert client.session[RIGHTS] == [[], sorted(smolensk_officer.municipality_ids), []]
    moved(smolensk_officer, vyazma)
    assert not is_signed_in(client)


def test_the_mark_is_made_at_every_way_in(smolensk_officer):
    smolensk_officer.set_password(factories.PASSWORD)
    smolensk_officer.save()
    client = Client()
    client.post(reverse("login"), {"username": smolensk_officer.username, "password": factories.PASSWORD})
    assert Session.objects.count() == 1
    assert client.session[RIGHTS][1] == sorted(smolensk_officer.municipality_ids)
