"""Guesses are limited for every account and address; the owner still signs in."""

import logging
import os
import random
import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config import people
from config.accounts import guessing, hashing
from config.accounts.addresses import address_of
from municipalities.models import GuessCount, guesses
from tests.factories import make_user

PASSWORD = "три слона пьют чай"


@pytest.fixture
def officer(smolensk_officer):
    smolensk_officer.set_password(PASSWORD)
    smolensk_officer.save()
    return smolensk_officer


def sign_in(client, name, password="мимо", **headers):
    return client.post("/accounts/login/", {"username": name, "password": password}, **headers)


@pytest.fixture
def hashes(monkeypatch):
    """The names whose passwords reach the hasher."""
    seen, real = [], people.ModelBackend.authenticate

    def authenticate(self, request, username=None, password=None, **kwargs):
        seen.append(username)
        return real(self, request, username, password, **kwargs)

    monkeypatch.setattr(people.ModelBackend, "authenticate", authenticate)
    return seen


@pytest.mark.parametrize("name", ["smolensk", "nobody"])
def test_twenty_guesses_an_account_are_checked_whether_it_exists_or_not(officer, hashes, name):
    answers = [sign_in(Client(), name, REMOTE_ADDR=f"10.0.0.{n}") for n in range(30)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 10
    assert "Слишком много попыток" in answers[-1].content.decode()
    assert sign_in(Client(), name.upper(), PASSWORD, REMOTE_ADDR="10.1.0.1").status_code == 429
    assert len(hashes) == 20


def test_an_address_has_a_limit_and_a_forged_header_changes_nothing(officer, hashes, monkeypatch):
    monkeypatch.setattr(guessing, "AN_ADDRESS", 5)
    answers = [sign_in(Client(), f"name{n}", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert len(hashes) == 5


def test_the_owner_signs_in_from_a_known_browser_while_others_guess(officer):
    owner = Client()
    assert sign_in(owner, "smolensk", PASSWORD).status_code == 302
    mark = next(cookie for name, cookie in owner.cookies.items() if name.startswith("known_browser_"))
    assert mark["httponly"] and mark["samesite"] == "Lax"
    owner.post("/accounts/logout/")
    for _ in range(25):
        sign_in(Client(), "smolensk")
    assert sign_in(owner, "smolensk", PASSWORD).status_code == 302
    assert sign_in(Client(), "smolensk", PASSWORD).status_code == 429, "the owner's success gives no new guesses"
    owner.post("/accounts/logout/")
    answers = [sign_in(owner, "smolensk").status_code for _ in range(25)]
    assert answers == [200] * 20 + [429] * 5, "a known browser is limited too"


def test_a_new_password_voids_the_mark_of_a_browser(officer):
    owner = Client()
    sign_in(owner, "smolensk", PASSWORD)
    owner.post("/accounts/logout/")
    officer.set_password("пять ежей едят грибы")
    officer.save()
    for _ in range(20):
        sign_in(Client(), "smolensk")
    assert sign_in(owner, "smolensk", "пять ежей едят грибы").status_code == 429


def test_a_refused_guess_keeps_the_form_that_was_on_its_way(officer):
    for _ in range(20):
        sign_in(Client(), "smolensk")
    fields = {"username": "smolensk", "password": PASSWORD, "kept_address": "/accounts/profile/", "kept-post": "Глава"}
    page = Client().post("/accounts/login/", fields)
    assert page.status_code == 429
    assert "Глава" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "field", "others"),
    [
        ("/accounts/password/", "old_password", {"new_password1": "пять ежей едят", "new_password2": "пять ежей едят"}),
        ("/accounts/profile/", "current_password", {"full_name": "Белова Татьяна Ивановна", "email": "a@b.example"}),
        ("/accounts/own-second-step/", "password", {"code": "000000"}),
    ],
)
def test_the_own_password_is_limited_on_every_page_that_asks_for_it(officer, client_of, address, field, others):
    client = client_of(officer)
    answers = [client.post(address, others | {field: "мимо"}).status_code for _ in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert client.post(address, others | {field: PASSWORD}).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_cannot_pass_the_limit_together():
    taken = []

    def guess():
        taken.extend(guesses.take(20, "account", "smolensk") for _ in range(25))
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(taken)) == (200, 20)


def test_a_count_begins_anew_an_hour_after_the_last_checked_guess(db):
    assert [guesses.take(2, "a") for _ in range(3)] == [True, True, False]
    GuessCount.objects.update(last_at=GuessCount.objects.get().last_at - guesses.PERIOD)
    assert [guesses.take(2, "a") for _ in range(3)] == [True, True, False]
    assert guesses.old_guesses(timezone.now()).count() == 0
    GuessCount.objects.update(last_at=GuessCount.objects.get().last_at - guesses.PERIOD)
    assert guesses.old_guesses(timezone.now()).count() == 1


def test_too_many_hashes_at_once_answer_503_and_do_not_count(officer, monkeypatch):
    monkeypatch.setattr(hashing, "WAIT_FOR_HASH", 0.01)
    monkeypatch.setattr(hashing, "_hashing", threading.BoundedSemaphore(1))
    with hashing._hashing:
        page = sign_in(Client(), "smolensk", PASSWORD)
    assert page.status_code == 503
    assert "Повторите через минуту" in page.content.decode()
    assert set(GuessCount.objects.values_list("number", flat=True)) == {0}
    assert sign_in(Client(), "smolensk", PASSWORD).status_code == 302


def test_the_demo_password_is_refused_when_debug_is_off(officer, settings):
    officer.set_password("pobratim-demo")
    officer.save()
    assert "его знают все" in sign_in(Client(), "smolensk", "pobratim-demo").content.decode()
    settings.DEBUG = True
    assert sign_in(Client(), "smolensk", "pobratim-demo").status_code == 302


def test_every_attempt_is_logged_without_the_password(officer, caplog):
    client = Client()
    with caplog.at_level(logging.INFO, "pobratim.signin"):
        sign_in(client, "smol\nensk", "тайна мимо")
        sign_in(client, "smolensk", PASSWORD)
        client.post("/accounts/logout/")
    lines = [record.getMessage() for record in caplog.records if record.name == "pobratim.signin"]
    assert [line.split(": ")[1] for line in lines] == ["refused", "signed in", "signed out"]
    assert not any("\n" in line or "тайна" in line or PASSWORD in line for line in lines)


def test_the_log_never_has_a_password_that_was_typed_as_a_name(officer, caplog):
    """It names known people only. The same unknown words are known again by a keyed digest."""
    officer.email = "belova@smolensk.example"
    officer.save()
    for other in ("one", "two"):
        make_user(other, email="otdel@smolensk.example")
    with caplog.at_level(logging.INFO, "pobratim.signin"):
        for name in ("BELOVA@smolensk.example", PASSWORD, PASSWORD.upper(), "other secret", "otdel@smolensk.example"):
            sign_in(Client(), name)
    said = [record.getMessage() for record in caplog.records if record.name == "pobratim.signin"]
    known, *unknown, shared = [words.split(" from ")[0] for words in said[:5]]
    assert known == "smolensk"
    assert unknown[0] == unknown[1] != unknown[2]
    assert all(re.fullmatch("unknown name #[0-9a-f]{8}", words) for words in unknown)
    assert shared.startswith("an address of several people #")


def test_the_two_names_of_an_account_have_one_limit(officer):
    """The address gives guessers no second count, and the known browser knows the account by both."""
    officer.email = "belova@smolensk.example"
    officer.save()
    owner = Client()
    assert sign_in(owner, "belova@smolensk.example", PASSWORD).status_code == 302
    owner.post("/accounts/logout/")
    names = ["smolensk", "Belova@Smolensk.example"] * 12
    assert [sign_in(Client(), name).status_code for name in names] == [200] * 20 + [429] * 4
    assert sign_in(owner, "BELOVA@smolensk.example", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "name", ["smolensk", "belova@smolensk.example", "otdel@smolensk.example", "nobody", "no@body.example"]
)
def test_every_name_costs_one_hash_and_the_same_queries(officer, hashes, name):
    """How long the answer takes tells nothing of who is there."""
    officer.email = "belova@smolensk.example"
    officer.save()
    for other in ("one", "two"):
        make_user(other, email="otdel@smolensk.example")
    with CaptureQueriesContext(connection) as asked:
        assert sign_in(Client(), name).status_code == 200
    assert len(hashes) == 1
    assert len([query for query in asked if "municipalities_user" in query["sql"]]) == 2


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("10.0.0.1", "6.6.6.6", "10.0.0.1"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("", "1.2.3.4", "unknown"),
    ],
)
def test_the_forwarded_address_is_believed_from_a_trusted_proxy_only(settings, remote, forwarded, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


def test_addresses_of_one_ipv6_line_count_together():
    of = guesses.network_of
    assert of("2001:db8::1") == of("2001:db8::ffff:1") != of("2001:db8:0:1::1")
    assert of("10.0.0.1") != of("10.0.0.2")
    assert of("unknown") == "unknown"


def test_a_place_is_taken_by_one_until_it_is_free_or_its_time_is_over(db):
    """A process that was killed keeps it no longer than that; and frees nobody else's place."""
    hour = timedelta(hours=1)
    first, second = (guesses.take_slot(2, hour, "place") for _ in range(2))
    assert guesses.take_slot(2, hour, "place") is None
    guesses.free_slot(first)
    third = guesses.take_slot(2, hour, "place")
    assert third and guesses.take_slot(2, hour, "place") is None
    guesses.free_slot(first)
    assert guesses.take_slot(2, hour, "place") is None, "it is another's now"
    GuessCount.objects.update(last_at=timezone.now())
    assert guesses.take_slot(2, hour, "place") and second


def stress(count, more):
    return more if os.environ.get("POBRATIM_STRESS") else count


@pytest.fixture
def costly(monkeypatch):
    """Hashes that cost as much as the real ones; those of the tests cost nothing."""
    monkeypatch.setattr(guessing, "cost_of_a_check", lambda: 0.25)


def in_threads(work, jobs, threads=8):
    """Results of work(job), made in several threads."""
    results, waiting = [], list(jobs)

    def run():
        while waiting:
            try:
                job = waiting.pop()
            except IndexError:
                break
            results.append(work(job))
        connection.close()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return results


@pytest.mark.stress
@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_guesses_in_parallel_gets_twenty_checked_and_the_owner_in(officer, hashes, monkeypatch):
    """By requests from fifty addresses at once, while the owner comes from a browser that is known."""
    monkeypatch.setattr(hashing, "WAIT_FOR_HASH", 60)
    count = stress(200, 10_000)
    owner = Client()
    assert sign_in(owner, "smolensk", PASSWORD).status_code == 302
    owner.post("/accounts/logout/")
    hashes.clear()

    def work(number):
        if number == count // 2:
            return "owner", sign_in(owner, "smolensk", PASSWORD).status_code
        return "guess", sign_in(Client(), "smolensk", f"мимо {number}", REMOTE_ADDR=f"10.0.0.{number % 50}").status_code

    results = in_threads(work, range(count + 1))
    answers = Counter(results)
    print(f"\n{count} guesses from 50 addresses: {answers[('guess', 200)]} checked, {answers[('guess', 429)]} refused.")
    assert answers == {("guess", 200): 20, ("guess", 429): count - 20, ("owner", 302): 1}
    assert len(hashes) == 21


def test_strangers_have_a_few_checks_at_a_time_over_all_accounts(officer, hashes, costly, monkeypatch):
    """A password that was not checked counts neither for the account nor for the address."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    answers = [sign_in(Client(), f"name{n}") for n in range(12)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * 6 + [429] * 6
    assert len(hashes) == 6
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert "входит слишком много людей" in refused.content.decode()
    assert int(refused["Retry-After"]) > 0
    counted = GuessCount.objects.filter(number__gt=0).aggregate(all=Sum("number"))["all"]
    assert counted == 12, "one for the account and one for the address of each"


@pytest.mark.parametrize("name", ["smolensk", "nobody"])
def test_a_refused_guess_writes_nothing(officer, name):
    """A crowd that is refused must not keep the one writer of SQLite from those who work."""
    for _ in range(20):
        sign_in(Client(), name)
    with CaptureQueriesContext(connection) as asked:
        assert sign_in(Client(), name).status_code == 429
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_a_known_browser_waits_for_no_stranger(officer, costly, monkeypatch):
    owner = Client()
    assert sign_in(owner, "smolensk", PASSWORD).status_code == 302
    owner.post("/accounts/logout/")
    for n in range(12):
        sign_in(Client(), f"name{n}")
    monkeypatch.setattr(hashing, "_hashing", threading.BoundedSemaphore(1))
    with hashing._hashing:
        assert sign_in(owner, "smolensk", PASSWORD).status_code == 302


@pytest.mark.django_db
def test_two_hundred_officers_within_three_minutes_all_pass(costly, monkeypatch):
    """At moments by chance, as people come after a letter to all."""
    begin, chance = timezone.now(), random.Random(7)
    for second in sorted(chance.uniform(0, 180) for _ in range(200)):
        moment = begin + timedelta(seconds=second)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert guessing._have_strangers_time()


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_cannot_take_the_same_time():
    taken = in_threads(lambda _: guesses.take_time(timedelta(hours=1), timedelta(hours=6), "a"), range(200))
    assert sum(taken) == 6
