from datetime import date

import pytest

from reports.prose.periods.days import Report, span_of, spans_of
from reports.prose.periods.grammar import LAST_ONE, Point, read_period
from reports.prose.periods.tokens import Refused
from reports.prose.periods.words import read_words


def test_the_window_of_a_report_begins_a_month_before_its_quarter():
    assert Report.of(2025, 1).first_day == date(2024, 12, 1)
    assert Report.of(2025, 1).last_day == date(2025, 3, 31)
    assert Report.of(1, 1).year is None


@pytest.mark.parametrize(("number", "day"), [(1, 1), (3, 15), (5, 29), (LAST_ONE, 29)])
def test_the_calendar_says_which_day_a_counted_weekday_is(number, day):
    saturday = Point("nth-weekday", number, 3, 2025, weekday=5)
    assert span_of(saturday) == (date(2025, 3, day), date(2025, 3, day))


def test_a_fifth_weekday_that_is_not_is_refused():
    with pytest.raises(Refused, match="не было"):
        span_of(Point("nth-weekday", 5, 2, 2025, weekday=6))


def test_a_night_is_of_two_days_that_follow_each_other():
    def spans(text):
        return spans_of(read_period(read_words(text).tokens), Report.of(2025, 1))

    assert spans("с 28 на 29 марта") == [(date(2025, 3, 28), date(2025, 3, 29))]
    with pytest.raises(Refused):
        spans("с 5 на 9 марта")
