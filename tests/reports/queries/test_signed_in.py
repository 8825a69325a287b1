"""The person of a request comes with the municipalities and the bell in one query."""

import datetime

import pytest
from django.utils import timezone

from reports.actions import workflow
from reports.queries.signed_in import _question, signed_in
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_one_query_brings_the_municipalities_of_today_and_the_bell(
    smolensk, vyazma, smolensk_officer, coordinator, django_assert_num_queries
):
    today = timezone.localdate()
    factories.make_officer(smolensk_officer, vyazma, until=today - DAY)
    third = factories.make_municipality("Рославльский")
    factories.make_officer(smolensk_officer, third, since=today, until=today)
    report = factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)
    report = workflow.submit(report, by=smolensk_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    with django_assert_num_queries(1):
        person = signed_in(smolensk_officer.pk)
        assert (person, person.municipality_ids) == (smolensk_officer, {smolensk.pk, third.pk})
        assert person.unread_notices == 1


def test_who_answers_for_nothing_has_an_empty_set_and_a_strange_key_is_nobody(coordinator):
    assert (signed_in(coordinator.pk).municipality_ids, signed_in(coordinator.pk).unread_notices) == (set(), None)
    assert signed_in(coordinator.pk + 1000) is None


def test_the_question_is_put_together_once_a_day(smolensk, vyazma, smolensk_officer, monkeypatch):
    """And asks of another person, and on another day, what belongs to that one."""
    today = timezone.localdate()
    factories.make_officer(smolensk_officer, vyazma, since=today + DAY)
    other = factories.make_user("other")
    assert signed_in(smolensk_officer.pk).municipality_ids == {smolensk.pk}
    made = _question.cache_info().misses
    assert signed_in(other.pk) == other
    assert _question.cache_info().misses == made
    monkeypatch.setattr(timezone, "localdate", lambda: today + DAY)
    assert signed_in(smolensk_officer.pk).municipality_ids == {smolensk.pk, vyazma.pk}
