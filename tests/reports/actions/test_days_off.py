"""The coordinator keeps the list of days off; every change stays in its history."""

import datetime

import pytest

from reports.actions.days_off import forget_day, set_day
from reports.models import DayOff, DayOffChange
from reports.queries.days_off import working_days
from reports.queries.sealed_rows import broken_seals

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 2, 22)


def test_a_day_is_entered_changed_and_taken_back_and_the_history_keeps_it_all(coordinator):
    assert set_day(DAY, is_off=True, note="перенос", by=coordinator)
    assert not set_day(DAY, is_off=True, note="перенос", by=coordinator), "nothing new"
    assert working_days().is_off(DAY)
    assert set_day(DAY, is_off=False, by=coordinator)
    assert not working_days().is_off(DAY)
    assert forget_day(DAY, by=coordinator)
    assert not forget_day(DAY, by=coordinator)
    assert not DayOff.objects.exists()
    kept = DayOffChange.objects.order_by("pk").values_list("kind", "note", "by")
    assert list(kept) == [
        ("off", "перенос", coordinator.pk),
        ("working", "", coordinator.pk),
        ("back", "", coordinator.pk),
    ]
    assert list(broken_seals()) == []
