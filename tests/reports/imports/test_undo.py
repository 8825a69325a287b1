"""Taking an import back: all of it, except what somebody has worked on since."""

import json

import pytest

from reports.actions import events, workflow
from reports.imports import jobs, undo
from reports.imports.jobs import NotAllowed
from reports.models import ImportJob, Submission
from tests import factories

from .test_compare import exported, printed
from .test_jobs import State, between, five_rows, names, new_row, state_of, take, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def applied(report, smolensk_officer, reads):
    """An import that created one event, changed one, deleted one: (job, created, changed, deleted)."""
    changed, deleted = (factories.make_event(report, by=smolensk_officer, name=name) for name in ("Правка", "Лишнее"))
    report.refresh_from_db()
    (section,) = exported(report).sections
    rows = [new_row(section=section.title), printed(changed, place="Онлайн")]
    job = uploaded(report, smolensk_officer, reads, *rows, sections=[section])
    job = take(job, smolensk_officer, gone={str(deleted.uid): True})
    return job, *(change.event for change in job.changes.order_by("pk"))


def texts(report):
    return sorted(report.events.present().values_list("name", "place_text"))


def test_undo_takes_a_whole_import_back(report, smolensk_officer, applied):
    job = applied[0]
    undone = jobs.undo(job, smolensk_officer)
    place = factories.EVENT["place_text"]
    assert (undone.taken_back, undone.left) == (3, [])
    assert texts(report) == [("Лишнее", place), ("Правка", place)]
    assert (state_of(job), job.changes.filter(is_undone=False).count()) == (State.UNDONE, 0)
    assert Submission.objects.get(pk=report.pk).version == 9


def test_undo_twice_does_nothing_more(report, smolensk_officer, applied):
    job = applied[0]
    jobs.undo(job, smolensk_officer)
    version = Submission.objects.get(pk=report.pk).version
    again = jobs.undo(ImportJob.objects.get(pk=job.pk), smolensk_officer)
    assert (again.taken_back, again.left, Submission.objects.get(pk=report.pk).version) == (0, [], version)


def test_undo_leaves_what_somebody_has_written_since(report, smolensk_officer, applied):
    job, created, changed, deleted = applied
    for event in (created, changed):
        events.save_event(event, by=smolensk_officer, values={"purpose": "Позже"}, base_version=event.version)
    events.undelete_event(deleted, by=smolensk_officer)
    undone = jobs.undo(job, smolensk_officer)
    assert [(event, "изменили" in sentence) for event, sentence in undone.left] == [(created, True), (changed, True)]
    assert (undone.taken_back, state_of(job)) == (1, State.UNDONE)
    assert list(report.events.present().filter(purpose="Позже").order_by("pk")) == [changed, created]


def test_undo_leaves_what_somebody_has_deleted_since(report, smolensk_officer, applied):
    job, created, changed, _ = applied
    for event in (created, changed):
        events.delete_event(event, by=smolensk_officer)
    undone = jobs.undo(job, smolensk_officer)
    assert [(event, "удалили" in sentence) for event, sentence in undone.left] == [(changed, True)]
    assert undone.taken_back == 2  # the created one was gone already


def test_undo_leaves_what_the_coordinator_has_worked_on(report, smolensk_officer, coordinator, applied):
    """A remark, a reason for leaving out: work that a deletion would hide."""
    job, created, changed, _ = applied
    submitted = workflow.submit(report, by=smolensk_officer)
    factories.make_remark(submitted, by=coordinator, event=created)
    events.leave_out(changed, by=coordinator, reason="Не международное")
    workflow.return_for_changes(submitted, by=coordinator, note="Уточните")
    undone = jobs.undo(job, smolensk_officer)
    assert [event for event, _ in undone.left] == [created, changed]


