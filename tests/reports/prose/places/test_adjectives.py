from reports.prose.places.adjectives import COUNTRY_ADJECTIVES
from reports.prose.places.countries import COUNTRIES


def test_adjectives_are_of_countries_that_there_are():
    assert set(COUNTRY_ADJECTIVES.values()) <= {code for code, *_ in COUNTRIES}


def test_an_adjective_is_kept_without_its_ending():
    assert all(stem.endswith(("ск", "цк")) or stem == "греческ" for stem in COUNTRY_ADJECTIVES)
