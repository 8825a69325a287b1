import pytest

from reports.prose.periods.tokens import Refused
from reports.prose.periods.words import read_words


def kinds(text):
    return [token.kind for token in read_words(text).tokens]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("3 марта с 10:00 до 12:00", ["number", "month"]),
        ("с 10:00 до 12:00 3 марта", ["number", "month"]),
        ("в 10:00 3 марта", ["number", "month"]),
        ("до 12:00 3 марта", ["until", "number", "month"]),
        ("с 10:00 3 марта по 18:00 5 марта", ["from", "number", "month", "to", "number", "month"]),
    ],
)
def test_a_time_goes_and_leaves_what_bounds_a_date(text, left):
    assert kinds(text) == left


def test_a_weekday_that_is_counted_stays_and_one_that_repeats_the_date_goes():
    assert kinds("2-е воскресенье марта") == ["number", "nth-weekday", "month"]
    assert kinds("2 (воскресенье) марта") == kinds("2 марта, воскресенье") == ["number", "month"]


def test_holidays_of_schools_name_no_days():
    with pytest.raises(Refused, match="бывают в разные дни"):
        read_words("осенние каникулы")
