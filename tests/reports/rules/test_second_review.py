"""What became of each remark, judged from the words alone."""

import pytest

from reports.models import Remark
from reports.rules.second_review import Difference, Outcome, changed_keys, compare, content_at, what_happened
from tests.answers import for_each

TEXT = {"name": "Фестиваль", "purpose": "Встреча в Минске. Обмен опытом.", "partners": []}


def judged(after, *, answered=(), **place):
    """What `compare` finds for one remark on one event that was TEXT at the return."""
    remark = Remark(pk=1, event_id=7, version=3, **place)
    return compare([remark], {7: [(3, TEXT), (4, after)]}, 3, answered=set(answered))


@pytest.mark.django_db
def test_the_judgement_needs_no_database(django_assert_num_queries):
    remark = Remark(pk=1, event_id=7, field="name", version=3)
    before, after = {"name": "Было", "partners": []}, {"name": "Стало", "partners": [[1, "Минск"]]}
    with django_assert_num_queries(0):
        found = compare([remark], {7: [(3, before), (4, after)]}, 3, answered=set())
    assert found.outcomes == {1: Outcome.FIXED}
    assert [one.others for one in found.unasked] == [("partners",)]


@for_each(
    ("changed", "answered", "outcome"),
    [
        ({"purpose": "Встреча в Бресте. Обмен опытом."}, [], Outcome.FIXED),
        ({"purpose": "Встреча в Бресте. Обмен опытом."}, [1], Outcome.FIXED),
        ({"purpose": "Встреча в Минске. Обмен мнениями."}, [1], Outcome.ANSWERED),
        ({"purpose": "Встреча в Минске. Обмен мнениями."}, [], Outcome.ELSEWHERE),
        ({"name": "Форум"}, [], Outcome.ELSEWHERE),
        ({}, [1], Outcome.ANSWERED),
        ({}, [], Outcome.UNTOUCHED),
    ],
)
def test_a_quote_is_judged_by_its_words_then_by_an_answer_then_by_its_row(changed, answered, outcome):
    found = judged({**TEXT, **changed}, answered=answered, field="purpose", quote="Минске", quote_number=1)
    assert found.outcomes == {1: outcome}


def test_a_remark_on_a_row_that_is_gone_is_fixed():
    assert judged({**TEXT, "is_deleted": True}, field="name").outcomes == {1: Outcome.FIXED}


def test_a_field_that_a_remark_asked_about_is_not_named_as_changed_unasked():
    (one,) = judged({**TEXT, "name": "Форум", "purpose": "Иное"}, field="name").unasked
    assert (one.kind, one.fields) == ("changed", ("purpose",))


def test_nothing_is_nothing_however_it_is_stored():
    assert changed_keys({"note": None, "partners": []}, {"note": "", "partners": None}) == []


def test_a_content_is_that_of_its_version_and_a_deleted_event_has_none():
    versions = [(3, TEXT), (5, {**TEXT, "is_deleted": True})]
    assert content_at(versions, 2) is None
    assert content_at(versions, 4) == TEXT
    assert content_at(versions) is None


def test_what_happened_unasked_is_said_in_words():
    assert what_happened(Difference(7, "added"), "") == "Новая строка"
    assert what_happened(Difference(7, "deleted"), "") == "Строка удалена"
    assert what_happened(Difference(7, "changed"), "") == ""
