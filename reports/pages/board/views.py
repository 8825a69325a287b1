"""The coordinator's quarters: the board, the dates, closing, the consolidated table on the page."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions import periods as quarters
from reports.actions.releases import close_and_release
from reports.actions.workflow import approve_nil_reports
from reports.models import Event, Period, PeriodChange, State, Submission
from reports.models.event import Precision
from reports.models.period import default_dates
from reports.pages.access import fetch_period, require, say
from reports.pages.review.queue import first_waiting, say_decided, say_skipped, undo_of
from reports.pages.sheet import printed_sections
from reports.prose.words import plural, quarter_name, write_date
from reports.queries.consolidated import APPROVED, HANDED_IN, STATES, consolidated_table
from reports.rules import findings
from reports.rules.permissions import can_manage_periods
from reports.templatetags.pobratim import day

from . import board as boards
from .forms import (
    DATES,
    BoardFilter,
    ChangeDatesForm,
    NilReportsForm,
    OpenPeriodForm,
    ScopeForm,
    dates_in_words,
)

# What makes a row's place in the table doubtful (rules of findings.py).
DOUBTS = (findings.period_not_understood, findings.order_to_check)
DOUBTS_NAMED = 20
OF_THE_PAST = "Его приём уже закончен: загрузите сводную таблицу или внесите отчёты за муниципалитеты."


# The board


@require_safe
def board(request, year, quarter):
    """Who has handed in, who has not, what waits for a decision."""
    period = fetch_period(request, year, quarter)
    form = BoardFilter(request.GET)
    rows = boards.rows_of(period)
    found = form.filter(rows)
    return render(
        request,
        "reports/coordinator/board.html",
        {
            "title": f"Сбор отчётов, {period}",
            "section": "board",
            "crumbs": [(reverse("periods"), "Кварталы"), ("", str(period))],
            "period": period,
            "sentence": boards.deadline_sentence(period),
            "total": len(rows),
            "strip": boards.strip_of(rows, period),
            "tally": boards.tally_of(rows, period),
            "nil": boards.nil_notice(rows),
            "asking": boards.asking_of(rows),
            "waiting": sum(row.is_waiting for row in rows),
            "is_archive": not period.takes_reports and any(row.submission.is_owed and row.rows for row in rows),
            "debtors": boards.debtors_of(rows, period),
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


@require_http_methods(["GET", "HEAD", "POST"])
def periods(request):
    """All quarters with the states of their reports; a POST opens another one."""
    require(can_manage_periods(request.user))
    if request.method == "POST":
        form = OpenPeriodForm(request.POST)
        if form.is_valid():
            period = _open(request, form.cleaned_data)
            return redirect("board", period.year, period.quarter)
    all_periods = list(_counted(Period.objects.all()))
    suggested = _quarter_to_open(all_periods)
    if request.method != "POST":
        form = OpenPeriodForm.suggesting(*suggested)
    return render(
        request,
        "reports/coordinator/periods.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Кварталы",
            "section": "periods",
            "periods": all_periods,
            "form": form,
            "dates_have_errors": any(name in form.errors for name in DATES),
            "suggested": quarter_name(*suggested),
            "usual": _dates_sentence(default_dates(*suggested)),
        },
    )


def _open(request, asked):
    """Open the quarter that the form asks for, and tell; one that is there already is only shown."""
    year, quarter = asked["year"], asked["quarter"]
    dates = {name: asked[name] for name in DATES}
    try:
        period, was_new = quarters.open_period(year, quarter, by=request.user, **dates)
    except IntegrityError:  # two clicks at once: the other one has opened it
        period, was_new = quarters.open_period(year, quarter, by=request.user)
    if was_new:
        way_on = OF_THE_PAST if boards.has_passed(dates["hard_deadline"]) else "Исполнители уже видят свои отчёты."
        say(request, f"Открыт {period}: {_dates_sentence(dates)}. {way_on}")
    else:
        messages.warning(request, f"{period} уже был открыт раньше, его сроки не изменены. Вот как он идёт.")
    return period


def _counted(all_periods):
    """Add the number of reports in each state, by the state's name, and of all."""
    return all_periods.annotate(
        all_reports=Count("submissions"),
        **{state.value: Count("submissions", filter=Q(submissions__state=state)) for state in State},
    ).order_by("-year", "-quarter")


