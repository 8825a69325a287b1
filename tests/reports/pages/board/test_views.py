"""The board's approval of nil reports."""

import pytest

from reports.actions import workflow
from reports.models import State, Submission
from tests.factories import (
    make_event,
    make_period,
    make_remark,
    make_submission,
)

from .looks import BOARD, nil_reports, notices, page_of

NIL = "/periods/2024-4/approve-nil/"


def test_notice_names_the_nil_reports_that_wait(client, period):
    nil_reports(period, 2)
    page = page_of(client.get(BOARD))
    assert notices(page) == [
        "2 отчёта «нет мероприятий» ждут решения.Глинковский район и Демидовский район Принять все 2"
    ]


def test_all_nil_reports_that_were_seen_are_approved_and_no_others(client, period, smolensk):
    seen = nil_reports(period, 2)
    page = page_of(client.get(BOARD))
    later = make_submission(period, smolensk, state="submitted", is_nil=True)
    (form,) = page.xpath("//form[contains(@action, 'approve-nil')]")
    response = client.post(form.get("action"), {"submission": form.xpath(".//input[@name='submission']/@value")})
    assert response["Location"] == BOARD
    assert notices(page_of(client.get(BOARD)))[0].startswith(
        "Приняты отчёты «нет мероприятий»: Глинковский район и Демидовский район."
    )
    states = dict(Submission.objects.values_list("pk", "state"))
    assert [states[report.pk] for report in [*seen, later]] == ["approved", "approved", "submitted"]


def test_a_nil_report_with_an_open_remark_is_not_approved_unseen(client, coordinator, period):
    (report,) = nil_reports(period, 1)
    make_remark(report, by=coordinator, text="Был же фестиваль?")
    answer = client.post(NIL, {"submission": [report.pk]}, follow=True)
    assert "есть замечания, которые не сняты" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "submitted"


def test_nil_reports_that_moved_meanwhile_are_skipped_with_the_reason(client, coordinator, period, smolensk):
    """Taken back, approved by a colleague, or handed in anew with events: each is named."""
    reports = nil_reports(period, 3)
    officers = [report.submitted_by for report in reports]
    workflow.withdraw(reports[0], by=officers[0])
    workflow.approve(reports[1], by=coordinator, version=reports[1].version)
    workflow.withdraw(reports[2], by=officers[2])
    make_event(reports[2], by=officers[2])
    workflow.submit(Submission.objects.get(pk=reports[2].pk), by=officers[2])
    client.post(NIL, {"submission": [report.pk for report in reports]})
    by_others = "действие выполнено раньше или это сделал кто-то другой"
    assert notices(page_of(client.get(BOARD))) == [
        f"Глинковский район: не принят. Отчёт уже в состоянии «черновик»: {by_others}.",
        f"Демидовский район: не принят. Отчёт уже в состоянии «принят»: {by_others}.",
        "Ельнинский район: не принят. В нём теперь есть мероприятия: проверьте их.",
    ]
    assert Submission.objects.get(pk=reports[2].pk).state == State.SUBMITTED


@pytest.mark.parametrize("sent", ["x", "9" * 30, "-1", "%00", "%ED%A0%80", "%D8", ""])
def test_rubbish_instead_of_nil_reports_is_a_sentence(client, period, sent):
    (report,) = nil_reports(period, 1)
    form = "application/x-www-form-urlencoded"
    response = client.post(NIL, f"submission={sent}", content_type=form, follow=True)
    assert notices(page_of(response))[0] in (
        "Список отчётов на странице устарел. Посмотрите, как сейчас, и нажмите ещё раз.",
        "Не отмечен ни один отчёт.",
    )
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED


def test_nil_reports_of_another_quarter_cannot_be_named(client, period, smolensk):
    other = make_period(2025, 1)
    report = make_submission(other, smolensk, state="submitted", is_nil=True)
    client.post(NIL, {"submission": [report.pk]})
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED
