"""What every page does first: fetch through the scope, ask for the right; and the kind page for a refusal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reports.models import Event, ImportJob, Period, Remark, Submission
from reports.rules import refusals
from reports.rules.findings import TO_CHECK
from reports.rules.permissions import can_edit_events, is_coordinator

WAYS = {
    refusals.Way.REOPEN: ("Открыть снова", "returned"),
    refusals.Way.ASK_EXTENSION: ("Попросить продлить срок", "late"),
}


def fetch_submission(request, pk):
    """The submission with names and period, if it is in the person's scope. Raises Http404."""
    scope = Submission.objects.visible_to(request.user).with_names().select_related("period", "municipality")
    return get_object_or_404(scope, pk=pk)


def fetch_event(request, uid):
    """The event (deleted ones too) and its submission as from `fetch_submission`. Raises Http404."""
    event = get_object_or_404(Event.objects.visible_to(request.user).annotate(to_check=TO_CHECK), uid=uid)
    event.submission = fetch_submission(request, event.submission_id)
    return event


def fetch_remark(request, pk):
    """The remark on a submission in the person's scope. Raises Http404."""
    scope = Submission.objects.visible_to(request.user).order_by()
    remark = get_object_or_404(Remark.objects.filter(submission__in=scope).select_related("event"), pk=pk)
    remark.submission = fetch_submission(request, remark.submission_id)
    return remark


def fetch_import(request, uid):
    """The import with its period, municipality, person and file (without the bytes). Raises Http404."""
    scope = ImportJob.objects.visible_to(request.user).select_related("period", "municipality", "by", "file__content")
    return get_object_or_404(scope.defer("file__content__data"), uid=uid)


def fetch_period(request, year, quarter, right=is_coordinator):
    """The period, for who has this right. Raises PermissionDenied, Http404."""
    require(right(request.user))
    return get_object_or_404(Period.objects.in_use(), year=year, quarter=quarter)


def require(allowed):
    """Raise PermissionDenied (403) unless allowed."""
    if not allowed:
        raise PermissionDenied


def require_present(event):
    """Raise Http404 for a deleted event, where only a present one makes sense."""
    if event.is_deleted:
        raise Http404


def refused(request, submission, reasons, *, back, status=409):
    """The kind page: what was wanted cannot be done now, why, and where to go on. Nothing was changed."""
    return render(
        request,
        "reports/refused.html",
        {
            "title": "Не получилось",
            "submission": submission,
            "reasons": reasons,
            "back": back,
            "way": way_on(request.user, submission),
        },
        status=status,
    )


def refused_to_write(standing, reason=""):
    """`refused` for who may not write the report's events now; `reason`: where a write has said its own."""
    reason = reason or refusals.why_not(can_edit_events, standing.person, standing.submission).sentence
    return refused(standing.request, standing.submission, [reason], back=standing.desk)


def way_on(user, submission):
    """The button with which this person can open the report that is shut, as (address, words, icon), or None. Loads
    the period."""
    way = refusals.way_on(user, submission)
    return way and (reverse(way.value, args=[submission.pk]), *WAYS[way])


def say(request, text):
    messages.success(request, text)


def say_with_undo(request, text, undo_address, words=""):
    """Tell what was done, with a button that posts to the address of the undo. `words`: of the button, where
    «Отменить» would say too little."""
    messages.success(request, text, extra_tags=f"{undo_address} {words}".rstrip())


def undo_of(extra_tags):
    """What `say_with_undo` has put into a message: {"address", "words"} of the button."""
    address, _, words = extra_tags.partition(" ")
    return {"address": address, "words": words or "Отменить"}


def typed_sentences(request, *names):
    """What was typed into these controls, as sentences for the page of a refusal: it loses no text."""
    return [f"Вы написали: «{request.POST[name].strip()}»" for name in names if request.POST.get(name, "").strip()]
