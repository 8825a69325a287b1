"""Which row of a file an event is."""

import uuid

import pytest

from reports.files.marks import EventMark
from reports.files.read.event import Event
from reports.files.read.numbering import MARK_TWICE, TWO_EVENTS, Numbering, place_of

FIRST, SECOND = EventMark(uuid.UUID(int=1), 1), EventMark(uuid.UUID(int=2), 1)


@pytest.mark.parametrize(
    ("said", "section", "where"),
    [
        ({"number": "14"}, 0, "строка 14"),
        ({"number": "14"}, 2, "раздел 2, строка 14"),
        ({"is_numbered": True}, 0, "строка 1"),
        ({}, 0, "строка 7 таблицы"),
    ],
)
def test_a_row_is_named_by_the_number_that_people_see(said, section, where):
    event = Event("", "строка 7", **said)
    Numbering().give_place(event, section)
    assert event.where == where


def test_the_sheet_is_named_too():
    assert place_of(Event("", "лист «А», строка 7"), "строка 2", 1) == "раздел 1, лист «А», строка 2"


def test_a_mark_counts_once_and_two_of_them_are_doubted():
    numbering, events = Numbering(), [Event("", "строка 1"), Event("", "строка 2")]
    numbering.give_mark(events[0], [FIRST, SECOND])
    numbering.give_mark(events[1], [FIRST])
    assert [event.mark for event in events] == [FIRST, None]
    assert [[doubt.text for doubt in event.doubts] for event in events] == [[TWO_EVENTS], [MARK_TWICE]]
