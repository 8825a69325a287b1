"""What the pages of an event have in common: who may see them, the frame, the form, the refusals."""

import uuid as uuid_module

from django.shortcuts import render
from django.utils.text import Truncator, capfirst

from reports.pages.access import fetch_submission, refused, require, way_on
from reports.pages.addresses import event_address
from reports.pages.officer.time_left import deadlines_of
from reports.pages.sheet import printed, row_of
from reports.pages.standing import stand
from reports.prose.typography import quoted
from reports.queries.expected import to_take_into
from reports.rules.event_fields import PARTICIPANTS, PRINTED
from reports.rules.numbering import number_of, row_name
from reports.rules.permissions import can_edit_events, is_coordinator, is_officer_of
from reports.rules.refusals import refusal_of

from .data import typed_texts
from .draft_forms import written_pages
from .drafts import offers_for_form, pages_of
from .forms import EventForm
from .parts import Parts, exchange_about

# The printed texts that the form sets beside what belongs to them; the others follow each other.
PLACED = {"name", "period_text", "place_text", PARTICIPANTS}
PINNED = {"pin_start", "pin_end", "pin_format", "pin_country", "pin_locality"}
COMPANY = {"partners", "new_partners", "countries"}


def form_page(standing, form, event=None, *, notice="", continues=None, twin=None):
    """`continues`: {page: number} of the drafts whose unsaved text the form shows; `twin`: the saved event that says
    the same, about which the person is asked."""
    request, submission = standing.request, standing.submission
    continues = {**(continues or {}), **pages_of(request)}
    parts = Parts(standing.person, form, submission, event)
    fields = parts.fields()
    errors = form.summary() if form.is_bound else []
    offers = offers_for_form(request, submission, event, without=continues)
    if not (event or form.is_bound or offers):
        form.fields["name"].widget.attrs["autofocus"] = True
    return render(
        request,
        "reports/events/form.html",
        {
            **_frame_of_form(standing, parts, has_errors=bool(errors)),
            "form": form,
            "event": event,
            "errors": errors,
            "notice": notice,
            "twin": twin,
            "twin_address": twin and standing.here(event_address("event", twin.uid)),
            "twin_name": twin and row_name(number_of(twin)),
            "fields": fields,
            "plain_texts": [fields[name] for name in PRINTED if name not in PLACED],
            "agreements": list(zip(form.agreements.forms, form.append_notes(), strict=True)),
            "agreement_errors": form.agreements.non_form_errors(),
            **_choices(form, parts, action_of(request)),
            **_what_is_open(form, parts),
            "remarks": parts.remarks,
            # What a rearranged or refused form holds is not saved yet; leaving the page asks.
            "is_unsaved": form.is_bound,
            "draft_page": uuid_module.uuid4(),
            "draft_continues": written_pages(continues),
            "offers": offers,
            **live_context(parts),
        },
    )


def _frame_of_form(standing, parts, *, has_errors):
    """The frame, and the address to which the form is sent."""
    if parts.event:
        name = row_name(parts.number)
        page = frame(standing, f"Мероприятие, {name}", capfirst(name))
        address = standing.address("event", parts.event.uid)
    else:
        page = frame(standing, "Новое мероприятие", "Новая строка")
        address = standing.address("event_add", standing.submission.pk)
    return {**page, "title": f"Ошибка: {page['title']}" if has_errors else page["title"], "address": address}


def _choices(form, parts, action):
    """The partners and countries to choose from, and how many are chosen."""
    values, asked = form.values(), parts.asked
    partners = len(values["partners"]) + len(values.get("new_partners", []))
    documents = sum(not row.is_gone for row in form.agreements.forms)
    return {
        "partners": form.partner_boxes(),
        "countries": form.country_boxes(),
        "countries_typed": form.countries_read[1],
        "company": ", ".join(
            f"{word} {number}"
            for word, number in (("партнёров", partners), ("стран", len(values["countries"])))
            if number
        ),
        "documents": documents,
        "company_open": bool(partners or values["countries"] or asked & COMPANY or action == "add_partner"),
        "documents_open": bool(documents or form.agreements.non_form_errors() or "agreements" in asked),
    }


