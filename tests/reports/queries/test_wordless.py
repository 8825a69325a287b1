"""What counts as a word in a report."""

import pytest

from reports.actions import workflow
from reports.queries.wordless import is_wordless, wordless_reports
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_report_is_wordless_until_somebody_has_done_anything_there(period, smolensk, smolensk_officer):
    report = period.submissions.get(municipality=smolensk)
    factories.make_notices([smolensk_officer], "deadline", "Скоро срок", submission=report)
    assert is_wordless(period), "a notice is no word of a person"
    nil = workflow.declare_nil(report, by=smolensk_officer)
    workflow.withdraw(nil, by=smolensk_officer)
    assert list(wordless_reports(period.submissions.filter(pk=report.pk))) == [], "moved, though empty again"
    assert not is_wordless(period)
