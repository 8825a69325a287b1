"""The pages of one event: its form with the live row, two people at once, deletion and its undo, its history."""

import uuid as uuid_module

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator, capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import Country
from reports.actions import events
from reports.actions.workflow import approved_reason, closed_reason
from reports.models import EventRevision, State
from reports.pages.access import (
    FOR_MUNICIPALITY,
    fetch_event,
    fetch_submission,
    for_municipality,
    is_on_behalf,
    refused,
    require,
    say,
    say_with_undo,
    way_on,
)
from reports.pages.forms import VersionForm
from reports.pages.officer.case import deadlines_of, quarter_address
from reports.pages.sheet import printed, row_of
from reports.prose.typography import quoted
from reports.rules.permissions import can_edit_events, can_enter_on_behalf, is_coordinator, is_officer_of

from .draft_forms import data_of_draft, written_pages
from .drafts import close_saved, continued, offers_for_form, pages_of, time_of
from .forms import (
    LABELS,
    ChoiceForm,
    EventForm,
    carries,
    data_of,
    rearranged,
    typed_texts,
    with_values,
)
from .history import in_words, steps_of
from .limits import one_preview
from .parts import Parts, exchange_about, number_of, row_name

OUT_OF_DATE = "Страница устарела: с тех пор строка изменилась. Посмотрите, как сейчас, и повторите."
UNKNOWN_VERSION = "Непонятно, какой текст вы правили: откройте строку заново и перенесите свои слова"
# The keys whose text a person types into one control.
TYPED_KEYS = {*events.TEXTS, *events.LINES, *events.NUMBERS}
OTHER_COUNTRY = '<label class="check"><input type="checkbox" name="countries" value="{}"><span>{}</span></label>'
# What a form may ask of an event that a colleague has deleted meanwhile.
RESCUES = {"undelete_save", "save_as_new"}


