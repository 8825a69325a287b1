import pytest

from reports.prose.participants import NOTHING, participants_total
from reports.prose.participation import PARTICIPANTS, countries_taking_part
from tests.answers import for_each

from . import kinds_of_participants, second_of_participants, third_lists
from .right_participants import DOUBTFUL, TOTALS

# «?» in the third list: asked about.
KINDS = [
    *kinds_of_participants.KINDS,
    *second_of_participants.KINDS,
    *(row for row in third_lists.PARTICIPANTS if row[1] != "?"),
]
ASKED = [
    *kinds_of_participants.ASKED,
    *second_of_participants.ASKED,
    *(row[0] for row in third_lists.PARTICIPANTS if row[1] == "?"),
]


@for_each(("text", "total", "foreign"), TOTALS)
def test_a_total_is_taken_where_the_text_says_it_and_only_there(text, total, foreign):
    found = participants_total(text)
    assert (found.total, found.foreign, found.doubts) == (total, foreign, ())


@for_each("text", DOUBTFUL)
def test_a_total_that_is_not_exact_is_flagged_and_not_filled_in(text):
    found = participants_total(text)
    assert (found.total, found.foreign) == (None, None)
    assert len(found.doubts) == 1


@for_each(
    ("text", "total", "foreign"),
    [
        ("Общая численность участников – 40 человек", 40, None),
        ("Всего 25 человек (5 иностранных)", 25, 5),
        ("Общее количество участников – 25 человек, иностранных участников – 5 человек", 25, 5),
        ("Участники: 45 человек", 45, None),
        ("120 человек, в том числе 20 из Минска, 100 из Смоленска", 120, 20),
        ("45 человек (из них 10 – граждане КНР)", 45, 10),
        ("Всего 45 человек, из них 5 иностранных. Жюри – 3 человека", 45, 5),
    ],
)
def test_foreign_people_may_stand_beside_the_total(text, total, foreign):
    found = participants_total(text)
    assert (found.total, found.foreign, found.doubts) == (total, foreign, ())


def test_two_numbers_of_people_are_no_total():
    found = participants_total("Общее количество – 1200 участников очно и 300 участников онлайн")
    assert found.total is None and found.doubts


def test_the_source_tells_no_total(source_events):
    """Row 16 counts teams and countries, the others name schools by number."""
    assert {participants_total(event["participants"]) for event in source_events} == {NOTHING}


@pytest.mark.parametrize(
    "text",
    ["всего " * 5_000, "всего участников " * 3_000, "1 200 " * 5_000, "из них 5 " * 5_000, "5 человек и " * 5_000],
)
def test_hostile_texts_are_answered(text):
    participants_total(text)


@for_each(("text", "total", "foreign", "countries"), KINDS)
def test_each_kind_of_counting_is_understood(text, total, foreign, countries):
    found = participants_total(text)
    assert (found.total, found.foreign, found.doubts) == (total, foreign, ())
    taking_part = countries_taking_part({PARTICIPANTS: text})
    assert sorted(named.code for named in taking_part) == sorted(countries.split())


@for_each("text", ASKED)
def test_each_kind_of_inexact_counting_is_asked_about(text):
    found = participants_total(text)
    assert (found.total, found.foreign) == (None, None)
    assert found.doubts
