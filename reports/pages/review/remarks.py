"""Remarks: adding them, answering, accepting, and the frequent ones."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models.compiled import compiled
from reports.actions import remarks
from reports.models import FrequentRemark, Remark
from reports.pages.access import fetch_remark, fetch_submission, require, say, say_with_undo
from reports.pages.addresses import at_start, crumbs, review_address
from reports.rules.correcting_remarks import why_not_corrected
from reports.rules.permissions import can_remark, is_coordinator
from reports.rules.refusals import why_not

from .forms import CorrectRemarkForm, RemarkForm, RemarkPlaceForm, ReplyForm, SeenForm
from .margin import margin_remark
from .page import form_page, posted_data, refuse, view_of

NO_ANSWER = "Ответа на замечание сейчас нет: его изменили или замечание уже снято. Посмотрите, что в нём теперь."
FREQUENT_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def add_remark(request, pk):
    """Put a remark on the report, on an event of it (?event=uid) or on one of the event's columns."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    place = RemarkPlaceForm(request.GET)
    if not place.is_valid():
        raise Http404
    uid, view = place.cleaned_data["event"], view_of(request)
    event = get_object_or_404(submission.events.present(), uid=uid) if uid else None
    asked = place.cleaned_data
    initial = {"field": asked["field"], "quote": asked["quote"], "quote_number": asked["number"] or 1}
    form = RemarkForm(posted_data(request), initial=initial, event=event, frequent=frequent_of(request.user))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if form.is_valid():
        values = form.cleaned_data
        is_remembered = values.pop("remember")
        try:
            remarks.add_remark(submission, by=request.user, event=event, **values)
        except remarks.RemarkRefused as refusal:
            return refuse(request, submission, str(refusal), form=form)
        remarks.count_use(values["text"], by=request.user)
        if is_remembered:
            remarks.remember_frequent(values["text"], by=request.user)
        say(request, "Замечание добавлено.")
        return redirect(review_address(submission, event, view))
    heading = "Замечание к строке" if event else "Замечание к отчёту в целом"
    return form_page(request, submission, "reports/review/add_remark.html", heading, form, event=event)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_remark(request, pk):
    """Put the words of one's own remark right, before anybody has acted on it."""
    remark = fetch_remark(request, pk)
    submission = remark.submission
    require(is_coordinator(request.user))
    form = CorrectRemarkForm(posted_data(request), initial={"text": remark.text})
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if reason := why_not_corrected(request.user, remark, submission, remark.changes.all()):
        return refuse(request, submission, reason, form=form)
    if form.is_valid():
        try:
            remarks.correct_remark(remark, by=request.user, text=form.cleaned_data["text"])
        except remarks.RemarkRefused as refusal:
            return refuse(request, submission, str(refusal), form=form)
        say(request, "Замечание исправлено.")
        return redirect(review_address(submission, remark.event, view_of(request)))
    heading = "Исправить замечание"
    return form_page(request, submission, "reports/review/correct_remark.html", heading, form, event=remark.event)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_remark(request, pk):
    """The coordinator's answer to an answer: the remark is open again."""
    remark = fetch_remark(request, pk)
    submission = remark.submission
    require(is_coordinator(request.user))
    form = ReplyForm(posted_data(request))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if remark.state != Remark.State.ANSWERED:
        return refuse(request, submission, NO_ANSWER, form=form)
    if form.is_valid():
        try:
            remarks.reply_to_remark(remark, by=request.user, text=form.cleaned_data["text"])
        except remarks.RemarkRefused as refusal:
            return refuse(request, submission, str(refusal), form=form)
        say(request, "Ответ отправлен, замечание снова открыто.")
        return redirect(review_address(submission, remark.event, view_of(request)))
    text = getattr(remark.event, remark.field) if remark.field else ""
    note = margin_remark(remark, submission, text=text)
    heading = "Ответить по замечанию"
    return form_page(request, submission, "reports/review/reply.html", heading, form, event=remark.event, note=note)


@require_POST
def accept_remark(request, pk):
    """The coordinator is content with the answer or the new text; one that came meanwhile is shown instead."""
    form = SeenForm(request.POST)
    seen = {"seen": form.cleaned_data["seen"] if form.is_valid() else 0}
    return _change_remark(request, pk, remarks.accept_remark, "Замечание снято.", undo="remark_reopen", **seen)


@require_POST
def reopen_remark(request, pk):
    """The undo of accepting."""
    return _change_remark(request, pk, remarks.reopen_remark, "Снятие замечания отменено.", undo="remark_accept")


def _change_remark(request, pk, change, done, *, undo, **bound):
    remark = fetch_remark(request, pk)
    submission, view = remark.submission, view_of(request)
    require(is_coordinator(request.user))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence)
    try:
        change(remark, by=request.user, **bound)
    except remarks.RemarkRefused as refusal:
        return refuse(request, submission, str(refusal))
    say_with_undo(request, done, reverse(undo, args=[pk]) + (f"?view={view}" if view else ""))
    return redirect(review_address(submission, remark.event, view))


def frequent_of(user):
    """The texts of the person's frequent remarks that a form offers. One query."""
    return _frequent(by=user.pk)


@compiled(by=None)
def _frequent(by):
    return FrequentRemark.objects.filter(by=by).values_list("text", flat=True)[:FREQUENT_SHOWN]


@require_safe
def frequent_remarks(request):
    """The person's own list of frequent remarks."""
    require(is_coordinator(request.user))
    return render(
        request,
        "reports/review/frequent.html",
        {
            "title": "Частые замечания",
            "section": "board",
            "crumbs": crumbs(at_start(), here="Частые замечания"),
            "frequent": list(request.user.frequent_remarks.all()),
        },
    )


@require_POST
def forget_frequent(request, pk):
    """Take one off the person's own list."""
    require(is_coordinator(request.user))
    if not remarks.forget_frequent(pk, by=request.user):
        raise Http404
    say(request, "Убрано из списка.")
    return redirect("frequent_remarks")
