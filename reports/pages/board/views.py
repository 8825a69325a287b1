"""The coordinator's quarters: the board, the dates, closing, the consolidated table on the page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports.actions import many_moves
from reports.actions.workflow import approvals_of
from reports.models import Submission
from reports.pages.access import fetch_period, say, say_with_undo
from reports.pages.addresses import at_periods, crumbs, way_to_board
from reports.pages.kept_filter import keep_query, query_of
from reports.pages.review.queue import fetch_approvals, first_waiting, say_decided, say_skipped, undo_of
from reports.pages.unsaved import ask_first
from reports.prose.words import counted, plural, write_date
from reports.rules.permissions import can_follow_quarters, can_manage_periods

from . import board as boards
from .forms import ApproveManyForm, BoardFilter, NilReportsForm

# The board


@require_safe
def board(request, year, quarter):
    """Who has handed in, who has not, what waits for a decision."""
    period = fetch_period(request, year, quarter, can_follow_quarters)
    can_manage = can_manage_periods(request.user)
    form = BoardFilter(request.GET)
    rows = boards.rows_of(period)
    found = form.filter(rows)
    query = _query(form)
    response = render(
        request,
        "reports/board/board.html",
        {
            "title": f"Сбор отчётов, {period}",
            "section": "board",
            "crumbs": crumbs(at_periods(), here=str(period)),
            "period": period,
            "sentence": boards.deadline_sentence(period),
            "total": len(rows),
            "strip": boards.strip_of(rows, period, to_reports=can_manage),
            "tally": boards.tally_of(rows, period),
            "can_manage": can_manage,
            "nil": boards.nil_notice(rows) if can_manage else None,
            "asking": boards.asking_of(rows) if can_manage else [],
            "waiting": sum(row.is_waiting for row in rows),
            "untouched": [row.submission for row in rows if can_manage and period.is_archive and row.is_untouched],
            "has_imported": not period.takes_reports and any(row.is_filled_draft for row in rows),
            "debtors": boards.debtors_of(rows if can_manage else [], period),
            "form": form,
            "tabs": _tabs(form, rows, period),
            "query": query,
            "today": write_date(timezone.localdate()),
            "groups": boards.groups_of(found, period, can_manage=can_manage),
            "is_filtered": bool(query),
        },
    )
    return keep_query(response, request.user, period, query)


def _tabs(form, rows, period):
    """The filters by state: (words, number within the search, address, is this one)."""
    not_in_archive = {"late"} if period.is_archive else set()
    found = form.found(rows)
    tabs = []
    for show, (label, _) in form.SHOWN.items():
        if show in form.WITHOUT_TAB | not_in_archive and show != form.chosen:
            continue
        if period.is_archive and show == "owed":
            label = boards.NOT_BROUGHT_IN
        address = query_of({"show": show, "q": form.words}.items()) or "?"
        tabs.append((label, len(form.shown(found, show)), address, show == form.chosen))
    return tabs


def _query(form):
    return query_of({"show": form.chosen, "q": form.words}.items())


@require_POST
def approve_nil(request, year, quarter):
    """Approve all nil reports that the board showed waiting."""
    period = fetch_period(request, year, quarter)
    form = NilReportsForm(request.POST, submissions=Submission.objects.in_period(period))
    if not form.is_valid():
        messages.error(request, form.errors["submission"][0])
        return redirect(way_to_board(period))
    reports = form.seen().with_names()
    if question := ask_first(request, reports, decision="Всё равно принять", back=way_to_board(period)):
        return question
    approved, skipped = many_moves.approve_nil_reports(form.seen(), by=request.user)
    if approved:
        reports = plural(len(approved), "Принят отчёт", "Приняты отчёты", "Приняты отчёты")
        text = f"{reports} «нет мероприятий»: {boards.listed([submission.label for submission in approved])}."
        say_decided(request, text, first_waiting(period), undo=undo_of(period, approved))
    say_skipped(request, skipped, "не принят")
    return redirect(way_to_board(period))


# The archive


@require_POST
def accept_rest_as_nil(request, year, quarter):
    """In an archive: «мероприятий не было» for every municipality whose empty report the board showed."""
    period = fetch_period(request, year, quarter)
    submissions = Submission.objects.in_period(period).select_related("period").with_names().in_report_order()
    form = ApproveManyForm(request.POST, submissions=list(submissions))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect(way_to_board(period))
    seen = [(submission, version) for submission, version, _ in form.seen()]
    reports = [submission for submission, _ in seen]
    if question := ask_first(request, reports, decision="Всё равно внести", back=way_to_board(period)):
        return question
    accepted, skipped = many_moves.accept_rest_as_nil(seen, by=request.user)
    if accepted:
        number = counted(len(accepted), "отчёт", "отчёта", "отчётов")
        names = boards.listed([submission.label for submission in accepted])
        numbers = "-".join(str(approval.pk) for approval in approvals_of(accepted))
        undo = reverse("take_back_nil", args=[year, quarter, numbers])
        say_with_undo(request, f"Мероприятий не было: {number}. Это {names}.", undo)
    say_skipped(request, skipped, "не внесён")
    return redirect(way_to_board(period))


@require_POST
def take_back_nil(request, year, quarter, approvals):
    """The undo of that: the reports are empty drafts again."""
    period = fetch_period(request, year, quarter)
    taken_back, skipped = many_moves.take_back_nil(fetch_approvals(period, approvals), by=request.user)
    if taken_back:
        say(request, f"Отменено. Снова не внесены: {boards.listed([one.label for one in taken_back])}.")
    say_skipped(request, skipped, "не отменено")
    return redirect(way_to_board(period))
