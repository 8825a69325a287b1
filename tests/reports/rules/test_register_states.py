"""How a document stands on a day: the list of right answers, and that the database answers as the function does."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from municipalities.models import Partnership
from reports.models import Agreement
from reports.rules.register_states import DocumentState, in_state, over_on, state_of, with_term
from tests import factories

TODAY = datetime.date(2026, 3, 1)


def day(shift):
    return TODAY + datetime.timedelta(days=shift)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "in_force"),
        ({"valid_until": day(0)}, "lapsing"),  # the last day still belongs to the term
        ({"valid_until": day(90)}, "lapsing"),
        ({"valid_until": day(91)}, "in_force"),
        ({"valid_until": day(-1)}, "lapsed"),
        ({"valid_until": day(-1), "kept_until": day(400)}, "in_force"),  # prolonged in the register
        ({"valid_until": day(-1), "is_open_ended": True}, "in_force"),
        ({"ended_on": day(0), "valid_until": day(50)}, "terminated"),
        ({"ended_on": day(1)}, "in_force"),  # declared, not yet come
        ({"ended_on": day(-5), "valid_until": day(-1)}, "terminated"),
    ],
)
def test_the_state_follows_from_the_days(facts, state):
    assert state_of(Agreement(**facts), TODAY) == state


days = st.none() | st.integers(-200, 200).map(day)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(until=days, kept=days, ended=days, is_open_ended=st.booleans(), today=st.integers(-5, 5).map(day))
def test_the_database_finds_a_document_under_its_state_alone(smolensk, until, kept, ended, is_open_ended, today):
    link = Partnership.objects.first() or factories.make_partner(municipality=smolensk).partnerships.get()
    facts = {"valid_until": until, "kept_until": kept, "ended_on": ended, "is_open_ended": is_open_ended}
    Agreement.objects.all().delete()
    document = Agreement.objects.create(partnership=link, title="Соглашение", **facts)
    documents = with_term(Agreement.objects.all())
    found = [state for state in DocumentState if documents.filter(in_state(state, today)).exists()]
    assert found == [state_of(document, today)]
    assert documents.filter(over=over_on(document)).exists() or over_on(document) is None


test_the_database_finds_a_document_under_its_state_alone = pytest.mark.every_database(
    test_the_database_finds_a_document_under_its_state_alone
)
