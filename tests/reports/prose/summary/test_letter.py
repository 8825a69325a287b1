"""The letter to the head of a municipality whose report has not come."""

import pytest

from reports.prose.summary.letter import Silence, text_of

from .right_letters import LETTERS


@pytest.mark.parametrize(("about", "right"), LETTERS)
def test_the_letter_can_be_signed_as_it_is(about, right):
    assert text_of(Silence(**about)).replace("\u00a0", " ") == right
