"""A question that is put together once answers as the queryset does."""

import datetime

import pytest
from django.db import connection

from municipalities.models.compiled import compiled
from reports.models import Event, Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(), smolensk, events=3, officer=smolensk_officer)


def test_it_gives_the_rows_of_what_is_asked_each_time(report, vyazma, django_assert_num_queries):
    made = []

    @compiled(pk=None)
    def with_names(pk):
        made.append(pk)
        return Submission.objects.filter(pk=pk).with_names().with_counts().select_related("period", "municipality")

    other = factories.make_submission(report.period, vyazma)
    for one in (report, other, report):
        with django_assert_num_queries(1):
            [found] = with_names(pk=one.pk)
            loaded = found, found.period, found.municipality
        assert loaded == (one, one.period, one.municipality)
        [asked] = Submission.objects.filter(pk=one.pk).with_names().with_counts()
        assert (found.label, found.heading, found.row_count) == (asked.label, asked.heading, asked.row_count)
    assert len(made) == 1, "put together once"


def test_values_of_every_kind_are_prepared_for_the_database(report):
    @compiled(
        uid=Event._meta.get_field("uid"), until=Event._meta.get_field("start"), name=Event._meta.get_field("name")
    )
    def named(uid, until, name):
        return Event.objects.filter(uid=uid, start__lte=until, name=name).values_list("pk", "start")

    event = report.events.order_by("pk")[1]
    asked = {"uid": event.uid, "until": event.start, "name": event.name}
    assert named(**asked) == [(event.pk, event.start)]
    assert named(**asked | {"until": event.start - DAY}) == []
    assert named(**asked | {"name": "%s"}) == []


def test_a_list_of_keys_may_have_any_length(report, django_assert_num_queries):
    @compiled(pks=None)
    def some(pks):
        return Event.objects.filter(pk__in=pks).order_by("pk")

    events = list(report.events.order_by("pk"))
    for length in (1, 2, 3, 2):
        assert some(pks=tuple(event.pk for event in events[:length])) == events[:length]
    with django_assert_num_queries(0):
        assert some(pks=()) == []


def test_a_number_that_no_key_can_be_finds_nothing(report):
    """An address may hold one; the database would not take it."""

    @compiled(pk=None)
    def one(pk):
        return Submission.objects.filter(pk=pk)

    assert one(pk=report.pk) == [report]
    assert one(pk=10**30) == []


def test_rows_remember_their_database_and_can_be_saved(report):
    @compiled(pk=None)
    def one(pk):
        return Event.objects.filter(pk=pk).select_related("submission")

    [event] = one(pk=report.events.first().pk)
    assert (event._state.adding, event._state.db) == (False, connection.alias)
    assert event.submission == report
