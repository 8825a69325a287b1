"""Quarters: opening, dates, closing, reopening."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import periods as quarters
from reports.actions import quarter_reports
from reports.actions.releases import close_and_release
from reports.models import Period, PeriodChange, State, Submission
from reports.models.period import default_dates
from reports.pages.access import fetch_period, require, say, say_with_undo
from reports.pages.addresses import board_address, crumbs, way_to_board, way_to_quarter
from reports.pages.days import off_sentences
from reports.pages.look import day
from reports.pages.unsaved import ask_first
from reports.prose.words import quarter_name, write_date
from reports.queries.days_off import working_days
from reports.rules.permissions import can_follow_quarters, can_manage_periods

from . import board as boards
from .forms import DATES, ChangeDatesForm, OpenPeriodForm, dates_in_words
from .opening import dates_sentence, is_shown_first, leaving_sentence, open_quarter, opening_address


@require_http_methods(["GET", "HEAD", "POST"])
def periods(request):
    """All quarters with the states of their reports; the coordinator opens another one by a POST."""
    require(can_follow_quarters(request.user))
    can_manage = can_manage_periods(request.user)
    if request.method == "POST":
        require(can_manage)
        form = OpenPeriodForm(request.POST)
        if form.is_valid():
            if is_shown_first(form.cleaned_data):
                return redirect(opening_address(form.cleaned_data))
            if period := open_quarter(request, form):
                return redirect(board_address(period))
    all_periods = list(_counted(Period.objects.in_use()))
    suggested = _quarter_to_open(all_periods)
    if request.method != "POST":
        form = OpenPeriodForm.suggesting(*suggested)
    return render(
        request,
        "reports/board/periods.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Кварталы",
            "section": "periods",
            "periods": all_periods,
            "years": sorted({period.year for period in all_periods}, reverse=True),
            "can_manage": can_manage,
            "fresh": quarter_reports.opened_lately() if can_manage else set(),
            "form": form,
            "dates_have_errors": any(name in form.errors for name in DATES),
            "usual": [(quarter_name(*one), dates_sentence(default_dates(*one))) for one in _a_year_from(*suggested)],
        },
    )


def _counted(all_periods):
    """Add the number of reports in each state, by the state's name, and of all."""
    return all_periods.annotate(
        all_reports=Count("submissions"),
        **{state.value: Count("submissions", filter=Q(submissions__state=state)) for state in State},
    ).order_by("-year", "-quarter")


