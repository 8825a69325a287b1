"""How far an office has come."""

import datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from municipalities.models import User
from reports.queries.first_steps import beginnings
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_names_and_officers_are_those_of_today(smolensk, vyazma, coordinator):
    today = timezone.localdate()
    vyazma.names.update(valid_from=today + DAY)
    factories.make_officer(factories.make_user("before"), smolensk, until=today - DAY)
    User.objects.create(username="new", full_name="Новый Иван Иванович", password=make_password(None))
    found = beginnings()
    assert (found.nameless, found.without_officer) == ([vyazma], [smolensk, vyazma])
    assert (found.coordinators, found.without_password, found.period) == ([coordinator], 1, None)
    vyazma.names.update(valid_from=today)
    factories.make_officer(factories.make_user("now"), smolensk, since=today)
    assert (beginnings().nameless, beginnings().without_officer) == ([], [vyazma])


def test_who_reports_no_more_needs_no_name_and_no_officer(smolensk, vyazma):
    vyazma.names.all().delete()
    vyazma.reports_until = timezone.localdate() - DAY
    vyazma.save()
    found = beginnings()
    assert (found.municipalities, found.listed, found.nameless, found.without_officer) == (1, 2, [], [smolensk])


def test_a_quarter_counts_when_somebody_is_asked_in_it(db):
    """An older version opened quarters without a single report."""
    factories.make_period()
    assert beginnings().period is None


def test_it_takes_as_many_queries_for_many_municipalities_as_for_one(django_assert_num_queries, smolensk):
    for number in range(5):
        factories.make_municipality(f"{number}-й")
    with django_assert_num_queries(9):
        beginnings()
