"""Everything that has happened to one report, newest first: its events, its states, the remarks, the imports.

First a light list of all records (without contents) is put in order and into entries: what one click wrote to many
events is one entry. Then the contents of the entries of the asked page alone are read.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.models import Country, User
from reports.models import EventRevision, ExtensionRequest, ImportChange, ImportJob, Release, RemarkChange
from reports.models.history import chain_numbers
from reports.pages.access import fetch_submission
from reports.pages.addresses import crumbs, event_address, way_to_report
from reports.pages.forms import HistoryFilter
from reports.rules.permissions import can_edit_events

from . import words

ON_A_PAGE = 50
# What one click writes follows in thousandths of a second; another click is another entry.
RUN_GAP = datetime.timedelta(seconds=10)
PROGRAM = "0"  # the person's key for what commands wrote

Cause = EventRevision.Cause
TAKEN, UNDONE = "taken", "undone"


class Record(NamedTuple):
    """One thing that happened. Of an event: pk of the revision, event, version and cause; of anything else `told`.
    Neighbours with the same `run` are one entry."""

    at: datetime.datetime
    by: User | None
    pk: int
    kind: str
    told: words.Told | None = None
    event: Any = None  # of a revision its pk, else (address, name)
    version: int = 0
    cause: str = ""
    run: tuple | None = None
    link: tuple | None = None  # (kind, key) of its row in the chain


@dataclass(frozen=True, slots=True)
class Line:
    """One write of one event. `undelete`: where to post to bring it back, empty where that cannot be."""

    told: words.Told
    name: str
    address: str
    version: int
    version_address: str
    undelete: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the page. `lines`: of the events that a run wrote; `event`: (address, name) of the one event."""

    at: datetime.datetime
    who: str
    told: words.Told
    event: tuple | None = None
    line: Line | None = None
    lines: tuple = ()
    import_address: str = ""


@require_safe
def report_history(request, pk):
    """The whole history of a report, by kind and person, in pages."""
    submission = fetch_submission(request, pk)
    history = History(submission, request.user)
    people = history.people()
    form = HistoryFilter(request.GET, people=people)
    of_person = [run for run in history.runs if not form.person or key_of(run[0].by) == form.person]
    shown = [run for run in of_person if not form.chosen or run[0].kind == form.chosen]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    entries = history.entries(page.object_list)
    asked = {"what": form.chosen, "who": form.person}
    return render(
        request,
        "reports/history/history.html",
        {
            "title": f"История отчёта: {submission.label}, {submission.period}",
            "section": "board" if request.user.is_coordinator else "report",
            "crumbs": crumbs(*way_to_report(request.user, submission), here="История отчёта"),
            "submission": submission,
            "form": form,
            "tabs": _tabs(of_person, form),
            "has_people": len(people) > 1,
            "page": page,
            "days": [(day, list(group)) for day, group in groupby(entries, key=_day)],
            "is_filtered": any(asked.values()),
            "newer": _query(asked, page=page.previous_page_number()) if page.has_previous() else "",
            "older": _query(asked, page=page.next_page_number()) if page.has_next() else "",
        },
    )


def _tabs(runs, form):
    """(words, number, address, whether it is this one) of each kind."""
    counts = Counter(run[0].kind for run in runs)
    counts[""] = len(runs)
    return [
        (label, counts[kind], _query({"what": kind, "who": form.person}), kind == form.chosen)
        for kind, label in form.SHOWN.items()
    ]


def _query(asked, **more):
    return f"?{urlencode({key: value for key, value in {**asked, **more}.items() if value})}"


def _day(entry):
    return timezone.localtime(entry.at).date()


def key_of(by):
    """How the filter calls a person."""
    return str(by.pk) if by else PROGRAM


