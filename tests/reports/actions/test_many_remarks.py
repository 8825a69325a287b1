"""Remarks put on many rows at once, settled at once, and the undo of both."""

import pytest

from reports.actions import events, remarks
from reports.actions.many_remarks import accept_remarks, add_remarks, take_back
from reports.actions.remarks import RemarkRefused, last_step
from reports.models import Remark, RemarkChange, Submission
from reports.queries.chain import broken_histories
from reports.rules.usual_remarks import ProposedRemark
from tests import factories


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=3)


@pytest.fixture
def proposed(report):
    return [ProposedRemark(event, "participants", "Сколько человек?") for event in report.events.order_by("pk")]


def states():
    return list(Remark.objects.order_by("pk").values_list("state", flat=True))


def undo(report, steps, by):
    return take_back(report, by=by, after=steps.after, until=steps.until)


def test_one_press_puts_remarks_on_rows_and_one_takes_them_back(report, proposed, coordinator):
    steps = add_remarks(report, by=coordinator, proposed=proposed, version=report.version)
    assert (steps.number, steps.skipped, states()) == (3, 0, ["open"] * 3)
    back = undo(report, steps, coordinator)
    assert (back.number, back.skipped, states()) == (3, 0, ["accepted"] * 3)
    again = undo(report, back, coordinator)
    assert (again.number, states()) == (3, ["open"] * 3)
    assert not list(broken_histories(Submission.objects.with_names()))


def test_the_undo_leaves_what_somebody_has_answered_or_put_later(report, proposed, coordinator, smolensk_officer):
    steps = add_remarks(report, by=coordinator, proposed=proposed[:2], version=report.version)
    remarks.answer_remark(Remark.objects.earliest("pk"), by=smolensk_officer, answer="Двое")
    factories.make_remark(report, by=coordinator, text="Позже")
    back = undo(report, steps, coordinator)
    assert (back.number, back.skipped, states()) == (1, 1, ["answered", "accepted", "open"])


def test_nobody_takes_back_what_another_coordinator_did(report, proposed, coordinator):
    steps = add_remarks(report, by=coordinator, proposed=proposed, version=report.version)
    second = factories.make_user("second", is_coordinator=True)
    assert undo(report, steps, second).number == 0
    assert states() == ["open"] * 3


def test_settled_in_one_press_are_those_seen_as_they_are(report, coordinator, smolensk_officer):
    several = [factories.make_remark(report, by=coordinator, text=text) for text in ("Где?", "Когда?", "Кто?")]
    seen = {remark.pk: last_step(remark) for remark in several[:2]}
    remarks.answer_remark(several[1], by=smolensk_officer, answer="В мае")
    steps = accept_remarks(report, by=coordinator, seen=seen, version=report.version)
    assert (steps.number, steps.skipped, states()) == (1, 1, ["accepted", "answered", "open"])
    undo(report, steps, coordinator)
    assert states() == ["open", "answered", "open"]


def test_a_report_that_has_moved_is_read_first(report, proposed, coordinator):
    event = report.events.first()
    events.save_event(event, by=coordinator, values={"name": "Иначе"}, base_version=event.version)
    with pytest.raises(RemarkRefused, match="отчёт изменили"):
        add_remarks(report, by=coordinator, proposed=proposed, version=report.version)
    with pytest.raises(RemarkRefused, match="отчёт изменили"):
        accept_remarks(report, by=coordinator, seen={}, version=report.version)
    assert not RemarkChange.objects.exists()
