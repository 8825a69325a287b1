"""A row that has gone out is corrected while its report stays approved; the addendum brings it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reports.actions import workflow
from reports.actions.corrections import AddendumMoved, correct_row, try_correction
from reports.actions.releases import find_release, make_release, pending
from reports.actions.workflow import MoveRefused, TextMoved
from reports.models import ChainLink, EventRevision, Move, Notice, Release, StateChange, Submission
from reports.queries.chain import broken_histories
from reports.queries.sealed_rows import broken_seals
from tests import factories
from tests.documents import read_report

NAME = "Фестиваль дружбы «Три реки»"


@pytest.fixture
def released(period, smolensk, smolensk_officer, coordinator):
    """The approved report of Смоленск with two rows, gone out."""
    report = factories.make_submission(
        period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator, events=2
    )
    make_release(period, by=coordinator)
    Notice.objects.all().delete()
    return report


@pytest.fixture
def how(released, coordinator):
    """Who corrects what, as keywords."""
    return {"by": coordinator, "values": {"name": NAME}, "reason": "Опечатка", "version": released.version}


def first(report):
    return report.events.present().in_report_order()[0]


def facts():
    """Everything that a correction could leave behind."""
    tables = (EventRevision, StateChange, ChainLink, Notice, Release)
    reports = Submission.objects.order_by("pk").values("state", "version", "approved_version", "approved_at")
    return [table.objects.count() for table in tables], list(reports)


def test_the_report_stays_approved_in_its_new_version_and_both_histories_hold(released, how, coordinator):
    before = Submission.objects.get(pk=released.pk)
    correct_row(first(released), **how)
    after = Submission.objects.get(pk=released.pk)
    assert (after.state, after.version, after.approved_version) == ("approved", before.version + 1, before.version + 1)
    assert (after.approved_at, after.approved_by) == (before.approved_at, before.approved_by)
    assert (after.first_submitted_at, after.returned_at, after.extended_to) == (before.first_submitted_at, None, None)
    revision = first(released).revisions.latest("version")
    assert (revision.cause, revision.report_version, revision.by) == ("corrected", after.version, coordinator)
    move = released.state_changes.last()
    assert (move.move, move.note, move.version) == (Move.CORRECT, "Опечатка", after.version)
    assert not list(broken_histories(Submission.objects.with_names())) and not list(broken_seals())


def test_the_addendum_that_was_seen_is_issued(released, how, coordinator):
    event = first(released)
    before = facts()
    seen = try_correction(event, **how)
    assert facts() == before, "a trial keeps nothing"
    assert (seen.event.name, seen.pending.number, seen.pending.changed) == (NAME, 1, 1)
    done = correct_row(event, code=seen.addendum.code, **how)
    assert find_release(seen.addendum.code) == done.release
    [row] = read_report(bytes(done.release.document.content.data)).rows
    assert row.name == f"{NAME}\n(взамен строки 1)"
    assert pending(released.period).is_empty
    assert Release.objects.get(number=0).rows[0]["name"] == event.name, "what was sent stays"


def test_another_addendum_than_was_seen_is_not_issued(released, how, vyazma, vyazma_officer, coordinator):
    event = first(released)
    code = try_correction(event, **how).addendum.code
    factories.make_submission(released.period, vyazma, state="approved", officer=vyazma_officer)
    before = facts()
    with pytest.raises(AddendumMoved) as moved:
        correct_row(event, code=code, **how)
    assert facts() == before
    assert (moved.value.correction.pending.changed, moved.value.correction.pending.new) == (1, 1)


def test_words_kept_for_later_wait_for_the_next_addendum(released, how, coordinator):
    correct_row(first(released), **how)
    assert Release.objects.count() == 1
    other = released.events.present().in_report_order()[1]
    later = Submission.objects.get(pk=released.pk).version
    correct_row(other, **{**how, "values": {"purpose": "Встреча"}, "version": later})
    assert pending(released.period).changed == 2


@pytest.mark.parametrize(
    "change, says",
    [
        ({"reason": " "}, "Назовите причину"),
        ({"values": {"name": factories.EVENT["name"] + " 1"}}, "Слова не изменены"),
        ({"values": {"participants": ""}}, "Не написано, кто участвовал"),
        ({"version": 1}, "текст отчёта изменился"),
    ],
)
def test_what_cannot_go_out_is_refused_and_changes_nothing(released, how, change, says):
    before = facts()
    with pytest.raises(MoveRefused) as refused:
        correct_row(first(released), **{**how, **change})
    assert says in " ".join(refused.value.reasons)
    assert facts() == before


def test_a_name_that_is_missing_or_too_long_is_named_by_its_field(released, how):
    for name in ("", "я" * 100_000):
        with pytest.raises(ValidationError) as refused:
            correct_row(first(released), **{**how, "values": {"name": name}})
        assert set(refused.value.error_dict) == {"name"}


def test_only_a_row_that_has_gone_out_is_corrected(period, vyazma, vyazma_officer, released, how):
    report = factories.make_submission(period, vyazma, state="approved", officer=vyazma_officer)
    with pytest.raises(MoveRefused, match="в выпуске нет"):
        correct_row(report.events.get(), **{**how, "version": report.version})


def test_two_pages_of_one_version_correct_once(released, how):
    correct_row(first(released), **how)
    with pytest.raises(TextMoved):
        correct_row(first(released), **{**how, "values": {"name": "Иначе"}})


def test_after_a_correction_the_approval_is_not_taken_back(released, how, coordinator):
    [approval] = workflow.approvals_of([released])
    correct_row(first(released), **how)
    with pytest.raises(MoveRefused):
        workflow.unapprove(approval, by=coordinator)


def test_the_officer_gets_an_ordinary_notice_of_old_and_new_words(released, how, smolensk_officer):
    old = first(released).name
    correct_row(first(released), **how)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.is_urgent) == (smolensk_officer, "corrected", False)
    assert notice.path == reverse("report", args=[released.pk])
    assert all(words in notice.text for words in (f"было «{old}", f"стало «{NAME}", "Причина: Опечатка"))
