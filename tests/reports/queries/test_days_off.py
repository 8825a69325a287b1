"""The calendar: files beside the code, and over them what the coordinator has entered."""

import datetime

import pytest

from reports.models import DayOff
from reports.queries.days_off import list_of_year, working_days, year_files
from reports.rules.working_days import days_of_law

# Days off of 2026 that are no Saturday and no Sunday, as the decree of 24 September 2025 and the press of that day name
# them: 31 December – 11 January, 21–23 February, 7–9 March, 1–3 and 9–11 May, 12–14 June, 4 November, 31 December.
OFF_IN_2026 = """
2026-01-01 2026-01-02 2026-01-05 2026-01-06 2026-01-07 2026-01-08 2026-01-09 2026-02-23 2026-03-09 2026-05-01 2026-05-11
2026-06-12 2026-11-04 2026-12-31
""".split()


def day(text):
    return datetime.date.fromisoformat(text)


def days_of(year):
    first = datetime.date(year, 1, 1)
    return [first + datetime.timedelta(days=number) for number in range(365)]


def test_the_file_of_2026_is_the_official_calendar():
    file = year_files()[2026]
    assert sorted(file.days) == [day(text) for text in OFF_IN_2026]
    assert "№ 1466" in file.source[0]


def test_the_file_of_2027_is_the_law_until_the_decree_is_known_and_says_so():
    file = year_files()[2027]
    off = {date for date in days_of(2027) if date.weekday() < 5 and date in days_of_law(2027)}
    assert set(file.days) == off
    assert "не учтено" in file.source[0] and "Предварительно" in file.source[1]


@pytest.mark.django_db
def test_what_the_coordinator_has_entered_comes_before_the_file_and_the_law():
    DayOff.objects.create(day=day("2027-02-22"), is_off=True, note="перенос с 2 января")
    DayOff.objects.create(day=day("2027-02-20"), is_off=False)
    DayOff.objects.create(day=day("2031-07-01"), is_off=True)
    days = working_days()
    assert [days.is_off(day(text)) for text in ("2027-02-20", "2027-02-22", "2027-02-23")] == [False, True, True]
    # A year without a file keeps the holidays of the law beside what was entered.
    assert [days.is_off(day(text)) for text in ("2031-07-01", "2031-06-12", "2031-07-02")] == [True, True, False]
    entered = [(one.day.isoformat(), one.is_off) for one in list_of_year(2027) if one.is_entered]
    assert entered == [("2027-02-20", False), ("2027-02-22", True)]
    assert [one.day for one in list_of_year(2027)] == sorted(one.day for one in list_of_year(2027))
