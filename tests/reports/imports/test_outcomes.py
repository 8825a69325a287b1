"""What a command answers of each row of its file."""

from types import SimpleNamespace

from reports.files.read.rows import Doubt, ReadRow
from reports.imports.comparison import Comparison, Proposal
from reports.imports.outcomes import ADDED, LEFT, REFUSED, Outcome, Result, name_of, outcomes_of


def row(name, **more):
    return ReadRow(name=name, place="", period="", purpose="", participants="", where=name, section="", **more)


def comparison(*rows):
    proposals = [Proposal(number, one) for number, one in enumerate(rows)]
    return Comparison("", SimpleNamespace(is_archive=False), [], proposals, [], [])


def test_rows_that_nobody_meant_keep_their_place():
    rows = [row("А"), row("Б", apart="строка скрыта в книге", doubts=(Doubt("Строка скрыта в книге."),)), row("В")]
    found = outcomes_of(comparison(rows[0], rows[2]), [ADDED, ADDED], Result(2024, 4), rows)
    assert [(one.row.name, one.outcome) for one in found] == [("А", ADDED), ("Б", LEFT), ("В", ADDED)]
    assert found[1] == Outcome(rows[1], "", LEFT, rows[1].doubts)


def test_with_an_error_every_row_is_refused():
    result = Result(2024, 4, problems=[SimpleNamespace(is_error=True)])
    assert [one.outcome for one in outcomes_of(comparison(row("А")), [], result, [row("А")])] == [REFUSED]


def test_a_row_without_a_report_has_no_municipality():
    assert name_of(Proposal(0, row("А"))) == ""
