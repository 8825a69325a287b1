"""Keeps the rows of the archive in step with events and releases.

They follow from what an event's version says, so a write of an event, a release, a merge of partners calls these
functions after it has asked its own right. All can be made anew from versions and releases (`rebuild`).
"""

import datetime
from itertools import islice

from django.db import transaction

from municipalities.models import PartnerCity
from reports.models import ArchiveBuild, ArchiveDocument, ArchiveRow, Event, KnownWord, Release
from reports.queries.event_content import content_of, revisions_of
from reports.queries.partners import still_known
from reports.rules.permissions import require_program

from .archive_tokens import store_tokens

NOW, RELEASED = ArchiveRow.Edition.NOW, ArchiveRow.Edition.RELEASED
COUNTRIES, PARTNERS = ArchiveRow.countries.through, ArchiveRow.partners.through
AT_ONCE = 500  # events
HOME = "RU"
WAY = "2"  # another one makes all rows anew after `migrate`

_FACTS = ("is_included", "start", "end", "precision", "place_format", "total", "total_foreign")
_COLUMNS = ("version", "submission", "period", "municipality", "release", "number", *_FACTS, "place_country", "newest")


def follow_event(event, content):
    """The row of the event as it stands, after a write that left this content. `event` with its submission."""
    if event.deleted_at:
        ArchiveRow.objects.filter(event=event, edition=NOW).delete()
    else:
        _store([(_row(event, NOW, event.version, content), content)], is_new=event.version == 1)


def follow_release(release):
    """The rows that a new release prints, and those that it takes out."""
    printed = {row["uid"]: (number, row["version"]) for number, row in enumerate(release.rows, start=1)}
    for events in _in_parts(Event.objects.filter(uid__in=list(printed)).select_related("submission__period")):
        _store(_released(release, {event.pk: (event, *printed[str(event.uid)]) for event in events}))
    removed = [row["uid"] for row in release.removed]
    ArchiveRow.objects.filter(event__uid__in=removed, edition=RELEASED).delete()


def rows_naming(partner):
    """Keys of the rows that name the partner, for `follow_rows` after it was merged, divided or moved elsewhere."""
    return list(PARTNERS.objects.filter(partnercity=partner).values_list("archiverow", flat=True))


def follow_rows(keys):
    """Make the rows of these keys anew from the versions that they are of."""
    rows = ArchiveRow.objects.filter(pk__in=keys).select_related("event__submission__period", "release")
    for part in _in_parts(rows):
        contents = _contents({(row.event_id, row.version) for row in part})
        made = []
        for row in part:
            content = contents[row.event_id, row.version]
            if row.edition == NOW:
                content = content_of(row.event)
            printed = {"release": row.release, "number": row.number}
            made.append((_row(row.event, row.edition, row.version, content, **printed), content))
        _store(made)


@transaction.atomic
def rebuild(*, by):
    """Make all rows anew; for commands alone. Returns how many there are."""
    require_program(by)
    ArchiveRow.objects.all().delete()
    KnownWord.objects.all().delete()
    related = ("partners", "countries", "agreements__countries")
    present = Event.objects.present().select_related("submission__period").prefetch_related(*related)
    for events in _in_parts(present):
        contents = [content_of(event) for event in events]
        pairs = zip(events, contents, strict=True)
        _store([(_row(event, NOW, event.version, content), content) for event, content in pairs], is_new=True)
    for release in Release.objects.order_by("period", "number").select_related("period"):
        follow_release(release)
    ArchiveBuild.objects.exclude(way=WAY).delete()
    ArchiveBuild.objects.get_or_create(way=WAY)
    return ArchiveRow.objects.count()


def rebuild_if_outdated(*, by):
    """`rebuild` where the rows were made in another way, or never. Returns whether it was done."""
    require_program(by)
    if ArchiveBuild.objects.filter(way=WAY).exists():
        return False
    rebuild(by=by)
    return True


