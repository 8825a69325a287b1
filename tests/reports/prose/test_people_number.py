"""A number of people typed into its field: read with what makes it inexact, or refused."""

import pytest

from reports.prose.people_number import people_number
from tests.answers import for_each

from .right_people_numbers import READ, REFUSED


@for_each(("typed", "read"), READ.items())
def test_one_number_is_read_with_the_words_that_make_it_inexact(typed, read):
    number, inexact = people_number(typed)
    assert (number, inexact.lower()) == read


@for_each("typed", [*REFUSED, "9" * 5000])
def test_what_is_no_single_number_is_refused(typed):
    with pytest.raises(ValueError):
        people_number(typed)