def test_undo_is_not_stopped_by_a_new_order_or_a_new_understanding(report, smolensk_officer, coordinator, applied):
    job, created, changed, _ = applied
    submitted = workflow.submit(report, by=smolensk_officer)
    events.set_order(submitted, by=coordinator, uids=[created.uid, changed.uid])
    workflow.return_for_changes(submitted, by=coordinator, note="Уточните")
    assert jobs.undo(job, smolensk_officer).taken_back == 3


def test_undo_of_a_report_that_is_handed_in_waits_until_it_may(report, smolensk_officer, coordinator, applied):
    job = applied[0]
    submitted = workflow.submit(report, by=smolensk_officer)
    undone = jobs.undo(job, smolensk_officer)
    assert (undone.taken_back, len(undone.left), state_of(job)) == (0, 3, State.APPLIED)
    assert "на проверке" in undone.left[0][1]
    workflow.return_for_changes(submitted, by=coordinator, note="Уточните")
    assert jobs.undo(job, smolensk_officer).taken_back == 3
    assert state_of(job) == State.UNDONE


def test_undo_of_an_approved_report_is_refused_kindly(report, smolensk_officer, coordinator, applied):
    job = applied[0]
    factories.move_to(report, "approved", officer=smolensk_officer, coordinator=coordinator)
    undone = jobs.undo(job, smolensk_officer)
    assert (undone.taken_back, {sentence for _, sentence in undone.left}) == (
        0,
        {"Отчёт в состоянии «принят»: сейчас его нельзя изменить."},
    )


def test_the_coordinator_undoes_the_own_import_into_a_draft(report, coordinator, reads):
    job = take(uploaded(report, coordinator, reads, new_row(), consolidated=True), coordinator)
    assert (names(report), jobs.undo(job, coordinator).taken_back, names(report)) == (["Новое"], 1, [])


def test_what_is_not_written_cannot_be_undone(report, smolensk_officer, reads):
    with pytest.raises(NotAllowed, match="не внесены"):
        jobs.undo(uploaded(report, smolensk_officer, reads, new_row()), smolensk_officer)


def test_what_was_chosen_is_plain_json(report, smolensk_officer, applied):
    job = ImportJob.objects.get(pk=applied[0].pk)
    assert json.loads(json.dumps(job.choices)) == job.choices
    assert job.choices["by"] == smolensk_officer.pk


def test_an_undo_takes_back_a_few_rows_a_transaction(report, smolensk_officer, reads, two_at_once):
    job = take(five_rows(report, smolensk_officer, reads), smolensk_officer)
    two_at_once.clear()
    assert (jobs.undo(job, smolensk_officer).taken_back, names(report)) == (5, [])
    assert two_at_once == [(5, 2), (5, 4)]


def test_a_report_handed_in_while_an_undo_runs_keeps_the_rest_for_later(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    job = take(five_rows(report, smolensk_officer, reads), smolensk_officer)
    between(monkeypatch, lambda: workflow.submit(report, by=smolensk_officer))
    undone = jobs.undo(job, smolensk_officer)
    assert (undone.taken_back, len(undone.left), state_of(job)) == (2, 3, State.APPLIED)
    workflow.withdraw(report, by=smolensk_officer)
    job.refresh_from_db()
    assert (jobs.undo(job, smolensk_officer).taken_back, state_of(job), names(report)) == (3, State.UNDONE, [])


def test_a_long_undo_stops_where_a_request_must_end_and_goes_on_when_asked_again(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    job = take(five_rows(report, smolensk_officer, reads), smolensk_officer)
    monkeypatch.setattr(undo, "ENOUGH", 2)
    undone = jobs.undo(job, smolensk_officer)
    assert (undone.taken_back, undone.rest, state_of(job)) == (2, 3, State.APPLIED)
    undone = [jobs.undo(job, smolensk_officer) for _ in range(2)]
    assert ([one.taken_back for one in undone], undone[1].rest, state_of(job)) == ([2, 1], 0, State.UNDONE)
