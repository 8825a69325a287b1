"""The pages of one event: its form with the live row, two people at once, deletion and its undo, its history."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import Country
from municipalities.models.list_changes import list_stamp
from reports.actions import events
from reports.models import EventRevision
from reports.pages.access import (
    fetch_event,
    fetch_report_of_form,
    fetch_submission,
    refused,
    say,
    say_with_undo,
)
from reports.pages.addresses import event_address
from reports.pages.forms import VersionForm
from reports.prose.typography import quoted
from reports.queries import event_content
from reports.queries.event_content import rows_of
from reports.queries.reference_lists import reference_lists
from reports.rules.numbering import number_of

from .agreement_forms import AgreementFormSet
from .buttons import rearranged
from .draft_forms import data_of_draft
from .drafts import continued, time_of
from .drawing import notes_html
from .forms import EventForm
from .history import steps_of
from .limits import one_preview
from .page import (
    action_of,
    as_it_is_now,
    deleted_page,
    enter,
    form_page,
    frame,
    live_context,
    read_page,
    rearranged_form,
    refuse_edit,
    saved_already_page,
)
from .parts import Parts
from .saving import RESCUES, add_row, deleted_meanwhile_page, rescue_row, resolve_conflict, save_row

OUT_OF_DATE = "Страница устарела: с тех пор строка изменилась. Посмотрите, как сейчас, и повторите."


# The form


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    """A new event; `?copy=<uid>` begins with the texts of another one, `?draft=<page>` with one's unsaved text.

    `?form=<uid>`: the number of the form, which the page's script puts into its address. Whoever comes back to a form
    that was saved is told so, instead of saving the same event once more.
    """
    standing = enter(request, fetch_report_of_form(request, pk))
    if request.method == "POST":
        return _sent_as_new(standing)
    submission, uid = standing.submission, _number_of_form(request)
    if uid and (saved := submission.events.filter(uid=uid).first()):
        return saved_already_page(standing, saved)
    draft = continued(request, submission)
    if not standing.may_write:
        return refuse_edit(standing, draft and data_of_draft(draft))
    if draft:
        return _continued_page(standing, draft)
    copied = _copied(request)
    form = EventForm(submission=submission, values=copied and _values_to_copy(copied, submission), uid=uid)
    return form_page(standing, form, notice=copied and _copy_notice(copied, submission))


def _number_of_form(request):
    """The number that the address gives the form of a new event; None without one, or for one that is none."""
    try:
        return forms.UUIDField().clean(request.GET.get("form"))
    except ValidationError:
        return None


def _sent_as_new(standing):
    """What was typed about a new event: a button of the form, or saving."""
    if not standing.may_write:
        return refuse_edit(standing)
    data = _rearranged(standing)
    if data is not None:
        return form_page(standing, rearranged_form(standing, data))
    return add_row(standing, standing.request.POST)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uid):
    """The form of an event; for those who may not change it now, the event to read and the reason."""
    event = fetch_event(request, uid)
    standing = enter(request, event.submission)
    if request.method == "POST":
        return _sent(standing, event)
    draft = continued(request, event.submission, event)
    if draft and not standing.may_write:
        return refuse_edit(standing, data_of_draft(draft))
    if event.is_deleted:
        return _lost_row_page(standing, draft, event) if draft else deleted_page(standing, event)
    if not standing.may_write:
        return read_page(standing, event)
    if draft:
        return _continued_page(standing, draft, event)
    values = event_content.values_at_hand(event)
    return form_page(
        standing, EventForm(submission=event.submission, event=event, values=values, version=event.version), event
    )


def _sent(standing, event):
    """What was typed about an event: a button of the form, a decision about another's text, or saving."""
    if not standing.may_write:
        return refuse_edit(standing)
    data = _rearranged(standing)
    if data is not None:
        return form_page(standing, rearranged_form(standing, data, event), event)
    action = action_of(standing.request)
    if action in RESCUES:
        return rescue_row(standing, event, action)
    if action == "resolve":
        return resolve_conflict(standing, event)
    return save_row(standing, event, standing.request.POST)


def _rearranged(standing):
    """The form's data as the pressed button changes them; None when it saves."""
    return rearranged(standing.request.POST, action_of(standing.request), standing.submission.period)


@require_safe
def choices(request, pk):
    """The names that the lines for countries and partners suggest, and a blank document, as JSON: what the page needs
    only when a person comes to it. The browser keeps them as long as the lists stay the same."""
    submission = enter(request, fetch_submission(request, pk)).submission
    stamp = list_stamp()
    tag = quote_etag(f"{stamp[0]}-{stamp[1]}-{submission.municipality_id}")
    lists = reference_lists(stamp)
    answer = JsonResponse(
        {
            "countries": [[country.name, country.code, country.full_name] for country in lists.countries],
            "partners": [[p.name, p.country.name] for p in lists.partners if p.is_confirmed],
            "document": _blank_document(submission),
        },
        headers={"Cache-Control": "private, no-cache", "ETag": tag},
    )
    return get_conditional_response(request, etag=tag, response=answer)