# The form


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    """A new event; `?copy=<uid>` begins with the texts of another one, `?draft=<page>` with one's unsaved text."""
    submission = fetch_submission(request, pk)
    _require_role(request.user, submission)
    draft = continued(request, submission) if request.method != "POST" else None
    if not _may_write(request, submission):
        return _refuse(request, submission, draft and data_of_draft(draft))
    if request.method != "POST":
        if draft:
            return _continued_page(request, draft, submission)
        copied = _copied(request)
        form = EventForm(submission=submission, values=copied and _values_to_copy(copied, submission))
        return _form_page(request, form, submission, notice=copied and _copy_notice(copied, submission))
    data = rearranged(request.POST, _action(request), submission.period)
    if data is not None:
        return _form_page(request, _rearranged_form(request, data, submission), submission)
    form = EventForm(request.POST, submission=submission)
    if not form.is_valid():
        return _form_page(request, form, submission)
    return _saving(request, form, submission, None, lambda: _create(request, submission, form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uid):
    """The form of an event; for those who may not change it now, the event to read and the reason."""
    event = fetch_event(request, uid)
    submission = event.submission
    _require_role(request.user, submission)
    if request.method != "POST":
        draft = continued(request, submission, event)
        if draft and not _may_write(request, submission):
            return _refuse(request, submission, data_of_draft(draft))
        if event.is_deleted:
            return _lost_row_page(request, draft, event) if draft else _deleted_page(request, event)
        if not _may_write(request, submission):
            return _read_page(request, event)
        if draft:
            return _continued_page(request, draft, submission, event)
        form = EventForm(submission=submission, event=event, values=events.values_of(event), version=event.version)
        return _form_page(request, form, submission, event)
    if not _may_write(request, submission):
        return _refuse(request, submission)
    action = _action(request)
    data = rearranged(request.POST, action, submission.period)
    if data is not None:
        return _form_page(request, _rearranged_form(request, data, submission, event), submission, event)
    if action in RESCUES:
        return _rescue(request, event, action)
    if action == "resolve":
        return _resolve(request, event)
    return _save(request, event, request.POST)


@require_POST
def live(request, pk):
    """What the form would show now, as JSON of HTML pieces; writes nothing. Empty while another one of the same
    person is computed: the page asks again."""
    submission = fetch_submission(request, pk)
    _require_role(request.user, submission)
    with one_preview(request.user) as is_free:
        if not is_free:
            return HttpResponse(status=204, headers={"Retry-After": "1"})
        return JsonResponse(_live_parts(request, submission))


def _live_parts(request, submission):
    form = EventForm(request.POST, submission=submission)
    form.is_valid()
    event = submission.events.filter(uid=form.cleaned_data.get("uid")).first()
    parts = Parts(request.user, form, submission, event, is_live=True)
    pieces = _live_context(parts)
    return {
        "period": _notes_html(parts.notes("period_text")),
        "place": _notes_html(parts.notes("place_text")),
        "row": render_to_string("reports/events/row.html", pieces),
        "findings": render_to_string("reports/events/findings.html", pieces),
        "notes": {name: _notes_html(parts.notes(name)) for name in form.fields if name not in {"uid", "version"}},
        "append": form.append_notes(),
        "is_outside": parts.is_outside,
        "asks_confirming": parts.asks_confirming,
    }


def _save(request, event, data):
    form = EventForm(data, submission=event.submission, event=event)
    if not form.is_valid():
        return _form_page(request, form, event.submission, event)
    return _saving(
        request,
        form,
        event.submission,
        event,
        lambda: events.save_event(
            event,
            values=form.values(),
            base_version=form.cleaned_data["version"],
            confirm_pins=form.cleaned_data["confirm_pins"],
            **_writer(request, event.submission),
        ),
    )


def _create(request, submission, form):
    """Add the event. A second sending of the same form changes nothing; other words under its number come from a
    window that has not seen the first ones (a tab that was duplicated), so they are compared and asked about."""
    try:
        return events.create_event(
            submission, values=form.values(), uid=form.cleaned_data.get("uid"), **_writer(request, submission)
        )
    except events.AlreadyCreated as known:
        unread = {"base_version": events.UNREAD, **_writer(request, submission)}
        return events.save_event(known.event, values=form.values(), **unread)


def _saving(request, form, submission, event, write):
    """Write by calling `write()` and go on; or the page that tells what came between, with nothing lost."""
    try:
        saved = write()
    except events.ReportFull as full:
        form.add_error(None, str(full))
        return _form_page(request, form, submission, event)
    except events.NotEditable:
        return _refuse(request, fetch_submission(request, submission.pk))
    except events.StaleEdit as stale:
        base = form.cleaned_data.get("version") or 1
        return _stale_page(request, stale, submission, form, base)
    except EventRevision.DoesNotExist:
        form.add_error(None, UNKNOWN_VERSION)
        return _form_page(request, form, submission, event)
    except ValidationError as error:
        form.add_errors_of(error)
        return _form_page(request, form, submission, event)
    close_saved(request, saved)
    say(request, f"Сохранено: {quoted(saved.name)}.")
    if _action(request) == "save_add":
        return redirect(_address(request, submission, "event_add", submission.pk))
    return redirect(_home(request, submission))


def _continued_page(request, draft, submission, event=None):
    """The form as it was when its page was lost, bound to the version that the page had read: saving merges it with
    what others have done since, or asks."""
    form = EventForm(data_of_draft(draft), submission=submission, event=event, is_quiet=True)
    notice = f"Вы продолжаете текст от {time_of(draft.saved_at)}. Когда всё готово, сохраните его."
    return _form_page(request, form, submission, event, notice=notice, continues={draft.page: draft.number})


def _lost_row_page(request, draft, event):
    """What was written about a row that has been deleted since."""
    form = EventForm(data_of_draft(draft), submission=event.submission, event=event, is_quiet=True)
    return _deleted_meanwhile_page(
        request, event, form, draft.base_version or 1, continues={draft.page: draft.number}, status=200
    )


def _form_page(request, form, submission, event=None, *, notice="", continues=None):
    """`continues`: {page: number} of the drafts whose unsaved text the form shows."""
    continues = {**(continues or {}), **pages_of(request)}
    parts = Parts(request.user, form, submission, event)
    shown_countries, others = form.country_groups()
    errors = form.summary() if form.is_bound else []
    heading = f"Мероприятие, {row_name(parts.number)}" if event else "Новое мероприятие"
    page = _page(request, submission, heading, capfirst(row_name(parts.number)) if event else "Новая строка")
    return render(
        request,
        "reports/events/form.html",
        {
            **page,
            "title": f"Ошибка: {page['title']}" if errors else page["title"],
            "form": form,
            "event": event,
            "errors": errors,
            "notice": notice,
            "address": _address(request, submission, "event", event.uid)
            if event
            else _address(request, submission, "event_add", submission.pk),
            "fields": parts.fields(),
            "agreements": list(zip(form.agreements.forms, form.append_notes(), strict=True)),
            "agreement_errors": form.agreements.non_form_errors(),
            "partner_groups": form.partner_groups(),
            "countries": shown_countries,
            # Made here and not in the template: there are a few hundred.
            "other_countries": format_html_join("", OTHER_COUNTRY, ((code, name) for code, name, *_ in others)),
            "period_pinned": bool(form.values()["period_pin"] or _has_errors(form, "pin_start", "pin_end")),
            "place_pinned": bool(form.values()["place_pin"] or _has_errors(form, "pin_format", "pin_locality")),
            "asks_reason": bool(parts.is_outside or form.values()["window_reason"] or form.errors.get("window_reason")),
            "has_note": bool(form.values()["note"] or form.errors.get("note")),
            "is_pinned": bool(form.values()["period_pin"] or form.values()["place_pin"]),
            "asks_confirming": bool(parts.asks_confirming or form["confirm_pins"].value()),
            "remarks": parts.remarks,
            # What a rearranged or refused form holds is not saved yet; leaving the page asks.
            "is_unsaved": form.is_bound,
            "draft_page": uuid_module.uuid4(),
            "draft_continues": written_pages(continues),
            "offers": offers_for_form(request, submission, event, without=continues),
            **_live_context(parts),
        },
    )


def _rearranged_form(request, data, submission, event=None):
    return EventForm(data, submission=submission, event=event, is_quiet=_action(request) != "show")


def _live_context(parts):
    return {
        "heading_row": parts.heading,
        "rows": parts.rows(),
        "checks": parts.checks(),
        "still_empty": parts.still_empty,
        "number": parts.number,
    }


def _notes_html(notes):
    return render_to_string("reports/events/notes.html", {"notes": notes})


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
    values = {**events.values_of(event), "agreements": [], "window_reason": "", "note": ""}
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


def _stale_page(request, stale, submission, form, base):
    """Somebody was faster: deleted it, or changed the same fields."""
    event = fetch_event(request, stale.event.uid)
    if event.is_deleted:
        return _deleted_meanwhile_page(request, event, form, base)
    # The version against which the rest was merged, so that a third person's change comes up at the next save.
    revision = event.revisions.select_related("by").get(version=stale.event.version)
    return _conflict_page(request, event, revision, stale.conflicts, mine=stale.values)


def _resolve(request, event):
    """The person has chosen between two texts; the rest goes the way of every save."""
    choice = ChoiceForm(request.POST)
    version = VersionForm(request.POST)
    if not version.is_valid():
        return _save(request, event, request.POST)  # says that the version is missing
    revision = event.revisions.select_related("by").filter(version=version.cleaned_data["version"]).first()
    if revision is None:
        raise Http404
    if not choice.is_valid():
        mine = EventForm(request.POST, submission=event.submission, event=event).values()
        return _conflict_page(request, event, revision, choice.keys, mine=mine, is_again=True)
    return _save(request, event, with_values(request.POST, {key: revision.full_content[key] for key in choice.theirs}))


def _conflict_page(request, event, revision, keys, *, mine, is_again=False):
    """Both texts of each field side by side, theirs as in the revision; the other fields travel along unseen."""
    country_names = dict(Country.objects.values_list("code", "name"))
    conflicts = [
        {
            "key": key,
            "label": label,
            "theirs": in_words(key, revision.full_content[key], country_names),
            "mine": in_words(key, _with_new_partners(mine)[key], country_names),
            # Texts may be mended on the spot; lists and pins are taken whole.
            "text": ("" if mine[key] is None else str(mine[key])) if key in TYPED_KEYS else None,
            "is_line": key not in events.TEXTS,
        }
        for key, label in LABELS.items()
        if key in keys
    ]
    typed = [key for key in keys if key in TYPED_KEYS]
    heading = "Строка уже изменилась"
    return render(
        request,
        "reports/events/conflict.html",
        {
            **_page(request, event.submission, heading, "Два текста"),
            "event": event,
            "conflicts": conflicts,
            "revision": revision,
            "is_own": revision.by == request.user,
            "hidden": [*_pages(request), *((n, value) for n, value in data_of(mine) if not carries(n, typed))],
            "is_again": is_again,
        },
        status=409,
    )


def _pages(request, continues=None):
    """Hidden controls by which saving will know the draft of this text."""
    return [("draft_continues", written_pages(continues or pages_of(request)))]


def _with_new_partners(values):
    """The values with the partners that were typed among those chosen, for reading."""
    typed = [[None, name] for name, _ in values.get("new_partners", [])]
    return {**values, "partners": [*values["partners"], *typed]}


def _deleted_meanwhile_page(request, event, form, base, *, continues=None, status=409):
    """The event was deleted while the person wrote: bring it back with the text, or keep the text as a new row."""
    heading = "Строку удалили, пока вы писали"
    return render(
        request,
        "reports/events/deleted_meanwhile.html",
        {
            **_page(request, event.submission, heading, "Строка удалена"),
            "event": event,
            "deleted_by": event.deleted_by,
            "texts": typed_texts(form.data),
            "version": base,
            "new_uid": uuid_module.uuid4(),
            "hidden": [*_pages(request, continues), *data_of(form.values())],
        },
        status=status,
    )


def _rescue(request, event, action):
    """Save what was typed about an event that is deleted: over it, brought back, or as a new one."""
    submission = event.submission
    if action == "save_as_new":
        form = EventForm(request.POST, submission=submission)
        if not form.is_valid():
            return _form_page(request, form, submission)
        return _saving(request, form, submission, None, lambda: _create(request, submission, form))
    try:
        events.undelete_event(event, **_writer(request, submission))
    except events.ReportFull as full:
        return _refuse(request, submission, full=full)
    except events.NotEditable:
        return _refuse(request, submission)
    return _save(request, fetch_event(request, event.uid), request.POST)


# Deleting and bringing back


@require_POST
def delete(request, uid):
    """Take the row out of the report; the message offers the undo."""
    event = fetch_event(request, uid)
    submission = event.submission
    _require_role(request.user, submission)
    if not _may_write(request, submission):
        return _refuse(request, submission)
    here = reverse("event", args=[uid])
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=here)
    try:
        events.delete_event(event, base_version=form.cleaned_data["version"], **_writer(request, submission))
    except events.NotEditable:
        return _refuse(request, fetch_submission(request, submission.pk))
    except events.StaleEdit:
        reason = "Пока вы смотрели, строку изменили, поэтому она не удалена. Прочитайте её и решите ещё раз."
        return refused(request, submission, [reason], back=here)
    say_with_undo(
        request, f"Удалено: {quoted(event.name)}.", _address(request, submission, "event_undelete", event.uid)
    )
    return redirect(_home(request, submission))


