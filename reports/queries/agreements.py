"""The register of agreements: which documents a person sees, which of them are wanted, and how a row of it reads."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Country, Municipality, PartnerCity, Partnership
from reports.models import Agreement, ArchiveRow, Scan, Submission
from reports.prose.words import write_date
from reports.rules.permissions import can_keep_register
from reports.rules.register_filter import RegisterFilter
from reports.rules.register_states import DocumentState, in_state, state_of, with_term

from .archive import rows_of
from .partners import still_known
from .signed_documents import having_words, signed_documents

OPEN_ENDED = "бессрочно"
NO_TERM = "срок не указан"
# What a row names.
NAMED = ("partnership__municipality", "partnership__partner__country")
NAMED += tuple(f"{row}__submission__{one}" for row in ("event", "found_in") for one in ("municipality", "period"))


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as lists show it. `signed` and `until` are words; `link` is its page."""

    document: Agreement
    title: str
    kind: str
    parties: str
    countries: str
    municipality: str
    signed: str
    until: str
    state: DocumentState
    source: str
    has_scan: bool
    link: str


def visible_documents(user) -> QuerySet:
    """The documents that the person sees: who keeps the register all; everybody else who reads it those of partnerships
    and those whose words a release has printed; an officer also those of the own municipalities."""
    documents = signed_documents()
    if can_keep_register(user):
        return documents
    if not (user.is_observer or user.municipality_ids):
        return documents.none()
    printed = ArchiveRow.objects.filter(edition=ArchiveRow.Edition.RELEASED, version__gte=OuterRef("words_version"))
    seen = Q(partnership__isnull=False, event=None, found_in=None) | _of_rows(printed)
    for way in ("partnership", "event__submission", "found_in__submission"):
        seen |= Q(**{f"{way}__municipality__in": list(user.municipality_ids)})
    return documents.filter(seen)


def matching(user, chosen: RegisterFilter, today: datetime.date) -> QuerySet:
    """Those that the person sees and the filter wants, in no order."""
    documents = having_words(with_term(visible_documents(user)), chosen.words)
    if chosen.state:
        documents = documents.filter(in_state(chosen.state, today))
    if chosen.year:
        documents = documents.filter(signed_till__year=chosen.year)
    if chosen.municipality:
        documents = documents.filter(_of_municipality(chosen.municipality))
    if chosen.country:
        documents = documents.filter(_of_country(chosen.country, rows_of(user)))
    if chosen.partner:
        documents = documents.filter(_of_partner(chosen.partner, rows_of(user)))
    if chosen.scan:
        documents = documents.filter(Exists(_scans()) if chosen.scan == "yes" else ~Exists(_scans()))
    bounds = {"signed_till__gte": chosen.signed_from, "signed_till__lte": chosen.signed_to}
    bounds |= {"over__gte": chosen.lapsed_from, "over__lte": chosen.lapsed_to}
    return documents.filter(**{name: day for name, day in bounds.items() if day})


def _of_municipality(municipality):
    of_rows = Q(event__submission__municipality=municipality) | Q(
        event=None, found_in__submission__municipality=municipality
    )
    return Q(partnership__municipality=municipality) | (Q(partnership=None) & of_rows)


def _of_country(code, rows):
    """The document's own countries; where none is known, those of the partner or of the row as the person reads it."""
    own = Agreement.countries.through.objects.filter(agreement=OuterRef("pk"))
    fallback = Q(partnership__partner__country=code) | _of_rows(rows.filter(countries=code))
    return Exists(own.filter(country=code)) | (~Exists(own) & fallback)


def _of_partner(partner, rows):
    """That of the partnership, or one that the row names. A merged one is the one that was kept."""
    known = known_partner(partner) or 0
    named = _of_rows(rows.filter(partners=known))
    return Q(partnership__partner=known) | (Q(partnership=None) & named)


def _of_rows(links):
    """`links`: rows that hang on an event."""
    return Exists(links.filter(event=OuterRef("event"))) | (
        Q(event=None) & Exists(links.filter(event=OuterRef("found_in")))
    )


def _scans():
    return Scan.objects.filter(document=OuterRef("pk"), ended_at=None)


def documents_for(user, chosen: RegisterFilter, today: datetime.date | None = None) -> QuerySet:
    """The documents that the person sees and the filter wants, the latest first, with all that a row names."""
    found = matching(user, chosen, today or timezone.localdate())
    return with_names(found, user).order_by(F("signed_till").desc(nulls_last=True), "-pk")


def with_names(documents: QuerySet, user=None) -> QuerySet:
    """The documents with all that a row names (one query, five more for countries). `user`: who reads the rows from
    which countries are taken; without one only a document's own countries are at hand."""
    countries = Prefetch("countries", Country.objects.order_by("sort_key"))
    documents = documents.select_related(*NAMED).annotate(has_scan=Exists(_scans())).prefetch_related(countries)
    if user is None:
        return documents
    rows = rows_of(user).prefetch_related(countries)
    both = (Prefetch(f"{way}__archive_rows", rows, to_attr="rows_read") for way in ("event", "found_in"))
    return documents.prefetch_related(*both)


