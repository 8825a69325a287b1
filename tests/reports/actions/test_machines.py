"""Tokens and the calendar's address: what is kept of them, and when they end."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from municipalities.models import AccessToken, AccountLetter, CalendarFeed
from reports.actions import machines, retention
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def make(user, name="Портал", days=30):
    return machines.make_token(by=user, name=name, expires_on=timezone.localdate() + datetime.timedelta(days=days))


def test_the_database_has_no_token_and_no_address(observer):
    """Whoever reads a copy of it gets in nowhere."""
    _, secret = make(observer)
    address = machines.secret_of_feed(machines.make_feed(by=observer))
    with connection.cursor() as cursor:
        for model in (AccessToken, CalendarFeed):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            kept = str(cursor.fetchall())
            assert secret not in kept and secret.removeprefix(machines.PREFIX) not in kept
            assert address not in kept and address.partition("-")[2] not in kept
    assert AccessToken.objects.get().ending == secret[-4:]


def test_a_token_knows_the_day_of_its_last_use(observer):
    token, secret = make(observer)
    assert token.last_used_on is None
    assert machines.use_token(secret) == token
    assert AccessToken.objects.get().last_used_on == timezone.localdate()


def test_two_tokens_are_told_apart_by_their_names(observer):
    """A form that is sent twice makes no second token that nobody has seen."""
    make(observer)
    with pytest.raises(machines.AccessRefused, match="уже есть"):
        make(observer)
    token = AccessToken.objects.get()
    machines.revoke_token(token, by=observer)
    assert make(observer)[0] != token


def test_a_token_that_ran_out_makes_room_for_its_name(observer):
    old, _ = make(observer)
    AccessToken.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    assert make(observer)[0] != old


def test_a_person_has_ten_at_most(observer):
    for number in range(machines.MOST_TOKENS):
        make(observer, name=f"Ключ {number}")
    with pytest.raises(machines.AccessRefused, match="больше не бывает"):
        make(observer, name="Ещё один")


def test_its_owner_is_told_by_letter(observer):
    """Somebody at an unlocked computer could have made it."""
    observer.email = "o@example.ru"
    observer.save()
    make(observer, name="Портал")
    letter = AccountLetter.objects.get()
    assert letter.address == "o@example.ru" and "«Портал»" in letter.text and "не вы" in letter.text


def test_who_is_switched_off_loses_all_for_good(observer):
    """Neither a token nor an address revives when the person is switched on again, as no session does."""
    _, secret = make(observer)
    address = machines.secret_of_feed(machines.make_feed(by=observer))
    observer.is_active = False
    observer.save()
    observer.is_active = True
    observer.save()
    assert machines.use_token(secret) is None
    assert machines.use_feed(address) is None


def test_a_role_that_is_lost_is_lost_at_once(smolensk, smolensk_officer):
    """The last day of an officer counts whole."""
    _, secret = make(smolensk_officer)
    link, today = smolensk_officer.officer_of.get(), timezone.localdate()
    link.until = today
    link.save()
    assert machines.use_token(secret)
    link.until = today - datetime.timedelta(days=1)
    link.save()
    assert machines.use_token(secret) is None


def test_another_address_ends_the_one_before(observer):
    before = machines.secret_of_feed(machines.make_feed(by=observer))
    feed = machines.make_feed(by=observer)
    assert machines.use_feed(before) is None
    assert machines.use_feed(machines.secret_of_feed(feed)) == feed
    machines.end_feed(feed, by=observer)
    assert machines.use_feed(machines.secret_of_feed(feed)) is None


def test_an_address_of_another_key_is_none(observer, settings):
    """The number alone, which the database has, opens nothing."""
    feed = machines.make_feed(by=observer)
    ours = machines.secret_of_feed(feed)
    settings.SECRET_KEY = "another-key-of-this-test-" * 3
    assert machines.use_feed(ours) is None
    wrong = [feed.uid.hex, f"{feed.uid.hex}-", f"{feed.uid.hex}-a", "", "-", "я" * 32, "z" * 32]
    assert [machines.use_feed(secret) for secret in wrong] == [None] * len(wrong)


def test_a_calendar_that_is_asked_too_often_waits(observer, monkeypatch):
    monkeypatch.setattr(machines, "CALENDARS_AT_ONCE", datetime.timedelta(seconds=20))
    secret = machines.secret_of_feed(machines.make_feed(by=observer))
    assert machines.use_feed(secret) and machines.use_feed(secret)
    with pytest.raises(machines.TooOften):
        machines.use_feed(secret)


def test_what_has_ended_long_ago_is_removed(observer):
    now = timezone.now()
    for name in ("Отозван давно", "Отозван", "Истёк давно", "Истёк", "Живой"):
        make(observer, name=name)
    long_ago = now - retention.OLD_TOKEN - datetime.timedelta(days=2)
    tokens = AccessToken.objects
    tokens.filter(name="Отозван давно").update(revoked_at=long_ago)
    tokens.filter(name="Отозван").update(revoked_at=now)
    tokens.filter(name="Истёк давно").update(expires_on=long_ago.date())
    tokens.filter(name="Истёк").update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    task = next(task for task in retention.TASKS if "ключи" in task.words)
    assert retention.carry_out(task, now, by=THE_PROGRAM) == 2
    assert set(tokens.values_list("name", flat=True)) == {"Отозван", "Истёк", "Живой"}


def test_an_officer_without_a_municipality_makes_none():
    stranger = factories.make_user("nobody")
    with pytest.raises(PermissionDenied):
        make(stranger)