def _a_year_from(year, quarter):
    """This quarter and the three after it, as (year, quarter)."""
    return [(number // 4, number % 4 + 1) for number in range(year * 4 + quarter - 1, year * 4 + quarter + 3)]


def _quarter_to_open(all_periods):
    """The quarter after the latest one; without any, the one that has just ended."""
    if all_periods:
        number = all_periods[0].year * 4 + all_periods[0].quarter  # counted from 0, the latest one's next
    else:
        today = timezone.localdate()
        number = today.year * 4 + (today.month - 1) // 3 - 1
    number = min(number, 2100 * 4 + 3)
    return number // 4, number % 4 + 1


@require_http_methods(["GET", "HEAD", "POST"])
def period_dates(request, year, quarter):
    """The collecting window and the deadlines, and who has changed them."""
    period = fetch_period(request, year, quarter)
    form = ChangeDatesForm.of(period)
    if request.method == "POST":
        form = ChangeDatesForm(request.POST)
        if form.is_valid() and (period_now := _with_dates(request, period, form)):
            dates = {name: getattr(period_now, name) for name in DATES}
            say(request, f"Сроки сохранены: {dates_sentence(dates)}.{_who_is_told(period_now, form)}")
            _warn_of_days_off(request, dates)
            return redirect(way_to_board(period))
    return render(
        request,
        "reports/board/period_dates.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Сроки, {period}",
            "section": "periods",
            "crumbs": crumbs(*way_to_quarter(period), here="Сроки"),
            "period": period,
            "form": form,
            "changes": PeriodChange.objects.filter(period=period).select_related("by"),
        },
    )


def _who_is_told(period, form):
    """The end of the sentence about new dates; empty where nobody is told."""
    if not period.takes_reports or form.cleaned_data.get("read") == {name: getattr(period, name) for name in DATES}:
        return ""
    return f" Об этом узнают все, чей отчёт ещё не принят. {leaving_sentence()}"


def _warn_of_days_off(request, dates):
    """Offer the next working day for a deadline on which nobody works; the dates stay as they were set."""
    labelled = [("Срок сдачи", dates["deadline"]), ("Последний день приёма", dates["hard_deadline"])]
    ahead = [(label, date) for label, date in labelled if not boards.has_passed(date)]
    for sentence in off_sentences(ahead, working_days()):
        messages.warning(request, f"{sentence} Перенести можно здесь же: «Сроки».")


def _with_dates(request, period, form):
    """The period with the form's dates; None, and the form says why, where somebody has set other ones meanwhile."""
    try:
        return quarters.set_dates(period, by=request.user, **form.cleaned_data)
    except quarters.DatesMoved as moved:
        form.data = {**form.data.dict(), "read": dates_in_words(moved.period)}
        for name in moved.fields:
            now = write_date(getattr(moved.period, name))
            form.add_error(name, f"Пока вы правили, этот день изменили: теперь {now}. Чтобы поставить свой, сохраните.")
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def period_close(request, year, quarter):
    """What is unfinished; a POST closes the quarter and keeps the release."""
    period = fetch_period(request, year, quarter)
    if request.method == "POST":
        reports = Submission.objects.in_period(period).with_names()
        if question := ask_first(request, reports, decision="Всё равно закрыть", back=request.get_full_path()):
            return question
        was_open, release = close_and_release(period, by=request.user)
        if was_open:
            words = f"{period} закрыт. Исполнители видят свои отчёты, но без продления срока изменить их не могут."
            say(request, f"{words} Выпуск сохранён, код проверки {release.code}." if release else words)
            if release:
                return redirect("releases", year, quarter)
        else:
            messages.warning(request, f"{period} уже закрыт: это сделали раньше.")
        return redirect(way_to_board(period))
    unfinished = list(quarters.unfinished(period).with_counts())
    return render(
        request,
        "reports/board/period_close.html",
        {
            "title": f"Закрыть {period}",
            "section": "periods",
            "crumbs": crumbs(*way_to_quarter(period), here="Закрыть квартал"),
            "period": period,
            "unfinished": unfinished,
            "extended": [submission for submission in unfinished if submission.is_extended],
            "is_first": not period.releases.exists(),
        },
    )


@require_POST
def period_reopen(request, year, quarter):
    """Let the officers in again."""
    period = fetch_period(request, year, quarter)
    if not quarters.reopen_period(period, by=request.user):
        messages.warning(request, f"{period} уже открыт: это сделали раньше.")
    elif boards.has_passed(period.hard_deadline):
        say(request, f"{period} снова открыт. Последний день приёма прошёл: чтобы отчёты сдавали, измените сроки.")
    else:
        say(request, f"{period} снова открыт: отчёты принимают до {day(period.hard_deadline)}.")
    return redirect(way_to_board(period))


@require_http_methods(["GET", "HEAD", "POST"])
def period_take_back(request, year, quarter):
    """Whether the opening of a quarter can be taken back, and who is told; a POST does it."""
    period = fetch_period(request, year, quarter)
    why_not = quarter_reports.why_not_taken_back(period)
    if request.method == "POST":
        try:
            known = quarter_reports.take_back(period, by=request.user)
        except quarter_reports.CannotTakeBack as refusal:
            messages.warning(request, str(refusal))
            return redirect(board_address(period))
        names = _names_of(*known)
        told = f" Об ошибке узнают: {boards.listed(names)}." if names else ""
        undo = reverse("period_open_again", args=[year, quarter])
        say_with_undo(request, f"Открытие отменено: {period}.{told}", undo)
        return redirect("periods")
    return render(
        request,
        "reports/board/period_take_back.html",
        {
            "title": f"Отменить открытие, {period}",
            "section": "periods",
            "crumbs": crumbs(*way_to_quarter(period), here="Отменить открытие"),
            "period": period,
            "why_not": why_not,
            "reports": period.submissions.count(),
            "told": _names_of(*quarter_reports.readers_of(quarter_reports.told_of(period))),
            "back": board_address(period),
        },
    )


def _names_of(users, cards):
    return [*(user.short_name for user in users), *(card.short_name for card in cards)]


@require_POST
def period_open_again(request, year, quarter):
    """The undo of taking the opening back: the quarter with the dates that it had."""
    require(can_manage_periods(request.user))
    period = get_object_or_404(Period, year=year, quarter=quarter)
    dates = {name: getattr(period, name) for name in DATES}
    try:
        period, was_new = quarters.open_period(year, quarter, by=request.user, **dates)
    except ValidationError as refusal:  # the list of municipalities has changed meanwhile
        messages.warning(request, refusal.messages[0])
        return redirect(board_address(period) if period.taken_back_at is None else "periods")
    if was_new:
        say(request, f"{period} снова открыт: {dates_sentence(dates)}.")
    return redirect(board_address(period))
