"""The pieces of a sentence with numbers."""

import pytest

from reports.prose.summary.saying import Told, listed, plain, span, written

from .right_figures import SPANS


@pytest.mark.parametrize(("quarters", "right"), SPANS)
def test_quarters_are_said_as_briefly_as_they_can_be(quarters, right):
    assert span(quarters) == right


@pytest.mark.parametrize(
    ("number", "right"), [(0, "0"), (9999, "9999"), (10000, "10\u00a0000"), (1234567, "1\u00a0234\u00a0567")]
)
def test_long_numbers_are_grouped(number, right):
    assert written(number) == right


def test_a_list_ends_with_and():
    assert plain(listed([["А (", Told(1), ")"], ["Б"], ["В"]])) == "А (1), Б и В"
    assert plain(listed([["А"]])) == "А"
    assert plain(listed([])) == ""
