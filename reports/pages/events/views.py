"""The pages of one event: its form with the live row, two people at once, deletion and its undo, its history."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import Country
from reports.actions import events
from reports.models import EventRevision
from reports.pages.access import (
    fetch_event,
    fetch_submission,
    refused,
    say,
    say_with_undo,
)
from reports.pages.forms import VersionForm
from reports.prose.typography import quoted
from reports.queries import event_content
from reports.rules.numbering import number_of

from .buttons import rearranged
from .draft_forms import data_of_draft
from .drafts import continued, time_of
from .forms import EventForm
from .history import steps_of
from .limits import one_preview
from .page import (
    action_of,
    address_here,
    deleted_page,
    form_page,
    frame,
    home_here,
    live_context,
    may_write,
    notes_html,
    read_page,
    rearranged_form,
    refuse_edit,
    require_role,
    writer_of,
)
from .parts import Parts
from .saving import RESCUES, create_row, deleted_meanwhile_page, rescue_row, resolve_conflict, save_row, saved_or_asked

OUT_OF_DATE = "Страница устарела: с тех пор строка изменилась. Посмотрите, как сейчас, и повторите."


# The form


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    """A new event; `?copy=<uid>` begins with the texts of another one, `?draft=<page>` with one's unsaved text."""
    submission = fetch_submission(request, pk)
    require_role(request.user, submission)
    draft = continued(request, submission) if request.method != "POST" else None
    if not may_write(request, submission):
        return refuse_edit(request, submission, draft and data_of_draft(draft))
    if request.method != "POST":
        if draft:
            return _continued_page(request, draft, submission)
        copied = _copied(request)
        form = EventForm(submission=submission, values=copied and _values_to_copy(copied, submission))
        return form_page(request, form, submission, notice=copied and _copy_notice(copied, submission))
    data = rearranged(request.POST, action_of(request), submission.period)
    if data is not None:
        return form_page(request, rearranged_form(request, data, submission), submission)
    form = EventForm(request.POST, submission=submission)
    if not form.is_valid():
        return form_page(request, form, submission)
    return saved_or_asked(request, form, submission, None, lambda: create_row(request, submission, form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uid):
    """The form of an event; for those who may not change it now, the event to read and the reason."""
    event = fetch_event(request, uid)
    submission = event.submission
    require_role(request.user, submission)
    if request.method != "POST":
        draft = continued(request, submission, event)
        if draft and not may_write(request, submission):
            return refuse_edit(request, submission, data_of_draft(draft))
        if event.is_deleted:
            return _lost_row_page(request, draft, event) if draft else deleted_page(request, event)
        if not may_write(request, submission):
            return read_page(request, event)
        if draft:
            return _continued_page(request, draft, submission, event)
        form = EventForm(
            submission=submission, event=event, values=event_content.values_of(event), version=event.version
        )
        return form_page(request, form, submission, event)
    if not may_write(request, submission):
        return refuse_edit(request, submission)
    action = action_of(request)
    data = rearranged(request.POST, action, submission.period)
    if data is not None:
        return form_page(request, rearranged_form(request, data, submission, event), submission, event)
    if action in RESCUES:
        return rescue_row(request, event, action)
    if action == "resolve":
        return resolve_conflict(request, event)
    return save_row(request, event, request.POST)


@require_POST
def live(request, pk):
    """What the form would show now, as JSON of HTML pieces; writes nothing. Empty while another one of the same
    person is computed: the page asks again."""
    submission = fetch_submission(request, pk)
    require_role(request.user, submission)
    with one_preview(request.user) as is_free:
        if not is_free:
            return HttpResponse(status=204, headers={"Retry-After": "1"})
        return JsonResponse(_live_parts(request, submission))


def _live_parts(request, submission):
    form = EventForm(request.POST, submission=submission)
    form.is_valid()
    event = submission.events.filter(uid=form.cleaned_data.get("uid")).first()
    parts = Parts(request.user, form, submission, event, is_live=True)
    pieces = live_context(parts)
    return {
        "period": notes_html(parts.notes("period_text")),
        "place": notes_html(parts.notes("place_text")),
        "row": render_to_string("reports/events/row.html", pieces),
        "findings": render_to_string("reports/events/findings.html", pieces),
        "notes": {name: notes_html(parts.notes(name)) for name in form.fields if name not in {"uid", "version"}},
        "append": form.append_notes(),
        "is_outside": parts.is_outside,
        "asks_confirming": parts.asks_confirming,
    }


def _continued_page(request, draft, submission, event=None):
    """The form as it was when its page was lost, bound to the version that the page had read: saving merges it with
    what others have done since, or asks."""
    form = EventForm(data_of_draft(draft), submission=submission, event=event, is_quiet=True)
    notice = f"Вы продолжаете текст от {time_of(draft.saved_at)}. Когда всё готово, сохраните его."
    return form_page(request, form, submission, event, notice=notice, continues={draft.page: draft.number})


def _lost_row_page(request, draft, event):
    """What was written about a row that has been deleted since."""
    form = EventForm(data_of_draft(draft), submission=event.submission, event=event, is_quiet=True)
    return deleted_meanwhile_page(
        request, event, form, draft.base_version or 1, continues={draft.page: draft.number}, status=200
    )


# Copies


def _copied(request):
    """The event to begin with, if the address names one. Raises Http404."""
    if "copy" not in request.GET:
        return None
    try:
        uid = forms.UUIDField().clean(request.GET["copy"])
    except ValidationError as rubbish:
        raise Http404 from rubbish
    return fetch_event(request, uid)


def _values_to_copy(event, submission):
    """Signed documents, the reason of the window and the note belong to the one event alone. A partner proposed for
    another municipality is proposed again, by its name."""
    values = {**event_content.values_of(event), "agreements": [], "window_reason": "", "note": ""}
    if event.submission.municipality_id != submission.municipality_id:
        proposed = event.partners.filter(is_confirmed=False)
        values["new_partners"] = [[partner.name, partner.country_id] for partner in proposed]
    return values


def _copy_notice(copied, submission):
    if copied.submission_id != submission.pk:
        return f"Копия мероприятия из другого отчёта ({copied.submission.period}): измените что нужно."
    number = number_of(copied)
    which = number or quoted(copied.name)
    return f"Копия строки {which}: измените что нужно."


# Two people at once


# Deleting and bringing back


@require_POST
def delete(request, uid):
    """Take the row out of the report; the message offers the undo."""
    event = fetch_event(request, uid)
    submission = event.submission
    require_role(request.user, submission)
    if not may_write(request, submission):
        return refuse_edit(request, submission)
    here = reverse("event", args=[uid])
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=here)
    try:
        events.delete_event(event, base_version=form.cleaned_data["version"], **writer_of(request, submission))
    except events.NotEditable:
        return refuse_edit(request, fetch_submission(request, submission.pk))
    except events.StaleEdit:
        reason = "Пока вы смотрели, строку изменили, поэтому она не удалена. Прочитайте её и решите ещё раз."
        return refused(request, submission, [reason], back=here)
    say_with_undo(
        request, f"Удалено: {quoted(event.name)}.", address_here(request, submission, "event_undelete", event.uid)
    )
    return redirect(home_here(request, submission))


