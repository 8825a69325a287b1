"""The shapes of a comparison: a read table beside the reports, row by row.

`compare` fills them, the pages show them, `choices` says what a person took of them.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from municipalities.models import Municipality
from reports.actions.events import preview_event
from reports.files.read.rows import Doubt, Loose, Problem, ReadRow, ReadSection
from reports.models import Event, Submission
from reports.rules.event_fields import CELLS, SHORT_LABELS
from reports.rules.findings import Finding, check_event

from .taking_part import taking_part
from .values import Lists, values_of_row

NEW = "new"
SAME = "same"
CHANGED = "changed"
TWIN = "twin"

BEGINNING = 2_000  # letters of a text of which no more than a beginning is wanted


@dataclass(slots=True)
class FieldChange:
    """One field in which the row differs from the event. `base`: what the file said when it was exported (None where
    that is not known). `follows`: taken whenever that other field is, because it was understood from its text."""

    field: str
    base: str | None
    now: str
    file: str
    is_conflict: bool = False
    follows: str = ""

    @property
    def label(self):
        return SHORT_LABELS[self.field]


@dataclass(slots=True)
class Proposal:
    """One row of the file and what it could become. `number`: its index in ReadFile.rows, by which choices name it.

    `submission`: the report that it would go into (None: not known yet), `refusal`: why it cannot, or "";
    `is_too_much`: because it is over the limits of an event, or `is_beyond` those of the report, so that it was not
    compared. `is_held_back`: one of its doubts is a reason to enter it
    only when a person says so. `is_same_event`: of a row like an event, whether it is that event and no other.
    `understood` and `findings` are filled by `Comparison.understand`.
    """

    number: int
    row: ReadRow
    kind: str = NEW
    submission: Submission | None = None
    event: Event | None = None
    fields: list[FieldChange] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    is_held_back: bool = False
    refusal: str = ""
    is_too_much: bool = False
    is_beyond: bool = False
    is_same_event: bool = False
    understood: Event | None = None
    named: list = field(default_factory=list)  # (cell, sentence) on who takes part, by the texts of a new row
    findings: list[Finding] = field(default_factory=list)

    @property
    def wants_name(self):
        """A person must name the event before it can be added."""
        return not self.row.name and self.kind in {NEW, TWIN}

    @property
    def is_good(self):
        """May be ticked before anybody has looked: nothing guessed, nothing in dispute."""
        if not self.is_open or self.wants_name or self.row.apart:
            return False
        if self.is_held_back or any(doubt.is_guess for doubt in self.doubts):
            return False
        return self.kind == NEW or (self.kind == CHANGED and bool(self.good_fields))

    @property
    def good_fields(self):
        """Of a changed row, the fields that only the file has changed."""
        return [change.field for change in self.fields if change.base is not None and not change.is_conflict]

    @property
    def fields_to_correct(self):
        """Of a row that corrects an event, the fields that it may change before anybody has looked: nothing is wiped,
        nothing in dispute, nothing that the row's doubts are about."""
        fields = [change.field for change in self.own_fields if change.file and not change.is_conflict]
        asked = {doubt.field for doubt in self.doubts}
        is_clear = "" not in asked and not any(CELLS.get(name, name) in asked for name in fields)
        is_meant = self.is_open and self.is_same_event and not (self.row.apart or self.is_held_back)
        is_sure = is_clear and not any(doubt.is_guess for doubt in self.doubts)
        return fields if self.kind == TWIN and is_meant and is_sure else []

    @property
    def own_fields(self):
        """The differences that are decided by themselves; the others follow them."""
        return [change for change in self.fields if not change.follows]

    @property
    def is_open(self):
        """There is a report to write the row into, and it takes rows now."""
        return self.submission is not None and not self.refusal

    @property
    def is_doubtful(self):
        """A person should look at it before it goes in. (A row like one of the report asks by itself.)"""
        if self.doubts or self.wants_name:
            return True
        if self.kind == CHANGED:
            return any(change.field not in self.good_fields for change in self.own_fields)
        return self.kind == NEW and self.is_open and not self.is_good


