"""How values come onto an event: cleaned, merged with what others changed, understood. Nothing is saved here."""

import datetime

from municipalities.models import Country
from reports.models.event import Precision, Source
from reports.prose.cleaning import clean_text, one_line, search_key
from reports.prose.documents.write import signed_sentence
from reports.prose.periods.lines import in_one_line
from reports.prose.periods.understand import sort_key, understand_period
from reports.prose.places.understand import understand_place
from reports.queries.event_content import same_key
from reports.queries.partners import partner_places, still_known
from reports.rules.event_fields import LINES, NUMBERS, PURPOSE, STRUCTURE_LISTS, TEXTS, VALUES

UNREAD = 0  # the base version of who has read none: the form of a new event, sent from two windows


def clean_values(values):
    """Texts cleaned as they will be stored; the sentences of new agreements appended to the purpose where
    the person asked for it (an agreement's key `append`, which is dropped)."""
    values = dict(values)
    for key in TEXTS:
        if key in values:
            values[key] = clean_text(values[key])
    for key in LINES:
        if key in values:
            values[key] = in_one_line(values[key]) if key == "period_text" else one_line(values[key])
    if "agreements" in values:
        kept = []
        for agreement in values["agreements"]:
            agreement = dict(agreement)
            if agreement.pop("append", False):
                values[PURPOSE] = append_sentence(values.get(PURPOSE, ""), agreement)
            kept.append(agreement)
        values["agreements"] = kept
    return values


def append_sentence(purpose, agreement):
    """The purpose with «Подписано Соглашение …» as a new paragraph."""
    sentence = signed_sentence(agreement["kind"], agreement["title"], agreement.get("parties", ""))
    if not purpose:
        return sentence
    stop = "" if purpose.endswith((".", "!", "?", ":", ";")) else "."
    return f"{purpose}{stop}\n{sentence}"


def merge(event, base_version, values, now):
    """The person's values with what others changed meanwhile in other fields, and the keys that both changed."""
    base = _content_read(event, base_version)
    # Merging two partners of the list is nobody's change of this event.
    base = {**base, "partners": still_known(base["partners"])}
    if "partners" in values:
        values = {**values, "partners": still_known(values["partners"])}
    merged, conflicts = dict(values), []
    for key in values:
        theirs = not same_key(key, now, base)
        mine = not same_key(key, values, base)
        if theirs and not mine:
            merged[key] = now[key]
        elif theirs and mine and not same_key(key, values, now):
            conflicts.append(key)
    return merged, conflicts


def _content_read(event, version):
    """What the person read: that version, or an empty form."""
    if version == UNREAD:
        return {key: [] if key in STRUCTURE_LISTS else "" if key in (*TEXTS, *LINES) else None for key in VALUES}
    return event.revisions.get(version=version).full_content


def set_values(event, values, *, confirm_pins=False, countries=None, towns=partner_places):
    """Put texts, numbers and pins on the event, and understand what is not pinned."""
    for key in (*TEXTS, *LINES, *NUMBERS):
        if key in values:
            setattr(event, key, values[key])
    _pin_period(event, values, confirm_pins)
    _pin_place(event, values, confirm_pins)
    understand(event, countries, towns)
    event.search_key = search_key(f"{event.name} {event.place_text} {event.period_text}")


def _pin_period(event, values, confirmed):
    if "period_pin" not in values:
        pass
    elif values["period_pin"] is None:
        event.period_source, event.period_pinned_for = Source.TEXT, ""
    else:
        start, end, precision = values["period_pin"]
        pin = (datetime.date.fromisoformat(start), datetime.date.fromisoformat(end), precision)
        # The same pin under a changed text waits for the person's confirmation (a finding says so).
        if event.period_source == Source.TEXT or pin != (event.start, event.end, event.precision):
            confirmed = True
        event.period_source = Source.HAND
        event.start, event.end, event.precision = pin
    if event.period_source == Source.HAND and confirmed:
        event.period_pinned_for = event.period_text


def _pin_place(event, values, confirmed):
    if "place_pin" not in values:
        pass
    elif values["place_pin"] is None:
        event.place_source, event.place_pinned_for = Source.TEXT, ""
    else:
        pin = tuple(values["place_pin"])
        now = (event.place_format, event.place_country_id or "", event.place_locality)
        if event.place_source == Source.TEXT or pin != now:
            confirmed = True
        event.place_source = Source.HAND
        event.place_format, country, event.place_locality = pin
        event.place_country_id = country or None
    if event.place_source == Source.HAND and confirmed:
        event.place_pinned_for = event.place_text


def understand(event, countries=None, towns=partner_places):
    """Fill the structure that comes from the text, and the sort key. `countries`: the codes of the list, if known;
    `towns` gives the places of the partners, and is asked only for a place that is not known without."""
    if event.period_source == Source.TEXT:
        period = event.submission.period
        understood = understand_period(event.period_text, year=period.year, quarter=period.quarter)
        event.start, event.end = understood.start, understood.end
        event.precision = understood.precision if understood.start else Precision.NONE
    event.sort_key = sort_key(event.start, event.end, event.precision)
    if event.place_source == Source.TEXT:
        place = understand_place(event.place_text, towns)
        event.place_format = place.format
        event.place_locality = (place.locality or "")[:300]
        known = place.country and _is_known(place.country, countries)
        event.place_country_id = place.country if known else None


def _is_known(country, countries):
    return Country.objects.filter(pk=country).exists() if countries is None else country in countries
