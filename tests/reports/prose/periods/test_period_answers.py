"""The list itself: large enough, without doubles, true to the calendar. What the grammar makes of it is in
test_grammar.py."""

from datetime import date

from tests.reports.prose.right_answers import SOURCE_PERIODS

from .period_answers import REFUSED, UNDERSTOOD

KINDS = {"issue", "source", "plans", "typing", "house"}


def test_the_list_is_as_long_as_promised_and_without_doubles():
    asked = [(text, context) for text, context, *_ in UNDERSTOOD + REFUSED]
    assert len(asked) == len(set(asked)) >= 150
    assert len(REFUSED) >= 35
    assert {text for text, _ in asked}.isdisjoint(" ".join(lines) for _, lines, *_ in SOURCE_PERIODS)


def test_each_item_names_its_source():
    assert {item[-1].split(":")[0].split(";")[0] for item in UNDERSTOOD + REFUSED} == KINDS


def test_the_right_answers_are_days_of_the_calendar_in_order():
    for text, _, start, end, precision, canonical, _, _ in UNDERSTOOD:
        assert date.fromisoformat(start) <= date.fromisoformat(end), text
        assert (precision == "day") == canonical[0].isdecimal() or precision == "year", text
