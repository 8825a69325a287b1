"""Lists of places without a doublet."""

from reports.prose.places.countries import COUNTRIES
from reports.prose.places.gazetteer import ALSO_WORDS, BELARUSIAN_DISTRICTS, TOWNS


def test_the_lists_of_places_hold_each_name_once_and_no_ё():
    names = [name for towns in TOWNS.values() for name in towns]
    assert all(len(set(towns)) == len(towns) for towns in TOWNS.values())
    assert not [name for name in (*names, *BELARUSIAN_DISTRICTS) if "ё" in name]
    assert set(names) >= ALSO_WORDS
    assert set(TOWNS) <= {code for code, *_ in COUNTRIES}
