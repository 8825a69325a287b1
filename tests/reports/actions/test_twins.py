"""What is said of two rows that seem to tell of the same event."""

import pytest

from reports.actions import twins
from reports.models import Twin
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)
    return factories.make_event(report), factories.make_event(report)


def test_one_answer_is_kept_a_pair_whichever_way_it_is_named(pair, smolensk_officer, coordinator):
    one, other = pair
    twins.judge_twins(other, one, by=smolensk_officer, answer="joint")
    twins.judge_twins(one, other, by=coordinator, answer="different")
    kept = Twin.objects.get()
    assert (kept.one, kept.other, kept.answer, kept.by) == (one, other, "different", coordinator)


def test_an_answer_can_be_taken_back(pair, smolensk_officer):
    one, other = pair
    twins.judge_twins(one, other, by=smolensk_officer, answer="both")
    twins.forget_answer(other, one, by=smolensk_officer)
    assert not Twin.objects.exists()


def test_a_row_is_not_its_own_twin(pair, smolensk_officer):
    with pytest.raises(ValueError, match="its own twin"):
        twins.judge_twins(pair[0], pair[0], by=smolensk_officer, answer="both")


def test_an_answer_that_is_none_is_refused(pair, smolensk_officer):
    with pytest.raises(ValueError, match="perhaps"):
        twins.judge_twins(*pair, by=smolensk_officer, answer="perhaps")
