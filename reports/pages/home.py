"""Where a person lands after signing in, and by the name of the program at the top of each page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from municipalities.models import Officer
from reports.models import Period, Submission


@require_safe
def home(request):
    """Where each role begins: the coordinator's board, the officer's open quarter, the lists."""
    if request.user.is_coordinator:
        period = Period.objects.current()
        return redirect("board", period.year, period.quarter) if period else redirect("periods")
    if Officer.objects.current().filter(user=request.user).exists():
        period = Period.objects.filter(submissions__in=Submission.objects.visible_to(request.user)).distinct()
        current = period.current()
        return redirect("officer_quarter", current.year, current.quarter) if current else redirect("my_reports")
    if request.user.is_staff:
        return redirect("admin:index")
    return render(request, "no_role.html", {"title": "Нет доступа к отчётам"})
