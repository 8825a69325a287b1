"""Resubmissions with known truth: what each brings, and that both pages say the same of it."""

import copy

import pytest

from reports.models import Submission
from reports.pages.review.proof import gather_proof
from reports.pages.review.second import gather_second_review
from tests import factories
from tests.reports.resubmissions import (
    ALL_FIELDS,
    ANSWERED,
    ELSEWHERE,
    FIELD,
    FIXED,
    GONE,
    MEETING,
    MINSK,
    NEW,
    OTHER,
    PLACE,
    PURPOSE,
    ROW,
    UNTOUCHED,
    WHOLE,
    Script,
    edit,
    play,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def handed_in(made_once):
    with made_once():
        smolensk = factories.make_municipality("Смоленск")
        officer = factories.make_user("smolensk")
        factories.make_officer(officer, smolensk)
        submission = Submission.objects.get(period=factories.make_period(), municipality=smolensk)
        return Script(submission, officer, factories.make_user("coordinator", is_coordinator=True))


@pytest.fixture
def script(handed_in):
    """Each test tells its own."""
    return copy.deepcopy(handed_in)


# name: remarks before the return; what is done after it; outcomes; what nobody asked for
SCENARIOS = {
    "field changed": ({"1": FIELD}, [edit(place_text=OTHER)], {"1": FIXED}, {}),
    "field answered": ({"1": FIELD}, [("answer", "1")], {"1": ANSWERED}, {}),
    "field changed and answered": ({"1": FIELD}, [edit(place_text=OTHER), ("answer", "1")], {"1": FIXED}, {}),
    "nothing done": ({"1": FIELD}, [], {"1": UNTOUCHED}, {}),
    "another field of the row changed": (
        {"1": FIELD},
        [edit(purpose="Другая цель")],
        {"1": ELSEWHERE},
        {"А": ("Изменено", ["purpose"], "")},
    ),
    "another field changed, and answered": (
        {"1": FIELD},
        [edit(purpose="Другая цель"), ("answer", "1")],
        {"1": ANSWERED},
        {"А": ("Изменено", ["purpose"], "")},
    ),
    "another row changed": (
        {"1": FIELD},
        [edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "changed and restored": ({"1": FIELD}, [edit(place_text=OTHER), ("restore", "А", 1)], {"1": UNTOUCHED}, {}),
    "changed, restored and answered": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("restore", "А", 1), ("answer", "1")],
        {"1": ANSWERED},
        {},
    ),
    "only blanks changed": ({"1": FIELD}, [edit(purpose=PURPOSE.replace(". ", ".  "))], {"1": UNTOUCHED}, {}),
    "row deleted": ({"1": FIELD}, [("delete", "А")], {"1": FIXED}, {}),
    "row of a quote deleted": ({"1": MINSK}, [("delete", "А")], {"1": FIXED}, {}),
    "row deleted and brought back": ({"1": FIELD}, [("delete", "А"), ("undelete", "А")], {"1": UNTOUCHED}, {}),
    "another row deleted": ({"1": ROW}, [("delete", "Б")], {"1": UNTOUCHED}, {"Б": GONE}),
    "row added": ({"1": ROW}, [("add", "Г")], {"1": UNTOUCHED}, {"Г": NEW}),
    "row added and deleted again": ({"1": ROW}, [("add", "Г"), ("delete", "Г")], {"1": UNTOUCHED}, {}),
    "row deleted, its words in a new one": ({"1": ROW}, [("delete", "А"), ("add", "Г")], {"1": FIXED}, {"Г": NEW}),
    "remark on the row, any field": ({"1": ROW}, [edit(participants="Хор, 20 человек")], {"1": FIXED}, {}),
    "remark on the row, what is not printed": ({"1": ROW}, [edit(window_reason="Поздно узнали")], {"1": FIXED}, {}),
    "remark on a field, what is not printed": (
        {"1": FIELD},
        [edit(note="Уточняем")],
        {"1": ELSEWHERE},
        {"А": ("", [], "заметка")},
    ),
    "row moved by its dates": (
        {"1": {"row": "А", "field": "period_text"}, "2": FIELD},
        [edit(period_text="28 ноября 2024 года")],
        {"1": FIXED, "2": ELSEWHERE},
        {},
    ),
    "several remarks on one field": (
        {"1": FIELD, "2": FIELD, "3": {**FIELD, "quote": "Минск"}, "4": {**FIELD, "quote": "Республика"}},
        [("answer", "2"), edit(place_text=OTHER)],
        {"1": FIXED, "2": FIXED, "3": FIXED, "4": ELSEWHERE},
        {},
    ),
    "quote gone": ({"1": MINSK}, [edit(purpose=PURPOSE.replace("Минске", "Бресте"))], {"1": FIXED}, {}),
    "quote there, other words of the field changed": (
        {"1": MINSK},
        [edit(purpose=PURPOSE + " Обмен опытом.")],
        {"1": ELSEWHERE},
        {},
    ),
    "a word put before the quote": (
        {"1": MINSK},
        [edit(purpose=PURPOSE.replace("Минске", "городе Минске"))],
        {"1": FIXED},
        {},
    ),
    "a bracket put behind the quote": (
        {"1": MINSK},
        [edit(purpose=PURPOSE.replace("Минске", "Минске (Беларусь)"))],
        {"1": FIXED},
        {},
    ),
    "the word beside the quote taken away": (
        {"1": MINSK},
        [edit(purpose=PURPOSE.replace("Встреча в Минске", "Встреча Минске"))],
        {"1": FIXED},
        {},
    ),
    "beside another one of two equal quotes": (
        {"1": MEETING, "2": {**MEETING, "number": 2}},
        [edit(purpose=PURPOSE.replace("Встреча в Гомеле", "Встреча детей в Гомеле"))],
        {"1": ELSEWHERE, "2": FIXED},
        {},
    ),
    "quote moved to another sentence": (
        {"1": MINSK},
        [edit(purpose="Подписан договор. Встреча в Гомеле. Встреча в Минске.")],
        {"1": ELSEWHERE},
        {},
    ),
    "first of two equal quotes gone": (
        {"1": MEETING, "2": {**MEETING, "number": 2}},
        [edit(purpose=PURPOSE.replace("Встреча", "Приём", 1))],
        {"1": FIXED, "2": ELSEWHERE},
        {},
    ),
    "second of two equal quotes gone": (
        {"1": MEETING, "2": {**MEETING, "number": 2}},
        [edit(purpose="Встреча в Минске. Подписан договор. Приём в Гомеле.")],
        {"1": ELSEWHERE, "2": FIXED},
        {},
    ),
    "quote within a longer word is gone": (
        {"1": {**FIELD, "quote": "Минск"}},
        [edit(place_text="Минский район (Республика Беларусь)")],
        {"1": FIXED},
        {},
    ),
    "whole report, nothing done": ({"1": WHOLE}, [], {"1": UNTOUCHED}, {}),
    "whole report, answered": ({"1": WHOLE}, [("answer", "1")], {"1": ANSWERED}, {}),
    "whole report, answered, and a row changed": (
        {"1": WHOLE},
        [("answer", "1"), edit("Б", place_text=OTHER)],
        {"1": ANSWERED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "only the kind of blanks changed": (
        {"1": {"row": "А", "field": "period_text"}},
        [edit(place_text=PLACE.replace(" ", "\u00a0"))],
        {"1": UNTOUCHED},
        {},
    ),
    "a row deleted at the review brought back": (
        {"1": ROW},
        [("hand_in",), ("delete_himself", "Б"), ("give_back",), ("undelete", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Удалённая строка возвращена", ALL_FIELDS, "")},
    ),
    "whole report, row added": ({"1": WHOLE}, [("add", "Г")], {"1": ELSEWHERE}, {"Г": NEW}),
    "whole report, a row changed that nobody asked about": (
        {"1": WHOLE},
        [edit("Б", place_text=OTHER)],
        {"1": ELSEWHERE},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "whole report, changed only where another remark asked": (
        {"1": WHOLE, "2": FIELD},
        [edit(place_text=OTHER)],
        {"1": ELSEWHERE, "2": FIXED},
        {},
    ),
    "left out by the coordinator": (
        {"1": FIELD},
        [("hand_in",), ("leave_out", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Не входит в сводный отчёт: Внутрироссийское", [], "")},
    ),
    "withdrawn and handed in again": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("hand_in",), ("withdraw",)],
        {"1": FIXED},
        {},
    ),
    "two returns, changed before the second only": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("hand_in",), ("give_back",)],
        {"1": UNTOUCHED},
        {},
    ),
    "answered before the second return": (
        {"1": FIELD},
        [("answer", "1"), ("hand_in",), ("give_back",)],
        {"1": UNTOUCHED},
        {},
    ),
    "asked on, then answered again": (
        {"1": FIELD},
        [("answer", "1"), ("hand_in",), ("reply", "1"), ("give_back",), ("answer", "1")],
        {"1": ANSWERED},
        {},
    ),
    "settled before the return": (
        {"1": FIELD, "2": ROW},
        [("hand_in",), ("accept", "1"), ("give_back",)],
        {"2": UNTOUCHED},
        {},
    ),
    "changed by the coordinator himself": (
        {"1": FIELD},
        [("hand_in",), ("edit_himself", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Изменено", ["participants"], "")},
    ),
    "a remark written after the change": (
        {"1": FIELD},
        [edit("Б", place_text=OTHER), ("ask", "late", "Б", "place_text")],
        {"1": UNTOUCHED, "late": UNTOUCHED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "a remark written while it was worked over": (
        {"1": FIELD},
        [("ask", "late", "Б", "place_text"), edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {},
    ),
    "a remark written after another change": (
        {"1": FIELD},
        [edit("В", place_text=OTHER), ("ask", "late", "Б", "place_text"), edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {"В": ("Изменено", ["place_text"], "")},
    ),
    "a late remark on a row that was added": (
        {"1": FIELD},
        [("add", "Г"), ("ask", "late", "Г"), edit("Г", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {"Г": NEW},
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_remark_gets_the_label_that_is_true_on_both_pages(script, name):
    """The whole sheet says the same as what has changed: the same labels; a tag for each row that was changed unasked,
    and none of that sort for another row."""
    asked, steps, outcomes, unasked = SCENARIOS[name]
    play(script, asked, steps)
    expected = {key: outcome.value for key, outcome in outcomes.items()}
    assert script.result() == (expected, unasked)
    labels, tags, gone = script.whole_sheet()
    assert {key: labels[key] for key in outcomes} == expected
    own = ("Новая строка", "Удалённая строка возвращена", "Изменено без замечаний")
    told = {row for row, words in tags.items() if any(word.startswith(own) for word in words)}
    assert told | gone >= {row for row, (what, _, _) in unasked.items() if not what.startswith("Не входит")}
    assert told <= set(unasked)


def test_rows_moved_by_hand_are_one_line(script):
    play(script, {"1": FIELD}, [("hand_in",), ("reorder", "ВБА")])
    labels, unasked = script.result()
    assert (labels, unasked) == ({"1": "без изменений"}, {})
    assert gather_second_review(*script.read(), can_remark=True, can_edit=True).is_reordered
    assert gather_proof(*script.read()).is_reordered
