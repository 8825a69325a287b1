"""Who asks, and a third municipality."""

import pytest

from tests.factories import (
    make_municipality,
)


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def rudnya(db):
    return make_municipality("Руднянский", email="rudnya@card.example", phone="8 (48141) 0-00-01")
