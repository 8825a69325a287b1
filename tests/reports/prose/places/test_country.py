import pytest

from reports.prose.places.country import HERE
from reports.prose.places.understand import understand_place


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("Районный дом культуры", "RU", HERE),
        ("д. Высокое", "RU", "это Россия"),
        ("аг. Ленино", "BY", "Республика Беларусь"),
        ("д. Лобковичи, Кричевский район", "BY", "Республика Беларусь"),
    ],
)
def test_what_the_text_leaves_out_is_said_in_a_note(text, country, words):
    found = understand_place(text)
    assert (found.country, found.problem) == (country, None)
    assert words in found.note


def test_a_town_in_a_district_of_another_country_is_asked_about():
    found = understand_place("г. Рудня, Оршанский район")
    assert found.country is None
    assert "стран" in found.problem


def test_a_part_of_a_country_is_the_place_and_not_a_second_country():
    found = understand_place("Гонконг (КНР)")
    assert (found.country, found.locality, found.problem) == ("CN", "Гонконг", None)


def test_a_misspelled_country_is_asked_about_with_the_right_writing():
    found = understand_place("г. Гомель (Респблика Беларусь)")
    assert "напишите так: г.\u00a0Гомель (Республика Беларусь)" in found.problem