@dataclass(slots=True)
class Gone:
    """An event that the exported file held and the uploaded one does not. `changed_since`: it was written after."""

    event: Event
    changed_since: bool = False


@dataclass(slots=True)
class SectionMatch:
    """One section of the file, under whichever title rows name. `index`: by it choices name its municipality.

    `submission` has names (`with_names`); None where nobody knows whose the rows are. `is_ambiguous`: the title fits
    several. `refusal`: why nothing can be written into that report now, or "".
    """

    index: int
    title: str
    where: str = ""
    mark: ReadSection | None = None
    municipality: Municipality | None = None
    submission: Submission | None = None
    is_ambiguous: bool = False
    refusal: str = ""
    rows: list[Proposal] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    @property
    def is_asked_for(self):
        """The person must say whose the section is: some row cannot be placed without it."""
        return self.submission is None and not self.refusal and any(row.submission is None for row in self.rows)


@dataclass(slots=True)
class Comparison:
    """The whole table beside the reports."""

    title: str
    period: object
    sections: list[SectionMatch]
    proposals: list[Proposal]
    loose: list[Loose]
    problems: list[Problem]

    @property
    def is_of_archive(self):
        """Of a past quarter, whose table was settled long ago."""
        return self.period is not None and self.period.is_archive

    @property
    def gone(self):
        return [gone for section in self.sections for gone in section.gone]

    @property
    def counts(self):
        """Rows by kind; `gone`; `fields` and `conflicts` of changed rows; `nameless` rows; `unplaced` ones."""
        counts = Counter({NEW: 0, SAME: 0, CHANGED: 0, TWIN: 0})
        counts.update(proposal.kind for proposal in self.proposals)
        changes = [change for one in self.proposals if one.kind == CHANGED for change in one.fields]
        return {
            **counts,
            "gone": len(self.gone),
            "fields": sum(not change.follows for change in changes),
            "conflicts": sum(change.is_conflict for change in changes),
            "nameless": sum(proposal.wants_name for proposal in self.proposals),
            "unplaced": sum(proposal.submission is None for proposal in self.proposals),
        }

    @property
    def decidable(self):
        """The proposals that may be taken or left: the others say what the report says, or have nowhere to go."""
        return [proposal for proposal in self.proposals if proposal.kind != SAME and proposal.is_open]

    @property
    def versions(self):
        """The versions of all events that a choice could change, by uid, as the page shows them."""
        events = [proposal.event for proposal in self.proposals if proposal.kind in {CHANGED, TWIN}]
        events += [gone.event for gone in self.gone]
        return {str(event.uid): event.version for event in events}

    def understand(self, proposals):
        """Fill `understood` and `findings` of these proposals: the event as it would be saved. For one page's rows;
        the number of queries does not depend on how many they are."""
        lists = Lists()
        events = [proposal.event for proposal in proposals if proposal.event]
        prefetch_related_objects(events, "partners", "countries", "agreements__countries")
        for proposal in proposals:
            submission = proposal.submission or Submission(period=self.period)
            event = proposal.event if proposal.kind in {SAME, CHANGED} else None
            if event:
                values = {change.field: change.file for change in proposal.fields if change.field in CELLS}
            else:
                values = values_of_row(proposal.row, submission.municipality_id, lists)
                proposal.named = list(taking_part(proposal.row, submission.municipality_id, lists).sentences(lists))
            if proposal.is_too_much:  # cannot be taken, so nothing is asked about it and its beginning is enough
                values = {name: value[:BEGINNING] for name, value in values.items() if name in CELLS}
            proposal.understood = preview_event(
                submission, values, event, countries=lists.countries, towns=lists.places
            )
            proposal.findings = [] if proposal.is_too_much else check_event(proposal.understood, self.period)
