"""One page of the archive: how many rows a question has and how many people they count, the rows in their order, and
where each stands in print."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from municipalities.models import MunicipalityName, User
from reports.models import ArchiveRow
from reports.rules.archive_filter import ArchiveFilter

from .archive import rows_for, texts_of
from .search import MOST_SORTED, Wanted, having_words, ordered, wanted
from .search_slips import Meant, meant

PAGE = 50  # rows
# Of a search for common words no more are counted or shown. Rows that only filters choose are counted to the last one.
MOST_FOUND = 5_000
NAMED = {
    "partners__name": ("partners__sort_key", "partners"),
    "countries__name": ("countries__sort_key", "countries"),
    "documents__title": ("documents",),
}
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
    asked, other = wanted(chosen.words), None
    counts = _counted(user, chosen, asked)
    if not counts["rows"] and chosen.words:
        other = meant(chosen.words, lambda line: _rows(user, chosen, wanted(line)).exists())
        if other:
            chosen, asked = chosen.replace(words=other.line), wanted(other.line)
            counts = _counted(user, chosen, asked)
    is_cut = bool(chosen.words) and counts["rows"] > MOST_FOUND
    return Found(
        chosen=chosen,
        asked=asked,
        meant=other,
        count=MOST_FOUND if is_cut else counts["rows"],
        is_cut=is_cut,
        total=counts["people"] or 0,
        foreign=counts["foreigners"] or 0,
        without_total=counts["unknown"],
    )


def _rows(user, chosen, asked):
    """`rows_for` of a filter whose words have been read already."""
    rows = rows_for(user, chosen.replace(words=""))
    return having_words(rows, asked) if chosen.words else rows


def _counted(user, chosen, asked):
    rows = _rows(user, chosen, asked)
    if chosen.words:
        rows = rows.order_by().values("pk", "total", "total_foreign")[: MOST_FOUND + 1]
    return rows.aggregate(
        rows=Count("pk"),
        people=Sum("total"),
        foreigners=Sum("total_foreign"),
        unknown=Count("pk", filter=Q(total=None)),
    )


def page_of(user: User, found: Found, start: int, count: int = PAGE) -> list[ArchiveRow]:
    """Rows of a found list in their order, with what `LOADED` names."""
    if not found.count:
        return []
    rows = rows_for(user, found.chosen.replace(words=""))
    are_few = not found.is_cut and found.count <= MOST_SORTED
    keys = ordered(rows, found.asked, start, count, are_few=are_few)
    loaded = ArchiveRow.objects.select_related(*LOADED).defer("release__rows", "release__anchors").in_bulk(keys)
    return [loaded[key] for key in keys if key in loaded]


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
    names = _names_by_date({row.municipality_id for row in rows})
    events = [row.event_id for row in rows]
    released = ArchiveRow.objects.filter(event__in=events, edition=ArchiveRow.Edition.RELEASED)
    released = released.select_related("release__period").defer("release__rows", "release__anchors")
    printed = {row.event_id: row for row in released} if rows else {}
    partners, countries, documents = (_named(rows, path) for path in NAMED)
    return [
        Hit(
            row=row,
            texts=texts[row.pk],
            label=_label_of(row, names),
            printed=printed.get(row.event_id),
            is_changed=row.event_id in printed and printed[row.event_id].version != row.version,
            partners=partners[row.pk],
            countries=countries[row.pk],
            documents=documents[row.pk],
        )
        for row in rows
        if row.pk in texts
    ]


def _named(rows, path):
    """Row's key → what it names, in the order of the lists."""
    named = {row.pk: () for row in rows}
    pairs = ArchiveRow.objects.filter(pk__in=named, **{f"{path}__isnull": False}).order_by(*NAMED[path])
    for pk, name in pairs.values_list("pk", path):
        named[pk] += (name,)
    return named


def _names_by_date(municipalities):
    """Key → [(valid from, name)], the latest first (one query)."""
    names = defaultdict(list)
    known = MunicipalityName.objects.filter(municipality__in=municipalities).order_by("-valid_from")
    for pk, since, label in known.values_list("municipality", "valid_from", "label"):
        names[pk].append((since, label))
    return names


def _label_of(row, names):
    """What the municipality was called when the quarter ended, as the reports of then say."""
    known = [label for since, label in names[row.municipality_id] if since <= row.period.ends_on]
    return known[0] if known else row.municipality.short_name
