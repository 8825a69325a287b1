"""What the grammar makes of the list of right answers, and of everything that it writes itself."""

import itertools
import os
import random
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.prose.periods.understand import (
    LAST_YEAR,
    LONGEST,
    describe_period,
    sort_key,
    understand_period,
    write_list_of_days,
    write_period,
)

from .period_answers import REFUSED, UNDERSTOOD
from .right_answers import nbsp


def ask(text, context):
    year, quarter = context or (None, None)
    return understand_period(nbsp(text), year=year, quarter=quarter)


@pytest.mark.parametrize(("text", "context", "start", "end", "precision", "canonical", "word", "source"), UNDERSTOOD)
def test_periods_of_the_list_are_understood(text, context, start, end, precision, canonical, word, source):
    found = ask(text, context)
    assert found.problem is None
    assert (str(found.start), str(found.end), found.precision) == (start, end, precision)
    assert found.canonical == nbsp(canonical)
    assert found.note is None if word is None else word in found.note


@pytest.mark.parametrize(("text", "context", "words", "source"), REFUSED)
def test_what_is_no_certain_period_is_refused_with_the_reason(text, context, words, source):
    found = ask(text, context)
    assert (found.start, found.end, found.precision, found.canonical) == (None, None, "none", None)
    assert words in found.problem


def test_no_guess_of_the_list_is_wrong(capsys):
    """The figures of issue 4: what is understood is understood right, and it is nearly all."""
    right = wrong = missed = 0
    for text, context, start, end, precision, canonical, _, _ in UNDERSTOOD:
        found = ask(text, context)
        if found.problem is not None:
            missed += 1
        elif (str(found.start), str(found.end), found.precision, found.canonical) == (
            start, end, precision, nbsp(canonical),
        ):  # fmt: skip
            right += 1
        else:
            wrong += 1
    guessed = sum(ask(text, context).problem is None for text, context, *_ in REFUSED)
    with capsys.disabled():
        print(
            f"\nperiods of the list: {len(UNDERSTOOD) + len(REFUSED)}; understood right {right} of {len(UNDERSTOOD)}, "
            f"kept as text {missed}, wrong {wrong}; refused {len(REFUSED) - guessed} of {len(REFUSED)}, "
            f"guessed {guessed}"
        )
    assert (wrong, guessed) == (0, 0)
    assert right >= 0.95 * len(UNDERSTOOD)


# --- what the program writes, it understands ---------------------------------------------------------------

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
LONGEST_PAIR = 400  # days
FIRST_START, LAST_START = date(2023, 7, 1), date(2025, 6, 30)  # two years of starts, the leap day among them
LAST_DAY = date(LAST_YEAR, 12, 31)


def same(found):
    return found.start, found.end, found.precision, found.canonical, found.parts, found.problem


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
    """The last day of the month that stands so many months behind the start's."""
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


# --- whatever is typed --------------------------------------------------------------------------------------

PIECES = [" ", "\n"]
PIECES += """
    5 7 31 0 05 24 2024 2025 2024-10-04 05.11.2024 7.11 04.13 10.00 15:00 10.30 1-го I IV ІІ Ш 1У первое третья
    двадцать ноября октябрь в во декабре сент. январе марта - – — , ; и а также с c по до к не позднее года год
    г. гг. с.г. т.г. прошлого текущего квартал кварталы полугодие половина декада декады начало конца середине
    осень зима лето течение весь период отчётный месяц месяцев дня вторник вт ( ) « » : . / мск включительно
    срок или ежемесячно неделя учебный настоящее п/г 12.2024 слово 05/11/2024
""".split()
typed = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=9
).map("".join)
reports = st.none() | st.tuples(st.integers(1988, 2102), st.none() | st.integers(0, 5))


@settings(max_examples=50_000 if STRESS else 3000)
@given(typed, reports)
@pytest.mark.stress
def test_the_house_form_of_whatever_is_understood_means_the_same(text, context):
    """No heap of words of the trade raises; and what was understood keeps its days when it is put in house form."""
    found = ask(text, context)
    assert describe_period(found)
    if found.problem is None:
        assert found.start <= found.end
        again = understand_period(found.canonical)
        assert same(again) == same(found)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(found.parts))


@settings(max_examples=10_000 if STRESS else 500)
@given(st.sampled_from(UNDERSTOOD), st.integers(0, 40), st.sampled_from(["x", "ъ", "?", "№", "слово", "\u0301", "٣"]))
@pytest.mark.stress
def test_a_strange_sign_is_never_skipped(answer, place, strange):
    """Put among the words of a period that is understood, it refuses the period or changes nothing: never a guess."""
    text, context, *_ = answer
    found = ask(text[:place] + strange + text[place:], context)
    assert found.problem is not None or same(found) == same(ask(text, context))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1.",
        "1-",
        "1 ",
        "i",
        "п",
        "с ",
        "5, ",
        "и ",
        "5.5.",
        "10:",
        "в 10-",
        "4 ч ",
        "ш-",
        "а-",
        "1у",
        "п/г ",
        "- ",
    ],
)
def test_long_hostile_texts_are_refused(piece):
    for length in (LONGEST, 40_000):
        assert understand_period((piece * length)[:length], year=2024, quarter=4).problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3, 5 и 12 ноября 2024 года",
         "3, 5 и 12 ноября 2024 года (воскресенье, вторник, вторник), только эти 3 дня"),
        ("5–7 и 12 ноября 2024 года", "5–7 и 12 ноября 2024 года, только эти 4 дня"),
        ("сентябрь, ноябрь 2024 года", "сентябрь и ноябрь 2024 года, без того, что между ними"),
        ("октябрь и ноябрь 2024 года", "октябрь и ноябрь 2024 года целиком"),
        ("III–IV кварталы 2024 года", "III–IV кварталы 2024 года целиком"),
        ("начало октября 2024 года", "начало октября 2024 года (1–10 октября)"),
        ("осень 2024 года", "осень 2024 года (1 сентября~– 30 ноября)"),
        ("зима 2024–2025 годов", "зима 2024–2025 годов (1 декабря 2024 года~– 28 февраля 2025 года)"),
        ("I–II декада мая 2025 года", "первая~– вторая декады мая 2025 года (1–20 мая)"),
        ("2024–2025 годы", "2024–2025 годы целиком"),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_in_words(text, words):
    assert describe_period(understand_period(text)) == nbsp(words)


def test_a_list_keeps_its_parts_apart():
    """What lies between the days of a list does not belong to it, and the house form does not draw it together."""
    found = understand_period("3, 5–7 и 12 ноября 2024 года")
    days = [(3, 3), (5, 7), (12, 12)]
    assert found.parts == tuple((date(2024, 11, a), date(2024, 11, b)) for a, b in days)
    assert understand_period("3–12 ноября 2024 года").parts == ()
    assert sort_key(found.start, found.end, found.precision) == "20241103020241112"
