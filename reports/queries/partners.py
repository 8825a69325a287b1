"""Partners as they are known: whose they are, how one is found, and what became of one."""

from dataclasses import dataclass

from municipalities.models import PartnerCity, Partnership
from reports.models import EventPartner
from reports.prose.participation import Partner

LARGEST = 2**63 - 1  # key that the database can hold; an address may name a larger one


def not_offered(partners, municipality_id, asked=None):
    """Keys of those of the partners that a report of the municipality may not name: the unconfirmed ones proposed for
    another one, where none of its events names them. One query where there are some; without it those are among them
    that its events name, where `asked` (keys) holds none of either."""
    others = {p.pk for p in partners if not p.is_confirmed and p.proposed_for_id != municipality_id}
    if others and (asked is None or others & asked):
        others -= _named_by_events(municipality_id)
    return others


def _named_by_events(municipality_id):
    named = EventPartner.objects.filter(partner__is_confirmed=False, event__submission__municipality=municipality_id)
    return set(named.values_list("partner", flat=True))


def find(name, partners, own):
    """The one of the partners (of one country) that has this name: as it is, in another writing, or without «г.».

    Among namesakes the one whose key is in `own` (those of the municipality); None when that leaves no single one.
    """
    key, bare = PartnerCity.key_of(name), PartnerCity.bare_key_of(name)
    found = (
        [partner for partner in partners if partner.search_key == key]
        or [partner for partner in partners if key in partner.keys]
        or [partner for partner in partners if partner.sort_key == bare]
    )
    if len(found) > 1:
        found = [partner for partner in found if partner.pk in own]
    return found[0] if len(found) == 1 else None


def partners_to_find(partners=None):
    """The partners, by default all confirmed ones, as prose looks for them (one query)."""
    partners = PartnerCity.objects.filter(is_confirmed=True) if partners is None else partners
    return [Partner(one.name, one.country_id, tuple(filter(None, one.synonyms.splitlines()))) for one in partners]


def partner_places():
    """Names of the confirmed partners, and their other writings, → the codes of their countries: what is known of
    places beside the text (one query)."""
    known = PartnerCity.objects.filter(is_confirmed=True).values_list("name", "synonyms", "country")
    return {writing: code for name, others, code in known for writing in (name, *others.splitlines()) if writing}


def own_partners(municipality_id):
    """Keys of the partners that the municipality has a partnership with (one query)."""
    return set(Partnership.objects.filter(municipality=municipality_id).values_list("partner", flat=True))


@dataclass(frozen=True)
class Uses:
    """Where a partner is named: how many events that are not deleted (`events`) and deleted ones (`deleted`), and its
    partnerships."""

    events: int
    deleted: int
    partnerships: list


def uses_of(partner):
    """The Uses of a partner (two queries). Events are only counted, because who keeps the lists reads no report."""
    deleted = list(EventPartner.objects.filter(partner=partner).values_list("event__deleted_at", flat=True))
    return Uses(
        events=deleted.count(None),
        deleted=len(deleted) - deleted.count(None),
        partnerships=list(partner.partnerships.select_related("municipality")),
    )


def still_known(rows, *, keep=False):
    """[[id, name], …] of those that the list still has; one that was merged is the one that was kept.

    One query, two when some are not there. `keep`: none of them is merged away before this transaction ends.
    """
    ids = {pk for pk, _ in rows if pk <= LARGEST}
    partners = PartnerCity.objects.order_by("pk")
    if keep:
        partners = partners.select_for_update(no_key=True)
    known = dict(partners.filter(pk__in=ids).values_list("pk", "name"))
    gone = ids - known.keys()
    if gone:
        everyone = PartnerCity.objects.values_list("pk", "name", "merged_ids")
        known |= {pk: name for pk, name, merged in everyone if gone.intersection(merged)}
    return sorted([pk, name] for pk, name in known.items())
