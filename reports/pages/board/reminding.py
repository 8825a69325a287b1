"""«Напомнить»: the coordinator writes to those whose reports are owed, and sees whom no letter reaches."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports.actions.reminders import remind_by_hand
from reports.models import Reminder, State, Submission
from reports.models.submission import WAIT_FOR_OFFICER
from reports.pages.access import fetch_period, require, say
from reports.pages.addresses import crumbs, way_to_quarter
from reports.pages.look import day
from reports.queries.addressees import addressees
from reports.queries.letter_words import with_open_remarks
from reports.queries.standing import last_reminders
from reports.rules.permissions import can_manage_periods

from .board import listed
from .forms import RemindForm
from .opening import RowToTell


@dataclass(frozen=True)
class Debtor(RowToTell):
    """A report that is owed, and when its officers were reminded last."""

    submission: Submission
    last: Reminder | None
    is_ticked: bool

    @property
    def state_words(self):
        """«не сдан»; «на доработке с 23 ноября, замечаний 1»."""
        if self.submission.state == State.DRAFT:
            return "не сдан"
        open_remarks = self.submission.open_remarks
        more = f", замечаний {open_remarks}" if open_remarks else ""
        return f"на доработке с {day(self.submission.returned_at)}{more}"

    @property
    def last_words(self):
        """«29 ноября, Орлова Е. В.»; of the program: «29 ноября, по расписанию»."""
        if self.last is None:
            return ""
        return f"{day(self.last.at)}, {self.last.by.short_name if self.last.by else 'по расписанию'}"


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request, year, quarter):
    """Whose report is owed; a POST writes to those that are ticked. `?report=`: only that one is ticked."""
    period = fetch_period(request, year, quarter)
    require(can_manage_periods(request.user))
    form = RemindForm(
        request.POST if request.method == "POST" else None, submissions=Submission.objects.in_period(period)
    )
    if request.method == "POST" and form.is_valid():
        reminded, skipped = remind_by_hand(form.ticked(), by=request.user, note=form.cleaned_data["note"])
        if reminded:
            names = listed([one.label for one in reminded])
            say(request, f"Напомнили: {names}. Письма уйдут в ближайшие минуты.")
        for one, why in skipped:
            messages.warning(request, f"{one.label}: не напомнили, {why}.")
        return redirect("board", year, quarter)
    debtors = debtors_of(period, only=request.POST.getlist("report") or request.GET.getlist("report"))
    return render(
        request,
        "reports/board/remind.html",
        {
            "title": f"{'Ошибка: ' if form.is_bound else ''}Напомнить, {period}",
            "section": "board",
            "crumbs": crumbs(*way_to_quarter(period), here="Напомнить"),
            "period": period,
            "form": form,
            "debtors": debtors,
        },
    )


def debtors_of(period, *, only=()):
    """The Debtors of a quarter in the order of the table. `only`: keys (texts) of those that are ticked, else all whom
    something reaches."""
    owed = with_open_remarks(Submission.objects.in_period(period).filter(state__in=WAIT_FOR_OFFICER)).with_names()
    reports = list(owed.select_related("municipality", "period").in_report_order())
    readers, last = addressees([report.municipality for report in reports]), last_reminders(reports)
    return [
        Debtor(
            label=report.label,
            to=readers[report.municipality_id],
            submission=report,
            last=last.get(report.pk),
            is_ticked=str(report.pk) in only if only else readers[report.municipality_id].is_reached,
        )
        for report in reports
    ]
