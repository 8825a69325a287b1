"""The same event told twice."""

import datetime
import itertools

from reports.prose.twins import Telling, are_twins
from tests.answers import for_each

from .right_twins import DIFFERENT, TWINS


def told(name, days, town):
    first, _, last = days.partition("–")
    start, end = (day(first), day(last or first)) if days else (None, None)
    return Telling(name, start, end, town)


def day(written):
    number, month = written.split(".")
    return datetime.date(2024, int(month), int(number))


@for_each(("one", "other"), TWINS)
def test_the_same_event_in_other_words_is_known(one, other):
    assert are_twins(told(*one), told(*other))
    assert are_twins(told(*other), told(*one))


@for_each(("one", "other"), DIFFERENT)
def test_two_events_of_one_shape_are_told_apart(one, other):
    assert not are_twins(told(*one), told(*other))
    assert not are_twins(told(*other), told(*one))


def test_no_two_of_the_list_that_are_not_paired_are_alike():
    """Each event of the list beside every other one."""
    tellings = [told(*pair[0]) for pair in TWINS]
    alike = [(a.name, b.name) for a, b in itertools.combinations(tellings, 2) if are_twins(a, b)]
    assert alike == [("Участие в празднике тружеников села «Дожинки-2024»", "Праздник «Дожинки»")]
