"""The official table of a whole year: one section a municipality, its rows by quarter and in the order of its reports.

Rows are streamed, AT_ONCE of them in memory. A row as it stands has the words of its event, a released one those of the
version that was printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from municipalities.models import Municipality
from reports.files import table as table_columns
from reports.files.data_sheet import DATA_COLUMNS, DataColumn, Kind
from reports.models import ArchiveDocument, ArchiveRow, EventRevision, Period, State, Submission, Twin
from reports.prose.documents.write import KINDS
from reports.prose.summary.pieces import plain
from reports.prose.summary.year import WHOLE, YearFacts, paragraphs, quarters_named
from reports.prose.words import quarter_name
from reports.rules.archive_filter import ArchiveFilter
from reports.rules.event_fields import PRINTED

from .consolidated import AT_ONCE, FORMATS, PRECISIONS, STATES, fixed_time, printed_heading, project_of
from .year import Year, labels_of

NOW = ArchiveRow.Edition.NOW
ORDER = (
    "municipality__sort_key",
    "municipality",
    "period__quarter",
    F("event__position").asc(nulls_last=True),
    "event__sort_key",
    "event",
)
_WHICH = ("pk", "edition", "event", "version", "municipality")
_TEXTS = tuple(f"event__{name}" for name in PRINTED)
_FACTS = ("period__year", "period__quarter", "submission__state", "start", "end", "precision", "place_format")
_FACTS += ("place_country__name", "event__place_locality", "total", "total_foreign")
# The columns of the sheet of data: that of a quarter with the quarter; rows of a year carry no number to come home by.
COLUMNS = (
    *DATA_COLUMNS[:2],
    DataColumn("Квартал", 22, Kind.TEXT, lambda entry: entry.row.facts.quarter),
    *DATA_COLUMNS[2:-1],
)


def title_of(year: Year) -> str:
    """The title of the table, its lines joined by a newline."""
    return table_columns.year_title(year.year, settings.REGION_GENITIVE)


def annual_table(year: Year, facts: YearFacts, *, with_facts: bool = False) -> table_columns.Table:
    """The year as one table, for drawing, with its paragraphs above. Municipalities without rows have no section.

    `with_facts`: with what the sheet of data shows besides the texts."""
    return table_columns.Table(
        title=title_of(year),
        sections=sections_of(year, with_facts=with_facts),
        author=settings.REGION_NAME,
        created=fixed_time(Period(year=year.year, quarter=year.quarters[-1], ends_on=year.last_day)),
        project=_project(year),
        before=tuple(filter(None, [*map(plain, paragraphs(facts)), " ".join(notes_of(year))])),
    )


def rows_between(year: Year, start: int, end: int) -> Iterator[table_columns.TableSection]:
    """The sections of the rows from `start` (counted from 0) up to `end`."""
    return _in_sections(year, _printed(year, False, slice(start, end)))


def sections_of(year: Year, *, with_facts: bool = False) -> Iterator[table_columns.TableSection]:
    """The sections in the official order; each must be used up in its turn. A municipality is called as on the last day
    of the year."""
    return _in_sections(year, _printed(year, with_facts))


def _in_sections(year, rows):
    named = Municipality.objects.named_on(year.last_day)
    headings = {pk: heading or name for pk, heading, name in named.values_list("pk", "heading", "short_name")}
    for municipality, group in groupby(rows, key=lambda one: one[0]):
        yield table_columns.TableSection(printed_heading(headings[municipality]), (row for _, row in group))


def printed_names(year: Year, chosen: ArchiveFilter) -> Iterator[tuple[int, str]]:
    """(municipality, name) of each row of the filter, those that were reported first first."""
    rows = year.rows(chosen).order_by("period__year", "period__quarter", "event")
    stream = rows.values_list(*_WHICH, "event__name").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(stream, AT_ONCE)):
        contents = _contents(batch)
        for pk, *_, municipality, name in batch:
            yield municipality, contents[pk]["name"] if pk in contents else name


def _printed(year, with_facts, which=slice(None)):
    """(municipality, PrintedRow) in the order of the table."""
    columns = (*_WHICH, *_TEXTS, *(_FACTS if with_facts else ()))
    stream = year.rows().order_by(*ORDER).values_list(*columns)[which].iterator(chunk_size=AT_ONCE)
    end_of_texts = len(_WHICH) + len(_TEXTS)
    labels = labels_of(year) if with_facts else {}
    while batch := list(islice(stream, AT_ONCE)):
        contents = _contents(batch)
        facts = _facts(batch, end_of_texts, contents, labels) if with_facts else {}
        for row in batch:
            pk, texts = row[0], row[len(_WHICH) : end_of_texts]
            if pk in contents:
                texts = [contents[pk].get(name, "") for name in PRINTED]
            yield row[len(_WHICH) - 1], table_columns.PrintedRow(*texts, facts=facts.get(pk, table_columns.NO_FACTS))


def _contents(batch):
    """Key of a released row → what the version held that was printed. No query where there are none."""
    released = {(event, version): pk for pk, edition, event, version, *_ in batch if edition != NOW}
    if not released:
        return {}
    versions = {version for _, version in released}
    found = EventRevision.objects.filter(event__in={event for event, _ in released}, version__in=versions)
    contents = {
        released[event, version]: content
        for event, version, content in found.values_list("event", "version", "content")
        if (event, version) in released
    }
    # A row whose words are not there is printed by nobody: never in those of today.
    return {pk: contents.get(pk, dict.fromkeys(PRINTED, "")) for pk in released.values()}


def _facts(batch, start, contents, labels):
    """Key of a row → its Facts. Three queries."""
    keys = [row[0] for row in batch]
    countries = _names(ArchiveRow.countries.through, keys, "country")
    partners = _names(ArchiveRow.partners.through, keys, "partnercity")
    documents = _documents(keys)
    found = {}
    for row in batch:
        pk, edition = row[:2]
        year, quarter, state, first, last, precision, place_format, country, locality, *people = row[start:]
        if pk in contents:
            locality = contents[pk].get("place_locality", "")
        found[pk] = table_columns.Facts(
            municipality=labels[row[len(_WHICH) - 1]],
            quarter=quarter_name(year, quarter),
            state=State(state).label if edition == NOW else "выпущен",
            start=first,
            end=last,
            precision=PRECISIONS[precision],
            place_format=FORMATS[place_format],
            country=country or "",
            locality=locality,
            total=people[0],
            foreign=people[1],
            countries=tuple(countries[pk]),
            partners=tuple(partners[pk]),
            agreements=tuple(documents[pk]),
        )
    return found


def _names(links, keys, to):
    """Row → names of what the link table ties to it, in their order."""
    names = defaultdict(list)
    found = links.objects.filter(archiverow__in=keys).order_by("archiverow", f"{to}__sort_key", to)
    for row, name in found.values_list("archiverow", f"{to}__name"):
        names[row].append(name)
    return names


def _documents(keys):
    """Row → its signed documents, «Соглашение о сотрудничестве (05.10.2024)», in order of entry."""
    documents = defaultdict(list)
    found = ArchiveDocument.objects.filter(row__in=keys).order_by("pk")
    for row, kind, title, signed_on in found.values_list("row", "kind", "title", "signed_on"):
        name = title or KINDS[kind]
        documents[row].append(f"{name} ({signed_on:%d.%m.%Y})" if signed_on else name)
    return documents


# What is said of the table


def notes_of(year: Year) -> list[str]:
    """What is still missing in the year."""
    said = []
    if year.unfinished:
        said.append(f"Данные за {quarters_named(year.unfinished)} ещё собираются.")
    if missing := tuple(quarter for quarter in WHOLE if quarter not in year.quarters):
        said.append(f"Отчётов за {quarters_named(missing)} нет: приём не открывался.")
    return said


def _project(year):
    """What every page says until the year is whole and everything in it is approved."""
    if not year.user.is_coordinator:
        return "" if year.is_whole else f"{project_of(timezone.localdate())}, по выпускам"
    reports = Submission.objects.filter(period__year=year.year, period__taken_back_at=None)
    number, all_reports = reports.filter(state__in=STATES[year.scope]).count(), reports.count()
    approved = reports.filter(state=State.APPROVED).count()
    if year.is_whole and approved == all_reports:
        return ""
    entered = f"{'вошёл' if number == 1 else 'вошли'} {number} из {all_reports}"
    return f"{project_of(timezone.localdate())}, {entered}"


@dataclass(frozen=True, slots=True)
class Joint:
    """An event that two municipalities report: its name, whose row is printed, and who else has it."""

    name: str
    printed_for: str
    also: str


def joint_of(year: Year) -> list[Joint]:
    """The pairs of which the table prints one row, in order of entry."""
    both = year.rows(year.chosen.replace(once=False)).order_by()
    pairs = Twin.objects.filter(answer=Twin.Answer.JOINT, one__in=both.values("event"), other__in=both.values("event"))
    pairs = list(pairs.order_by("one", "other").values_list("one", "other"))
    if not pairs:
        return []
    events = {event for pair in pairs for event in pair}
    rows = both.filter(event__in=events).values_list(*_WHICH, "event__name")
    rows = list(rows)
    contents, labels = _contents(rows), labels_of(year)
    known = {
        event: (contents[pk]["name"] if pk in contents else name, labels[municipality])
        for pk, _, event, _, municipality, name in rows
    }
    return [Joint(*known[one], known[other][1]) for one, other in pairs]
