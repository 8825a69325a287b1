"""What of a table a report has no room for is shown, and costs no more than that."""

import pytest

from reports.files.read.rows import ReadFile
from reports.imports.values import letters_of_row
from reports.rules import event_limits

from .test_compare import compared, exported, printed, unmarked
from .test_compare import events as events
from .test_compare import report as report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("limit", "most"), [("MOST_EVENTS", 2), ("MOST_LETTERS", 90)])
def test_rows_behind_twice_what_a_report_holds_are_shown_and_not_compared(report, events, monkeypatch, limit, most):
    """A file may hold a shelf of books. Nothing counts as gone then: it may stand in a row that nobody looked at."""
    rows = [printed(events[0], participants="", purpose="ц" * 20)]
    rows += [unmarked(events[1], name=f"Новое {number}", purpose="ц" * 20, participants="") for number in range(3)]
    rows += [printed(events[2]), unmarked(events[1])]
    whole = exported(report)
    assert most * 2 < sum(letters_of_row(row) for row in rows)
    monkeypatch.setattr(event_limits, limit, most)
    comparison = compared(ReadFile(rows=rows, sections=whole.sections), report)
    behind = [proposal for proposal in comparison.proposals if proposal.is_beyond]
    assert behind and comparison.proposals[0].event == events[0] and not comparison.proposals[0].is_beyond
    assert [one.number for one in behind] == list(range(behind[0].number, len(rows)))
    for proposal in behind:
        assert proposal.event is None and proposal.submission == report and not proposal.is_open
        assert "не сравнивалась" in proposal.refusal and proposal.doubts[-1].text == proposal.refusal
    assert comparison.gone == []
