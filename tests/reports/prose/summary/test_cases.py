"""Names in the case that a sentence needs."""

import pytest

from reports.prose.morphology import parses_of
from reports.prose.places.countries import COUNTRIES
from reports.prose.summary.cases import country_in_genitive, name_in_dative, post_in_dative

from .right_figures import GENITIVES, NAMES, POSTS


@pytest.mark.parametrize(("name", "genitive"), GENITIVES)
def test_countries_are_put_into_the_genitive_where_that_is_certain(name, genitive):
    assert country_in_genitive(name) == genitive


def test_the_dictionary_says_the_same():
    """Each word that was changed has a genitive like this; most countries have one at all."""
    forms = {full: country_in_genitive(full) for _, _, full, _ in COUNTRIES}
    for full, form in forms.items():
        for word, changed in zip(full.split(), (form or full).split(), strict=True):
            genitives = [one for one in parses_of(changed.lower()) if "gent" in one.tag]
            assert word == changed or genitives or not parses_of(word.lower())[0].is_known, (full, form)
    assert sum(form is not None for form in forms.values()) > 190


@pytest.mark.parametrize(("post", "dative"), POSTS)
def test_a_post_is_put_into_the_dative(post, dative):
    assert post_in_dative(post) == dative


@pytest.mark.parametrize(("name", "dative"), NAMES)
def test_a_name_is_put_into_the_dative_where_the_ending_tells_the_sex(name, dative):
    assert name_in_dative(name) == dative
