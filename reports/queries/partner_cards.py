"""What is known of a partner or a country: who works with it, what was signed, what has come of it, whom to call.

Every number is the count of the archive's list that its link opens; all of them come from one question by municipality
and year. Of partners that nobody has confirmed the name itself is somebody's word: `partners_seen` says who has it.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from municipalities.lists.cells import days_in_words
from municipalities.models import Contact, Country, Municipality, PartnerCity, Partnership
from reports.models import ArchiveRow
from reports.prose.words import write_date
from reports.rules.archive_filter import MOST_CHOSEN, ArchiveFilter
from reports.rules.permissions import can_keep_lists

from .agreements import DocumentRow, documents_of, known_partner
from .archive import rows_for, rows_of, texts_of

LAST_EVENTS = 10


@dataclass(frozen=True, slots=True)
class Number:
    """How many rows a filter means, and the address of their list."""

    count: int
    address: str

    @classmethod
    def of(cls, count, chosen: ArchiveFilter):
        return cls(count, archive_address(chosen))


@dataclass(frozen=True, slots=True)
class Worker:
    """A municipality that works with the partner: what ties them, how often, when last."""

    name: str
    ties: list[str]
    number: Number
    last: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A document, and what has come of it: events of its municipality since the year in which it was signed."""

    row: DocumentRow
    since: int | None
    number: Number | None


@dataclass(frozen=True, slots=True)
class Held:
    """An event of the archive in one line."""

    name: str
    when: str
    where: str
    municipality: str
    quarter: str
    address: str


@dataclass(frozen=True, slots=True)
class YearNumber:
    """One year of events."""

    year: int
    number: Number


@dataclass(frozen=True, slots=True)
class Card:
    """All of it. `subject`: a PartnerCity or a Country; `partners`: of a country, with their numbers; `contacts`: by
    side, in words and rows."""

    subject: PartnerCity | Country
    number: Number
    years: list[YearNumber]
    workers: list[Worker]
    promised: list[Promised]
    held: list[Held]
    partners: list = field(default_factory=list)
    contacts: list = field(default_factory=list)


def archive_address(chosen: ArchiveFilter) -> str:
    query = chosen.query()
    return reverse("archive") + (f"?{query}" if query else "")


# Who sees which


def partners_seen(user) -> QuerySet:
    """The partners whose names the person may read: all confirmed ones; of the others those that were proposed for the
    own municipality or stand in rows that the person sees. The coordinator and who keeps the lists read all."""
    partners = PartnerCity.objects.select_related("country", "proposed_for")
    if user.is_coordinator or can_keep_lists(user):
        return partners
    through = ArchiveRow.partners.through.objects.filter(archiverow__in=rows_of(user).values("pk"))
    seen = Q(is_confirmed=True) | Q(proposed_for__in=list(user.municipality_ids))
    return partners.filter(seen | Q(pk__in=through.values("partnercity")))


def kept_partner(user, pk):
    """The partner of an old address that was merged since: the one that was kept, or None."""
    kept = known_partner(pk)
    return partners_seen(user).filter(pk=kept).first() if kept and kept != pk else None


# Cards


def card_of_partner(user, partner: PartnerCity) -> Card:
    base = ArchiveFilter(partners=(partner.pk,))
    documents = documents_of(user, partner=partner)
    ties = partner.partnerships.select_related("municipality")
    sides = {side: [] for side in Contact.Side}
    for contact in partner.contacts.select_related("municipality").order_by("sort_key", "pk"):
        sides[Contact.Side(contact.side)].append(contact)
    return _card(user, partner, base, documents, ties, contacts=[(side.label, sides[side]) for side in Contact.Side])


def card_of_country(user, country: Country) -> Card:
    base = ArchiveFilter(countries=(country.pk,))
    documents = documents_of(user, country=country)
    ties = Partnership.objects.filter(partner__country=country).select_related("municipality", "partner")
    partners = list(partners_seen(user).filter(country=country))
    numbers = numbers_of(user, partners)
    listed = sorted(((one, numbers[one.pk]) for one in partners), key=lambda pair: -pair[1].count)
    return _card(user, country, base, documents, ties, partners=listed)


