"""Buttons of the form that rearrange what is typed, before anything is saved."""

import re
import zlib

from reports.actions.house_style import seen_advice
from reports.prose.cleaning import clean_text
from reports.prose.documents.lift import signed_documents
from reports.prose.periods.understand import understand_period
from reports.prose.places.understand import understand_place
from reports.prose.proofreading import accept
from reports.prose.words import write_date
from reports.queries.reference_lists import reference_lists
from reports.rules.event_fields import PROSE, PURPOSE
from reports.rules.event_limits import MOST_AGREEMENTS

from .agreement_forms import AgreementForm
from .forms import EventForm
from .limits import cut

_ROW_ACTION = re.compile(r"(remove|keep)_([0-9]{1,3})")
_STYLE_ACTION = re.compile(f"fix_({'|'.join(PROSE)})")
_FIX_ACTION = re.compile("fix_([a-z]+)")
_CONTROL_OF_FIX = {"period": "period_text", "place": "place_text"}
_CONTROL_OF_ACTION = {f"fix_{fix}": name for fix, name in _CONTROL_OF_FIX.items()}
_ENTER_ACTION = re.compile(r"enter_([0-9]{1,10})")
_TAKE_ACTION = re.compile(r"take_(?:(country)_([A-Z]{2})|(partner)_([0-9]{1,18})|total_([0-9]{1,10}(?:_[0-9]{1,10})?))")


def action_to_enter(document):
    """The action that adds this signed document of the purpose as a row. It names the document by its words and not
    by its place: the text may have been changed since the button was drawn."""
    return f"enter_{_words_of(document)}"


def _words_of(document):
    return zlib.crc32(f"{document.kind} {document.title}".encode())


def rearranged(data, action, period):
    """The form's data after a button that only moves things about, or None when `action` is no such button."""
    data = data.copy()
    if (match := _FIX_ACTION.fullmatch(action)) and _is_too_long(data, match[1]):
        return data  # the page says so beside the text
    if _is_of_documents(data, action, period):
        return data
    if match := _TAKE_ACTION.fullmatch(action):
        _take(data, match[1] or match[3] or "total", match[2] or match[4] or match[5])
    elif action == "add_partner":
        data.appendlist("new_partner", "")
    elif action in _CONTROL_OF_ACTION:
        _bring_to_house_form(data, _CONTROL_OF_ACTION[action], period)
    elif match := _STYLE_ACTION.fullmatch(action):
        text = clean_text(data.get(match[1], ""))
        data[match[1]] = accept(text, seen_advice(text, match[1]))
    elif action != "show":
        return None
    return data


def _bring_to_house_form(data, name, period):
    """The period or the place as documents write it; what is not understood stays."""
    written = data.get(name, "")
    if name == "period_text":
        canonical = understand_period(written, year=period.year, quarter=period.quarter).canonical
    else:
        canonical = understand_place(written, lambda: reference_lists().places).canonical
    data[name] = canonical or written


def _is_of_documents(data, action, period):
    """Whether the button moves rows of documents; that is done then."""
    if match := _ROW_ACTION.fullmatch(action):
        data[f"agreements-{int(match[2])}-DELETE"] = "on" if match[1] == "remove" else ""
    elif match := _ENTER_ACTION.fullmatch(action):
        _enter_document(data, int(match[1]), period)
    elif action == "add_agreement":
        _add_agreement(data)
    else:
        return False
    return True


def _is_too_long(data, fix):
    name = _CONTROL_OF_FIX.get(fix, fix)
    return name in EventForm.base_fields and len(data.get(name, "")) > EventForm.base_fields[name].max_length


def _add_agreement(data, row=None):
    """One more row, blank or with these values of a document that the text names already."""
    try:
        total = min(max(int(data.get("agreements-TOTAL_FORMS", 0)), 0), MOST_AGREEMENTS)
    except ValueError:
        total = 0
    if total < MOST_AGREEMENTS:
        data["agreements-TOTAL_FORMS"] = str(total + 1)
        data.setdefault("agreements-INITIAL_FORMS", "0")
        for name, value in (row or {"kind": "agreement", "append": "on"}).items():
            data[f"agreements-{total}-{name}"] = value


def _enter_document(data, words, period):
    """Add the document of the purpose that the pressed button named; nothing where the text names it no more."""
    documents = signed_documents(cut(clean_text(data.get(PURPOSE, ""))), year=period.year, quarter=period.quarter)
    document = next((document for document in documents if _words_of(document) == words), None)
    if document:
        _add_agreement(data, row_of_document(document))


def row_of_document(document):
    """The controls of the row that enters this signed document of a text: {name: value}."""
    return {
        "kind": document.kind,
        "title": document.title[: AgreementForm.base_fields["title"].max_length],
        "parties": document.parties,
        "signed": write_date(document.signed_on) if document.signed_on else document.signed_text,
        "countries": " ".join(document.countries),
    }


def _take(data, what, value):
    """Take what the texts name: a country, a partner of the list with its country, numbers of people."""
    if what == "total":
        total, _, foreign = value.partition("_")
        data["total"] = total
        data["total_foreign"] = foreign or data.get("total_foreign", "")
    elif what == "country":
        data.appendlist("countries", value)
    elif partner := next((one for one in reference_lists().partners if str(one.pk) == value), None):
        data.appendlist("partners", value)
        data.appendlist("countries", partner.country_id)
