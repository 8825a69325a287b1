"""Rows of a report under review: left out, included, put in order."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import events as event_actions
from reports.pages.access import fetch_event, fetch_submission, require, require_present, say, say_with_undo
from reports.pages.addresses import review_address
from reports.prose.typography import quoted
from reports.rules.permissions import can_leave_out, is_coordinator
from reports.rules.refusals import why_not

from .decide import NO_VERSION
from .forms import LeaveOutForm, OrderForm, RowsReadForm
from .page import crumbs_of_review, form_page, posted_data, refuse, with_version

ROW_MOVED = "Строку только что изменил кто-то другой, поэтому она осталась в отчёте. Прочитайте её и решите ещё раз."
ORDER_MOVED = "Пока вы меняли порядок, строки изменились. Это новый список: посмотрите его и повторите."


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request, uid):
    """Keep the event in the report but out of the official table, for a reason that the officer sees."""
    event = fetch_event(request, uid)
    submission = event.submission
    require(is_coordinator(request.user))
    require_present(event)
    initial = {"reason": event.exclusion_reason, "version": event.version}
    form = LeaveOutForm(posted_data(request), initial=initial)
    status = 200
    if refusal := why_not(can_leave_out, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if "version" in form.errors:
        return refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid() and form.cleaned_data["version"] != event.version:
        form = with_version(form, event.version)
        status = 409
    elif form.is_valid():
        try:
            event_actions.leave_out(
                event, by=request.user, reason=form.cleaned_data["reason"], base_version=form.cleaned_data["version"]
            )
        except (event_actions.NotEditable, event_actions.StaleEdit) as refusal:
            words = str(refusal) if isinstance(refusal, event_actions.NotEditable) else ROW_MOVED
            return refuse(request, submission, words, form=form)
        undo = reverse("event_include", args=[event.uid])
        say_with_undo(request, f"Не войдёт в сводный отчёт: {quoted(event.name)}.", undo)
        return redirect(review_address(submission, event))
    heading = "Не включать в сводный отчёт"
    return form_page(request, submission, "reports/review/leave_out.html", heading, form, status=status, event=event)


@require_POST
def include(request, uid):
    """Put the event back into the official table."""
    event = fetch_event(request, uid)
    require(is_coordinator(request.user))
    require_present(event)
    if refusal := why_not(can_leave_out, request.user, event.submission):
        return refuse(request, event.submission, refusal.sentence)
    try:
        event_actions.include(event, by=request.user)
    except event_actions.NotEditable as refusal:
        return refuse(request, event.submission, str(refusal))
    say(request, f"Снова входит в сводный отчёт: {quoted(event.name)}.")
    return redirect(review_address(event.submission, event))


@require_http_methods(["GET", "HEAD", "POST"])
def order(request, pk):
    """Set the order of the rows by hand: every row has a number, saving sorts by them."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    if refusal := why_not(can_leave_out, request.user, submission):
        return refuse(request, submission, refusal.sentence)
    events = list(submission.events.present().in_report_order())
    uids = [str(event.uid) for event in events]
    if request.method != "POST":
        return _order_page(request, submission, events, OrderForm(uids=uids))
    read = RowsReadForm(request.POST)
    if not read.is_valid() or read.cleaned_data["rows"] != uids:
        return _order_page(request, submission, events, OrderForm(uids=uids), moved=ORDER_MOVED)
    form = OrderForm(request.POST, uids=uids)
    if not form.is_valid():
        return _order_page(request, submission, events, form)
    try:
        event_actions.set_order(submission, by=request.user, uids=form.order())
    except event_actions.NotEditable as refusal:
        return refuse(request, submission, str(refusal))
    except ValueError:
        events = list(submission.events.present().in_report_order())
        form = OrderForm(uids=[str(event.uid) for event in events])
        return _order_page(request, submission, events, form, moved=ORDER_MOVED)
    say(request, "Порядок строк сохранён.")
    return redirect(review_address(submission))


def _order_page(request, submission, events, form, *, moved=""):
    fields = [form[f"place-{number}"] for number in range(1, len(events) + 1)]
    return render(
        request,
        "reports/review/order.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Порядок строк, {submission.label}",
            "section": "board",
            "crumbs": crumbs_of_review(submission, "Порядок строк"),
            "submission": submission,
            "form": form,
            "rows": list(zip(events, fields, strict=True)),
            "read": ",".join(form.uids),
            "moved": moved,
            "back": review_address(submission),
        },
        status=409 if moved else 200,
    )


@require_POST
def order_by_date(request, pk):
    """Go back to the order of dates."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    try:
        event_actions.order_by_date(submission, by=request.user)
    except event_actions.NotEditable as refusal:
        return refuse(request, submission, str(refusal))
    say(request, "Строки снова стоят по датам.")
    return redirect(review_address(submission))