@require_POST
def undelete(request, uid):
    """Bring a deleted row back as it was."""
    event = fetch_event(request, uid)
    submission = event.submission
    require_role(request.user, submission)
    if not may_write(request, submission):
        return refuse_edit(request, submission)
    try:
        events.undelete_event(event, **writer_of(request, submission))
    except events.ReportFull as full:
        return refuse_edit(request, submission, full=full)
    except events.NotEditable:
        return refuse_edit(request, fetch_submission(request, submission.pk))
    say(request, f"Возвращено: {quoted(event.name)}.")
    return redirect(home_here(request, submission))


# History


@require_safe
def history(request, uid):
    """Every version of the event: who, when, what changed."""
    event = fetch_event(request, uid)
    submission = event.submission
    require_role(request.user, submission)
    revisions = list(event.revisions.select_related("by").order_by("version"))
    return render(
        request,
        "reports/events/history.html",
        {
            **frame(request, submission, "История строки", "История", event),
            "title": f"История строки «{event.name}», {submission.label}",
            "event": event,
            "steps": steps_of(revisions, dict(Country.objects.values_list("code", "name"))),
            "can_restore": not event.is_deleted and may_write(request, submission),
        },
    )


@require_POST
def restore(request, uid, version):
    """Give the event the texts of an earlier version, as a new version."""
    event = fetch_event(request, uid)
    submission = event.submission
    require_role(request.user, submission)
    if not may_write(request, submission):
        return refuse_edit(request, submission)
    back = address_here(request, submission, "event_history", uid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=back)
    if form.cleaned_data["version"] != event.version or event.is_deleted:
        return refused(request, submission, [OUT_OF_DATE], back=back)
    try:
        events.restore_version(event, version=version, base_version=event.version, **writer_of(request, submission))
    except EventRevision.DoesNotExist as missing:
        raise Http404 from missing
    except events.ReportFull as full:
        return refused(request, submission, [str(full)], back=back)
    except events.NotEditable:
        return refuse_edit(request, fetch_submission(request, submission.pk))
    except events.StaleEdit:
        return refused(request, submission, [OUT_OF_DATE], back=back)
    except ValidationError as error:  # of a version from before there were limits
        return refused(request, submission, error.messages, back=back)
    say(request, f"Возвращён текст версии {version}. Прежний текст остался в истории.")
    return redirect(address_here(request, submission, "event", uid))


# Who may not, and why


# What several pages need