def row_of(document: Agreement, today: datetime.date) -> DocumentRow:
    """The row of a document `with_names`."""
    return DocumentRow(
        document=document,
        title=document.title,
        kind=document.get_kind_display(),
        parties=parties_of(document),
        countries=", ".join(country.name for country in countries_of(document)),
        municipality=str(document.municipality),
        signed=signed_words(document),
        until=until_words(document),
        state=state_of(document, today),
        source=source_of(document),
        has_scan=document.has_scan,
        link=reverse("agreement", args=[document.pk]),
    )


def documents_of(
    user,
    *,
    municipality=None,
    partner=None,
    country=None,
    signed_from=None,
    signed_to=None,
    lapsed_from=None,
    lapsed_to=None,
) -> list[DocumentRow]:
    """The documents that the person sees, as rows: of a municipality, a partner or a country, signed or ending between
    two days. `filter_of` with the same arguments gives the address of the same list."""
    bounds = {"signed_from": signed_from, "signed_to": signed_to, "lapsed_from": lapsed_from, "lapsed_to": lapsed_to}
    chosen = filter_of(municipality=municipality, partner=partner, country=country, **bounds)
    today = timezone.localdate()
    return [row_of(document, today) for document in documents_for(user, chosen, today)]


def filter_of(*, municipality=None, partner=None, country=None, **bounds) -> RegisterFilter:
    """The filter of these objects or keys: the list is at `reverse("agreements") + "?" + filter_of(…).query()`."""
    municipality, partner, country = (getattr(one, "pk", one) for one in (municipality, partner, country))
    return RegisterFilter(municipality=municipality, partner=partner, country=country or "", **bounds)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a filter of these documents can ask for: (key, words) each."""

    years: list
    municipalities: list
    countries: list
    partners: list


def register_choices(user) -> Choices:
    """The Choices of the documents that the person sees (six queries)."""
    documents = visible_documents(user)
    keys = list(documents.values_list("event", "found_in", "partnership", "signed_till__year"))
    events = {event or found for event, found, _, _ in keys} - {None}
    links = Partnership.objects.filter(pk__in={link for _, _, link, _ in keys if link})
    links = list(links.values_list("municipality", "partner", "partner__country"))
    rows = rows_of(user).filter(event__in=events).order_by()
    municipalities = {one for one, _, _ in links}
    municipalities |= set(Submission.objects.filter(events__in=events).values_list("municipality", flat=True))
    partners = {one for _, one, _ in links} | set(rows.values_list("partners", flat=True))
    own = Agreement.countries.through.objects.filter(agreement__in=documents.order_by().values("pk"))
    countries = {code for *_, code in links} | set(own.values_list("country", flat=True))
    countries |= set(rows.values_list("countries", flat=True))
    return Choices(
        years=[(year, str(year)) for year in sorted({year for *_, year in keys if year}, reverse=True)],
        municipalities=_named(Municipality.objects.filter(pk__in=municipalities)),
        countries=_named(Country.objects.filter(pk__in=countries - {None})),
        partners=_named(PartnerCity.objects.filter(pk__in=partners - {None})),
    )


def _named(rows):
    return [(row.pk, row.name if isinstance(row, Country) else str(row)) for row in rows.order_by("sort_key", "pk")]


def known_partner(partner: int | None) -> int | None:
    """The key of the partner as the list has it now; None where it has none."""
    return next((pk for pk, _ in still_known([[partner, ""]])), None) if partner else None


# In words


def countries_of(document: Agreement) -> list[Country]:
    """Its own; where none is known, that of the partner or those of the row as the person reads it."""
    own = list(document.countries.all())
    if own or (not document.partnership and not document.row):
        return own
    if document.partnership:
        return [document.partnership.partner.country]
    return [country for row in getattr(document.row, "rows_read", ()) for country in row.countries.all()]


def signed_words(document: Agreement) -> str:
    """The day, the words, or the quarter in which it was reported."""
    if document.signed_on:
        return write_date(document.signed_on)
    if document.signed_text:
        return document.signed_text
    return f"{document.row.submission.period}" if document.row else ""


def until_words(document: Agreement) -> str:
    """How long it holds, as far as is known."""
    if document.ended_on:
        return f"прекращено {write_date(document.ended_on)}"
    if document.until:
        return write_date(document.until)
    return OPEN_ENDED if document.is_open_ended else NO_TERM


def parties_of(document: Agreement) -> str:
    """The parties in one line; of a partnership's document without them, the partner."""
    if document.parties or not document.partnership:
        return "; ".join(filter(None, (line.strip(" ;") for line in document.parties.splitlines())))
    return str(document.partnership.partner)


def source_of(document: Agreement) -> str:
    """Where it comes from."""
    return f"мероприятие, {document.row.submission.period}" if document.row else "партнёрство"
