"""The shape of `ImportJob.choices`, and what is ticked before anybody has looked."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.files.read.rows import Doubt, ReadRow
from reports.imports.choices import (
    ADD,
    CHANGE,
    DELETE,
    SKIP,
    Choices,
    RowChoice,
    default_choice,
    default_choices,
    left_row,
    marked_anew,
    whole_choices,
    without_names,
)
from reports.imports.comparison import CHANGED, NEW, SAME, TWIN, Comparison, FieldChange, Gone, Proposal, SectionMatch

UID = "0b6f3c1e-5a51-4c6e-9d0d-1f0f4b1e9a11"

# As a page kept it, another day or another version of the program ago.
KEPT = {
    "rows": {
        "0": {"take": "add", "fields": [], "name": "Встреча"},
        "1": {"take": "change", "fields": ["purpose"]},
        "12": {"take": "skip"},
        "13": {"take": "skip", "why": "Отчёт принят."},
    },
    "gone": {UID: True},
    "sections": {"3": 21},
    "versions": {UID: 4},
}
# As a job holds it from its applying on.
STEPS = [
    {"do": "add", "row": 0, "name": "Встреча"},
    {"do": "change", "row": 1, "event": UID, "version": 4, "values": {"purpose": "Цель"}},
    {"do": "delete", "event": UID, "version": 4},
]
LEFT = [{"row": 2, "event": "", "where": "строка 3", "name": "Форум", "text": "Такое мероприятие уже есть в отчёте."}]
APPLIED = {**KEPT, "by": 7, "plan": {"5": STEPS}, "left": LEFT}

NUMBERS = st.integers(0, 999_999_999)
ROWS = st.builds(
    RowChoice,
    take=st.sampled_from([ADD, CHANGE, SKIP]),
    fields=st.none() | st.lists(st.text(max_size=9), max_size=3).map(tuple),
    name=st.text(max_size=9),
    why=st.text(max_size=9),
)
OPEN = {
    "rows": st.dictionaries(NUMBERS, ROWS, max_size=4),
    "gone": st.dictionaries(st.text(max_size=9), st.booleans(), max_size=3),
    "sections": st.dictionaries(NUMBERS, NUMBERS, max_size=3),
    "versions": st.dictionaries(st.text(max_size=9), NUMBERS, max_size=3),
}
PLANS = st.dictionaries(NUMBERS.map(str), st.lists(st.sampled_from(STEPS), max_size=3), max_size=2)
CHOICES = st.builds(Choices, **OPEN) | st.builds(Choices, **OPEN, by=NUMBERS, plan=PLANS, left=st.just(LEFT))
RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([ADD, CHANGE, "0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3)
            | st.sampled_from(["rows", "gone", "sections", "versions", "by", "plan", "left", "take", "0"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


# The shape


@settings(deadline=None)
@given(CHOICES)
def test_what_is_stored_is_read_back(choices):
    assert Choices.from_json(json.loads(json.dumps(choices.to_json()))) == choices


def test_the_keys_in_the_database_are_these():
    assert set(Choices().to_json()) == {"rows", "gone", "sections", "versions"}
    assert set(Choices(by=7).to_json()) == {"rows", "gone", "sections", "versions", "by", "plan", "left"}
    row = RowChoice(CHANGE, ("purpose",), "Имя", "Нет")
    assert row.to_json() == {"take": "change", "fields": ["purpose"], "name": "Имя", "why": "Нет"}
    assert RowChoice().to_json() == {"take": "skip"}
    assert (ADD, CHANGE, SKIP, DELETE) == ("add", "change", "skip", "delete")


def test_choices_that_an_earlier_page_kept_are_understood():
    assert Choices.from_json(KEPT) == Choices(
        rows={
            0: RowChoice(ADD, (), "Встреча"),
            1: RowChoice(CHANGE, ("purpose",)),
            12: RowChoice(SKIP),
            13: RowChoice(SKIP, why="Отчёт принят."),
        },
        gone={UID: True},
        sections={3: 21},
        versions={UID: 4},
    )


@pytest.mark.parametrize("stored", [KEPT, APPLIED])
def test_stored_choices_are_written_again_as_they_were(stored):
    assert Choices.from_json(stored).to_json() == stored


def test_a_job_that_was_being_written_goes_on_with_its_plan():
    choices = Choices.from_json(APPLIED)
    assert (choices.by, choices.plan, choices.left) == (7, {"5": STEPS}, LEFT)


@pytest.mark.parametrize("stored", [{}, None, {"rows": {}}, {"rows": None, "gone": [], "sections": 1}])
def test_a_job_without_choices_takes_nothing(stored):
    assert Choices.from_json(stored) == Choices()
    assert not Choices.from_json(stored).takes_anything


@settings(deadline=None)
@given(RUBBISH)
def test_whatever_was_sent_becomes_choices_that_can_be_stored(sent):
    choices = Choices.from_json(sent)
    assert all(type(number) is int and row.take in {ADD, CHANGE, SKIP} for number, row in choices.rows.items())
    assert all(type(is_ticked) is bool for is_ticked in choices.gone.values())
    assert all(type(one) is int for one in (*choices.sections, *choices.sections.values(), *choices.versions.values()))
    assert Choices.from_json(json.loads(json.dumps(choices.to_json()))) == choices


@pytest.mark.parametrize("row", [5, "add", {}, {"take": True}, {"take": "delete"}, {"take": ["add"]}, {"fields": []}])
def test_a_choice_that_says_nothing_is_left_out(row):
    assert Choices.from_json({"rows": {"0": row}}).rows == {}


@pytest.mark.parametrize("key", ["", "01", "-1", "0x", "٣", "²", "9" * 5000])
def test_a_key_that_is_no_number_of_a_row_is_left_out(key):
    choices = Choices.from_json({"rows": {key: {"take": "add"}}, "sections": {key: 1}})
    assert (choices.rows, choices.sections) == ({}, {})


def test_what_was_left_names_the_row_or_the_event():
    assert left_row(row_of_file(), 3, "Почему.") == {
        "row": 3,
        "event": "",
        "where": "строка 4",
        "name": "Имя",
        "text": "Почему.",
    }
    event = SimpleNamespace(uid=UID, name="Форум")
    left = left_row(None, None, "Почему.", event)
    assert left == {"row": None, "event": UID, "where": "", "name": "Форум", "text": "Почему."}


# What is ticked


SUBMISSION = SimpleNamespace(pk=5)


def row_of_file(name="Имя"):
    return ReadRow(name, "", "", "", "", where="строка 4", section="")


def proposal(kind=NEW, number=0, *, name="Имя", submission=SUBMISSION, **values):
    event = None if kind == NEW else SimpleNamespace(uid=f"event {number}", version=3)
    return Proposal(number, row_of_file(name), kind=kind, submission=submission, event=event, **values)


def comparison_of(*proposals, gone=()):
    section = SectionMatch(0, "", rows=list(proposals), gone=[Gone(event) for event in gone])
    return Comparison("", None, [section], list(proposals), [], [])


ONLY_FILE = FieldChange("purpose", "Было", "Было", "Стало")
IN_DISPUTE = FieldChange("place_text", "Было", "Коллега", "Файл", is_conflict=True)
FOLLOWING = FieldChange("total", None, "", "5", follows="participants")


@pytest.mark.parametrize(
    ("given_row", "ticked", "is_doubtful"),
    [
        (proposal(), RowChoice(ADD), False),
        (proposal(doubts=[Doubt("Прочитано не всё")]), RowChoice(), True),
        (proposal(is_held_back=True), RowChoice(), True),
        (proposal(name=""), RowChoice(), True),
        (proposal(submission=None), RowChoice(), False),
        (proposal(refusal="Отчёт принят."), RowChoice(), False),
        (proposal(TWIN), RowChoice(), False),
        (proposal(SAME), RowChoice(), False),
        (proposal(CHANGED, fields=[ONLY_FILE]), RowChoice(CHANGE, ("purpose",)), False),
        (proposal(CHANGED, fields=[ONLY_FILE, IN_DISPUTE]), RowChoice(CHANGE, ("purpose",)), True),
        (proposal(CHANGED, fields=[IN_DISPUTE]), RowChoice(), True),
        (proposal(CHANGED, fields=[ONLY_FILE, FOLLOWING]), RowChoice(CHANGE, ("purpose",)), False),
        (proposal(CHANGED, fields=[ONLY_FILE], refusal="Отчёт принят."), RowChoice(), False),
    ],
)
def test_only_what_nobody_need_look_at_is_ticked(given_row, ticked, is_doubtful):
    assert (default_choice(given_row), given_row.is_doubtful) == (ticked, is_doubtful)


def test_in_an_archive_every_new_row_with_a_name_is_ticked():
    """Its table was settled long ago; what is there already or cannot be taken stays as elsewhere."""
    doubtful = [proposal(number=0, doubts=[Doubt("Прочитано не всё")]), proposal(number=1, is_held_back=True)]
    others = [proposal(number=2, name=""), proposal(TWIN, 3), proposal(number=4, refusal="Отчёт принят.")]
    for is_archive, ticked in ((True, [0, 1]), (False, [])):
        comparison = comparison_of(*doubtful, *others)
        comparison.period = SimpleNamespace(is_archive=is_archive)
        assert list(default_choices(comparison).rows) == ticked


def test_what_is_perhaps_no_event_is_never_ticked():
    plan = proposal()
    plan.row = replace(plan.row, doubts=(Doubt("Строка плана", is_guess=True, holds_back=True),))
    plan.doubts += plan.row.doubts
    assert [default_choice(plan, is_archive=is_archive) for is_archive in (True, False)] == [RowChoice()] * 2


def test_by_default_nothing_is_deleted_and_the_versions_are_those_compared():
    gone = SimpleNamespace(uid="gone", version=2)
    rows = [proposal(), proposal(CHANGED, 1, fields=[ONLY_FILE]), proposal(SAME, 2), proposal(TWIN, 3)]
    assert default_choices(comparison_of(*rows, gone=[gone])) == Choices(
        rows={0: RowChoice(ADD), 1: RowChoice(CHANGE, ("purpose",))},
        versions={"event 1": 3, "event 3": 3, "gone": 2},
    )


def test_whole_choices_name_every_row_that_is_not_there_yet():
    rows = [
        proposal(),
        proposal(number=1),
        proposal(SAME, 2),
        proposal(number=3, submission=None),
        proposal(number=4, refusal="Отчёт принят."),
    ]
    gone = SimpleNamespace(uid="gone", version=2)
    chosen = Choices(rows={1: RowChoice(SKIP)}, sections={0: 9}, versions={"gone": 1, "another": 5})
    assert whole_choices(comparison_of(*rows, gone=[gone]), chosen) == Choices(
        rows={
            0: RowChoice(ADD),
            1: RowChoice(SKIP),
            3: RowChoice(SKIP, why="Не сказано, чей это раздел."),
            4: RowChoice(SKIP, why="Отчёт принят."),
        },
        gone={"gone": False},
        sections={0: 9},
        versions={"gone": 1, "another": 5},
    )


@pytest.mark.parametrize(
    ("how", "takes", "gone"),
    [
        ("good", [ADD, SKIP, SKIP, SKIP, CHANGE, SKIP], {"gone": True}),
        ("all", [ADD, ADD, SKIP, ADD, CHANGE, SKIP], {"gone": True}),
        ("none", [SKIP] * 6, {}),
    ],
)
def test_ticks_that_are_set_anew_keep_the_names_that_were_typed(how, takes, gone):
    rows = [
        proposal(),
        proposal(number=1, doubts=[Doubt("Прочитано не всё")]),
        proposal(number=2, name=""),
        proposal(number=3, name=""),
        proposal(CHANGED, 4, fields=[ONLY_FILE]),
        proposal(TWIN, 5),
    ]
    marked = marked_anew(
        comparison_of(*rows), Choices(rows={3: RowChoice(SKIP, (), "Дано")}, gone={"gone": True}), how=how
    )
    assert [marked.rows[number].take for number in range(6)] == takes
    assert [marked.rows[number].name for number in (2, 3)] == ["", "Дано"]
    assert marked.gone == gone


def test_a_row_that_is_to_be_added_wants_a_name():
    comparison = comparison_of(proposal(name=""), proposal(number=1, name=""), proposal(number=2))
    choices = Choices(rows={0: RowChoice(ADD), 1: RowChoice(ADD, (), "Дано"), 2: RowChoice(ADD)})
    assert list(without_names(whole_choices(comparison, choices), comparison)) == [0]
