"""Whose partners are offered, and how one is found."""

import pytest

from municipalities.models import PartnerCity
from reports.actions import partners
from reports.models import Submission
from reports.queries.partners import find, not_offered, own_partners, partner_places, still_known
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return Submission.objects.get(period=period, municipality=smolensk)


def save_with(submission, *typed, **values):
    return factories.make_event(submission, new_partners=[list(pair) for pair in typed], **values)


def test_a_proposed_partner_is_offered_to_its_municipality_until_it_is_confirmed(
    submission, smolensk, vyazma, list_administrator
):
    partner = save_with(submission, ("г. Гродно", "BY")).partners.get()
    assert partner.pk not in not_offered([partner], smolensk.pk)
    assert partner.pk in not_offered([partner], vyazma.pk)
    assert partners.confirm(partner, by=list_administrator) is True
    partner.refresh_from_db()
    assert partner.pk not in not_offered([partner], vyazma.pk)


def test_a_partner_that_an_event_names_stays_offered_there(submission, period, vyazma, smolensk):
    """Who typed the same name as another municipality goes on seeing it."""
    partner = save_with(submission, ("г. Гродно", "BY")).partners.get()
    save_with(Submission.objects.get(period=period, municipality=vyazma), ("г. Гродно", "BY"))
    assert partner.pk not in not_offered([partner], vyazma.pk)


@pytest.fixture
def grodno(smolensk):
    return factories.make_partner("г. Гродно", municipality=smolensk, is_confirmed=True)


@pytest.mark.parametrize("name", ["г. Гродно", "Г.  ГРОДНО", "Гродно"])
def test_one_is_found_however_the_name_is_written(grodno, name):
    assert find(name, [grodno], own=set()) == grodno


def test_among_namesakes_the_own_one_is_found_or_none(grodno):
    # Of another country, as the callers take care of; here the two only share a name.
    namesake = PartnerCity(pk=0, name=grodno.name, search_key=grodno.search_key, sort_key=grodno.sort_key)
    assert find("г. Гродно", [grodno, namesake], own={grodno.pk}) == grodno
    assert find("г. Гродно", [grodno, namesake], own=set()) is None


def test_a_partnership_makes_a_partner_the_municipalitys_own(grodno, smolensk, vyazma):
    assert (own_partners(smolensk.pk), own_partners(vyazma.pk)) == ({grodno.pk}, set())


def test_one_that_was_merged_is_known_as_the_one_that_was_kept(grodno, smolensk, list_administrator):
    kept = factories.make_partner("г. Орша", municipality=smolensk, is_confirmed=True)
    row = [grodno.pk, "Гродно"]
    assert still_known([row]) == [[grodno.pk, "г. Гродно"]]
    partners.merge(kept, grodno, by=list_administrator)
    assert still_known([row]) == [[kept.pk, "г. Орша"]]
    assert still_known([[0, "Нигде"]]) == []


def test_the_places_of_confirmed_partners_are_known_with_their_other_writings():
    factories.make_partner("г. Энск", synonyms="Энск-на-Реке\nг. Старый Энск")
    factories.make_partner("г. Эмск", is_confirmed=False)
    known = partner_places()
    assert {name: known.get(name) for name in ("г. Энск", "Энск-на-Реке", "г. Старый Энск", "г. Эмск")} == {
        "г. Энск": "BY", "Энск-на-Реке": "BY", "г. Старый Энск": "BY", "г. Эмск": None,
    }  # fmt: skip
