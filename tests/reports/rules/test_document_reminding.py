"""On which days a document is spoken of."""

import datetime

import pytest

from reports.rules.document_reminding import ending_occasion, is_scan_owed

TODAY = datetime.date(2026, 2, 3)


@pytest.mark.parametrize(
    ("left", "occasion"),
    [(91, None), (90, "ends_90"), (31, "ends_90"), (30, "ends_30"), (0, "ends_30"), (-1, None)],
)
def test_the_nearest_end_is_spoken_of(left, occasion):
    assert ending_occasion(TODAY + datetime.timedelta(days=left), TODAY) == occasion


@pytest.mark.parametrize(("ago", "is_owed"), [(13, False), (14, True), (104, True), (105, False)])
def test_a_scan_is_owed_two_weeks_after_the_approval_and_asked_for_three_months(ago, is_owed):
    assert is_scan_owed(TODAY - datetime.timedelta(days=ago), TODAY) == is_owed
