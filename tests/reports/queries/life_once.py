"""The quarter of `life`, lived once for all tests of a module: a test module takes what it needs of these fixtures.

Each test begins with the quarter as it was lived, and takes back what it has done to it.
"""

from types import SimpleNamespace

import pytest

from municipalities.models import User
from reports.models import Submission
from tests import factories
from tests.reports.conftest import whole_quarter


@pytest.fixture(scope="module")
def lived(made_once):
    """Keys of what the quarter was lived with."""
    with made_once():
        smolensk = factories.make_municipality("Смоленск", is_capital=True)
        vyazma = factories.make_municipality("Вяземский")
        officers = factories.make_user("smolensk"), factories.make_user("vyazma")
        for officer, municipality in zip(officers, (smolensk, vyazma), strict=True):
            factories.make_officer(officer, municipality)
        coordinator = factories.make_user("coordinator", is_coordinator=True)
        report = whole_quarter(smolensk, vyazma, *officers, coordinator)
        return SimpleNamespace(
            report=report.pk, vyazma=vyazma.pk, vyazma_officer=officers[1].pk, coordinator=coordinator.pk
        )


@pytest.fixture
def life(db, lived):
    return Submission.objects.get(pk=lived.report)


@pytest.fixture
def coordinator(db, lived):
    return User.objects.get(pk=lived.coordinator)
