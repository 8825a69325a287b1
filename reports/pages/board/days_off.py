"""The list of days off: what comes with the program, what the coordinator has entered over it, and its history."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.days_off import forget_day, set_day
from reports.models import DayOff, DayOffChange
from reports.pages.access import require, say, say_with_undo
from reports.pages.addresses import at_periods, crumbs
from reports.prose.words import WEEKDAYS, write_date
from reports.queries.days_off import list_of_year, year_files
from reports.rules.permissions import can_manage_periods

from .forms import DayBackForm, DayOffForm, YearForm

CHANGES_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request):
    """One year of the list; a POST enters a day."""
    require(can_manage_periods(request.user))
    form = DayOffForm(request.POST) if request.method == "POST" else DayOffForm(initial={"is_off": "yes"})
    if request.method == "POST" and form.is_valid():
        day, is_off = form.cleaned_data["day"], form.cleaned_data["is_off"] == "yes"
        _enter(request, day, is_off, form.cleaned_data["note"])
        return redirect(_year_address(day.year))
    year = form.year_typed or YearForm(request.GET).chosen
    file = year_files().get(year)
    return render(
        request,
        "reports/board/days_off.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Выходные дни, {year}",
            "section": "periods",
            "crumbs": crumbs(at_periods(), here="Выходные дни"),
            "year": year,
            "years": _years(year),
            "source": file.source if file else (),
            "has_file": file is not None,
            "days": [
                (one, WEEKDAYS[one.day.weekday()], write_date(one.day, with_year=False)) for one in list_of_year(year)
            ],
            "form": form,
            "changes": DayOffChange.objects.select_related("by")[:CHANGES_SHOWN],
        },
    )


def _enter(request, day, is_off, note):
    """Enter the day and tell. The undo takes the entry back, so it is offered where there was none before."""
    words = f"{write_date(day)}, {WEEKDAYS[day.weekday()]}: {'выходной' if is_off else 'рабочий день'}."
    was_entered = DayOff.objects.filter(day=day).exists()
    if not set_day(day, is_off=is_off, note=note, by=request.user):
        say(request, f"{words} Так и было.")
    elif was_entered:
        say(request, words)
    else:
        say_with_undo(request, words, _back_address(day))


def _years(year):
    """The years between which the page leads: those with a list, this one and the next, and the one that is shown."""
    this = timezone.localdate().year
    return sorted({*year_files(), this, this + 1, year})


def _year_address(year):
    return f"{reverse('days_off')}?year={year}"


def _back_address(day):
    return f"{reverse('day_off_back')}?day={day.isoformat()}"


@require_POST
def day_back(request):
    """Take back what was entered of a day."""
    require(can_manage_periods(request.user))
    form = DayBackForm(request.GET)
    if not form.is_valid():
        return redirect("days_off")
    day = form.cleaned_data["day"]
    if forget_day(day, by=request.user):
        say(request, f"{write_date(day)}: снова как в календаре программы.")
    else:
        say(request, f"{write_date(day)}: своей записи об этом дне уже нет.")
    return redirect(_year_address(day.year))
