"""Codes of the second step: each is taken once, of paper only digests are kept, guesses are counted."""

import threading
from base64 import b32decode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from config.accounts import codes
from municipalities.models import AccountLetter, RecoveryCode, SecondFactor
from municipalities.models.second_factor import is_on, turn_off
from tests import factories
from tests.config.accounts.phone import NOW, code_at

pytestmark = pytest.mark.every_database


def is_taken(user, typed):
    try:
        codes.check(user, typed)
    except ValidationError:
        return False
    return True


def test_the_key_is_offered_until_its_first_code_and_told_by_letter(db, clock):
    user = factories.make_user("belova", email="belova@example.org")
    factor = codes.offered(user)
    assert codes.offered(user).key == factor.key
    assert not is_on(user)
    with pytest.raises(ValidationError, match="Код не подошёл"):
        codes.turn_on(user, "000000")
    assert not is_on(user)
    paper = codes.turn_on(user, code_at(user, NOW))
    assert is_on(user)
    assert len(set(paper)) == codes.codes_left(user) == codes.RECOVERY_CODES
    assert "включён второй шаг" in AccountLetter.objects.get(user=user).text


def test_the_picture_and_the_typed_key_say_the_same(db):
    factor = codes.offered(factories.make_user("belova"))
    assert b32decode(codes.secret_of(factor).replace(" ", "")).hex() == factor.key
    picture = codes.picture_of(factor)
    assert picture.startswith("<svg")
    assert "style=" not in picture


def test_a_code_of_now_is_taken_once_and_no_older_one_after_it(person, clock):
    now = code_at(person, clock[0])
    before = code_at(person, clock[0] - 30)
    assert is_taken(person, f" {now[:3]} {now[3:]} ")
    assert not is_taken(person, now)
    assert not is_taken(person, before)
    clock[0] += 30
    assert is_taken(person, code_at(person, clock[0]))


def test_a_clock_may_be_half_a_minute_away_and_no_more(person, clock):
    assert not is_taken(person, code_at(person, clock[0] + 90))
    assert is_taken(person, code_at(person, clock[0] + 30))


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "1234567", "١٢٣٤٥٦", "-12345", "0x1234", "\0"])
def test_what_is_no_code_is_refused(person, typed):
    assert not is_taken(person, typed)


def test_a_recovery_code_is_taken_once_however_it_is_typed(person):
    first, second = person.paper[:2]
    assert is_taken(person, f" {first.lower().replace('-', ' ')} ")
    assert not is_taken(person, first)
    assert is_taken(person, second)
    assert codes.codes_left(person) == codes.RECOVERY_CODES - 2
    assert not is_taken(factories.make_user("other"), person.paper[2])


def test_no_recovery_code_can_be_read_from_the_database(person):
    stored = " ".join(map(str, RecoveryCode.objects.values_list("digest", flat=True)))
    assert not any(code in stored or code.replace("-", "") in stored for code in person.paper)


def test_new_recovery_codes_void_the_earlier_ones(person):
    fresh = codes.new_recovery_codes(person)
    assert not is_taken(person, person.paper[0])
    assert is_taken(person, fresh[0])


def test_wrong_codes_are_counted_and_a_right_one_begins_anew(person, clock):
    for _ in range(codes.TRIES - 1):
        assert not is_taken(person, "000000")
    assert is_taken(person, code_at(person, clock[0]))
    for _ in range(codes.TRIES):
        assert not is_taken(person, "000000")
    with pytest.raises(ValidationError, match="Слишком много неверных кодов"):
        codes.check(person, person.paper[0])


def test_turning_it_off_takes_key_and_codes_away_and_is_told(person):
    assert turn_off(person)
    assert not turn_off(person)
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert AccountLetter.objects.filter(text__contains="отключён").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_parallel_tries_with_one_code_one_is_taken(clock):
    user = factories.make_user("belova")
    codes.offered(user)
    paper = codes.turn_on(user, code_at(user, NOW))
    clock[0] += 60
    for typed in (code_at(user, clock[0]), paper[0]):
        barrier, taken = threading.Barrier(4), []

        def try_it(typed=typed, barrier=barrier, taken=taken):
            barrier.wait()
            try:
                taken.append(is_taken(user, typed))
            finally:
                connection.close()

        threads = [threading.Thread(target=try_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == [False, False, False, True]