class History:
    """The records of a report as its reader may see them. `runs`: lists of Records, newest first, one for each entry
    of the page. Seven queries, and up to two more for `entries`."""

    def __init__(self, submission, reader):
        self.submission, self.reader = submission, reader
        self.may_edit = can_edit_events(reader, submission)
        self.jobs, taken, undone = _imports(submission)
        self.revision_of, self.last_deletion = {}, {}
        records = [
            *self._revisions(taken, undone),
            *_moves(submission),
            *_remarks(submission),
            *_requests(submission),
            *_releases(submission),
        ]
        self.runs = runs_of(_in_order(records, chain_numbers(submission)))

    def people(self):
        """(key, name) of everybody who occurs, by name."""
        by_key = {key_of(record.by): record.by for run in self.runs for record in run}
        named = [(key, by.short_name if by else "программа") for key, by in by_key.items()]
        return sorted(named, key=lambda pair: (pair[0] == PROGRAM, pair[1].casefold(), pair[0]))

    def _revisions(self, taken, undone):
        """Records of all writes of events, without their contents."""
        rows = list(
            EventRevision.objects.filter(event__submission=self.submission)
            .order_by("event", "version")
            .values_list("pk", "event", "version", "cause", "at", "by", "by__full_name", "by__username")
        )
        people = {}
        for pk, event, version, cause, at, by, full_name, username in rows:
            if by and by not in people:
                people[by] = User(pk=by, full_name=full_name, username=username)
            self.revision_of[event, version] = pk
            if cause == Cause.DELETED:
                self.last_deletion[event] = version
            run = _run_of(event, version, cause, at, taken, undone)
            kind = "imports" if run and run[0] in {TAKEN, UNDONE, Cause.IMPORTED} else "events"
            link = ("eventrevision", pk)
            yield Record(at, people.get(by), pk, kind, event=event, version=version, cause=cause, run=run, link=link)

    def entries(self, runs):
        """The runs as Entries, with what has changed in each."""
        wanted = set()
        for run in runs:
            for record in run:
                if record.cause:
                    before = self.revision_of.get((record.event, record.version - 1))
                    wanted |= {record.pk, before} - {None}
        revisions = _contents(wanted)
        countries = _country_names(revisions.values())
        return [self._entry(run, revisions, countries) for run in runs]

    def _entry(self, run, revisions, countries):
        first = run[0]
        who = first.by.short_name if first.by else "программа"
        if not first.cause:
            return Entry(first.at, who, first.told, event=first.event)
        is_import = bool(first.run) and first.run[0] in {TAKEN, UNDONE}
        lines = tuple(self._line(record, revisions, countries, len(run) > 1 or is_import) for record in run)
        if len(run) == 1 and not is_import:
            [line] = lines
            return Entry(first.at, who, line.told, event=(line.address, line.name), line=line)
        number = len({record.event for record in run})
        if not is_import:
            icon = words.EVENT_ICONS.get(first.cause, "changed")
            return Entry(first.at, who, words.Told(icon, words.tell_run(first.cause, number)), lines=lines)
        name, address = self._import(first.run[1])
        tell = words.tell_import if first.run[0] == TAKEN else words.tell_import_undone
        icon = "upload" if first.run[0] == TAKEN else "returned"
        return Entry(first.at, who, words.Told(icon, tell(name, number)), lines=lines, import_address=address)

    def _line(self, record, revisions, countries, is_in_run):
        revision = revisions[record.pk]
        event = revision.event
        before = revisions.get(self.revision_of.get((record.event, record.version - 1)))
        told = words.tell_revision(revision, before, countries)
        if is_in_run:
            told = words.Told(told.icon, words.tell_in_run(revision, before), changes=told.changes)
        is_gone = event.is_deleted and self.last_deletion.get(record.event) == record.version
        return Line(
            told,
            revision.content.get("name", ""),
            event_address("event", event.uid),
            record.version,
            f"{event_address('event_history', event.uid)}#version-{record.version}",
            event_address("event_undelete", event.uid) if is_gone and self.may_edit else "",
        )

    def _import(self, job):
        """File's name and address of the import's page; each empty where it is not the reader's. A consolidated
        table's name is the coordinator's, and may name other municipalities."""
        uid, name, municipality = self.jobs[job]
        if self.reader.is_coordinator:
            return name, "" if municipality else reverse("import", args=[uid])
        return (name, reverse("import", args=[uid])) if municipality else ("", "")


