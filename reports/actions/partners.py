"""Partners that officers propose: offering, finding, proposing, confirming, merging.

A proposed partner holds a municipality's own words, so until it is confirmed it is offered in the reports of
that municipality alone. Merging moves links and writes no revision: the printed text names no list and stays as
it was, so an approved report stays the version that was approved. Forms and old versions that still name the
number of a merged partner mean the one that was kept (`PartnerCity.merged_ids`).
"""

from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from municipalities.models import PartnerCity, Partnership
from reports.models import Agreement, EventPartner
from reports.prose.cleaning import one_line
from reports.rules.permissions import can_keep_lists, can_propose_partner, require_right

from .quotas import why_no_new_partner


class MergeRefused(Exception):
    """The partners cannot be merged; the text says why in Russian. Nothing was changed."""


def offered_for(municipality_id):
    """The partners that a report of the municipality may name, with their countries (one query): the confirmed
    ones, and those unconfirmed that were proposed for it or that its events name."""
    named = EventPartner.objects.filter(
        partner__is_confirmed=False, event__submission__municipality=municipality_id
    ).values("partner")
    return PartnerCity.objects.select_related("country").filter(
        Q(is_confirmed=True) | Q(proposed_for=municipality_id) | Q(pk__in=named)
    )


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


def find_or_propose(name, country_code, *, by, municipality_id):
    """The partner of that name in the country; a new one, proposed by the person, when the list has none.

    To be called inside a transaction. Raises ValidationError (key new_partners) for what the columns do not take, and
    for a person who has proposed too many today.
    """
    name = one_line(name)
    in_country = list(PartnerCity.objects.filter(country=country_code))
    found = find(name, in_country, own_partners(municipality_id))
    if found:
        return found
    require_right(can_propose_partner, by, municipality_id)
    if reason := why_no_new_partner(by):
        raise ValidationError({"new_partners": reason})
    partner = PartnerCity(
        name=name,
        country_id=country_code,
        is_confirmed=False,
        proposed_by=by,
        proposed_for_id=municipality_id,
        proposed_at=timezone.now(),
    )
    try:
        partner.clean_fields(exclude=["search_key", "sort_key"])
    except ValidationError as error:
        raise ValidationError({"new_partners": error.messages}) from error
    # Somebody may be proposing the same one at this moment.
    proposed = ("name", "is_confirmed", "proposed_by", "proposed_for_id", "proposed_at")
    return PartnerCity.objects.get_or_create(
        country_id=country_code,
        search_key=PartnerCity.key_of(name),
        region="",
        defaults={name: getattr(partner, name) for name in proposed},
    )[0]


def own_partners(municipality_id):
    """Keys of the partners that the municipality has a partnership with (one query)."""
    return set(Partnership.objects.filter(municipality=municipality_id).values_list("partner", flat=True))


def still_known(rows, *, keep=False):
    """[[id, name], …] of those that the list still has; one that was merged is the one that was kept.

    One query, two when some are not there. `keep`: none of them is merged away before this transaction ends.
    """
    ids = {pk for pk, _ in rows}
    partners = PartnerCity.objects.order_by("pk")
    if keep:
        partners = partners.select_for_update(no_key=True)
    known = dict(partners.filter(pk__in=ids).values_list("pk", "name"))
    gone = ids - known.keys()
    if gone:
        everyone = PartnerCity.objects.values_list("pk", "name", "merged_ids")
        known |= {pk: name for pk, name, merged in everyone if gone.intersection(merged)}
    return sorted([pk, name] for pk, name in known.items())


# What a list administrator decides


@transaction.atomic
def confirm(partner, *, by):
    """Take a proposed partner into the list for all, with a line in its history. Returns whether it was not yet."""
    require_right(can_keep_lists, by)
    if not PartnerCity.objects.filter(pk=partner.pk, is_confirmed=False).update(is_confirmed=True):
        return False
    _write_down(partner, CHANGE, "Подтверждён.", by)
    return True


@dataclass(frozen=True, slots=True)
class Links:
    """What merging `gone` into `kept` does: how many events it moves, the partnerships that move, and those that
    end because the kept one has its own with the same municipality, as [(ending, staying), …]."""

    events: int
    moving: list
    ending: list


def links_between(kept, gone):
    """The Links of a merge that has not been made yet (three queries)."""
    staying = {link.municipality_id: link for link in kept.partnerships.all()}
    links = list(gone.partnerships.select_related("municipality"))
    return Links(
        events=gone.events.filter(deleted_at=None).count(),
        moving=[link for link in links if link.municipality_id not in staying],
        ending=[(link, staying[link.municipality_id]) for link in links if link.municipality_id in staying],
    )


@transaction.atomic
def merge(kept, gone, *, by):
    """Make one partner of two: every link of `gone` goes over to `kept`, its name and other writings become other
    writings there, the row goes, and both histories tell it. Returns the kept one. Raises MergeRefused.

    Of two partnerships with one municipality the kept partner's stays and takes over the agreements of the other.
    """
    require_right(can_keep_lists, by)
    locked = PartnerCity.objects.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
    if kept.pk == gone.pk:
        raise MergeRefused("Партнёра нельзя объединить с ним же: выберите другого.")
    if len(locked) < 2:
        raise MergeRefused("Одного из партнёров уже нет в справочнике.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    if not kept.is_confirmed:
        raise MergeRefused(f"Сначала подтвердите партнёра «{kept}»: остаётся тот, кто подтверждён.")
    links = links_between(kept, gone)
    _move_events(kept, gone)
    _move_partnerships(kept, gone, links)
    _keep_writings(kept, gone)
    _write_down(kept, CHANGE, _merge_in_words(gone, links), by)
    _write_down(gone, DELETION, f"Объединён с партнёром «{kept}» (№ {kept.pk}).", by)
    gone.delete()
    return kept


def _move_events(kept, gone):
    """Deleted events too: they can come back."""
    links = EventPartner.objects.filter(partner=gone)
    with_both = EventPartner.objects.filter(partner=kept).values("event")
    links.filter(event__in=with_both).delete()
    links.update(partner=kept)


def _move_partnerships(kept, gone, links):
    for ending, staying in links.ending:
        Agreement.objects.filter(partnership=ending).update(partnership=staying)
        ending.delete()
    Partnership.objects.filter(partner=gone).update(partner=kept)


def _keep_writings(kept, gone):
    """The writings of the gone one that the kept one does not have yet."""
    writings, keys = kept.synonyms.splitlines(), set(kept.keys)
    for writing in (gone.name, *gone.synonyms.splitlines()):
        key = PartnerCity.key_of(writing)
        if key and key not in keys:
            keys.add(key)
            writings.append(writing)
    kept.synonyms = "\n".join(writings)
    kept.merged_ids = [*kept.merged_ids, *gone.merged_ids, gone.pk]
    kept.save()


def _merge_in_words(gone, links):
    """What the history keeps of the row that goes, and of the partnerships that end."""
    words = [f"Присоединён партнёр «{gone}», {gone.country} (№ {gone.pk}). Мероприятий: {links.events}."]
    for ending, _ in links.ending:
        details = (
            ending.get_kind_display(),
            ending.get_status_display(),
            ending.status_note,
            ending.signed_on and f"подписано {ending.signed_on:%d.%m.%Y}",
            ending.signed_text,
            ending.source,
            ending.note,
        )
        told = "; ".join(filter(None, details))
        words.append(f"Прежняя связь закрыта: {ending.municipality} ({told}).")
    return " ".join(words)


def _write_down(partner, action, message, by):
    LogEntry.objects.log_actions(by.pk, [partner], action, message, single_object=True)