@require_POST
def undelete(request, uid):
    """Bring a deleted row back as it was."""
    event = fetch_event(request, uid)
    submission = event.submission
    _require_role(request.user, submission)
    if not _may_write(request, submission):
        return _refuse(request, submission)
    try:
        events.undelete_event(event, **_writer(request, submission))
    except events.ReportFull as full:
        return _refuse(request, submission, full=full)
    except events.NotEditable:
        return _refuse(request, fetch_submission(request, submission.pk))
    say(request, f"Возвращено: {quoted(event.name)}.")
    return redirect(_home(request, submission))


# History


@require_safe
def history(request, uid):
    """Every version of the event: who, when, what changed."""
    event = fetch_event(request, uid)
    submission = event.submission
    _require_role(request.user, submission)
    revisions = list(event.revisions.select_related("by").order_by("version"))
    return render(
        request,
        "reports/events/history.html",
        {
            **_page(request, submission, "История строки", "История", event),
            "title": f"История строки «{event.name}», {submission.label}",
            "event": event,
            "steps": steps_of(revisions, dict(Country.objects.values_list("code", "name"))),
            "can_restore": not event.is_deleted and _may_write(request, submission),
        },
    )


@require_POST
def restore(request, uid, version):
    """Give the event the texts of an earlier version, as a new version."""
    event = fetch_event(request, uid)
    submission = event.submission
    _require_role(request.user, submission)
    if not _may_write(request, submission):
        return _refuse(request, submission)
    back = _address(request, submission, "event_history", uid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=back)
    if form.cleaned_data["version"] != event.version or event.is_deleted:
        return refused(request, submission, [OUT_OF_DATE], back=back)
    try:
        events.restore_version(event, version=version, base_version=event.version, **_writer(request, submission))
    except EventRevision.DoesNotExist as missing:
        raise Http404 from missing
    except events.NotEditable:
        return _refuse(request, fetch_submission(request, submission.pk))
    except events.StaleEdit:
        return refused(request, submission, [OUT_OF_DATE], back=back)
    except ValidationError as error:  # of a version from before there were limits
        return refused(request, submission, error.messages, back=back)
    say(request, f"Возвращён текст версии {version}. Прежний текст остался в истории.")
    return redirect(_address(request, submission, "event", uid))