def _blank_document(submission):
    """The controls of one more signed document, with __prefix__ and __number__ in place of its number."""
    row = AgreementFormSet(prefix="agreements", form_kwargs={"period": submission.period}).empty_form
    blank = {"row": row, "note": "", "number": "__number__", "index": "__prefix__", "address": ""}
    return render_to_string("reports/events/agreement.html", blank)


@require_POST
def live(request, pk):
    """What the form would show now, as JSON of HTML pieces; writes nothing. Empty while another one of the same
    person is computed: the page asks again."""
    submission = fetch_report_of_form(request, pk)
    enter(request, submission)
    with one_preview(request.user) as is_free:
        if not is_free:
            return HttpResponse(status=204, headers={"Retry-After": "1"})
        return JsonResponse(_live_parts(request, submission))


def _live_parts(request, submission):
    form = EventForm(request.POST, submission=submission, is_light=True)
    form.is_valid()
    events = rows_of(submission)
    uid = form.cleaned_data.get("uid")
    event = next((event for event in events if event.uid == uid), None)
    parts = Parts(request.user, form, submission, event, is_live=True, events=events)
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


def _continued_page(standing, draft, event=None):
    """The form as it was when its page was lost, bound to the version that the page had read: saving merges it with
    what others have done since, or asks."""
    form = EventForm(data_of_draft(draft), submission=standing.submission, event=event, is_quiet=True)
    notice = f"Вы продолжаете текст от {time_of(draft.saved_at)}. Когда всё готово, сохраните его."
    return form_page(standing, form, event, notice=notice, continues={draft.page: draft.number})


def _lost_row_page(standing, draft, event):
    """What was written about a row that has been deleted since."""
    form = EventForm(data_of_draft(draft), submission=standing.submission, event=event, is_quiet=True)
    return deleted_meanwhile_page(
        standing, event, form, draft.base_version or 1, continues={draft.page: draft.number}, status=200
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


# Deleting and bringing back


@require_POST
def delete(request, uid):
    """Take the row out of the report; the message offers the undo."""
    event = fetch_event(request, uid)
    standing = enter(request, event.submission)
    if not standing.may_write:
        return refuse_edit(standing)
    here = event_address("event", uid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, standing.submission, [OUT_OF_DATE], back=here)
    try:
        events.delete_event(event, base_version=form.cleaned_data["version"], **standing.writer)
    except events.NotEditable:
        return refuse_edit(as_it_is_now(standing))
    except events.StaleEdit:
        reason = "Пока вы смотрели, строку изменили, поэтому она не удалена. Прочитайте её и решите ещё раз."
        return refused(request, standing.submission, [reason], back=here)
    say_with_undo(request, f"Удалено: {quoted(event.name)}.", standing.address("event_undelete", uid))
    return redirect(standing.home)


@require_POST
def undelete(request, uid):
    """Bring a deleted row back as it was."""
    event = fetch_event(request, uid)
    standing = enter(request, event.submission)
    if not standing.may_write:
        return refuse_edit(standing)
    try:
        events.undelete_event(event, **standing.writer)
    except events.ReportFull as full:
        return refuse_edit(standing, full=full)
    except events.NotEditable:
        return refuse_edit(as_it_is_now(standing))
    say(request, f"Возвращено: {quoted(event.name)}.")
    return redirect(standing.home_at(event))


# History


@require_safe
def history(request, uid):
    """Every version of the event: who, when, what changed."""
    event = fetch_event(request, uid)
    standing = enter(request, event.submission)
    revisions = list(event.revisions.select_related("by").order_by("version"))
    return render(
        request,
        "reports/events/history.html",
        {
            **frame(standing, "История строки", "История", event),
            "title": f"История строки «{event.name}», {standing.submission.label}",
            "event": event,
            "steps": steps_of(revisions, dict(Country.objects.values_list("code", "name"))),
            "can_restore": not event.is_deleted and standing.may_write,
        },
    )


@require_POST
def restore(request, uid, version):
    """Give the event the texts of an earlier version, as a new version."""
    event = fetch_event(request, uid)
    standing = enter(request, event.submission)
    if not standing.may_write:
        return refuse_edit(standing)
    back = standing.address("event_history", uid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, standing.submission, [OUT_OF_DATE], back=back)
    if form.cleaned_data["version"] != event.version or event.is_deleted:
        return refused(request, standing.submission, [OUT_OF_DATE], back=back)
    try:
        events.restore_version(event, version=version, base_version=event.version, **standing.writer)
    except EventRevision.DoesNotExist as missing:
        raise Http404 from missing
    except events.ReportFull as full:
        return refused(request, standing.submission, [str(full)], back=back)
    except events.NotEditable:
        return refuse_edit(as_it_is_now(standing))
    except events.StaleEdit:
        return refused(request, standing.submission, [OUT_OF_DATE], back=back)
    except ValidationError as error:  # of a version from before there were limits
        return refused(request, standing.submission, error.messages, back=back)
    say(request, f"Возвращён текст версии {version}. Прежний текст остался в истории.")
    return redirect(standing.address("event", uid))
