"""What of a purpose is proposed when the event is held again."""

import pytest

from reports.prose.aims import aim_of
from tests.answers import for_each

from .right_aims import AIMS, TOLD_FIRST


@for_each(("stays", "goes"), AIMS)
def test_what_tells_why_stays_and_what_tells_of_the_result_goes(stays, goes):
    assert aim_of(f"{stays} {goes}".strip()) == stays


def test_an_aim_behind_the_result_stays():
    purpose, aim = TOLD_FIRST
    assert aim_of(purpose) == aim


@pytest.mark.parametrize("purpose", ["", " ", ".", "\n\n", "а"])
def test_hardly_any_text_is_answered(purpose):
    assert aim_of(purpose) in (purpose.strip(), "")
