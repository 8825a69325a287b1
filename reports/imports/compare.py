"""Sets a table that was read beside what the reports hold: what is new, the same, changed, or gone.

A row with a mark of ours is compared three ways: the exported file (the event's revision as it prints), the event as it
is now, the row. A row without one is looked for among the events of its report. Nothing is written. Only reports in
scope are looked at, because a mark may be forged.
"""

from collections import defaultdict

from reports.files.read.rows import Doubt, from_json
from reports.files.read.signs import TAKEN_OUT
from reports.models import Agreement, Event, EventRevision, ImportChange, Submission
from reports.models.report_order import REPORT_ORDER
from reports.prose.cleaning import clean_text, even_out, search_key
from reports.prose.typography import quoted
from reports.rules.event_fields import CELLS, PARTICIPANTS, PURPOSE
from reports.rules.permissions import can_import
from reports.rules.refusals import why_not

from .choices import Choices
from .comparison import CHANGED, NEW, SAME, TWIN, Comparison, FieldChange, Gone, Proposal, SectionMatch
from .matching import match, repeated, texts_of
from .room import note_full, refuse_too_much, set_apart_beyond
from .sections import gather_sections
from .taking_part import OFFICIAL_NAMES, new_countries
from .titles import check_title, municipality_named
from .values import new_agreements

# Writes after which the event still says what it said.
WORDLESS = {EventRevision.Cause.ORDERED, EventRevision.Cause.UNDERSTOOD}


def compare(job, *, by=None):
    """Compare what an ImportJob read with the reports as they are now, for the person `by` (who uploaded it).

    Nine queries at most, however many rows there are. `Choices.sections` says whose sections are.
    """
    return compare_read(
        from_json(job.content),
        job.period,
        municipality=job.municipality,
        by=by or job.by,
        chosen=Choices.from_json(job.choices).sections,
    )


def compare_read(read, period, *, municipality=None, by=None, chosen=None, all_to_one=False):
    """The Comparison of a ReadFile. `municipality`: the scope is its report alone, else all reports of the period.

    `by` None is a command, which is refused nothing here. `chosen`: as Choices.sections. `all_to_one`: sections do not
    matter, all rows are the municipality's.
    """
    reports = _Reports(period, municipality)
    finder = None if all_to_one else gather_sections()
    sections = _matched_sections(read, reports, finder, by=by, chosen=chosen or {})
    by_title = {section.title: section for section in sections}
    proposals = [Proposal(number, row) for number, row in enumerate(read.rows)]
    compared = set_apart_beyond(proposals, reports, by_title)
    marked = _compare_marked(proposals, reports, by_title)
    taken = {event.pk for event in marked.values()}
    for proposal in proposals:
        by_title[proposal.row.section].rows.append(proposal)
    _place_unmarked([one for one in compared if one.number not in marked], by_title, reports, taken)
    for proposal in proposals:
        if by and proposal.number in marked:
            proposal.refusal = _refusal(by, proposal.submission)
    refuse_too_much(proposals)
    _note_repeated(compared)
    note_full(proposals, reports)
    _follow_texts([proposal for proposal in proposals if proposal.kind in {CHANGED, TWIN}])
    _find_gone(sections, proposals, reports)
    problems = [*read.problems, *check_title(read.title, period, reports.own_report, finder)]
    return Comparison(read.title, period, sections, proposals, read.loose, problems)


def _meant_first(proposals):
    """Rows that the writer of the file did not mean come last: they take no event from another row."""
    return sorted(proposals, key=lambda one: bool(one.row.apart))


# What the scope holds


