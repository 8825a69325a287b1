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
from django.utils import timezone

from municipalities.models import Contact, PartnerCity, Partnership
from reports.models import Agreement, EventPartner, PartnerMerge
from reports.prose.cleaning import one_line
from reports.queries.partners import find, own_partners
from reports.rules.permissions import can_keep_lists, can_propose_partner, require_right

from .archive import follow_rows, rows_naming
from .notices import tell_proposed
from .quotas import why_no_new_partner


class MergeRefused(Exception):
    """The partners cannot be merged; the text says why in Russian. Nothing was changed."""


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
    partner, is_new = PartnerCity.objects.get_or_create(
        country_id=country_code,
        search_key=PartnerCity.key_of(name),
        region="",
        defaults={name: getattr(partner, name) for name in proposed},
    )
    if is_new:
        tell_proposed(partner, by=by)
    return partner


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
    """What merging `gone` into `kept` does: how many events and which partnerships it moves. Other partnerships end
    because the kept one has its own with the same municipality: [(ending, staying), …]."""

    events: int
    moving: list
    ending: list


@transaction.atomic
def follow_change(partner, *, by):
    """Let the rows of the archive that name the partner tell of it as the list has it now: its country, its name."""
    require_right(can_keep_lists, by, program=True)
    follow_rows(rows_naming(partner))


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
    if kept.country_id != gone.country_id:
        raise MergeRefused(
            f"«{kept}» и «{gone}» – в разных странах: {kept.country} и {gone.country}. Если страна указана неверно, "
            "сначала исправьте её на странице партнёра."
        )
    links = links_between(kept, gone)
    rows = rows_naming(gone)
    _remember(kept, gone, links)
    _move_events(kept, gone)
    _move_partnerships(kept, gone, links)
    Contact.objects.filter(partner=gone).update(partner=kept)
    _keep_writings(kept, gone)
    _write_down(kept, CHANGE, _merge_in_words(gone, links), by)
    _write_down(gone, DELETION, f"Объединён с партнёром «{kept}» (№ {kept.pk}).", by)
    gone.delete()
    follow_rows(rows)
    return kept


def _remember(kept, gone, links):
    """Keep what `undo_merge` needs: the rows that go, and the numbers of those that go over. Of an event its version,
    too: once it was saved again, its last version names the kept partner."""
    of_events = dict(EventPartner.objects.filter(partner=gone).values_list("event", "event__version"))
    of_kept = set(EventPartner.objects.filter(partner=kept).values_list("event", flat=True))
    ended = [
        {"row": _columns(ending), "agreements": list(ending.agreements.values_list("pk", flat=True))}
        for ending, _ in links.ending
    ]
    moved = {
        "row": _columns(gone),
        "events": [[event, version, event in of_kept] for event, version in of_events.items()],
        "partnerships": [link.pk for link in links.moving],
        "ended": ended,
        "synonyms": kept.synonyms,
        "contacts": list(gone.contacts.order_by("pk").values_list("pk", flat=True)),
    }
    PartnerMerge.objects.filter(kept=gone).delete()  # what an earlier merge moved is no longer told apart
    PartnerMerge.objects.create(kept=kept, name=gone.name, moved=moved)


def _columns(row):
    """As JSON holds them; times keep their microseconds, which Django's encoder cuts."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _again(model, columns):
    """The row of these columns, as it was."""
    values = {field.attname: field.to_python(columns[field.attname]) for field in model._meta.concrete_fields}
    row = model(**values)
    row.save(force_insert=True)
    return row


@transaction.atomic
def undo_merge(merged, *, by):
    """Make two partners of one again, as they were; returns the one that comes back. Events that were saved since stay
    with the kept one, as do links that somebody has moved on. Raises MergeRefused when it was undone already, or when
    another partner has that name by now."""
    require_right(can_keep_lists, by)
    merged = PartnerMerge.objects.select_for_update().filter(pk=merged.pk).first()
    if merged is None:
        raise MergeRefused("Это объединение уже отменено.")
    kept, moved = PartnerCity.objects.select_for_update().get(pk=merged.kept_id), merged.moved
    row = moved["row"]
    same = PartnerCity.objects.filter(country=row["country_id"], search_key=row["search_key"], region=row["region"])
    if same.exists() or PartnerCity.objects.filter(pk=row["id"]).exists():
        raise MergeRefused(f"Отменить нельзя: партнёр «{merged.name}» уже снова есть в списке.")
    back = _again(PartnerCity, row)
    for event, version, had_both in moved["events"]:
        links = EventPartner.objects.filter(event=event, partner=kept, event__version=version)
        if had_both and links.exists():
            EventPartner.objects.create(event_id=event, partner=back)
        elif not had_both:
            links.update(partner=back)
    Partnership.objects.filter(pk__in=moved["partnerships"], partner=kept).update(partner=back)
    for one in moved["ended"]:
        link = _again(Partnership, one["row"])
        Agreement.objects.filter(pk__in=one["agreements"], partnership__partner=kept).update(partnership=link)
    Contact.objects.filter(pk__in=moved.get("contacts", []), partner=kept).update(partner=back)
    follow_rows(rows_naming(kept))
    _take_back_writings(kept, row, moved["synonyms"])
    merged.delete()
    _write_down(kept, CHANGE, f"Объединение отменено: «{back}» снова отдельный партнёр.", by)
    _write_down(back, CHANGE, f"Объединение с партнёром «{kept}» отменено.", by)
    return back


def _take_back_writings(kept, row, before):
    """The writings that came with the merge go; those that were written since stay."""
    came = {PartnerCity.key_of(words) for words in (row["name"], *row["synonyms"].splitlines())}
    came -= {PartnerCity.key_of(words) for words in before.splitlines()}
    kept.synonyms = "\n".join(words for words in kept.synonyms.splitlines() if PartnerCity.key_of(words) not in came)
    kept.merged_ids = [pk for pk in kept.merged_ids if pk not in {row["id"], *row["merged_ids"]}]
    kept.save()


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
