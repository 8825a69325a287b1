"""The coordinator's quarters: the board, the dates, closing, the consolidated table on the page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports.actions.many_moves import approve_nil_reports
from reports.models import Submission
from reports.pages.access import fetch_period
from reports.pages.addresses import at_periods, crumbs
from reports.pages.review.queue import first_waiting, say_decided, say_skipped, undo_of
from reports.prose.words import plural, write_date
from reports.rules.permissions import can_follow_quarters, can_manage_periods

from . import board as boards
from .forms import (
    BoardFilter,
    NilReportsForm,
)

# The board


@require_safe
def board(request, year, quarter):
    """Who has handed in, who has not, what waits for a decision."""
    period = fetch_period(request, year, quarter, can_follow_quarters)
    can_manage = can_manage_periods(request.user)
    form = BoardFilter(request.GET)
    rows = boards.rows_of(period)
    found = form.filter(rows)
    return render(
        request,
        "reports/board/board.html",
        {
            "title": f"Сбор отчётов, {period}",
            "section": "board",
            "crumbs": crumbs(at_periods(), here=str(period)),
            "period": period,
            "sentence": boards.deadline_sentence(period),
            "total": len(rows),
            "strip": boards.strip_of(rows, period),
            "tally": boards.tally_of(rows, period),
            "can_manage": can_manage,
            "nil": boards.nil_notice(rows) if can_manage else None,
            "asking": boards.asking_of(rows) if can_manage else [],
            "waiting": sum(row.is_waiting for row in rows),
            "is_archive": not period.takes_reports and any(row.submission.is_owed and row.rows for row in rows),
            "debtors": boards.debtors_of(rows if can_manage else [], period),
            "form": form,
            "tabs": _tabs(form, rows),
            "query": _query(show=form.chosen, q=form.words),
            "today": write_date(timezone.localdate()),
            "groups": boards.groups_of(found, period),
            "is_filtered": bool(form.chosen or form.words),
        },
    )


def _tabs(form, rows):
    """The filters by state: (words, number within the search, address, is this one)."""
    found = form.found(rows)
    tabs = []
    for show, (label, _) in form.SHOWN.items():
        address = _query(show=show, q=form.words) or "?"
        tabs.append((label, len(form.shown(found, show)), address, show == form.chosen))
    return tabs


def _query(**asked):
    """What is asked, as the end of an address; empty when nothing is."""
    asked = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(asked)}" if asked else ""


@require_POST
def approve_nil(request, year, quarter):
    """Approve all nil reports that the board showed waiting."""
    period = fetch_period(request, year, quarter)
    form = NilReportsForm(request.POST, submissions=Submission.objects.in_period(period))
    if not form.is_valid():
        messages.error(request, form.errors["submission"][0])
        return redirect("board", year, quarter)
    approved, skipped = approve_nil_reports(form.seen(), by=request.user)
    if approved:
        reports = plural(len(approved), "Принят отчёт", "Приняты отчёты", "Приняты отчёты")
        text = f"{reports} «нет мероприятий»: {boards.listed([submission.label for submission in approved])}."
        say_decided(request, text, first_waiting(period), undo=undo_of(period, approved))
    say_skipped(request, skipped, "не принят")
    return redirect("board", year, quarter)


# The quarters


# The consolidated table