class _Reports:
    """The reports of the scope with all their events, deleted ones too (two queries)."""

    def __init__(self, period, municipality):
        self.period = period
        submissions = Submission.objects.in_period(period).with_names().select_related("municipality", "period")
        events = Event.objects.filter(submission__period=period)
        if municipality:
            submissions = submissions.filter(municipality=municipality)
            events = events.filter(submission__municipality=municipality)
        self.own = municipality
        self.by_pk = {submission.pk: submission for submission in submissions}
        self.by_municipality = {submission.municipality_id: submission for submission in self.by_pk.values()}
        self.by_uid = {}
        self.events = defaultdict(list)
        for event in events.order_by(*REPORT_ORDER):
            if event.submission_id in self.by_pk:  # one may have been added between the two queries
                event.submission = self.by_pk[event.submission_id]
                self.by_uid[str(event.uid)] = event
                self.events[event.submission_id].append(event)

    @property
    def own_report(self):
        """The report of the one municipality; None where the scope is the whole quarter, or it has none yet."""
        return next(iter(self.by_pk.values()), None) if self.own else None

    def present(self, pk):
        """The events of a report that are not deleted."""
        return [event for event in self.events[pk] if not event.is_deleted]


# Sections


def _matched_sections(read, reports, finder, *, by, chosen):
    """A SectionMatch for each title of the file, in its order; also for rows before the first title."""
    sections = {}
    for section in read.sections:
        sections.setdefault(section.title, SectionMatch(len(sections), section.title, section.where, section))
    for row in read.rows:
        if row.section not in sections:
            sections[row.section] = SectionMatch(len(sections), row.section, row.where)
    for section in sections.values():
        means = _meant(section, read.title, finder) if finder else set()
        _match(section, reports, means, chosen.get(section.index))
        if section.submission:
            section.municipality = section.submission.municipality
            section.refusal = _refusal(by, section.submission) if by else ""
    return list(sections.values())


def _refusal(by, submission):
    """Why this person cannot bring rows into the report now; "" when nothing stands against it."""
    refusal = why_not(can_import, by, submission)
    return refusal.sentence if refusal else ""


def _meant(section, title, finder):
    """The keys of the municipalities that the section can mean; rows without a section are of the file's title."""
    if section.title:
        return finder.find_all(section.title)
    named = municipality_named(title, finder) if title else None
    return set() if named is None else {named}


def _match(section, reports, means, chosen):
    """Say which report the section means: the one that the person chose, else by title, else by its mark."""
    section.is_ambiguous = len(means) > 1
    found = None if section.is_ambiguous else next(iter(means), None)
    if reports.own:
        report = reports.own_report
        is_own = not section.title or found in (None, reports.own.pk) or chosen == reports.own.pk
        if is_own and report:
            section.submission = report
        elif is_own:
            section.refusal = "Отчёта за этот квартал ещё нет: попросите координатора открыть квартал."
        else:
            section.refusal = "Это раздел другого муниципального образования: в ваш отчёт его строки не идут."
        return
    marked = reports.by_pk.get(section.mark.report) if section.mark else None
    section.submission = reports.by_municipality.get(chosen) or reports.by_municipality.get(found)
    if section.submission is None and found is None:
        section.submission = marked


# Rows with a mark


def _compare_marked(proposals, reports, by_title):
    """Compare the rows whose mark names an event of the scope. Returns {number of the row: event}."""
    found, seen = {}, set()
    for proposal in _meant_first(proposals):
        event = reports.by_uid.get(proposal.row.uid) if proposal.row.uid else None
        if event is None or event.pk in seen or proposal.is_beyond:
            continue
        seen.add(event.pk)
        if event.is_deleted:
            proposal.doubts.append(Doubt(DELETED_MEANWHILE))
            proposal.is_held_back = True
            continue
        found[proposal.number] = event
    bases = _bases([(event, proposals[number].row.version) for number, event in found.items()])
    for number, event in found.items():
        proposal = proposals[number]
        proposal.event, proposal.submission = event, event.submission
        proposal.doubts += proposal.row.doubts
        base = bases.get((event.pk, proposal.row.version))
        if base is None:
            proposal.doubts.append(Doubt(UNKNOWN_VERSION))
        proposal.fields = _changes(proposal.row, event, base)
        if not proposal.row.name:
            proposal.doubts.append(Doubt(NAME_WIPED, "name"))
        section = by_title[proposal.row.section]
        if section.submission and section.submission.pk != event.submission_id:
            text = f"Строка стоит в другом разделе, но остаётся в своём отчёте: {quoted(event.submission.label)}"
            proposal.doubts.append(Doubt(text))
        proposal.kind = CHANGED if proposal.fields else SAME
    return found


