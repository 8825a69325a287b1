"""A quarter is opened, dated, closed and opened again."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from reports.actions import periods
from reports.models import Period, PeriodChange, ReminderRule, State, Submission
from reports.models.period import default_dates
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
DAY = datetime.timedelta(days=1)


def kinds(period):
    return list(PeriodChange.objects.filter(period=period).order_by("pk").values_list("kind", flat=True))


def test_a_new_quarter_has_the_usual_dates_reminders_and_a_draft_for_everybody(smolensk, vyazma, coordinator):
    period, was_new = periods.open_period(2025, 1, by=coordinator)
    assert was_new
    assert {name: getattr(period, name) for name in default_dates(2025, 1)} == default_dates(2025, 1)
    assert {one.municipality for one in period.submissions.all()} == {smolensk, vyazma}
    assert set(period.submissions.values_list("state", flat=True)) == {State.DRAFT}
    assert ReminderRule.objects.exists()


def test_opening_it_again_keeps_its_dates_and_adds_who_is_missing(smolensk, coordinator):
    deadline = default_dates(2025, 1)["deadline"] + DAY
    period, _ = periods.open_period(2025, 1, by=coordinator, deadline=deadline)
    rudnya = factories.make_municipality("Руднянский")
    again, was_new = periods.open_period(2025, 1, by=THE_PROGRAM, deadline=deadline + DAY)
    assert (again, was_new, again.deadline) == (period, False, deadline)
    assert {one.municipality for one in period.submissions.all()} == {smolensk, rudnya}
    assert kinds(period) == ["opened"]


def test_a_quarter_that_nobody_could_report_in_is_not_opened(coordinator):
    """Opened, it would stand on the board with «сдано 0 из 0», and nobody would miss a report."""
    with pytest.raises(periods.NobodyReports, match="отчитываться некому"):
        periods.open_period(2025, 1, by=coordinator)
    assert not Period.objects.exists()


def test_a_quarter_in_which_no_municipality_reports_is_not_opened(vyazma, coordinator):
    """They are there, but begin later."""
    vyazma.reports_from = datetime.date(2025, 4, 1)
    vyazma.save()
    with pytest.raises(ValidationError, match="не отчитывается ни одно"):
        periods.open_period(2025, 1, by=coordinator)
    assert not Period.objects.exists()
    assert periods.open_period(2025, 2, by=coordinator)[0].submissions.count() == 1


def test_a_municipality_without_a_name_on_the_last_day_stops_the_opening(smolensk, vyazma, coordinator):
    """Its section of the table would have no heading. A name that begins on that day is enough."""
    vyazma.names.update(valid_from=datetime.date(2025, 3, 31))
    with pytest.raises(ValidationError) as refused:
        periods.open_period(2024, 4, by=coordinator)
    [told] = refused.value.messages
    assert told.startswith("IV квартал 2024 года не открыт") and told.endswith(
        "«Муниципальные образования»: Вяземский."
    )
    assert not Period.objects.exists()
    assert periods.open_period(2025, 1, by=coordinator)[0].submissions.count() == 2


def test_dates_out_of_order_open_nothing(smolensk, coordinator):
    dates = default_dates(2025, 1)
    with pytest.raises(ValidationError):
        periods.open_period(2025, 1, by=coordinator, deadline=dates["hard_deadline"] + DAY)
    assert not Period.objects.exists()


def test_new_dates_are_kept_in_the_history_and_the_same_ones_are_not(period, coordinator):
    before = kinds(period)
    periods.set_dates(period, by=coordinator, hard_deadline=period.hard_deadline)
    assert kinds(period) == before
    wanted = period.hard_deadline + DAY
    periods.set_dates(period, by=coordinator, hard_deadline=wanted)
    assert Period.objects.get(pk=period.pk).hard_deadline == wanted
    assert kinds(period) == [*before, "dates"]


def test_a_date_left_as_it_was_read_stays_as_others_have_set_it(period, coordinator):
    read = {name: getattr(period, name) for name in periods.DATE_LABELS}
    moved = period.window_from - DAY
    periods.set_dates(period, by=coordinator, window_from=moved)
    wanted = {**read, "hard_deadline": read["hard_deadline"] + DAY}
    periods.set_dates(period, by=coordinator, read=read, **wanted)
    now = Period.objects.get(pk=period.pk)
    assert (now.window_from, now.hard_deadline) == (moved, wanted["hard_deadline"])


def test_a_date_that_two_have_changed_is_told_and_nothing_is_written(period, coordinator):
    read = {name: getattr(period, name) for name in periods.DATE_LABELS}
    periods.set_dates(period, by=coordinator, window_from=read["window_from"] - DAY)
    with pytest.raises(periods.DatesMoved) as moved:
        periods.set_dates(period, by=coordinator, read=read, **{**read, "window_from": read["window_from"] - 2 * DAY})
    assert list(moved.value.fields) == ["window_from"]
    assert Period.objects.get(pk=period.pk).window_from == read["window_from"] - DAY


def test_closing_and_reopening_change_no_report_and_are_done_once(period, smolensk, coordinator):
    report = factories.make_submission(period, smolensk)
    done = [periods.close, periods.close, periods.reopen_period, periods.reopen_period]
    before = len(kinds(period))
    assert [move(period, by=coordinator) for move in done] == [True, False, True, False]
    assert kinds(period)[before:] == ["closed", "reopened"]
    assert Submission.objects.get(pk=report.pk).version == report.version


def test_whoever_is_not_approved_is_left_behind_by_closing(period, smolensk, vyazma):
    factories.make_submission(period, smolensk, state="approved")
    assert [one.municipality for one in periods.unfinished(period)] == [vyazma]
