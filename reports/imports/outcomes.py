"""What became of each row of a file that a command brought in."""

from dataclasses import dataclass, field

from reports.files.read.rows import Doubt, Problem, ReadRow

from .choices import SKIP, default_choice

ADDED = "added"
CHANGED = "changed"
SKIPPED = "skipped"
LEFT = "left"  # the file's writer did not mean the row
REFUSED = "refused"


@dataclass(slots=True)
class Outcome:
    """What became of one row; `municipality` is its short name, empty when its section has none. `doubts`: about the
    row, and beside the report; `is_ticked`: whether the page of an upload would tick it by itself."""

    row: ReadRow
    municipality: str
    outcome: str
    doubts: tuple[Doubt, ...] = ()
    is_ticked: bool = False


@dataclass(slots=True)
class Result:
    """What an import did, or on a trial would do. With errors nothing was written."""

    year: int
    quarter: int
    applied: bool = False
    period_opened: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self):
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self):
        return [problem for problem in self.problems if not problem.is_error]

    def count(self, outcome):
        return sum(one.outcome == outcome for one in self.outcomes)


def outcomes_of(comparison, outcomes, result, rows):
    """Outcomes of all `rows` of a file in its order, also those that nobody meant. `outcomes`: what became of each of
    the proposals of the comparison; with errors all are refused."""
    outcomes = [REFUSED] * len(comparison.proposals) if result.errors else outcomes
    found = [_outcome(comparison, *one) for one in zip(comparison.proposals, outcomes, strict=True)]
    for number, row in enumerate(rows):
        if row.apart:
            found.insert(number, Outcome(row, "", LEFT, row.doubts))
    return found


def _outcome(comparison, proposal, outcome):
    is_ticked = default_choice(proposal, is_archive=comparison.is_of_archive).take != SKIP
    return Outcome(proposal.row, name_of(proposal), outcome, tuple(proposal.doubts), is_ticked)


def name_of(proposal):
    """The short name of the municipality that the row goes to, "" while nobody knows."""
    return proposal.submission.municipality.short_name if proposal.submission else ""
