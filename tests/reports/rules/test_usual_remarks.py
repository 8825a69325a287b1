"""Which remarks are proposed for many rows, from the findings and from what a reader misses."""

import pytest

from reports.models import Event, Remark
from reports.rules.findings import EVENT_RULES, WARNING, Finding
from reports.rules.usual_remarks import NAMES, NO_NUMBER, NUMBER_WANTED, usual_remarks


def event(pk, participants="Хор", **facts):
    return Event(pk=pk, participants=participants, **facts)


def proposed(*events, findings=(), remarks=()):
    """Kind → [(key of the event, column, words), …]."""
    found = usual_remarks(events, findings, remarks)
    return {kind.key: [(one.event.pk, one.field, one.text) for one in kind.proposed] for kind in found}


def test_rows_that_name_no_number_of_people_are_put_together():
    rows = [event(1), event(2, "Хор, 12 человек"), event(3, total=5), event(4)]
    assert proposed(*rows) == {NO_NUMBER: [(1, "participants", NUMBER_WANTED), (4, "participants", NUMBER_WANTED)]}


def test_findings_of_one_rule_are_one_kind_with_the_words_of_each_row():
    one, other = event(1, "5 человек"), event(2, "5 человек")
    findings = [
        Finding(WARNING, "place_not_understood", "place_text", "место не понято", one),
        Finding(WARNING, "outside_window", "window_reason", "поясните причину", one),
        Finding(WARNING, "place_not_understood", "place_text", "в какой стране? Допишите", other),
        Finding(WARNING, "order_to_check", "order", "проверьте место", other),
    ]
    assert proposed(one, other, findings=findings) == {
        "outside_window": [(1, "", "Поясните причину.")],  # its column is not printed
        "place_not_understood": [
            (1, "place_text", "Место не понято."),
            (2, "place_text", "В какой стране? Допишите."),
        ],
    }


@pytest.mark.parametrize("state", Remark.State)
def test_what_was_put_on_a_row_once_is_not_proposed_again(state):
    remark = Remark(event_id=1, field="participants", text=NUMBER_WANTED, state=state)
    assert proposed(event(1), remarks=[remark]) == {}
    other = Remark(event_id=1, field="participants", text="Кто это?", state=state)
    assert proposed(event(1), remarks=[other]).keys() == {NO_NUMBER}


def test_every_rule_of_an_event_has_a_name_but_the_order_of_rows():
    assert {rule.__name__ for rule in EVENT_RULES} | {"entered_twice", NO_NUMBER} == NAMES.keys() | {"order_to_check"}
