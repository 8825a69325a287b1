"""Lists of places without a doublet."""

from reports.prose.places.countries import COUNTRIES, folded
from reports.prose.places.gazetteer import BELARUSIAN_DISTRICTS
from reports.prose.places.towns import ALSO_WORDS, TOWNS


def test_the_lists_of_places_hold_each_name_once():
    names = [name for towns in TOWNS.values() for name in towns]
    assert all(len(set(towns)) == len(towns) for towns in TOWNS.values())
    assert len({folded(name) for name in TOWNS["RU"]}) == len(TOWNS["RU"])
    assert not [name for name in BELARUSIAN_DISTRICTS if "ё" in name]
    assert set(names) >= ALSO_WORDS
    assert set(TOWNS) <= {code for code, *_ in COUNTRIES}
