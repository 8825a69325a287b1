"""Countries typed into a field: read where there is one meaning, asked about otherwise."""

import time

import pytest

from reports.prose.places.countries import COUNTRIES
from reports.prose.places.naming import CountryNames
from tests.answers import for_each

from .right_country_names import ASKED, READ

NAMES = CountryNames([(code, (short, official, *others)) for code, short, official, others in COUNTRIES])


@for_each(("typed", "codes"), READ.items())
def test_what_has_one_meaning_is_read(typed, codes):
    read = NAMES.read(typed)
    assert (" ".join(sorted(read.codes)), read.questions) == (codes, ())


@for_each(("typed", "named"), ASKED.items())
def test_what_has_none_or_two_is_asked_about_and_never_guessed(typed, named):
    read = NAMES.read(typed)
    [question] = read.questions
    assert all(words in question for words in named)
    assert read.left in typed
    assert read.codes == NAMES.read(typed.replace(read.left, "")).codes


def test_every_name_of_the_list_is_its_own_country():
    for code, short, official, others in COUNTRIES:
        for name in (short, official, *others):
            assert NAMES.read(name).codes == (code,), name


def test_a_name_that_two_countries_of_the_list_have_is_asked_about():
    names = CountryNames([("AA", ("Первая", "Общая")), ("BB", ("Вторая", "Общая"))])
    [question] = names.read("Общая").questions
    assert "Первая" in question and "Вторая" in question


@pytest.mark.parametrize("unseen", ["", "   ", "\n"])
def test_a_country_without_a_name_that_one_sees_is_passed_over(unseen):
    names = CountryNames([("AA", (unseen, unseen)), ("BB", (unseen, "Вторая"))])
    assert names.read("Вторая").codes == ("BB",)
    assert names.read("Первая").codes == ()


def test_it_takes_no_time_to_read_a_long_text():
    begun = time.process_time()
    read = NAMES.read("Атлантида, " * 5000)
    assert time.process_time() - begun < 0.5
    assert read.codes == ()