def _imports(submission):
    """({job: (uid, file's name, municipality)}, {(event, version): job}, {event: [(version of the import, how it is
    undone, when that was over or None, job), …]} of what was taken back)."""
    changes = ImportChange.objects.filter(event__submission=submission).select_related("job__file")
    jobs, taken, undone = {}, {}, defaultdict(list)
    for change in changes.defer("job__content", "job__choices"):
        job = change.job
        jobs[job.pk] = (job.uid, job.file.name, job.municipality_id)
        taken[change.event_id, change.after] = job.pk
        if change.is_undone:
            over = job.ended_at if job.state == ImportJob.State.UNDONE else None
            undone[change.event_id].append((change.after, words.UNDONE_BY[change.kind], over, job.pk))
    return jobs, taken, undone


def _run_of(event, version, cause, at, taken, undone):
    """What the write was part of, or None. Of the undoing this is only likely: see `runs_of`."""
    if (event, version) in taken:
        return TAKEN, taken[event, version]
    for after, how, over, job in undone.get(event, ()):
        if version > after and cause == how and (over is None or at <= over):
            return UNDONE, job
    return (cause,) if cause in words.RUNS else None


def _in_order(records, numbers):
    """The records, newest first, as the chain has them: a clock may have been set back. What has no link (requests,
    releases) is put between by its time; the time of a link is the latest so far."""
    linked = sorted((numbers[record.link], record) for record in records if record.link in numbers)
    latest, places = None, {}
    for number, record in linked:
        latest = max(latest or record.at, record.at)
        places[record.link] = (latest, number)

    def place(record):
        at, number = places.get(record.link, (record.at, 0))
        return at, number, record.kind, record.pk

    return sorted(records, key=place, reverse=True)


def runs_of(records):
    """The records (newest first) as lists, one for each entry. Of what looks like the undoing of one import only the
    last run is it: before, somebody did by hand what the undoing then found done."""
    runs, undone = [], set()
    for record in records:
        if runs and _belongs(record, runs[-1]):
            runs[-1].append(record)
        elif record.run in undone:
            runs.append([record._replace(run=None, kind="events")])
        else:
            runs.append([record])
            if record.run and record.run[0] == UNDONE:
                undone.add(record.run)
    return runs


def _belongs(record, run):
    newer = run[-1]
    return bool(record.run) and (record.run, record.by) == (newer.run, newer.by) and newer.at - record.at <= RUN_GAP


def _moves(submission):
    for change in submission.state_changes.select_related("by"):
        told, link = words.tell_move(change), ("statechange", change.pk)
        yield Record(change.at, change.by, change.pk, "states", told, link=link)


def _remarks(submission):
    changes = RemarkChange.objects.filter(remark__submission=submission).select_related("by", "remark__event")
    for change in changes.defer("remark__event__purpose", "remark__event__participants"):
        event = change.remark.event
        named = (event_address("event", event.uid), event.name) if event else None
        told, link = words.tell_remark_change(change), ("remarkchange", change.pk)
        yield Record(change.at, change.by, change.pk, "remarks", told, named, link=link)


def _requests(submission):
    for request in submission.extension_requests.select_related("by", "answered_by"):
        yield Record(request.at, request.by, request.pk, "states", words.tell_request(request))
        if request.outcome == ExtensionRequest.Outcome.DECLINED:
            answer = words.tell_declined(request)
            yield Record(request.answered_at, request.answered_by, request.pk, "states", answer)


def _releases(submission):
    """The documents of the quarter for which this report was there."""
    releases = Release.objects.filter(period=submission.period, anchors__has_key=str(submission.pk))
    for release in releases.select_related("by").defer("rows", "removed", "anchors"):
        yield Record(release.at, release.by, release.pk, "states", words.tell_release(release))


def _contents(pks):
    """pk → revision with its content and its event's standing."""
    fields = ("cause", "version", "content", "event__uid", "event__deleted_at")
    return EventRevision.objects.select_related("event").only(*fields).in_bulk(pks)


def _country_names(revisions):
    """The names by code, if any of the contents has codes."""
    if any(revision.content.get("countries") or revision.content.get("place_pin") for revision in revisions):
        return dict(Country.objects.values_list("code", "name"))
    return {}
