"""A press note in prose becomes fields of an event: the list was written by hand before the code."""

import time

import pytest

from reports.prose.press_note import facts_of
from tests.answers import for_each

from .right_press_notes import NOT_NOTES, NOTES


def read(text):
    return facts_of(text, year=2024, quarter=4)


def value(facts, name):
    return facts[name].value.replace("\u00a0", " ") if name in facts else ""


@for_each("note", NOTES)
def test_a_note_is_understood_as_the_list_says(note):
    facts = read(note["text"]).facts
    names = ("name", "place", "period", "participants")
    assert {name: value(facts, name) for name in names} == {name: note[name] for name in names}
    assert {name for name in names[:3] if name in facts and not facts[name].is_guess} == set(note["sure"].split())


@for_each("note", NOTES)
def test_no_word_is_invented_and_the_purpose_holds_the_rest(note):
    facts, text = read(note["text"]).facts, " ".join(note["text"].split())
    for fact in (facts[name] for name in facts if name not in ("purpose", "participants")):
        assert " ".join(fact.words.replace("\u00a0", " ").split()) in text
    rest = value(facts, "purpose")
    assert not [word for word in note["left_out"].split("\n") if word and word in rest]
    assert set(f"{rest} {value(facts, 'participants')}".split()) <= set(text.split())


def test_the_text_of_one_field_is_no_note():
    assert [text for text in NOT_NOTES if read(text).is_one] == []
    assert [note["name"] for note in NOTES if (note["place"] or note["period"]) and not read(note["text"]).is_one] == []


@pytest.mark.parametrize("part", ["в Минске и ", "«", "состоялся а ", "5 ", "1, ", "в А (", "г. ", ". ", "участники "])
def test_a_hostile_note_costs_little(part):
    began = time.process_time()
    read(part * (20_000 // len(part)))
    assert time.process_time() - began < 2