# Who may not, and why


def _require_role(user, submission):
    require(is_officer_of(user, submission) or is_coordinator(user))


def _is_on_behalf(request, submission):
    return is_on_behalf(request) and can_enter_on_behalf(request.user, submission)


def _may_write(request, submission):
    return can_edit_events(request.user, submission) or _is_on_behalf(request, submission)


def _writer(request, submission):
    """Who writes, and for whom, as the functions of editing take it."""
    return {"by": request.user, "on_behalf": _is_on_behalf(request, submission)}


def _refuse(request, submission, data=None, *, full=None):
    """The kind page for a report that cannot be changed now; what was typed (`data`) is shown, to be copied. `full`:
    the ReportFull, where that is the reason."""
    texts = typed_texts(request.POST if data is None else data)
    reason = str(full) if full else why_not_editable(request.user, submission)
    if not texts:
        return refused(request, submission, [reason], back=home_of(request.user, submission))
    return render(
        request,
        "reports/events/typed.html",
        {
            **_page(request, submission, "Не сохранено", "Не сохранено"),
            "reason": reason,
            "texts": texts,
            "way": way_on(request.user, submission),
            "back": home_of(request.user, submission),
        },
        status=409,
    )


def why_not_editable(user, submission):
    """Why the person cannot change the report now, and how to go on."""
    if submission.state == State.APPROVED:
        return approved_reason(user)
    if is_coordinator(user):
        if submission.is_nil:
            return "Отчёт сдан как «нет мероприятий». Верните его на доработку, и мероприятия можно будет внести."
        return (
            "Отчёт сейчас у исполнителя: править его слова можно, когда он сдан на проверку. Если исполнитель не может "
            "внести их сам, откройте отчёт и нажмите «Внести за муниципалитет»."
        )
    if submission.state == State.SUBMITTED:
        return (
            "Отчёт на проверке у координатора. Чтобы исправить строку, отзовите отчёт, "
            "если решения ещё нет, или попросите вернуть его на доработку."
        )
    return closed_reason(submission)


