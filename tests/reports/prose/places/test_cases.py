"""Names of settlements and districts in the nominative: certain, or not at all."""

import pytest

from reports.prose.places.cases import adjective_in_nominative, settlement_in_nominative


@pytest.mark.parametrize(
    ("stem", "ending", "nominative"),
    [
        ("Кричевск", "ого", "Кричевский"),
        ("Полоцк", "ому", "Полоцкий"),
        ("Вольн", "ого", "Вольный"),
        ("Донск", "ого", "Донской"),
        ("Больш", "ого", "Большой"),
    ],
)
def test_the_ending_of_an_adjective_follows_its_stem_and_the_dictionary(stem, ending, nominative):
    assert adjective_in_nominative(stem, ending) == nominative


@pytest.mark.parametrize("name", ["Витебск", "Гродно", "Нижний Новгород", "Горки", "Смоленск"])
def test_a_name_in_the_nominative_stays(name):
    assert settlement_in_nominative(name, is_town=True) == name


@pytest.mark.parametrize(
    ("name", "nominative"),
    [("Витебске", "Витебск"), ("Смоленска", "Смоленск"), ("Орше", "Орша"), ("Вязьме", "Вязьма"), ("Горках", "Горки")],
)
def test_a_town_in_another_case_is_put_into_the_nominative(name, nominative):
    assert settlement_in_nominative(name, is_town=True) == nominative


@pytest.mark.parametrize("name", ["Новоспасском", "Самаре", "Великих Луках"])
def test_a_name_of_several_possible_nominatives_has_none(name):
    assert settlement_in_nominative(name, is_town=True) is None


def test_the_ending_of_a_town_proves_nothing_of_a_village():
    """«Рудовск» is in no dictionary; a village may be called «Рудовска»."""
    assert settlement_in_nominative("Рудовска", is_town=True) == "Рудовск"
    assert settlement_in_nominative("Рудовска", is_town=False) is None
