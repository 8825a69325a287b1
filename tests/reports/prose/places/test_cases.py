"""Names of settlements and districts in the nominative: certain, or not at all."""

import pytest

from reports.prose.places.cases import adjective_in_nominative, is_town_form, settlement_in_nominative, with_yo
from tests.answers import for_each


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


@for_each(
    ("word", "name"),
    [
        ("крагуевце", "крагуевац"), ("пльзени", "пльзень"), ("ельце", "елец"), ("торжке", "торжок"), ("орле", "орел"),
        ("темкине", "темкино"), ("уренгое", "уренгой"), ("новом", "новый"), ("клинцах", "клинцы"), ("лиде", "лида"),
        ("холм", "холм"), ("жирковском", "жирковский"), ("гюмри", "гюмри"),
    ],
)  # fmt: skip
def test_a_town_is_known_in_its_cases(word, name):
    assert is_town_form(word, name)


@pytest.mark.parametrize(("word", "name"), [("орлами", "орша"), ("смоленский", "смоленск"), ("минскими", "минск")])
def test_another_word_is_no_case(word, name):
    assert not is_town_form(word, name)


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("Сычёвка", "Сычёвке", "Сычёвка"),
        ("Сычёвка", "Сычевке", "Сычевка"),
        ("Орёл", "Орле", "Орёл"),
        ("Могилев", "Могилёве", "Могилёв"),
        ("Вышний Волочёк", "Вышнем Волочке", "Вышний Волочёк"),
    ],
)
def test_the_name_keeps_the_letters_of_the_text(name, written, kept):
    assert with_yo(name, written) == kept
