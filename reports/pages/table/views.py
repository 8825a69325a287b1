"""«Таблица»: cells that are typed in, each saved as it is left by the same function as the form's fields.

Without JavaScript the page is the table to read, and each row leads to its form.
"""

import uuid as uuid_module

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from reports.actions import event_values, events
from reports.models import Event, EventRevision
from reports.pages.access import fetch_event, fetch_submission, refused_to_write
from reports.pages.addresses import event_address
from reports.pages.forms import key_of
from reports.pages.standing import stand
from reports.rules.event_fields import PRINTED, PRINTED_FIELDS, SHORT_LABELS
from reports.rules.findings import check_event, check_report, for_checking
from reports.rules.numbering import row_numbers
from reports.rules.permissions import can_edit_events
from reports.rules.refusals import why_not

GONE = "Строку тем временем удалили. Скопируйте свой текст, а строку верните на странице отчёта."
NO_NAME = "Сначала напишите наименование: без него строки нет."


@require_safe
def table(request, pk):
    """All rows of the report, cell by cell."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    rows = for_checking(standing.submission.events)
    numbers = row_numbers(rows)
    asked = {}
    for finding in check_report(rows, standing.submission.period):
        asked.setdefault(finding.event.pk, []).append(_asked(finding))
    return render(
        request,
        "reports/table/page.html",
        {
            "title": f"Таблица, {standing.submission.label}",
            "section": standing.section,
            "crumbs": standing.crumbs("Таблица"),
            "submission": standing.submission,
            "for_whom": standing.for_whom,
            "rows": [(numbers[one.pk], one, _cells(one), asked.get(one.pk, [])) for one in rows],
            "empty": _cells(None),
            "new_uid": uuid_module.uuid4(),
            "back": standing.home,
        },
    )


def _cells(event):
    """(field's name, its label, the text) of each printed column."""
    return [(field.name, field.label, getattr(event, field.name) if event else "") for field in PRINTED_FIELDS]


def _asked(finding):
    return f"{finding.label}: {finding.text}"


@require_POST
def save_cells(request, uid):
    """Save what was typed into cells of a row that was read at `version`; the answer is JSON.

    200: the row as it is now. 409 with `conflicts`: cells that somebody else has changed too, with their texts; nothing
    was saved. 409 with `error`: why nothing can be saved.
    """
    event = fetch_event(request, uid)
    standing = stand(request, event.submission)
    if not standing.may_write:
        return _cannot(why_not(can_edit_events, request.user, standing.submission).sentence)
    version = key_of(request.POST.get("version"))
    if version is None:
        return _cannot("Непонятно, какой текст вы правили: откройте таблицу заново.", status=400)
    values = _typed(request)
    if not values.get("name", event.name).strip():
        return _cannot(NO_NAME, status=400)
    way = {"base_version": version, **standing.writer}
    return _saved(standing, lambda: events.save_event(event, values=values, **way))


@require_POST
def add_row(request, pk):
    """Make a row of cells that were typed into the empty one; as `save_cells`. Sent twice it makes one row."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return _cannot(why_not(can_edit_events, request.user, standing.submission).sentence)
    values = _typed(request)
    if not values.get("name", "").strip():
        return _cannot(NO_NAME, status=400)
    try:
        uid = uuid_module.UUID(request.POST.get("uid", ""))
    except ValueError:
        uid = None
    return _saved(standing, lambda: _create(standing, values, uid))


def _create(standing, values, uid):
    try:
        return events.create_event(standing.submission, values=values, uid=uid, **standing.writer)
    except events.AlreadyCreated as known:
        way = {"base_version": event_values.UNREAD, **standing.writer}
        return events.save_event(known.event, values=values, **way)


def _typed(request):
    return {name: request.POST[name].replace("\r\n", "\n") for name in PRINTED if name in request.POST}


def _saved(standing, write):
    try:
        saved = write()
    except events.NotEditable as refusal:
        return _cannot(str(refusal))
    except EventRevision.DoesNotExist:
        return _cannot("Непонятно, какой текст вы правили: откройте таблицу заново.", status=400)
    except ValidationError as error:
        return _cannot(_words_of(error), status=400)
    except events.StaleEdit as stale:
        return _conflict(standing, stale)
    return JsonResponse(_row(standing, saved))


def _words_of(error):
    """«Цель: слишком длинно» of errors by field."""
    by_field = getattr(error, "error_dict", None)
    if not by_field:
        return " ".join(error.messages)
    return " ".join(f"{SHORT_LABELS.get(name, name)}: {' '.join(e.messages)}" for name, e in _each(by_field))


def _each(by_field):
    return [(name, ValidationError(errors)) for name, errors in by_field.items()]


def _row(standing, saved):
    """The row as it is now, with what a careful reader would ask."""
    event = Event.objects.prefetch_related("agreements").get(pk=saved.pk)
    return {
        "uid": str(event.uid),
        "version": event.version,
        "cells": {name: getattr(event, name) for name in PRINTED},
        "asked": [_asked(finding) for finding in check_event(event, standing.submission.period)],
        "form": standing.here(event_address("event", event.uid)),
        "save": standing.here(event_address("event_cells", event.uid)),
    }


def _conflict(standing, stale):
    event = stale.event
    if event.is_deleted:
        return _cannot(GONE)
    theirs = {name: getattr(event, name) for name in stale.conflicts if name in PRINTED}
    who = event.changed_by.short_name if event.changed_by else ""
    answer = {"conflicts": theirs, "version": event.version, "by": who}
    return JsonResponse(answer, status=409)


def _cannot(reason, *, status=409):
    return JsonResponse({"error": reason}, status=status)