def _read_page(request, event):
    submission, number = event.submission, number_of(event)
    return render(
        request,
        "reports/events/read.html",
        {
            **_page(request, submission, _short(event.name), capfirst(row_name(number))),
            "event": event,
            "row": printed(row_of(event), number, event),
            "reason": why_not_editable(request.user, submission),
            "deadlines": "" if is_coordinator(request.user) else deadlines_of(submission),
            "way": way_on(request.user, submission),
            "remarks": exchange_about(submission, event, event.remarks),
            "offers": offers_for_form(request, submission, event),
            "back": home_of(request.user, submission),
        },
    )


def _deleted_page(request, event):
    return render(
        request,
        "reports/events/deleted.html",
        {
            **_page(request, event.submission, "Строка удалена", "Строка удалена"),
            "event": event,
            "row": printed(row_of(event), None, event),
            "quoted": quoted(event.name),
            "deleted_by": event.deleted_by,
            "can_undelete": _may_write(request, event.submission),
            "offers": offers_for_form(request, event.submission, event),
            "back": _home(request, event.submission),
        },
    )


# What several pages need


def _home(request, submission):
    if _is_on_behalf(request, submission):
        return reverse("on_behalf", args=[submission.pk])
    return home_of(request.user, submission)


def _address(request, submission, name, key):
    """The address of a route of the event's pages, on behalf where this page is."""
    address = reverse(name, args=[key])
    return for_municipality(address) if _is_on_behalf(request, submission) else address


def home_of(user, submission):
    """Where the person works with this report: the officer's quarter, the coordinator's review."""
    return reverse("review", args=[submission.pk]) if is_coordinator(user) else quarter_address(submission)


def _page(request, submission, heading, last_crumb, event=None):
    """Title, place in the navigation and crumbs."""
    period, home = submission.period, _home(request, submission)
    if is_coordinator(request.user):
        crumbs = [(reverse("board", args=[period.year, period.quarter]), str(period)), (home, submission.label)]
    else:
        crumbs = [(reverse("my_reports"), "Кварталы"), (home, str(period))]
        crumbs.append((reverse("report", args=[submission.pk]), submission.label))
    if event is not None:
        crumbs.append((_address(request, submission, "event", event.uid), "Строка"))
    return {
        "title": f"{heading}, {submission.label}",
        "heading": heading,
        "section": "board" if is_coordinator(request.user) else "report",
        "crumbs": [*crumbs, ("", last_crumb)],
        "submission": submission,
        "home": home,
        "for_whom": FOR_MUNICIPALITY if _is_on_behalf(request, submission) else "",
        "is_officer": not is_coordinator(request.user),
    }


def _action(request):
    """Which button was pressed; none at all is saving."""
    return request.POST.get("action", "save")


def _has_errors(form, *names):
    return any(form.errors.get(name) for name in names)


def _short(name):
    return Truncator(name).chars(90)
