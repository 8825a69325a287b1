"""Whom a letter to a municipality reaches."""

import datetime

import pytest

from reports.models import MailChoice
from reports.queries.addressees import addressees
from tests import factories

pytestmark = pytest.mark.django_db

CARD = "card@example.ru"


@pytest.mark.parametrize(
    ("officers", "card", "addresses", "why_not"),
    [
        (["a@example.ru", "b@example.ru"], CARD, ["a@example.ru", "b@example.ru"], ""),
        (["a@example.ru", ""], CARD, ["a@example.ru"], ""),
        ([""], CARD, [CARD], ""),
        ([], CARD, [CARD], ""),
        ([""], "", [], "у исполнителя нет адреса почты"),
        ([], "", [], "исполнитель не назначен, адреса нет"),
        (["ended"], CARD, [CARD], ""),
        (["no letters"], CARD, [], "исполнитель отказался от писем"),
    ],
)
def test_letters_go_to_the_officers_else_to_the_card_else_nowhere(db, officers, card, addresses, why_not):
    municipality = factories.make_municipality("Руднянский", email=card)
    for number, email in enumerate(officers):
        user = factories.make_user(f"o{number}", email=email if "@" in email or not email else "x@example.ru")
        until = datetime.date(2020, 1, 2) if email == "ended" else None
        factories.make_officer(user, municipality, until=until)
        if email == "no letters":
            MailChoice.objects.create(user=user, frequency="none")
    found = addressees([municipality])[municipality.pk]
    assert (found.addresses, found.why_not, found.is_reached) == (addresses, why_not, bool(addresses))


def test_it_takes_two_queries_for_all(django_assert_num_queries):
    places = [factories.make_municipality(f"Район {number}") for number in range(5)]
    for number, place in enumerate(places):
        factories.make_officer(factories.make_user(f"o{number}", email="a@example.ru"), place)
    with django_assert_num_queries(2):
        assert len(addressees(places)) == 5