def numbers_of(user, partners) -> dict[int, Number]:
    """Partner's pk → the Number of its rows (one query)."""
    through = ArchiveRow.partners.through.objects.filter(archiverow__in=rows_for(user, ArchiveFilter()).values("pk"))
    found = through.filter(partnercity__in=[one.pk for one in partners]).order_by()
    counts = dict(found.values("partnercity").annotate(n=Count("pk")).values_list("partnercity", "n"))
    return {one.pk: Number.of(counts.get(one.pk, 0), ArchiveFilter(partners=(one.pk,))) for one in partners}


def numbers_of_countries(user) -> list[tuple[Country, Number]]:
    """Every country of the rows that the person sees, with the Number of its rows, the commonest first."""
    through = ArchiveRow.countries.through.objects.filter(archiverow__in=rows_for(user, ArchiveFilter()).values("pk"))
    counts = dict(through.order_by().values("country").annotate(n=Count("pk")).values_list("country", "n"))
    countries = Country.objects.filter(pk__in=counts)
    listed = [(one, Number.of(counts[one.pk], ArchiveFilter(countries=(one.pk,)))) for one in countries]
    return sorted(listed, key=lambda pair: -pair[1].count)


def _card(user, subject, base, documents, ties, **more):
    rows = rows_for(user, base).order_by()
    counted = rows.values("municipality", "period__year").annotate(n=Count("pk"))
    counts = Counter({(where, year): n for where, year, n in counted.values_list("municipality", "period__year", "n")})
    names = _names()
    held = _held(rows, names)
    years = Counter()
    for (_, year), n in counts.items():
        years[year] += n
    return Card(
        subject=subject,
        number=Number.of(sum(counts.values()), base),
        years=[YearNumber(year, Number.of(years[year], base.replace(years=(year,)))) for year in sorted(years)],
        workers=_workers(rows, base, counts, ties, names),
        promised=[_promised(row, base, counts) for row in documents],
        held=held,
        **more,
    )


def _names():
    """Municipality's pk → the name of today, in the order of the table."""
    named = Municipality.objects.named_on(timezone.localdate())
    return {one.pk: one.label or one.short_name for one in named}


def _workers(rows, base, counts, ties, names):
    said = {}
    for tie in ties:
        said.setdefault(tie.municipality_id, []).append(_tie_words(tie, names_partner=bool(base.countries)))
    last = dict(rows.values("municipality").annotate(last=Max("newest")).values_list("municipality", "last"))
    numbers = Counter()
    for (where, _), n in counts.items():
        numbers[where] += n
    workers = [
        Worker(
            name=name,
            ties=said.get(where, []),
            number=Number.of(numbers[where], base.replace(municipalities=(where,))),
            last=f"{last[where]:%m.%Y}" if where in last else "",
        )
        for where, name in names.items()
        if where in said or where in last
    ]
    return sorted(workers, key=lambda worker: -worker.number.count)


def _tie_words(tie, names_partner):
    """«побратим, действует, подписано 5 октября 2024 года»; of a country the partner: «г. Витебск (побратим)»."""
    if names_partner:
        return f"{tie.partner} ({tie.get_kind_display()})"
    signed = f"подписано {write_date(tie.signed_on)}" if tie.signed_on else days_in_words(tie.signed_text)
    words = [tie.get_kind_display(), tie.get_status_display(), tie.status_note, signed]
    return ", ".join(filter(None, words))


def _promised(row, base, counts):
    document, this_year = row.document, timezone.localdate().year
    signed = document.signed_till
    if signed is None or not this_year - MOST_CHOSEN < signed.year <= this_year:
        return Promised(row, None, None)
    years = tuple(range(signed.year, this_year + 1))
    where = document.municipality.pk
    count = sum(counts[where, year] for year in years)
    return Promised(row, signed.year, Number.of(count, base.replace(municipalities=(where,), years=years)))


def _held(rows, names):
    last = list(rows.select_related("event", "period").order_by("-newest", "-event")[:LAST_EVENTS])
    texts = texts_of(last)
    return [
        Held(
            name=texts[row.pk]["name"],
            when=texts[row.pk]["period_text"],
            where=texts[row.pk]["place_text"],
            municipality=names.get(row.municipality_id, ""),
            quarter=str(row.period),
            address=reverse("archive_row", args=[row.event.uid]),
        )
        for row in last
        if row.pk in texts
    ]


def drawn_at() -> datetime.datetime:
    """The time that a card's file carries: the beginning of the day, so that one day gives the same bytes."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