def _quarter_to_open(all_periods):
    """The quarter after the latest one; without any, the one that has just ended."""
    if all_periods:
        number = all_periods[0].year * 4 + all_periods[0].quarter  # counted from 0, the latest one's next
    else:
        today = timezone.localdate()
        number = today.year * 4 + (today.month - 1) // 3 - 1
    number = min(number, 2100 * 4 + 3)
    return number // 4, number % 4 + 1


def _dates_sentence(dates):
    return (
        f"мероприятия с {day(dates['window_from'])} по {day(dates['window_to'])}, "
        f"срок сдачи {day(dates['deadline'])}, принимаются до {day(dates['hard_deadline'])}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def period_dates(request, year, quarter):
    """The collecting window and the deadlines, and who has changed them."""
    period = fetch_period(request, year, quarter)
    form = ChangeDatesForm.of(period)
    if request.method == "POST":
        form = ChangeDatesForm(request.POST)
        if form.is_valid() and (period_now := _with_dates(request, period, form)):
            dates = {name: getattr(period_now, name) for name in DATES}
            say(request, f"Сроки сохранены: {_dates_sentence(dates)}.")
            return redirect("board", year, quarter)
    return render(
        request,
        "reports/coordinator/period_dates.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Сроки, {period}",
            "section": "periods",
            "crumbs": _crumbs(period, "Сроки"),
            "period": period,
            "form": form,
            "changes": PeriodChange.objects.filter(period=period).select_related("by"),
        },
    )


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
        was_open, release = close_and_release(period, by=request.user)
        if was_open:
            words = f"{period} закрыт. Исполнители видят свои отчёты, но без продления срока изменить их не могут."
            say(request, f"{words} Выпуск сохранён, код проверки {release.code}." if release else words)
            if release:
                return redirect("releases", year, quarter)
        else:
            messages.warning(request, f"{period} уже закрыт: это сделали раньше.")
        return redirect("board", year, quarter)
    unfinished = list(quarters.unfinished(period).with_counts())
    return render(
        request,
        "reports/coordinator/period_close.html",
        {
            "title": f"Закрыть {period}",
            "section": "periods",
            "crumbs": _crumbs(period, "Закрыть квартал"),
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
        say(request, f"{period} снова открыт: отчёты принимаются до {day(period.hard_deadline)}.")
    return redirect("board", year, quarter)


def _crumbs(period, here):
    return [
        (reverse("periods"), "Кварталы"),
        (reverse("board", args=[period.year, period.quarter]), str(period)),
        ("", here),
    ]


# The consolidated table


@require_safe
def consolidated(request, year, quarter):
    """The official table as it prints, of the approved reports or of all handed in."""
    period = fetch_period(request, year, quarter)
    scope = ScopeForm(request.GET).chosen
    table = consolidated_table(period, scope)
    submissions = Submission.objects.in_period(period).with_names()
    count = Counter(submission.state for submission in submissions)
    labels = {submission.pk: submission.label for submission in submissions}
    return render(
        request,
        "reports/coordinator/consolidated.html",
        {
            "title": f"Сводный отчёт, {period}",
            "section": "board",
            "crumbs": _crumbs(period, "Сводный отчёт"),
            "period": period,
            "scope": scope,
            "choices": [(value, label, _of(count, value), value == scope) for value, label in ScopeForm.LABELS.items()],
            "note": _scope_note(scope, count),
            "title_lines": table.title.split("\n"),
            "sections": printed_sections(table),
            "doubts": _doubts(period, scope, labels),
            "is_approved_scope": scope == APPROVED,
            "waiting": count[State.SUBMITTED],
        },
    )


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
    events = (
        Event.objects.included()
        .filter(submission__period=period, submission__state__in=STATES[scope])
        .filter(Q(precision=Precision.NONE) | Q(is_place_to_check=True))
        .order_by("submission__municipality__sort_key", "submission", "sort_key", "pk")
    )
    return [
        (event, labels[event.submission_id], text)
        for event in events[:DOUBTS_NAMED]
        for rule in DOUBTS
        for _, _, text in rule(event, period)
    ]
