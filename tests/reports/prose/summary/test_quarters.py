"""How a sentence says which quarters it is about."""

import pytest

from reports.prose.summary.quarters import span

from .right_figures import SPANS


@pytest.mark.parametrize(("quarters", "right"), SPANS)
def test_quarters_are_said_as_briefly_as_they_can_be(quarters, right):
    assert span(quarters) == right
