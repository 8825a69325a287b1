"""The coordinator's decisions: approve, return, reopen, more time."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models.compiled import compiled
from reports.actions import extensions, workflow
from reports.models import ExtensionRequest
from reports.pages.access import fetch_submission, require, say
from reports.pages.addresses import review_address
from reports.pages.differences import changes_since_version
from reports.pages.unsaved import ask_first
from reports.rules.permissions import can_decide, can_extend, can_reopen, is_coordinator
from reports.rules.refusals import why_not

from .forms import WEEK, ApproveForm, DeclineForm, ExtendForm, ReopenForm, ReturnForm
from .page import crumbs_of_review, form_page, posted_data, refuse, to_board, with_version
from .queue import next_after, say_decided, undo_of

NO_VERSION = "Непонятно, какой текст вы читали. Откройте отчёт, прочитайте его и повторите."


@require_POST
def approve(request, pk):
    """Approve the version that was read; a text that has moved since is shown instead. Open remarks are shown once
    before."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return refuse(request, submission, NO_VERSION, status=400)
    if question := _ask(request, submission, "Всё равно принять"):
        return question
    version, seen = form.cleaned_data["version"], form.cleaned_data["despite"]
    try:
        workflow.approve(submission, by=request.user, version=version, seen_remarks=seen)
    except workflow.RemarksOpen:
        return _still_open(request, submission)
    except workflow.TextMoved:
        return _moved(request, fetch_submission(request, pk), version)
    except workflow.MoveRefused as refusal:
        return refuse(request, submission, *refusal.reasons)
    text = f"Отчёт принят: {submission.label}."
    say_decided(request, text, next_after(submission), undo=undo_of(submission.period, [submission]))
    return to_board(submission)


def _ask(request, submission, decision, *, own_only=False):
    """The question about texts that are not saved, or None."""
    return ask_first(request, [submission], decision=decision, back=review_address(submission), own_only=own_only)


def _still_open(request, submission):
    """The open remarks, with a button to approve all the same."""
    heading = "Принять с открытыми замечаниями?"
    return render(
        request,
        "reports/review/still_open.html",
        {
            "title": f"{heading} {submission.label}",
            "heading": heading,
            "section": "board",
            "crumbs": crumbs_of_review(submission, "Открытые замечания"),
            "submission": submission,
            "open_remarks": list(submission.remarks.open().select_related("event")),
            "back": review_address(submission),
        },
        status=409,
    )


def _moved(request, submission, version):
    """The words that came after the version that was read, with a button for the new version."""
    changes = changes_since_version(submission, version)
    return render(
        request,
        "reports/review/moved.html",
        {
            "title": "Текст изменился, пока вы читали",
            "section": "board",
            "crumbs": crumbs_of_review(submission, "Новый текст"),
            "submission": submission,
            "changes": changes,
            "back": review_address(submission),
        },
        status=409,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def return_for_changes(request, pk):
    """Send the report back with a note, or with the open remarks alone."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    open_remarks = list(submission.remarks.open().select_related("event"))
    initial = {"version": submission.version}
    form = ReturnForm(posted_data(request), initial=initial, has_open_remarks=bool(open_remarks))
    status = 200
    if refusal := why_not(can_decide, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if "version" in form.errors:
        return refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid():
        if question := _ask(request, submission, "Всё равно вернуть"):
            return question
        try:
            workflow.return_for_changes(submission, by=request.user, **form.cleaned_data)
        except workflow.TextMoved as error:
            form = with_version(form, error.submission.version, has_open_remarks=bool(open_remarks))
            status = 409
        except workflow.MoveRefused as refusal:
            return refuse(request, submission, *refusal.reasons, form=form)
        else:
            text = f"Отчёт возвращён на доработку: {submission.label}."
            say_decided(request, text, next_after(submission))
            return to_board(submission)
    return form_page(
        request,
        submission,
        "reports/review/return_for_changes.html",
        "Вернуть на доработку",
        form,
        status=status,
        open_remarks=open_remarks,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, pk):
    """Open an approved report again for its officer, for a reason and until a day."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    initial = {"until": timezone.localdate() + WEEK, "version": submission.version}
    form = ReopenForm(posted_data(request), initial=initial)
    if refusal := why_not(can_reopen, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if "version" in form.errors:
        return refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid():
        try:
            workflow.reopen(submission, by=request.user, **form.cleaned_data)
        except workflow.MoveRefused as refusal:
            return refuse(request, submission, *refusal.reasons, form=form)
        say(request, "Отчёт снова открыт: ответственный исполнитель может его изменить.")
        return redirect(review_address(submission))
    return form_page(request, submission, "reports/review/reopen.html", "Открыть отчёт снова", form)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request, pk):
    """Give one municipality more time, for a reason and until a day."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    asked = asked_extension(submission)
    wanted = asked.wanted if asked and asked.is_wish_to_come else _a_week_more(submission)
    form = ExtendForm(posted_data(request), initial={"until": wanted, "reason": asked.reason if asked else ""})
    if refusal := why_not(can_extend, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    if form.is_valid():
        if question := _ask(request, submission, "Всё равно продлить", own_only=True):
            return question
        try:
            extensions.extend(submission, by=request.user, **form.cleaned_data)
        except extensions.RequestRefused as refusal:
            return refuse(request, submission, *refusal.args, form=form)
        say(request, "Срок продлён.")
        return redirect(review_address(submission))
    return form_page(request, submission, "reports/review/extend.html", "Продлить срок", form, asked=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def decline_extension(request, pk):
    """Answer a request for more time with «нет» and why."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    form, asked = DeclineForm(posted_data(request)), asked_extension(submission)
    if asked is None:
        return refuse(request, submission, "Просьбы продлить срок нет: на неё уже ответили.", form=form)
    if form.is_valid():
        if question := _ask(request, submission, "Всё равно ответить", own_only=True):
            return question
        try:
            extensions.decline(submission, by=request.user, **form.cleaned_data)
        except extensions.RequestRefused as refusal:
            return refuse(request, submission, *refusal.args, form=form)
        say(request, f"Ответ отправлен: {submission.label}. Срок не продлён.")
        return redirect(review_address(submission))
    return form_page(request, submission, "reports/review/decline.html", "Не продлевать срок", form, asked=asked)


def asked_extension(submission):
    """The request for more time that waits for an answer, or None. No query where `has_requests` says that there is
    none."""
    if not getattr(submission, "has_requests", True):
        return None
    return next(iter(_open_requests(submission=submission.pk)), None)


@compiled(submission=None)
def _open_requests(submission):
    return ExtensionRequest.objects.open().filter(submission=submission).select_related("by").order_by("pk")


def _a_week_more(submission):
    """A week after today or after the day that holds now, whichever is later."""
    return max(timezone.localdate(), submission.due, submission.period.hard_deadline) + WEEK
