"""Official names of countries in other cases."""

import pytest

from reports.prose.places.countries import COUNTRIES
from reports.prose.places.declined import GENITIVE, INSTRUMENTAL, in_case, preposition_with
from tests.answers import for_each

from .right_declined import DECLINED, WITH


@for_each(("name", "genitive", "instrumental"), DECLINED)
def test_a_country_stands_in_the_right_case(name, genitive, instrumental):
    """The list is written by hand."""
    assert (in_case(name, GENITIVE), in_case(name, INSTRUMENTAL)) == (genitive, instrumental)


@pytest.mark.parametrize(("name", "preposition"), WITH)
def test_a_country_is_met_with_the_right_preposition(name, preposition):
    assert preposition_with(name) == preposition


def test_every_country_of_the_list_is_called_with_its_own_words():
    """No name loses a word, a capital letter or its «ё»."""
    for _, _, name, _ in COUNTRIES:
        declined = in_case(name, INSTRUMENTAL)
        assert [word[:1] for word in declined.split()] == [word[:1] for word in name.split()], declined
        assert ("ё" in declined) >= ("ё" in name), declined


def test_what_nobody_can_decline_stays():
    assert in_case("Xyz 12", GENITIVE) == "Xyz 12"
    assert in_case("", GENITIVE) == ""
