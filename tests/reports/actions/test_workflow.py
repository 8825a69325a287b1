"""The table of moves (docs/design/workflow.md), and what each move needs and leaves behind."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.actions import extensions, periods, remarks, workflow
from reports.models import Letter, Move, Notice, Release, State, StateChange, StoredFile, Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database(rows="all")]

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)
STATES = [state.value for state in State]

# move → function (submission, officer, coordinator)
MAKE = {
    Move.SUBMIT: lambda s, o, c: workflow.submit(s, by=o),
    Move.DECLARE_NIL: lambda s, o, c: workflow.declare_nil(s, by=o),
    Move.WITHDRAW: lambda s, o, c: workflow.withdraw(s, by=o),
    Move.RETURN: lambda s, o, c: workflow.return_for_changes(s, by=c, note="Исправьте"),
    Move.APPROVE: lambda s, o, c: workflow.approve(s, by=c, version=s.version),
    Move.UNAPPROVE: lambda s, o, c: workflow.unapprove(approval_of(s), by=c),
    Move.REOPEN: lambda s, o, c: workflow.reopen(s, by=c, reason="Ошибка в датах", until=TOMORROW),
}
ALLOWED = {
    ("draft", Move.SUBMIT): "submitted",
    ("draft", Move.DECLARE_NIL): "submitted",
    ("returned", Move.SUBMIT): "submitted",
    ("returned", Move.DECLARE_NIL): "submitted",
    ("submitted", Move.WITHDRAW): "draft",
    ("submitted", Move.RETURN): "returned",
    ("submitted", Move.APPROVE): "approved",
    ("approved", Move.UNAPPROVE): "submitted",
    ("approved", Move.REOPEN): "returned",
}


def approval_of(submission):
    """The latest approval; of a report that was never approved, one that is not there."""
    return (workflow.approvals_of([submission]) or [StateChange(submission=submission, version=submission.version)])[0]


@pytest.fixture
def people(smolensk_officer, coordinator):
    return smolensk_officer, coordinator


@pytest.mark.parametrize("move", MAKE)
@pytest.mark.parametrize("state", STATES)
def test_only_the_moves_of_the_table_are_made(state, move, period, smolensk, people):
    """Each accepted move leaves exactly one StateChange, each refused one leaves nothing changed."""
    officer, coordinator = people
    nil = move == Move.DECLARE_NIL
    submission = factories.make_submission(
        period, smolensk, state=state, officer=officer, coordinator=coordinator, events=1
    )
    if nil:
        for event in submission.events.all():
            type(event).objects.filter(pk=event.pk).update(deleted_at=timezone.now())
    before = StateChange.objects.count()
    fields = Submission.objects.filter(pk=submission.pk).values().get()

    if (state, move) in ALLOWED:
        moved = MAKE[move](submission, officer, coordinator)
        assert moved.state == ALLOWED[state, move]
        assert StateChange.objects.count() == before + 1
        last = submission.state_changes.last()
        assert (last.move, last.from_state, last.to_state) == (move, state, moved.state)
    else:
        with pytest.raises(workflow.AlreadyMoved):
            MAKE[move](submission, officer, coordinator)
        assert StateChange.objects.count() == before
        assert Submission.objects.filter(pk=submission.pk).values().get() == fields


def test_submit_needs_an_event(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    with pytest.raises(workflow.MoveRefused, match="нет ни одного мероприятия"):
        workflow.submit(submission, by=smolensk_officer)


def test_submit_is_stopped_by_errors_and_names_them(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    factories.make_event(submission, name="Приём делегации", participants="")
    with pytest.raises(workflow.MoveRefused) as refused:
        workflow.submit(submission, by=smolensk_officer)
    assert refused.value.reasons == ("«Приём делегации»: не написано, кто участвовал.",)


def test_declare_nil_names_the_events_that_stand_in_the_way(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    factories.make_event(submission, name="Приём делегации")
    with pytest.raises(workflow.MoveRefused, match="«Приём делегации»"):
        workflow.declare_nil(submission, by=smolensk_officer)


def test_after_the_hard_deadline_only_an_extended_report_is_handed_in(smolensk, smolensk_officer, coordinator):
    period = factories.make_period(is_open=False)
    submission = factories.make_submission(period, smolensk)
    with pytest.raises(workflow.MoveRefused, match="продлить срок"):
        workflow.declare_nil(submission, by=smolensk_officer)
    extensions.extend(submission, by=coordinator, reason="Болезнь исполнителя", until=timezone.localdate())
    assert workflow.declare_nil(submission, by=smolensk_officer).is_nil


def test_a_closed_period_stops_officers_and_not_the_coordinator(period, smolensk, smolensk_officer, coordinator):
    submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    periods.close(period, by=coordinator)
    with pytest.raises(workflow.MoveRefused, match="Квартал закрыт"):
        workflow.withdraw(submission, by=smolensk_officer)
    assert workflow.approve(submission, by=coordinator, version=submission.version).state == "approved"


def test_withdrawing_after_a_return_goes_back_to_returned(period, smolensk, people):
    officer, coordinator = people
    returned = factories.make_submission(period, smolensk, state="returned", officer=officer, coordinator=coordinator)
    assert workflow.withdraw(workflow.submit(returned, by=officer), by=officer).state == "returned"


def test_withdrawing_a_nil_report_takes_the_nil_back(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk, state="submitted", is_nil=True, officer=smolensk_officer)
    withdrawn = workflow.withdraw(submission, by=smolensk_officer)
    assert (withdrawn.state, withdrawn.is_nil, withdrawn.submitted_at) == ("draft", False, None)
    assert withdrawn.first_submitted_at == submission.first_submitted_at


def test_return_needs_a_note_or_an_open_remark(period, smolensk, people):
    officer, coordinator = people
    submission = factories.make_submission(period, smolensk, state="submitted", officer=officer)
    with pytest.raises(workflow.MoveRefused, match="что исправить"):
        workflow.return_for_changes(submission, by=coordinator, note=" ")
    remark = factories.make_remark(submission, by=coordinator)
    remarks.accept_remark(remark, by=coordinator)
    with pytest.raises(workflow.MoveRefused):
        workflow.return_for_changes(submission, by=coordinator)
    remarks.reopen_remark(remark, by=coordinator)
    assert workflow.return_for_changes(submission, by=coordinator).state == "returned"


def test_approve_refuses_a_text_that_moved_since_it_was_read(period, smolensk, people):
    officer, coordinator = people
    submission = factories.make_submission(period, smolensk, state="submitted", officer=officer)
    factories.make_event(submission, by=coordinator)
    with pytest.raises(workflow.TextMoved):
        workflow.approve(submission, by=coordinator, version=submission.version)
    assert Submission.objects.get(pk=submission.pk).state == "submitted"


def test_reopen_needs_a_reason_and_a_day_to_come(period, smolensk, people):
    officer, coordinator = people
    approved = factories.make_submission(period, smolensk, state="approved", officer=officer, coordinator=coordinator)
    for reason, until in [("", TOMORROW), ("Ошибка", None), ("Ошибка", TOMORROW - datetime.timedelta(days=2))]:
        with pytest.raises(workflow.MoveRefused):
            workflow.reopen(approved, by=coordinator, reason=reason, until=until)
    reopened = workflow.reopen(approved, by=coordinator, reason="Ошибка", until=TOMORROW)
    assert (reopened.state, reopened.approved_at, reopened.extended_to) == ("returned", None, TOMORROW)


def test_a_reopened_report_can_be_edited_after_the_hard_deadline(smolensk, people):
    officer, coordinator = people
    period = factories.make_period()
    approved = factories.make_submission(period, smolensk, state="approved", officer=officer, coordinator=coordinator)
    past = timezone.localdate() - datetime.timedelta(days=5)
    periods.set_dates(period, by=coordinator, deadline=past, hard_deadline=past)
    reopened = workflow.reopen(approved, by=coordinator, reason="Ошибка", until=TOMORROW)
    assert factories.make_event(reopened, by=officer).pk


# Taking approvals back


def test_undoing_an_approval_leaves_the_report_as_it_waited(period, smolensk, people):
    officer, coordinator = people
    waiting = factories.make_submission(period, smolensk, state="submitted", officer=officer)
    before = Submission.objects.filter(pk=waiting.pk).values().get()
    workflow.approve(waiting, by=coordinator, version=waiting.version)
    workflow.unapprove(approval_of(waiting), by=coordinator)
    assert Submission.objects.filter(pk=waiting.pk).values().get() == before
    assert Notice.objects.filter(user=officer).count() == 0, "nobody is told of what was undone at once"


@pytest.mark.parametrize("seen", ["read", "mailed"])
def test_who_heard_of_the_approval_hears_that_it_was_undone(seen, period, smolensk, people):
    officer, coordinator = people
    approved = factories.make_submission(period, smolensk, state="approved", officer=officer, coordinator=coordinator)
    told = Notice.objects.filter(user=officer, kind="approved")
    if seen == "read":
        told.update(read_at=timezone.now())
    else:
        letter = Letter.objects.create(user=officer, address="a@b.example", subject="Принят", body="Принят")
        told.update(is_mailed=True, letter=letter)
    workflow.unapprove(approval_of(approved), by=coordinator)
    kinds = list(Notice.objects.filter(user=officer).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["approved", "unapproved"]


def test_the_undo_of_an_older_approval_leaves_the_newer_one_alone(period, smolensk, people):
    officer, coordinator = people
    approved = factories.make_submission(period, smolensk, state="approved", officer=officer, coordinator=coordinator)
    first = approval_of(approved)
    waiting = workflow.unapprove(first, by=coordinator)
    workflow.approve(waiting, by=coordinator, version=waiting.version)
    with pytest.raises(workflow.AlreadyMoved, match="ещё раз"):
        workflow.unapprove(first, by=coordinator)
    assert Submission.objects.get(pk=approved.pk).state == State.APPROVED


def test_an_approval_that_went_into_a_release_is_not_undone(period, smolensk, vyazma, people):
    """What is approved after the release still can be: no document holds it."""
    officer, coordinator = people
    sent = factories.make_submission(period, smolensk, state="approved", officer=officer, coordinator=coordinator)
    file = StoredFile.keep(b"as sent", name="a.docx", content_type="text/plain", by=coordinator)
    Release.objects.create(
        period=period,
        number=0,
        code="0000-0000-0000",
        document=file,
        digest="0",
        workbook=file,
        workbook_digest="0",
        rows=[],
        by=coordinator,
    )
    later = factories.make_submission(period, vyazma, state="approved", coordinator=coordinator)
    with pytest.raises(workflow.MoveRefused, match="выпуск"):
        workflow.unapprove(approval_of(sent), by=coordinator)
    assert workflow.unapprove(approval_of(later), by=coordinator).state == State.SUBMITTED


def test_lateness_is_judged_by_the_first_hand_in(period, smolensk, people):
    officer, coordinator = people
    submission = factories.make_submission(period, smolensk, state="returned", officer=officer, coordinator=coordinator)
    past = timezone.localdate() - datetime.timedelta(days=3)
    periods.set_dates(period, by=coordinator, deadline=past)
    first = timezone.now() - datetime.timedelta(days=2)
    Submission.objects.filter(pk=submission.pk).update(first_submitted_at=first)
    again = workflow.submit(Submission.objects.get(pk=submission.pk), by=officer)
    assert (again.days_late, again.first_submitted_at) == (1, first)
    approved = workflow.approve(again, by=coordinator, version=again.version)
    assert workflow.reopen(approved, by=coordinator, reason="Ошибка", until=TOMORROW).days_late == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "submitted"},
        {"state": "approved"},
        {"state": "returned"},
        {"is_nil": True},
        {"extended_to": TOMORROW},
        {"extension_reason": "просто так"},
    ],
)
def test_the_database_refuses_a_state_without_its_people_and_dates(fields, period, smolensk):
    submission = factories.make_submission(period, smolensk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(**fields)


def test_history_is_append_only(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    change = submission.state_changes.get()
    for spoil in (change.save, change.delete, submission.state_changes.all().delete):
        with pytest.raises(TypeError):
            spoil()
    with pytest.raises(TypeError):
        submission.state_changes.update(note="")