DELETED_MEANWHILE = (
    "Это мероприятие удалили из отчёта после того, как файл был выгружен. Внесите строку, только если оно нужно снова"
)
UNKNOWN_VERSION = "Из какой выгрузки этот файл, неизвестно: сравните каждое поле с тем, что есть сейчас"
NAME_WIPED = "Наименование в файле стёрто: останется прежнее"


def _bases(read):
    """For pairs of an event and the version that a row names: {(pk, version): the texts of that revision}. Events that
    are still at that version give their own texts (one query)."""
    bases = {(event.pk, version): vars(event) for event, version in read if version == event.version}
    older = {(event.pk, version) for event, version in read if version and version != event.version}
    if older:
        events, versions = zip(*older, strict=True)
        revisions = EventRevision.objects.filter(event__in=set(events), version__in=set(versions))
        for event, version, content in revisions.values_list("event", "version", "content"):
            bases[event, version] = content
    return bases


def _changes(row, event, base):
    """The fields in which the row says something else than the exported file did, and the event does not yet."""
    changes = []
    for name, attribute in CELLS.items():
        file, now = getattr(row, attribute), getattr(event, name)
        if _as_printed(file) == _as_printed(now) or (name == "name" and not file):
            continue
        if base is None:
            changes.append(FieldChange(name, None, now, file))
        elif _as_printed(file) != _as_printed(base[name]):
            is_conflict = _as_printed(now) != _as_printed(base[name])
            changes.append(FieldChange(name, base[name], now, file, is_conflict))
    return [*changes, *_new_notes(row, event, base=None if base is None else event.note)]


def _as_printed(text):
    """A text as it is after printing and reading back: lines with single blanks, none of them empty."""
    return [line for line in map(even_out, clean_text(text).split("\n")) if line]


def _new_notes(row, event, *, base):
    """What the row says beside its columns and the event's note does not say yet."""
    new = [line for line in row.notes if line not in event.note]
    if new:
        yield FieldChange("note", base, event.note, "\n".join(filter(None, [event.note, *new])))


# Rows without a mark


def _place_unmarked(proposals, by_title, reports, taken):
    """Say which event each row means that carries no mark of ours, and what it says otherwise."""
    by_report = defaultdict(list)
    for proposal in proposals:
        section = by_title[proposal.row.section]
        proposal.doubts += proposal.row.doubts
        proposal.submission, proposal.refusal = section.submission, section.refusal
        if section.submission is not None:
            by_report[section.submission.pk].append(proposal)
    for pk, own in by_report.items():
        match(own, reports.present(pk), reports.period, taken)
    found = [proposal for proposal in proposals if proposal.event]
    brought = _brought([one.event for one in found if one.is_same_event])
    for proposal in found:
        _compare_unmarked(proposal, brought.get(proposal.event.pk))


def _brought(events):
    """{event's key: its texts as the last import wrote them}, of those that an import has written (two queries)."""
    if not events:
        return {}
    changes = ImportChange.objects.filter(event__in=events, is_undone=False).exclude(kind=ImportChange.Kind.DELETED)
    last = dict(changes.order_by("pk").values_list("event", "after"))
    bases = _bases([(event, last[event.pk]) for event in events if event.pk in last])
    return {pk: base for (pk, _), base in bases.items()}


def _compare_unmarked(proposal, base):
    """The fields in which a row differs from its event. What an earlier file said as well and a person has changed
    since is no correction of this one."""
    row, event = proposal.row, proposal.event
    if proposal.kind == TWIN and base is not None:
        proposal.fields = _changes(row, event, base)
        proposal.kind = TWIN if proposal.fields else SAME
    elif proposal.kind == TWIN:
        proposal.fields = [
            FieldChange(name, None, getattr(event, name), getattr(row, attribute))
            for name, attribute in CELLS.items()
            if even_out(getattr(event, name)) != even_out(getattr(row, attribute))
        ]
        proposal.fields += _new_notes(row, event, base=None)
    else:
        proposal.fields = list(_new_notes(row, event, base=event.note))
        proposal.kind = CHANGED if proposal.fields else SAME


