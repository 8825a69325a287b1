"""How a sentence says which quarters it is about."""

from reports.prose.summary.quarters import span
from tests.answers import for_each

from .right_figures import SPANS


@for_each(("quarters", "right"), SPANS)
def test_quarters_are_said_as_briefly_as_they_can_be(quarters, right):
    assert span(quarters) == right
