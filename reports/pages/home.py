"""Where a person lands after signing in, and by the name of the program at the top of each page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from municipalities.models import Officer
from reports.models import Period, Submission
from reports.pages.events.drafts import offers_of
from reports.rules.permissions import can_follow_quarters, can_keep_lists

from .home_cards import current_reports, quarter_cards, report_cards


@require_safe
def home(request):
    """Where each role begins: the cards where several quarters are open, else the one quarter; the lists. Whoever sets
    up a server without a quarter begins with the first steps."""
    if can_keep_lists(request.user) and not Period.objects.in_use().exists():
        return redirect("first_steps")
    if request.user.is_coordinator:
        return _of_quarters(request)
    if Officer.objects.current().filter(user=request.user).exists():
        return _of_officer(request)
    if can_follow_quarters(request.user):
        return _of_quarters(request)
    if request.user.is_staff:
        return redirect("admin:index")
    return render(request, "no_role.html", {"title": "Нет доступа к отчётам"})


def _of_quarters(request):
    if Period.objects.open().count() > 1:
        return _page(request, "board", "Открытые кварталы", quarters=quarter_cards())
    period = Period.objects.current()
    return redirect("board", period.year, period.quarter) if period else redirect("periods")


def _of_officer(request):
    reports = current_reports(request.user)
    periods = {report.period for report in reports}
    if len(periods) > 1:
        cases = report_cards(request.user, reports)
        return _page(request, "report", "Ваши отчёты", cases=cases, drafts=offers_of(request, reports))
    if periods:
        [current] = periods
    else:
        visible = Submission.objects.visible_to(request.user)
        current = Period.objects.filter(submissions__in=visible).distinct().current()
    return redirect("officer_quarter", current.year, current.quarter) if current else redirect("my_reports")


def _page(request, section, heading, *, cases=(), quarters=(), drafts=()):
    return render(
        request,
        "reports/home/home.html",
        {
            "title": heading,
            "heading": heading,
            "section": section,
            "cases": cases,
            "quarters": quarters,
            "drafts": drafts,
        },
    )
