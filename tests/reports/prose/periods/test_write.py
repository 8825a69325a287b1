"""What the program writes, it understands."""

import itertools
import random
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.prose.periods.understand import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST,
    understand_period,
    write_list_of_days,
    write_period,
)
from tests.answers import for_each

from .test_grammar import STRESS, same
from .test_understand import days, understood

LONGEST_PAIR = 400  # days
FIRST_START, LAST_START = date(2023, 7, 1), date(2025, 6, 30)  # two years of starts, the leap day among them


def check_days(start, end):
    canonical = write_period(start, end, "day")
    found = understand_period(canonical)
    assert (same(found), found.note) == ((start, end, "day", canonical, (), None), None)


@pytest.mark.stress
def test_every_pair_of_days_is_understood_as_it_was_written():
    """All pairs of two years of starts and 400 days of lengths under stress, otherwise 6 000 of them, and every start
    as a single day."""
    starts = [FIRST_START + timedelta(days=n) for n in range((LAST_START - FIRST_START).days + 1)]
    lengths = range(LONGEST_PAIR + 1)
    pairs = itertools.product(starts, lengths)
    if not STRESS:
        pairs = random.Random(2024).sample(list(pairs), 6000)
    count = 0
    for start, length in pairs:
        check_days(start, start + timedelta(days=length))
        count += 1
    for start in starts:
        check_days(start, start)
    print(f"{count} pairs of days within {LONGEST_PAIR} days, {len(starts)} single days: all understood as written")


def months_after(start, months):
    """The last day of the month that comes so many months after the start's."""
    number = start.year * 12 + start.month - 1 + months
    return date(number // 12, number % 12 + 1, monthrange(number // 12, number % 12 + 1)[1])


def test_every_whole_period_is_understood_as_it_was_written():
    """All ranges of up to three years of months, of quarters, half-years and years in them, and all parts of months."""
    for year, month in itertools.product(range(2023, 2027), range(1, 13)):
        start = date(year, month, 1)
        wholes = [("month", 1)]
        wholes += [("quarter", 3)] if month % 3 == 1 else []
        wholes += [("half-year", 6)] if month % 6 == 1 else []
        wholes += [("year", 12)] if month == 1 else []
        for precision, unit in wholes:
            for months in range(unit, 37, unit):
                end = months_after(start, months - 1)
                canonical = write_period(start, end, precision)
                assert same(understand_period(canonical)) == (start, end, precision, canonical, (), None)
        for first, last in [(1, 15), (16, 0), (1, 10), (11, 20), (21, 0)]:
            start, end = date(year, month, first), date(year, month, last or months_after(start, 0).day)
            canonical = write_period(start, end, "part-of-month")
            assert same(understand_period(canonical)) == (start, end, "part-of-month", canonical, (), None)


@st.composite
def lists_of_days(draw):
    """Separate days and runs of days in order, as a person would list them."""
    day = draw(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
    parts = []
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=2, max_size=7)):
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        parts.append((start, day))
    return tuple(parts)


@settings(max_examples=20_000 if STRESS else 500)
@given(lists_of_days())
@pytest.mark.stress
def test_lists_of_days_are_understood_as_they_were_written(parts):
    canonical = write_list_of_days(parts)
    assume(len(canonical) <= LONGEST)
    found = understand_period(canonical)
    assert same(found) == (parts[0][0], parts[-1][1], "day", canonical, parts, None)


@given(days, st.integers(0, 800))
def test_days_written_in_house_form_are_understood_as_they_were(start, length):
    end = min(start + timedelta(days=length), date(LAST_YEAR, 12, 31))
    canonical = write_period(start, end, "day")
    assert understood(canonical) == (str(start), str(end), "day", canonical, None)


@given(days, days)
def test_whole_months_written_in_house_form_are_understood_as_they_were(one, other):
    start, end = sorted((one, other))
    _check_whole(start.replace(day=1), last_of_month(end), "month")


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from([("year", 12), ("half-year", 6), ("quarter", 3)]), st.data())
def test_whole_quarters_half_years_and_years_are_understood_as_they_were(year, kind, data):
    precision, months = kind
    first = data.draw(st.sampled_from(range(1, 13, months)))
    _check_whole(date(year, first, 1), last_of_month(date(year, first + months - 1, 1)), precision)


@given(days, st.sampled_from([(1, 15), (16, None), (1, 10), (11, 20), (21, None)]))
def test_parts_of_a_month_are_understood_as_they_were(day, part):
    start = day.replace(day=part[0])
    _check_whole(start, day.replace(day=part[1]) if part[1] else last_of_month(day), "part-of-month")


def _check_whole(start, end, precision):
    canonical = write_period(start, end, precision)
    assert understood(canonical) == (str(start), str(end), precision, canonical, None)


def last_of_month(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@for_each("precision", ["month", "quarter", "half-year", "year", "part-of-month", "none"])
def test_days_that_do_not_fill_the_precision_are_written_by_days(precision):
    assert write_period(date(2024, 9, 3), date(2024, 9, 9), precision) == "3–9 сентября 2024 года"


def test_a_period_that_ends_before_it_starts_is_not_written():
    with pytest.raises(ValueError):
        write_period(date(2024, 9, 2), date(2024, 9, 1), "day")
