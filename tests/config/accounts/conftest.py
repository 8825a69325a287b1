"""Somebody with a second step, and the clock by which codes change."""

import pytest

from config.accounts import codes
from tests import factories
from tests.config.accounts.phone import NOW, code_at


@pytest.fixture
def clock(monkeypatch):
    """[the moment of now], to be moved on."""
    now = [NOW]
    monkeypatch.setattr(codes.time, "time", lambda: now[0])
    return now


@pytest.fixture(autouse=True)
def quick_digests(monkeypatch):
    monkeypatch.setattr(codes, "ROUNDS", 1)


@pytest.fixture
def person(db, clock):
    """Somebody with a second step; `person.paper` are the recovery codes. The clock has gone on since."""
    user = factories.make_user("belova", email="belova@example.org")
    codes.offered(user)
    user.paper = codes.turn_on(user, code_at(user, NOW))
    clock[0] += 60
    return user