def _note_repeated(proposals):
    """New rows that may be the event of an earlier row of the file are asked about."""
    for proposal, earlier in repeated(proposals):
        if proposal.kind == NEW:
            is_equal = texts_of(proposal.row, CELLS.values()) == texts_of(earlier.row, CELLS.values())
            what = "Такая же строка" if is_equal else f"Мероприятие {quoted(earlier.row.name)}"
            proposal.doubts.append(Doubt(f"{what} уже есть в файле ({earlier.row.where})"))
            proposal.is_held_back = True


# What goes along with a text


def _follow_texts(proposals):
    """Add the numbers and documents that were understood from a changed text and that the old one did not hold."""
    titles = defaultdict(set)
    with_documents = [proposal for proposal in proposals if proposal.row.agreements]
    if with_documents:
        events = [proposal.event.pk for proposal in with_documents]
        for event, title in Agreement.objects.filter(event__in=events).values_list("event", "title"):
            titles[event].add(search_key(title))
    for proposal in proposals:
        changed = {change.field: change for change in proposal.fields}
        if PARTICIPANTS in changed:
            proposal.fields += _new_numbers(proposal.row, proposal.event, changed[PARTICIPANTS])
            proposal.fields += _countries_of(proposal.row, changed[PARTICIPANTS])
        if PURPOSE in changed and proposal.row.agreements:
            proposal.fields += _new_documents(proposal.row, titles[proposal.event.pk], changed[PURPOSE])


def _new_numbers(row, event, change):
    for name, new in (("total", row.total), ("total_foreign", row.foreign)):
        now = getattr(event, name)
        if new is not None and new != now and str(new) not in even_out(change.base or change.now).replace(" ", ""):
            yield FieldChange(name, None, "" if now is None else str(now), str(new), follows=PARTICIPANTS)


def _countries_of(row, change):
    new = [OFFICIAL_NAMES[named.code] for named in new_countries(row, change)]
    if new:
        yield FieldChange("countries", None, "", "\n".join(new), follows=PARTICIPANTS)


def _new_documents(row, titles, change):
    before = search_key(change.base or change.now)
    new = [agreement.title for agreement in new_agreements(row, titles, before)]
    if new:
        yield FieldChange("agreements", None, "", "\n".join(new), follows=PURPOSE)


# What the file does not hold any more


def _find_gone(sections, proposals, reports):
    """The events that were in the exported file, by the version of its section's mark, and are in it no more."""
    here = {one.event.pk for one in proposals if one.event and one.row.apart not in TAKEN_OUT}
    owners = {}
    for section in sections:
        if section.mark and section.submission and section.mark.report == section.submission.pk:
            owners.setdefault(section.submission.pk, section)
    absent = {
        event.pk: event
        for owner in owners
        for event in reports.events[owner]
        if event.pk not in here and not event.is_deleted
    }
    if not absent:
        return
    for pk, was_printed, changed_since in _standing_then(absent, owners):
        if was_printed:
            event = absent[pk]
            owners[event.submission_id].gone.append(Gone(event, changed_since))


def _standing_then(absent, owners):
    """For each event: whether a file of its section's version held it, and whether it was written since (one query)."""
    printed, since = {}, set()
    revisions = EventRevision.objects.filter(event__in=absent).order_by("version")
    for pk, report_version, cause, is_deleted, is_included in revisions.values_list(
        "event", "report_version", "cause", "content__is_deleted", "content__is_included"
    ):
        if report_version <= owners[absent[pk].submission_id].mark.version:
            printed[pk] = is_included and not is_deleted
        elif cause not in WORDLESS:
            since.add(pk)
    return [(pk, printed.get(pk, False), pk in since) for pk in absent]
