"""One page of the archive: how many rows a question has and how many people they count, the rows in their order, and
where each stands in print."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from municipalities.models import Municipality, User
from reports.models import ArchiveRow
from reports.rules.archive_filter import ArchiveFilter

from .archive import rows_for, texts_of
from .search import Wanted, ordered, wanted
from .search_slips import Meant, meant

PAGE = 50  # rows
# Of a search for common words no more are counted or shown. Rows that only filters choose are counted to the last one.
MOST_FOUND = 10_000
LOADED = ("event", "period", "municipality", "submission", "release__period")


@dataclass(frozen=True)
class Found:
    """What a question has found. `meant`: the other line that was searched for, where the typed one finds nothing.
    `is_cut`: there are more rows than `count`."""

    chosen: ArchiveFilter
    asked: Wanted
    meant: Meant | None
    count: int
    is_cut: bool
    total: int
    foreign: int
    without_total: int


def find(user: User, chosen: ArchiveFilter) -> Found:
    """Answer a filter; a line that finds nothing is read once more as what it may have meant."""
    counts, other = _counted(user, chosen), None
    if not counts["rows"] and chosen.words:
        other = meant(chosen.words, lambda line: rows_for(user, chosen.replace(words=line)).exists())
        if other:
            chosen = chosen.replace(words=other.line)
            counts = _counted(user, chosen)
    is_cut = bool(chosen.words) and counts["rows"] > MOST_FOUND
    return Found(
        chosen=chosen,
        asked=wanted(chosen.words),
        meant=other,
        count=MOST_FOUND if is_cut else counts["rows"],
        is_cut=is_cut,
        total=counts["people"] or 0,
        foreign=counts["foreigners"] or 0,
        without_total=counts["unknown"],
    )


def _counted(user, chosen):
    rows = rows_for(user, chosen)
    if chosen.words:
        rows = rows.values("pk", "total", "total_foreign")[: MOST_FOUND + 1]
    return rows.aggregate(
        rows=Count("pk"),
        people=Sum("total"),
        foreigners=Sum("total_foreign"),
        unknown=Count("pk", filter=Q(total=None)),
    )


def page_of(user: User, found: Found, start: int, count: int = PAGE) -> list[ArchiveRow]:
    """Rows of a found list in their order, with what `LOADED` names."""
    rows = rows_for(user, found.chosen).select_related(*LOADED).defer("release__rows", "release__anchors")
    return ordered(rows, found.asked, start, count)


@dataclass(frozen=True)
class Hit:
    """A row as the list shows it. `printed`: the row of the release that printed the event last, None where none did;
    `is_changed`: the event was written since."""

    row: ArchiveRow
    texts: dict[str, str]
    label: str
    printed: ArchiveRow | None
    is_changed: bool
    partners: tuple[str, ...]
    countries: tuple[str, ...]
    documents: tuple[str, ...]


def hits_of(rows: list[ArchiveRow]) -> list[Hit]:
    """The rows with everything that is told of them (six queries at most)."""
    texts = texts_of(rows)
    labels = _labels({row.municipality_id for row in rows})
    events = [row.event_id for row in rows]
    released = ArchiveRow.objects.filter(event__in=events, edition=ArchiveRow.Edition.RELEASED)
    released = released.select_related("release__period").defer("release__rows", "release__anchors")
    printed = {row.event_id: row for row in released} if rows else {}
    named = {row.pk: row for row in _with_names(rows)}
    return [
        Hit(
            row=row,
            texts=texts[row.pk],
            label=labels[row.municipality_id],
            printed=printed.get(row.event_id),
            is_changed=row.event_id in printed and printed[row.event_id].version != row.version,
            partners=tuple(one.name for one in named[row.pk].partners.all()),
            countries=tuple(one.name for one in named[row.pk].countries.all()),
            documents=tuple(one.title for one in named[row.pk].documents.all()),
        )
        for row in rows
        if row.pk in texts
    ]


def _with_names(rows):
    related = ("partners", "countries", "documents")
    return ArchiveRow.objects.filter(pk__in=[row.pk for row in rows]).only("pk").prefetch_related(*related)


def _labels(municipalities):
    """Key → the name that is shown, as it is valid today."""
    named = Municipality.objects.filter(pk__in=municipalities).named_on(timezone.localdate())
    return {one.pk: one.label or one.short_name for one in named}
