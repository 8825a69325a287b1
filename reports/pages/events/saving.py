"""Saving a row: two people at once, and a row that was deleted meanwhile."""

import uuid as uuid_module

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from municipalities.models import Country
from reports.actions import event_values, events, expected
from reports.models import EventRevision
from reports.pages.access import fetch_event, say
from reports.pages.forms import VersionForm
from reports.pages.standing import stand
from reports.prose.typography import quoted
from reports.rules import event_fields
from reports.rules.event_fields import LABELS

from .data import control_carries, data_of, typed_texts, with_values
from .draft_forms import written_pages
from .drafts import close_saved, pages_of
from .forms import ChoiceForm, EventForm
from .history import in_words
from .page import action_of, as_it_is_now, form_page, frame, refuse_edit
from .parts import SAVE_CHECKED

UNKNOWN_VERSION = "Непонятно, какой текст вы правили: откройте строку заново и перенесите свои слова"

# The keys whose text a person types into one control.
TYPED_KEYS = {*event_fields.TEXTS, *event_fields.LINES, *event_fields.NUMBERS}

SAVE_TWIN = "save_twin"  # the same once more, on purpose

# What a form may ask of an event that a colleague has deleted meanwhile.
RESCUES = {"undelete_save", "save_as_new"}


def save_row(standing, event, data):
    """Save the form of a row, or show what is wrong with it."""
    form = EventForm(data, submission=standing.submission, event=event)
    if not form.is_valid():
        return form_page(standing, form, event)
    return saved_or_asked(
        standing,
        form,
        event,
        lambda: _save(standing, event, form),
    )


def _save(standing, event, form):
    """Save, and where the person says so, count a taken row as looked at."""
    saved = events.save_event(
        event,
        values=form.values(),
        base_version=form.cleaned_data["version"],
        confirm_pins=form.cleaned_data["confirm_pins"],
        **standing.writer,
    )
    if action_of(standing.request) == SAVE_CHECKED:
        expected.mark_checked(saved, **standing.writer)
    return saved


def add_row(standing, data):
    """Save the form of a new row, or show what is wrong with it."""
    form = EventForm(data, submission=standing.submission)
    if not form.is_valid():
        return form_page(standing, form)
    return saved_or_asked(standing, form, None, lambda: _create_row(standing, form))


def _create_row(standing, form):
    """Add the event. A second sending of the same form changes nothing. Other words under its number come from a window
    that has not seen the first ones (a duplicated tab), so the person is shown both and asked."""
    try:
        new = {"values": form.values(), "uid": form.cleaned_data.get("uid")}
        asks = action_of(standing.request) != SAVE_TWIN
        return events.create_event(standing.submission, **new, asks_about_twin=asks, **standing.writer)
    except events.AlreadyCreated as known:
        return events.save_event(known.event, values=form.values(), base_version=event_values.UNREAD, **standing.writer)


def saved_or_asked(standing, form, event, write):
    """Write by calling `write()` and go on; or the page that tells what came between, with nothing lost."""
    try:
        saved = write()
    except events.ReportFull as full:
        form.add_error(None, str(full))
        return form_page(standing, form, event)
    except events.NotEditable:
        return refuse_edit(as_it_is_now(standing))
    except events.TwinFound as found:
        return form_page(standing, form, twin=found.event)
    except events.StaleEdit as stale:
        base = form.cleaned_data.get("version") or 1
        return _stale_page(standing, stale, form, base)
    except EventRevision.DoesNotExist:
        form.add_error(None, UNKNOWN_VERSION)
        return form_page(standing, form, event)
    except ValidationError as error:
        form.add_errors_of(error)
        return form_page(standing, form, event)
    close_saved(standing.request, saved)
    notes = [f" {note}." for name in event_fields.NUMBERS if (note := form.inexact_note(name))]
    say(standing.request, f"Сохранено: {quoted(saved.name)}.{''.join(notes)}")
    return redirect(_next_page(standing, saved))


def _next_page(standing, saved):
    """Where the pressed button leads after saving: an empty form, a copy of what was saved, or the report."""
    action, another = action_of(standing.request), standing.address("event_add", standing.submission.pk)
    if action == "save_add":
        return another
    if action == "save_copy":
        return f"{another}{'&' if '?' in another else '?'}copy={saved.uid}"
    return standing.home_at(saved)


def _stale_page(standing, stale, form, base):
    """Somebody was faster: deleted it, or changed the same fields."""
    event = fetch_event(standing.request, stale.event.uid)
    standing = stand(standing.request, event.submission)
    if event.is_deleted:
        return deleted_meanwhile_page(standing, event, form, base)
    # The version against which the rest was merged, so that a third person's change comes up at the next save.
    revision = event.revisions.select_related("by").get(version=stale.event.version)
    return _conflict_page(standing, event, revision, stale.conflicts, mine=stale.values)


def resolve_conflict(standing, event):
    """The person has chosen between two texts; the rest goes the way of every save."""
    data = standing.request.POST
    choice, version = ChoiceForm(data), VersionForm(data)
    if not version.is_valid():
        return save_row(standing, event, data)  # says that the version is missing
    revision = event.revisions.select_related("by").filter(version=version.cleaned_data["version"]).first()
    if revision is None:
        raise Http404
    if not choice.is_valid():
        mine = EventForm(data, submission=standing.submission, event=event).values()
        return _conflict_page(standing, event, revision, choice.keys, mine=mine, is_again=True)
    theirs = {key: revision.full_content[key] for key in choice.theirs}
    return save_row(standing, event, with_values(data, theirs))


def _conflict_page(standing, event, revision, keys, *, mine, is_again=False):
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
            "is_line": key not in event_fields.TEXTS,
        }
        for key, label in LABELS.items()
        if key in keys
    ]
    typed = [key for key in keys if key in TYPED_KEYS]
    heading = "Строка уже изменилась"
    return render(
        standing.request,
        "reports/events/conflict.html",
        {
            **frame(standing, heading, "Два текста"),
            "event": event,
            "conflicts": conflicts,
            "revision": revision,
            "is_own": revision.by == standing.person,
            "hidden": [
                *_pages(standing.request),
                *((n, value) for n, value in data_of(mine) if not control_carries(n, typed)),
            ],
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


def deleted_meanwhile_page(standing, event, form, base, *, continues=None, status=409):
    """The event was deleted while the person wrote: bring it back with the text, or keep the text as a new row."""
    heading = "Строку удалили, пока вы писали"
    return render(
        standing.request,
        "reports/events/deleted_meanwhile.html",
        {
            **frame(standing, heading, "Строка удалена"),
            "event": event,
            "deleted_by": event.deleted_by,
            "texts": typed_texts(form.data),
            "version": base,
            "new_uid": uuid_module.uuid4(),
            "hidden": [*_pages(standing.request, continues), *data_of(form.values())],
        },
        status=status,
    )


def rescue_row(standing, event, action):
    """Save what was typed about a deleted event: into the restored one or as a new one."""
    request = standing.request
    if action == "save_as_new":
        return add_row(standing, request.POST)
    try:
        events.undelete_event(event, **standing.writer)
    except events.ReportFull as full:
        return refuse_edit(standing, full=full)
    except events.NotEditable:
        return refuse_edit(standing)
    event = fetch_event(request, event.uid)
    return save_row(stand(request, event.submission), event, request.POST)
