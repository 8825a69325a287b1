import pytest

from reports.prose.places.venues import is_address, is_tied_abroad, is_venue, tidied
from tests.answers import for_each


@for_each(
    "text",
    [
        "Районный дом культуры",
        "МБОУ СОШ №1",
        "3-я улица Строителей",
        "пл.Победы",
        "в районном Доме культуры",
        "на базе МБОУ «СШ № 3»",
        "пресс-центр",
        "школы округа",
    ],
)
def test_the_first_noun_is_one_of_a_venue(text):
    assert is_venue(text) and not is_tied_abroad(text)


@for_each(
    "text",
    [
        "Фестиваль",
        "Встреча в школе № 3",
        "школьники",
        "Мастер-класс по лепке",
        "Школа открыла двери",
        "Обмен опытом",
        "дом " * 30,
    ],
)
def test_what_was_done_or_who_came_is_no_venue(text):
    assert not is_venue(text)


@pytest.mark.parametrize(
    "text", ["Минский дворец спорта", "Оршанский колледж", "санаторий «Беларусь»", "школа № 5 Кричева", "ГУО «СШ № 1»"]
)
def test_a_venue_may_be_tied_to_another_country(text):
    assert is_tied_abroad(text)


@pytest.mark.parametrize(
    "text", ["Витебское шоссе", "ул. Минская", "кинотеатр «Минск»", "библиотека им. Н.К. Крупской", "школа Вязьмы"]
)
def test_what_is_only_named_after_a_place_is_not_there(text):
    assert not is_tied_abroad(text)


def test_a_part_of_an_address_is_no_venue_of_its_own():
    assert all(map(is_address, ("д. 5", "14", "14/2", "2 этаж", "каб. 3", "корпус 2")))
    assert not is_address("школа № 3")


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("пл.Победы", "пл. Победы"),
        ("ул.Ленина д.32", "ул. Ленина, д. 32"),
        ("ул. Ленина, д. 32", "ул. Ленина, д. 32"),
        ("музей им.Тухачевского", "музей им. Тухачевского"),
        ("Дом культуры", "Дом культуры"),
    ],
)
def test_an_address_gets_its_blanks_and_its_comma(text, tidy):
    assert tidied(text) == tidy == tidied(tidy)
