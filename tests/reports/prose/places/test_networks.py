import pytest

from reports.prose.places.networks import network_in
from tests.answers import for_each


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("на платформе Zoom", "Zoom"),
        ("Zoom", "Zoom"),
        ("на странице музея в Одноклассниках", "на странице музея в Одноклассниках"),
        ("сайт библиотеки", "сайт библиотеки"),
        ("социальные сети", "социальные сети"),
    ],
)
def test_a_network_is_named_and_at_a_distance(text, name):
    assert network_in(text) == (name, frozenset({"online"}))


def test_a_network_keeps_the_format_before_it():
    assert network_in("ВКС TrueConf") == ("TrueConf", frozenset({"videoconference"}))


@for_each(
    "text",
    [
        "спортивная площадка",
        "в группе детского сада",
        "платформа станции",
        "Макс",
        "школа № 3",
        "канал имени Москвы",
        "",
    ],
)
def test_what_only_sounds_like_one_is_none(text):
    assert network_in(text) is None


def test_a_long_text_is_none():
    assert network_in("на странице " * 5_000) is None
