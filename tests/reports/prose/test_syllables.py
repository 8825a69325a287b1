"""A name on two short lines."""

from hypothesis import given
from hypothesis import strategies as st

from reports.prose.syllables import two_lines
from tests.answers import for_each

from .right_syllables import LINES


@for_each(("name", "lines"), LINES)
def test_a_name_is_parted_where_a_reader_would_part_it(name, lines):
    assert two_lines(name) == lines


@given(st.text(max_size=40))
def test_no_letter_of_a_name_is_lost(name):
    first, second = two_lines(name)
    assert name in {f"{first}{second}", f"{first} {second}", f"{first.removesuffix('-')}{second}"}