def _released(release, printed):
    """[(row, content)] of {event's pk: (event, number, version)}."""
    contents = _contents({(pk, version) for pk, (_, _, version) in printed.items()})
    return [
        (_row(event, RELEASED, version, contents[pk, version], release=release, number=number), contents[pk, version])
        for pk, (event, number, version) in printed.items()
    ]


def _contents(versions):
    """(event's pk, version) → what that version held."""
    return {(revision.event_id, revision.version): revision.full_content for revision in revisions_of(versions)}


def _row(event, edition, version, content, *, release=None, number=None):
    """The ArchiveRow of this content, not stored yet. `event` with its submission and period."""
    report = event.submission
    start, end = (content[key] and datetime.date.fromisoformat(content[key]) for key in ("start", "end"))
    return ArchiveRow(
        event=event,
        edition=edition,
        version=version,
        submission=report,
        period_id=report.period_id,
        municipality_id=report.municipality_id,
        release=release,
        number=number,
        place_country_id=content["place_country"],
        newest=start or report.period.ends_on,
        **{key: content[key] for key in _FACTS if key not in ("start", "end")},
        start=start,
        end=end,
    )


def _store(made, *, is_new=False):
    """Write rows with what hangs on them. `is_new`: none of them is there yet."""
    if not made:
        return
    rows = ArchiveRow.objects.bulk_create(
        [row for row, _ in made],
        update_conflicts=True,
        unique_fields=["event", "edition"],
        update_fields=_COLUMNS,
    )
    if not is_new:
        _clear([row.pk for row in rows])
    contents = [content for _, content in made]
    known = _known_partners(contents)
    named = [{known[pk] for pk, _ in content["partners"] if pk in known} for content in contents]
    _hang(list(zip(rows, contents, named, strict=True)))


def _clear(keys):
    COUNTRIES.objects.filter(archiverow__in=keys).delete()
    PARTNERS.objects.filter(archiverow__in=keys).delete()
    ArchiveDocument.objects.filter(row__in=keys).delete()


def _hang(rows):
    """Write what hangs on rows: [(row, content, its partners as (key, country's code))]."""
    countries = [
        COUNTRIES(archiverow=row, country_id=code)
        for row, content, partners in rows
        for code in _countries(content, partners)
    ]
    COUNTRIES.objects.bulk_create(countries)
    PARTNERS.objects.bulk_create(
        PARTNERS(archiverow=row, partnercity_id=pk) for row, _, partners in rows for pk, _ in partners
    )
    ArchiveDocument.objects.bulk_create(
        _document(row, one) for row, content, _ in rows for one in content["agreements"]
    )
    store_tokens(
        [
            (row, content, sorted(pk for pk, _ in partners), _countries(content, partners))
            for row, content, partners in rows
        ]
    )


def _known_partners(contents):
    """Key that a content names → (key, country's code) of the partner that it is today: merged ones are the kept."""
    named = {pk: name for content in contents for pk, name in content["partners"]}
    if not named:
        return {}
    found = {pk: (pk, country) for pk, country in PartnerCity.objects.filter(pk__in=named).values_list("pk", "country")}
    for gone in named.keys() - found.keys():
        for pk, _ in still_known([[gone, named[gone]]]):
            found[gone] = (pk, PartnerCity.objects.values_list("country", flat=True).get(pk=pk))
    return found


def _countries(content, partners):
    """Codes of the foreign countries that a row is about, each once."""
    codes = {*content["countries"], content["place_country"], *(country for _, country in partners)}
    for document in content["agreements"]:
        codes.update(document.get("countries", ()))
    return sorted(codes - {None, "", HOME})


def _document(row, agreement):
    signed_on = agreement.get("signed_on")
    return ArchiveDocument(
        row=row,
        kind=agreement["kind"],
        title=agreement["title"],
        signed_on=signed_on and datetime.date.fromisoformat(signed_on),
    )


def _in_parts(rows):
    """Lists of at most AT_ONCE rows, in the order of their keys."""
    rows = iter(rows.order_by("pk").iterator(chunk_size=AT_ONCE))
    while part := list(islice(rows, AT_ONCE)):
        yield part