def _what_is_open(form, parts):
    """Which of the parts that are folded as a rule hold or ask something."""
    values, errors = form.values(), form.errors
    return {
        "by_hand": bool(values["period_pin"] or values["place_pin"] or parts.asked & PINNED),
        "asks_reason": bool(parts.is_outside or values["window_reason"] or errors.get("window_reason")),
        "has_note": bool(values["note"] or "note" in parts.asked),
        "is_pinned": bool(values["period_pin"] or values["place_pin"]),
        "asks_confirming": bool(parts.asks_confirming or form["confirm_pins"].value()),
    }


def rearranged_form(standing, data, event=None):
    """The form as a button has changed it; nothing of it is called an error."""
    is_quiet = action_of(standing.request) != "show"
    return EventForm(data, submission=standing.submission, event=event, is_quiet=is_quiet)


def live_context(parts):
    return {
        "heading_row": parts.heading,
        "rows": parts.rows(),
        "checks": parts.checks(),
        "still_empty": parts.still_empty,
        "number": parts.number,
    }


def enter(request, submission):
    """The Standing of who may see the pages of the report's events. Raises PermissionDenied for everybody else."""
    require(is_officer_of(request.user, submission) or is_coordinator(request.user))
    return stand(request, submission)


def as_it_is_now(standing):
    """The same person at the report as others have left it meanwhile."""
    return stand(standing.request, fetch_submission(standing.request, standing.submission.pk))


def refuse_edit(standing, data=None, *, full=None):
    """The kind page for a report that cannot be changed now; what was typed (`data`) is shown, to be copied. `full`:
    the ReportFull, where that is the reason."""
    request, submission = standing.request, standing.submission
    texts = typed_texts(request.POST if data is None else data)
    reason = str(full) if full else refusal_of(can_edit_events, standing.person, submission).sentence
    if not texts:
        return refused(request, submission, [reason], back=standing.desk)
    return render(
        request,
        "reports/events/typed.html",
        {
            **frame(standing, "Не сохранено", "Не сохранено"),
            "reason": reason,
            "texts": texts,
            "way": way_on(standing.person, submission),
            "back": standing.desk,
        },
        status=409,
    )


def read_page(standing, event):
    """The event to read, and why it cannot be changed."""
    request, submission, number = standing.request, standing.submission, number_of(event)
    into = None if standing.is_coordinator else to_take_into(standing.person, submission)
    return render(
        request,
        "reports/events/read.html",
        {
            **frame(standing, _short(event.name), capfirst(row_name(number))),
            "event": event,
            "row": printed(row_of(event), number, event),
            "reason": refusal_of(can_edit_events, standing.person, submission).sentence,
            "deadlines": "" if standing.is_coordinator else deadlines_of(submission),
            "way": way_on(standing.person, submission),
            "takes_into": into and into.period,
            "remarks": exchange_about(submission, event, event.remarks),
            "offers": offers_for_form(request, submission, event),
            "back": standing.desk,
        },
    )


def saved_already_page(standing, event):
    """The form of a new event was saved before: where the saved row is, and where a further one begins."""
    event.submission = standing.submission
    number = number_of(event)
    return render(
        standing.request,
        "reports/events/saved_already.html",
        {
            **frame(standing, "Это мероприятие уже сохранено", "Новая строка"),
            "event": event,
            "name": row_name(number) if not event.is_deleted else "строка удалена",
            "row": printed(row_of(event), number, event),
            "address": standing.here(event_address("event", event.uid)),
            "another": standing.address("event_add", standing.submission.pk),
            "back": standing.desk,
        },
    )


def deleted_page(standing, event):
    """A deleted event to read, with the button that brings it back."""
    return render(
        standing.request,
        "reports/events/deleted.html",
        {
            **frame(standing, "Строка удалена", "Строка удалена"),
            "event": event,
            "row": printed(row_of(event), None, event),
            "quoted": quoted(event.name),
            "deleted_by": event.deleted_by,
            "can_undelete": standing.may_write,
            "offers": offers_for_form(standing.request, standing.submission, event),
            "back": standing.home,
        },
    )


def frame(standing, heading, last_crumb, event=None):
    """Title, place in the navigation and crumbs."""
    return {
        "title": f"{heading}, {standing.submission.label}",
        "heading": heading,
        "section": standing.section,
        "crumbs": standing.crumbs(last_crumb, event),
        "submission": standing.submission,
        "home": standing.home,
        "for_whom": standing.for_whom,
        "is_officer": not standing.is_coordinator,
    }


def action_of(request):
    """Which button was pressed; none at all is saving."""
    return request.POST.get("action", "save")


def _short(name):
    return Truncator(name).chars(90)
