"""What the pages of an event have in common: who stands here, the frame, the form, the refusals."""

import uuid as uuid_module

from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator, capfirst

from reports.pages.access import refused, require, way_on
from reports.pages.addresses import FOR_MUNICIPALITY, crumbs, for_municipality, home_of, is_on_behalf, way_to_report
from reports.pages.officer.time_left import deadlines_of
from reports.pages.sheet import printed, row_of
from reports.prose.typography import quoted
from reports.rules.numbering import number_of, row_name
from reports.rules.permissions import can_edit_events, can_enter_on_behalf, is_coordinator, is_officer_of
from reports.rules.refusals import refusal_of

from .data import typed_texts
from .draft_forms import written_pages
from .drafts import offers_for_form, pages_of
from .forms import EventForm
from .parts import Parts, exchange_about

OTHER_COUNTRY = '<label class="check"><input type="checkbox" name="countries" value="{}"><span>{}</span></label>'


def form_page(request, form, submission, event=None, *, notice="", continues=None):
    """`continues`: {page: number} of the drafts whose unsaved text the form shows."""
    continues = {**(continues or {}), **pages_of(request)}
    parts = Parts(request.user, form, submission, event)
    shown_countries, others = form.country_groups()
    errors = form.summary() if form.is_bound else []
    heading = f"Мероприятие, {row_name(parts.number)}" if event else "Новое мероприятие"
    page = frame(request, submission, heading, capfirst(row_name(parts.number)) if event else "Новая строка")
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
            "address": address_here(request, submission, "event", event.uid)
            if event
            else address_here(request, submission, "event_add", submission.pk),
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
            **live_context(parts),
        },
    )


def rearranged_form(request, data, submission, event=None):
    return EventForm(data, submission=submission, event=event, is_quiet=action_of(request) != "show")


def live_context(parts):
    return {
        "heading_row": parts.heading,
        "rows": parts.rows(),
        "checks": parts.checks(),
        "still_empty": parts.still_empty,
        "number": parts.number,
    }


def notes_html(notes):
    return render_to_string("reports/events/notes.html", {"notes": notes})


def require_role(user, submission):
    require(is_officer_of(user, submission) or is_coordinator(user))


def _is_on_behalf(request, submission):
    return is_on_behalf(request) and can_enter_on_behalf(request.user, submission)


def may_write(request, submission):
    return can_edit_events(request.user, submission) or _is_on_behalf(request, submission)


def writer_of(request, submission):
    """Who writes, and for whom, as the functions of editing take it."""
    return {"by": request.user, "on_behalf": _is_on_behalf(request, submission)}


def refuse_edit(request, submission, data=None, *, full=None):
    """The kind page for a report that cannot be changed now; what was typed (`data`) is shown, to be copied. `full`:
    the ReportFull, where that is the reason."""
    texts = typed_texts(request.POST if data is None else data)
    reason = str(full) if full else refusal_of(can_edit_events, request.user, submission).sentence
    if not texts:
        return refused(request, submission, [reason], back=home_of(request.user, submission))
    return render(
        request,
        "reports/events/typed.html",
        {
            **frame(request, submission, "Не сохранено", "Не сохранено"),
            "reason": reason,
            "texts": texts,
            "way": way_on(request.user, submission),
            "back": home_of(request.user, submission),
        },
        status=409,
    )


def read_page(request, event):
    submission, number = event.submission, number_of(event)
    return render(
        request,
        "reports/events/read.html",
        {
            **frame(request, submission, _short(event.name), capfirst(row_name(number))),
            "event": event,
            "row": printed(row_of(event), number, event),
            "reason": refusal_of(can_edit_events, request.user, submission).sentence,
            "deadlines": "" if is_coordinator(request.user) else deadlines_of(submission),
            "way": way_on(request.user, submission),
            "remarks": exchange_about(submission, event, event.remarks),
            "offers": offers_for_form(request, submission, event),
            "back": home_of(request.user, submission),
        },
    )


def deleted_page(request, event):
    return render(
        request,
        "reports/events/deleted.html",
        {
            **frame(request, event.submission, "Строка удалена", "Строка удалена"),
            "event": event,
            "row": printed(row_of(event), None, event),
            "quoted": quoted(event.name),
            "deleted_by": event.deleted_by,
            "can_undelete": may_write(request, event.submission),
            "offers": offers_for_form(request, event.submission, event),
            "back": home_here(request, event.submission),
        },
    )


def home_here(request, submission):
    if _is_on_behalf(request, submission):
        return reverse("on_behalf", args=[submission.pk])
    return home_of(request.user, submission)


def address_here(request, submission, name, key):
    """The address of a route of the event's pages, on behalf where this page is."""
    address = reverse(name, args=[key])
    return for_municipality(address) if _is_on_behalf(request, submission) else address


def frame(request, submission, heading, last_crumb, event=None):
    """Title, place in the navigation and crumbs."""
    home, way = home_here(request, submission), way_to_report(request.user, submission)
    if _is_on_behalf(request, submission):
        way[-1] = home, submission.label
    if event is not None:
        way.append((address_here(request, submission, "event", event.uid), "Строка"))
    return {
        "title": f"{heading}, {submission.label}",
        "heading": heading,
        "section": "board" if is_coordinator(request.user) else "report",
        "crumbs": crumbs(*way, here=last_crumb),
        "submission": submission,
        "home": home,
        "for_whom": FOR_MUNICIPALITY if _is_on_behalf(request, submission) else "",
        "is_officer": not is_coordinator(request.user),
    }


def action_of(request):
    """Which button was pressed; none at all is saving."""
    return request.POST.get("action", "save")


def _has_errors(form, *names):
    return any(form.errors.get(name) for name in names)


def _short(name):
    return Truncator(name).chars(90)
