from reports.prose.places.countries import folded
from reports.prose.places.towns import ALSO_WORDS, TOWNS


def test_names_that_are_words_too_are_towns():
    assert {name for towns in TOWNS.values() for name in towns} >= ALSO_WORDS


def test_a_country_has_each_town_once_however_it_is_written():
    for code, towns in TOWNS.items():
        assert len({folded(town) for town in towns}) == len(towns), code
