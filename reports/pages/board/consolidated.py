"""The page of the consolidated table."""

from collections import Counter

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.models.compiled import compiled
from reports.models import Event, State, Submission
from reports.models.event import Precision
from reports.models.report_order import REPORT_ORDER
from reports.pages.access import fetch_period
from reports.pages.addresses import crumbs, way_to_quarter
from reports.pages.copies import why_absent
from reports.pages.sheet import printed_sections
from reports.queries.consolidated import APPROVED, HANDED_IN, STATES, consolidated_table
from reports.rules import findings
from reports.rules.permissions import can_manage_periods, can_read_consolidated

from .forms import ScopeForm

# What makes a row's place in the table doubtful (rules of findings.py).
DOUBTS = (findings.period_not_understood, findings.order_to_check)
DOUBTS_NAMED = 20


@require_safe
def consolidated(request, year, quarter):
    """The official table as it prints, of the approved reports or of all handed in."""
    period = fetch_period(request, year, quarter, can_read_consolidated)
    can_manage = can_manage_periods(request.user)
    scope = ScopeForm(request.GET).chosen
    table = consolidated_table(period, scope)
    submissions = _reports(period=period.pk)
    count = Counter(submission.state for submission in submissions)
    labels = {submission.pk: submission.label for submission in submissions}
    return render(
        request,
        "reports/board/consolidated.html",
        {
            "title": f"Сводный отчёт, {period}",
            "section": "board",
            "crumbs": crumbs(*way_to_quarter(period), here="Сводный отчёт"),
            "period": period,
            "scope": scope,
            "choices": [(value, label, _of(count, value), value == scope) for value, label in ScopeForm.LABELS.items()],
            "note": _scope_note(scope, count),
            "title_lines": table.title.split("\n"),
            "sections": printed_sections(table),
            "doubts": _doubts(period, scope, labels) if can_manage else [],
            "can_manage": can_manage,
            "is_approved_scope": scope == APPROVED,
            "why_absent": why_absent(),
            "waiting": count[State.SUBMITTED],
        },
    )


@compiled(period=None)
def _reports(period):
    return Submission.objects.in_period(period).with_names().order_by()


def _of(count, scope):
    return sum(count[state] for state in STATES[scope])


def _scope_note(scope, count):
    """What the table leaves out, or what may still change in it."""
    if scope == HANDED_IN:
        waiting = count[State.SUBMITTED]
        return f"Не принято {waiting}: строки могут измениться" if waiting else ""
    missing = sum(count.values()) - count[State.APPROVED]
    return f"Не вошли {missing}: отчёты ещё не приняты" if missing else "Все отчёты приняты"


def _doubts(period, scope, labels):
    """Rows whose place in the table is doubtful: (event, municipality, why), in the order of the table."""
    return [
        (event, labels[event.submission_id], text)
        for event in _DOUBTFUL[scope](period=period.pk)
        for rule in DOUBTS
        for _, _, text in rule(event, period)
    ]


def _doubtful_of(states):
    @compiled(period=None)
    def doubtful(period):
        events = Event.objects.included().filter(submission__period=period, submission__state__in=states)
        events = events.filter(Q(precision=Precision.NONE) | Q(is_place_to_check=True))
        return events.order_by("submission__municipality__sort_key", "submission", *REPORT_ORDER)[:DOUBTS_NAMED]

    return doubtful


_DOUBTFUL = {scope: _doubtful_of(states) for scope, states in STATES.items()}
