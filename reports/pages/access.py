"""What every page does first: fetch through the scope, ask for the right; and the kind page for a refusal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from municipalities.models.compiled import compiled
from municipalities.models.list_changes import stamp_columns
from reports.models import (
    EditDraft,
    Event,
    ExtensionRequest,
    FrequentRemark,
    HalfWritten,
    ImportJob,
    Period,
    Reading,
    Remark,
    Submission,
    Twin,
)
from reports.queries.event_content import with_signs
from reports.rules import refusals
from reports.rules.permissions import can_edit_events, can_see, is_coordinator

WAYS = {
    refusals.Way.REOPEN: ("Открыть снова", "returned"),
    refusals.Way.ASK_EXTENSION: ("Попросить продлить срок", "late"),
}


@compiled(pk=None)
def _report(pk):
    return Submission.objects.filter(pk=pk).with_names().select_related("period", "municipality")


@compiled(pk=None, by=None)
def _report_of_form(pk, by):
    drafts = EditDraft.objects.kept().filter(submission=OuterRef("pk")).order_by()
    signs = HalfWritten.objects.filter(submission=OuterRef("pk")).order_by()
    reports = Submission.objects.filter(pk=pk).with_names().select_related("period", "municipality")
    return reports.annotate(
        has_drafts=Exists(drafts.filter(by=by)), has_unsaved=Exists(drafts) | Exists(signs), **stamp_columns()
    )


@compiled(pk=None, by=None)
def _report_of_review(pk, by):
    here = {"submission": OuterRef("pk")}
    ties = Event.partners.through.objects.filter(event__submission=OuterRef("pk"), event__deleted_at=None)
    told = Twin.objects.filter(Q(one__submission=OuterRef("pk")) | Q(other__submission=OuterRef("pk")))
    reports = Submission.objects.filter(pk=pk).with_names().select_related("period", "municipality")
    return reports.annotate(
        is_read=Exists(Reading.objects.filter(**here, version=OuterRef("version"), by=by)),
        has_remarks=Exists(Remark.objects.filter(**here)),
        has_requests=Exists(ExtensionRequest.objects.open().filter(**here)),
        has_proposed=Exists(ties.filter(partner__is_confirmed=False)),
        has_twins=Exists(told),
        has_frequent=Exists(FrequentRemark.objects.filter(by=by)),
    )


@compiled(uid=Event._meta.get_field("uid"))
def _event(uid):
    return with_signs(Event.objects.filter(uid=uid))


def fetch_submission(request, pk):
    """The submission with names and period, if it is in the person's scope. Raises Http404."""
    return _in_scope(request, _report(pk=pk))


def fetch_report_of_form(request, pk):
    """As `fetch_submission`, with what the pages of those who write ask. `has_drafts`: whether the person has texts in
    the report that are not saved or can be brought back; `has_unsaved`: whether anybody has some, or has begun a form;
    and the stamp of the reference lists. The same query."""
    return _in_scope(request, _report_of_form(pk=pk, by=request.user.pk))


def fetch_report_of_review(request, pk):
    """As `fetch_submission`, with what the review would ask one by one. `is_read`: whether the person has opened this
    version; whether there are remarks, an open request for more time, partners that are not confirmed, answers about
    rows told twice; and frequent remarks of the person. The same query."""
    return _in_scope(request, _report_of_review(pk=pk, by=request.user.pk))


def _in_scope(request, reports):
    for submission in reports:
        if can_see(request.user, submission):
            return submission
    raise Http404


def fetch_event(request, uid):
    """The event (deleted ones too) as from `with_signs`, and its submission as from `fetch_report_of_form`. Raises
    Http404."""
    for event in _event(uid=uid):
        event.submission = fetch_report_of_form(request, event.submission_id)
        return event
    raise Http404


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
    for period in _period(year=year, quarter=quarter):
        return period
    raise Http404


@compiled(year=Period._meta.get_field("year"), quarter=Period._meta.get_field("quarter"))
def _period(year, quarter):
    return Period.objects.in_use().filter(year=year, quarter=quarter)


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
