"""Signs that somebody writes what is not sent yet."""

import pytest

from reports.actions import half_written
from reports.models import HalfWritten
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


def test_a_person_has_one_sign_a_form_and_takes_away_the_own_ones_alone(report, smolensk_officer, coordinator):
    for by in (smolensk_officer, smolensk_officer, coordinator):
        half_written.begin(report, by=by, key="answer-1")
    assert HalfWritten.objects.count() == 2
    half_written.end(report, by=coordinator, key="answer-1")
    half_written.end(report, by=coordinator, key="answer-1")
    assert HalfWritten.objects.get().by == smolensk_officer


def test_signs_of_one_person_stay_few_and_the_newest_stay(report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(half_written, "MOST", 3)
    for number in range(5):
        half_written.begin(report, by=smolensk_officer, key=f"answer-{number}")
    assert {sign.key for sign in HalfWritten.objects.all()} == {"answer-2", "answer-3", "answer-4"}
