"""An event as data: its values, and what a revision keeps of it."""

from collections import Counter
from functools import lru_cache

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Sum, Value
from django.db.models.functions import Cast, Length

from municipalities.models.compiled import compiled
from reports.models import Agreement, Event, EventPartner, EventRevision, Remark
from reports.models.event import Source
from reports.rules.event_fields import AGREEMENT_FIELDS, LINES, NUMBERS, STANDING, TEXTS, VALUES
from reports.rules.event_limits import AGREEMENT_TEXTS
from reports.rules.findings import TO_CHECK

from .partners import still_known

_A_KEY = -1  # no report's; it stands in the question where the key of the report belongs


def values_of(event):
    """The event's values (four queries, or none where agreements, partners and countries are prefetched)."""
    return _own_values(event) | {
        "partners": sorted([partner.pk, partner.name] for partner in event.partners.all()),
        "countries": sorted(country.pk for country in event.countries.all()),
        "agreements": [_agreement_values(agreement) for agreement in event.agreements.all()],
    }


def _own_values(event):
    """Those of its own columns."""
    values = {key: getattr(event, key) for key in (*TEXTS, *LINES, *NUMBERS)}
    values["period_pin"] = (
        [event.start.isoformat(), event.end.isoformat(), event.precision]
        if event.period_source == Source.HAND and event.start
        else None
    )
    values["place_pin"] = (
        [event.place_format, event.place_country_id or "", event.place_locality]
        if event.place_source == Source.HAND
        else None
    )
    return values


def with_signs(events):
    """The events, each with what says whether a question about it has an answer: `has_links` (partners or countries),
    `has_agreements`, `has_open_remarks`; and `to_check` of a row that was taken from an earlier report."""
    partners = EventPartner.objects.filter(event=OuterRef("pk")).order_by()
    countries = Event.countries.through.objects.filter(event=OuterRef("pk"))
    return _with_questions(events).annotate(
        has_links=Exists(partners) | Exists(countries),
        has_agreements=Exists(Agreement.objects.filter(event=OuterRef("pk")).order_by()),
    )


def _with_questions(events):
    remarks = Remark.objects.unsettled().filter(event=OuterRef("pk")).order_by()
    return events.annotate(to_check=TO_CHECK, has_open_remarks=Exists(remarks))


def rows_of(submission):
    """The present events of the report in report order, with `to_check` and `has_open_remarks` (one query)."""
    rows = _rows(submission=submission.pk)
    for event in rows:
        event.submission = submission
    return rows


@compiled(submission=None)
def _rows(submission):
    return _with_questions(Event.objects.present().filter(submission=submission)).in_report_order()


def values_at_hand(event):
    """As `values_of`, of an event as from `with_signs` that nobody has written to since it was read. No query where it
    has no partner, no country and no document; else one for partners and countries, and those for documents."""
    found = {"partners": [], "countries": [], "agreements": []}
    for kind, key, name in _links(event=event.pk) if event.has_links else ():
        found[kind].append([int(key), name] if kind == "partners" else key)
    if event.has_agreements:
        found["agreements"] = [_agreement_values(agreement) for agreement in event.agreements.all()]
    return _own_values(event) | {key: sorted(found[key]) if key != "agreements" else found[key] for key in found}


@compiled(event=None)
def _links(event):
    partners = EventPartner.objects.filter(event=event).order_by().annotate(kind=Value("partners"))
    countries = Event.countries.through.objects.filter(event=event).annotate(kind=Value("countries"))
    key = {"key": Cast("partner", CharField())}, {"key": F("country_id")}
    named, of = partners.annotate(**key[0], written=F("partner__name")), countries.annotate(**key[1], written=Value(""))
    columns = ("kind", "key", "written")
    return named.values_list(*columns).union(of.values_list(*columns), all=True)


def letters_in(submissions):
    """Report's pk → letters of all texts of its present events and their documents (one query)."""
    letters = Counter()
    for report, number in _all_letters(submissions):
        letters[report] += number
    return letters


def letters_in_report(report):
    """As `letters_in` of one report, by its key; each saving of an event asks it."""
    sql, params = _question_of_letters(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [report if param == _A_KEY else param for param in params])
        return sum(number for _, number in cursor.fetchall())


@lru_cache
def _question_of_letters(vendor):
    """The question of `letters_in_report` in the SQL of that database, and its parameters with `_A_KEY` among them.
    Putting it together takes eighty times as long as its answer."""
    return _all_letters([_A_KEY]).query.get_compiler(connection=connection).as_sql()


def _all_letters(submissions):
    """(report's pk, letters) of the texts of events and of those of documents."""
    events = Event.objects.present().filter(submission__in=submissions)
    agreements = Agreement.objects.filter(event__in=events)
    of_events = _letters(events, "submission", (*LINES, *TEXTS))
    return of_events.union(_letters(agreements, "event__submission", AGREEMENT_TEXTS), all=True).order_by()


def _letters(rows, report, texts):
    """(report's pk, letters of these texts) of each report."""
    letters = sum(Sum(Length(text)) for text in texts)
    return rows.order_by().values(report=F(report)).annotate(letters=letters).values_list("report", "letters")


def content_of(event):
    """What a revision keeps: the values, the standing, and what was understood."""
    return {
        **values_of(event),
        **{key: getattr(event, key) for key in STANDING},
        "start": event.start and event.start.isoformat(),
        "end": event.end and event.end.isoformat(),
        "precision": event.precision,
        "period_pinned_for": event.period_pinned_for,
        "place_format": event.place_format,
        "place_country": event.place_country_id,
        "place_locality": event.place_locality,
        "place_pinned_for": event.place_pinned_for,
        "is_deleted": event.is_deleted,
    }


def _agreement_values(agreement):
    values = {key: getattr(agreement, key) for key in AGREEMENT_FIELDS}
    for key in ("signed_on", "valid_until"):
        values[key] = values[key] and values[key].isoformat()
    countries = sorted(country.pk for country in agreement.countries.all())
    return {"id": agreement.pk, **values, "countries": countries}


def has_changed_since(event, version):
    """Whether anybody has written something into the event since that version: other values, another inclusion, or a
    deletion. A new order or a new understanding of the same text is nobody's work. Up to seven queries."""
    then = event.revisions.get(version=version).full_content
    then = {**then, "partners": still_known(then["partners"])}  # merging two partners changes no event
    now = content_of(event)
    standing = ("is_included", "exclusion_reason", "is_deleted")
    return not same(then, now) or any(then[key] != now[key] for key in standing)


def same(one, other):
    return all(same_key(key, one, other) for key in VALUES)


def same_key(key, one, other):
    a, b = one.get(key), other.get(key)
    if key == "agreements":
        return len(a) == len(b) and all(map(_same_agreement, a, b))
    if key == "partners":
        a, b = ([pk for pk, _ in rows] for rows in (a, b))
    return a == b


def _same_agreement(one, other):
    """Alike in the keys that both give: the form does not show all that an agreement may have."""
    return all((one[key] or None) == (other[key] or None) for key in one.keys() & other.keys() - {"id"})


def revisions_of(versions):
    """The EventRevisions of these (event's pk, version), in no order (one query)."""
    events, numbers = {event for event, _ in versions}, {version for _, version in versions}
    found = EventRevision.objects.filter(event__in=events, version__in=numbers)
    return [revision for revision in found if (revision.event_id, revision.version) in versions]
