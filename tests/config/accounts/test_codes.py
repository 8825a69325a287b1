"""Codes of the second step: each is taken once, of paper only digests are kept, guesses are counted."""

import threading
from base64 import b32decode, b64decode
from importlib import import_module

import pyrage
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.crypto import salted_hmac

from config import environment
from config.accounts import codes, guessing
from municipalities.models import AccountLetter, RecoveryCode, SecondFactor
from municipalities.models.second_factor import Unreadable, is_on, turn_off
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
    assert codes.offered(user).open() == factor.open()
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
    assert b32decode(codes.secret_of(factor).replace(" ", "")) == factor.open()
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


def test_a_code_taken_while_the_clock_was_ahead_refuses_none_once_it_is_right(person, clock):
    """Server and phone were an hour ahead together. Each code is taken once, then as before."""
    clock[0] += 3600
    assert is_taken(person, code_at(person, clock[0]))
    clock[0] -= 3600
    assert is_taken(person, code_at(person, clock[0]))
    assert not is_taken(person, code_at(person, clock[0]))


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


def test_a_digest_is_salted_and_as_slow_as_a_password(person, monkeypatch):
    """The same code of two sets has two digests; those that are made together share a salt, so that a try is dear
    once."""
    first, second = (
        codes._digest(person, "ABCDE23456", "key", "00" * 16),
        codes._digest(person, "ABCDE23456", "key", "01" * 16),
    )
    assert first != second
    before = set(RecoveryCode.objects.values_list("salt", flat=True))
    codes.new_recovery_codes(person)
    after = set(RecoveryCode.objects.values_list("salt", flat=True))
    assert (len(before), len(after), before & after) == (1, 1, set())
    monkeypatch.undo()
    assert codes.ROUNDS >= 100_000


def test_codes_of_before_are_salted_by_the_migration_and_go_on(person, monkeypatch):
    keyed = salted_hmac("pobratim.recovery-code", f"{person.pk}:ABCDE23456", algorithm="sha256").hexdigest()
    RecoveryCode.objects.create(user=person, digest=keyed, salt="")
    step = import_module("municipalities.migrations.0012_salted_codes")
    step.salt_them(apps, None)
    monkeypatch.setattr(codes, "ROUNDS", step.ROUNDS)
    assert is_taken(person, "ABCDE-23456")
    assert not is_taken(person, "ABCDE-23456")


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
        taken = in_threads(4, lambda typed=typed: [is_taken(user, typed)])
        assert sorted(taken) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_of_parallel_wrong_codes_so_many_are_checked_as_one_after_the_other(clock):
    user = factories.make_user("belova")
    codes.offered(user)
    codes.turn_on(user, code_at(user, NOW))
    told = in_threads(6, lambda: [refusal_of(user) for _ in range(3)])
    assert sorted(told) == sorted(["wrong"] * codes.TRIES + [guessing.TOO_MANY] * (18 - codes.TRIES))


def refusal_of(user):
    with pytest.raises(ValidationError) as refused:
        codes.check(user, "000000")
    return refused.value.code


def in_threads(number, work):
    """What `work()` gives in each of so many threads that begin at one moment, in one list."""
    barrier, given = threading.Barrier(number), []

    def run():
        barrier.wait()
        try:
            given.extend(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


# At rest

OTHER = environment.second_factor_keys("NO_SUCH_KEY", "NO_SUCH_KEYS", signing_key="another")


def test_a_copy_of_the_database_shows_no_key_of_a_phone(person):
    """Neither as it is typed nor as bytes; without the key of the environment nothing opens it."""
    factor = SecondFactor.objects.get(user=person)
    secret = factor.open()
    assert len(secret) == 20
    stored = b64decode(factor.key)
    assert stored.startswith(b"age-encryption.org/v1")
    for form in (secret, secret.hex().encode(), codes.secret_of(factor).replace(" ", "").encode()):
        assert form not in stored
        assert form not in factor.key.encode()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(stored, [pyrage.x25519.Identity.generate()])


def test_a_new_key_takes_over_at_the_next_code_while_the_one_of_before_still_opens(person, clock, settings):
    """And the recovery codes go on, until the key of before is taken away."""
    before = settings.SECOND_FACTOR_KEYS
    settings.SECOND_FACTOR_KEYS = OTHER + before
    assert is_taken(person, person.paper[0])
    assert is_taken(person, code_at(person, clock[0]))
    settings.SECOND_FACTOR_KEYS = OTHER
    clock[0] += 60
    assert is_taken(person, code_at(person, clock[0]))
    settings.SECRET_KEY = "another"
    assert not is_taken(person, person.paper[1])


def test_under_an_unknown_key_a_code_says_what_to_do_and_the_log_tells_the_operator(person, clock, settings, caplog):
    now = code_at(person, clock[0])
    settings.SECOND_FACTOR_KEYS = OTHER
    with pytest.raises(ValidationError, match="Попросите администратора справочников сбросить"):
        codes.check(person, now)
    assert [record.getMessage() for record in caplog.records] == [
        "belova: the key of the phone cannot be read, see SECOND_FACTOR_KEYS_BEFORE"
    ]
    assert not is_taken(person, person.paper[0])


def test_recovery_codes_made_with_the_signing_key_go_on(person, settings):
    """Those of before the second step had a key of its own."""
    digest = codes._digest(person, "ABCDE23456", settings.SECRET_KEY, "ab" * 16)
    RecoveryCode.objects.create(user=person, salt="ab" * 16, digest=digest)
    settings.SECOND_FACTOR_KEYS = OTHER
    assert is_taken(person, "abcde-23456")


@pytest.mark.parametrize("damage", ["another's", "plain", "cut", "", "é"])
def test_a_key_that_was_put_there_past_the_program_opens_nothing(person, clock, damage):
    """The key of somebody else's phone too: it is closed for its person alone."""
    other = codes.offered(factories.make_user("other"))
    factor = SecondFactor.objects.get(user=person)
    now = code_at(person, clock[0])
    factor.key = {"another's": other.key, "plain": "0" * 40, "cut": factor.key[:-8]}.get(damage, damage)
    factor.save()
    assert not is_taken(person, now)
    with pytest.raises(Unreadable):
        factor.open()


def test_a_key_that_was_only_offered_is_offered_anew_under_a_new_key(db, clock, settings):
    user = factories.make_user("belova")
    codes.offered(user)
    settings.SECOND_FACTOR_KEYS = OTHER
    assert codes.secret_of(codes.offered(user))
    assert codes.turn_on(user, code_at(user, NOW))


def test_keys_that_lay_in_the_clear_are_closed_by_the_migration_and_opened_on_the_way_back(db):
    clear = "0123456789abcdef0123456789abcdef01234567"
    SecondFactor(user=factories.make_user("belova"), key=clear).save()
    step = import_module("municipalities.migrations.0011_closed_keys")
    step.close(apps, None)
    assert SecondFactor.objects.get().open().hex() == clear
    step.open_again(apps, None)
    assert SecondFactor.objects.get().key == clear
