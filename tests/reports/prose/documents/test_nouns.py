"""The words between a verb and its document are read at a cost that grows with their length alone."""

import time

import pytest

from reports.prose.documents.nouns import may_stand_between

BUDGET = 2  # seconds of the processor; what is read in one pass takes some hundredths


@pytest.mark.parametrize("blank", [" ", "\n", "\xa0"])
def test_fifty_thousand_blanks_before_a_document_are_read_within_the_budget(blank):
    started = time.process_time()
    assert may_stand_between(blank * 50_000, is_certain=True)
    assert time.process_time() - started < BUDGET
