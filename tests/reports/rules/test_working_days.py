"""Which days people work, by the law and by a list."""

import datetime

import pytest

from reports.rules.working_days import SpecialDay, WorkingDays, days_of_law
from tests.answers import for_each


def day(text):
    return datetime.date.fromisoformat(text)


BY_LAW = WorkingDays({})
LISTED = WorkingDays(
    {
        2025: {
            day("2025-11-01"): SpecialDay(False, "перенос на 3 ноября"),
            day("2025-11-03"): SpecialDay(True, "перенос"),
        }
    }
)


@for_each(
    ("days", "date", "is_off", "name"),
    [
        (BY_LAW, "2025-04-20", True, "воскресенье, выходной"),
        (BY_LAW, "2025-04-21", False, "понедельник"),
        (BY_LAW, "2024-06-12", True, "среда, выходной: День России"),
        # A holiday on a day off moves it on, in January it does not.
        (BY_LAW, "2022-05-02", True, "понедельник, выходной: выходной перенесён с 1\u00a0мая"),
        (BY_LAW, "2022-01-10", False, "понедельник"),
        # A list is whole: what it does not name is as its weekday.
        (LISTED, "2025-11-01", False, "суббота, рабочий день"),
        (LISTED, "2025-11-03", True, "понедельник, выходной: перенос"),
        (LISTED, "2025-11-04", False, "вторник"),
        (LISTED, "2025-11-08", True, "суббота, выходной"),
    ],
)
def test_a_day_is_off_or_not_and_has_its_name(days, date, is_off, name):
    assert (days.is_off(day(date)), days.name(day(date))) == (is_off, name)


@pytest.mark.parametrize(
    ("date", "following", "before"),
    [
        ("2025-04-21", "2025-04-21", "2025-04-21"),
        ("2025-04-20", "2025-04-21", "2025-04-18"),
        ("2024-01-01", "2024-01-09", "2023-12-29"),
        ("2024-12-31", "2024-12-31", "2024-12-31"),
    ],
)
def test_the_nearest_working_days_are_found_over_the_turn_of_a_year_too(date, following, before):
    assert (BY_LAW.next_working(day(date)), BY_LAW.last_working(day(date))) == (day(following), day(before))


def test_working_days_between_two_days_leave_out_the_first():
    assert BY_LAW.between(day("2025-04-18"), day("2025-04-21")) == 1
    assert BY_LAW.between(day("2025-04-19"), day("2025-04-20")) == 0
    assert BY_LAW.between(day("2025-04-21"), day("2025-04-21")) == 0


def test_the_law_moves_one_holiday_behind_another():
    """9 May 2027 is a Sunday; the day off of 8 January is where the government puts it."""
    assert day("2027-05-10") in days_of_law(2027)
    assert day("2028-01-10") not in days_of_law(2028)
