"""The words for how an event is held."""

import pytest

from reports.prose.places.formats import BY_CORRESPONDENCE, SPEAKS_OF_FORMAT, formats_in
from tests.answers import for_each


@for_each(
    ("phrase", "formats"),
    [
        ("онлайн", {"online"}),
        ("Удалённо", {"online"}),
        ("в дистанционном формате", {"online"}),
        ("прямой эфир", {"online"}),
        ("ВКС", {"videoconference"}),
        ("в режиме видеоконференции", {"videoconference"}),
        ("очно", {"offline"}),
        ("офлайн", {"offline"}),
        ("очно и дистанционно", {"offline", "online"}),
        ("очно/ВКС", {"offline", "videoconference"}),
    ],
)
def test_a_phrase_names_each_of_its_formats(phrase, formats):
    assert formats_in(phrase) == formats


@pytest.mark.parametrize("phrase", ["онлайн ВКС", "дистанционно по видеосвязи"])
def test_a_videoconference_is_not_named_as_online_again(phrase):
    assert formats_in(phrase) == {"videoconference"}


def test_mixed_says_all_that_is_said_beside_it():
    assert formats_in("гибридный формат: очно и онлайн") == {"mixed"}


def test_correspondence_is_at_a_distance_and_never_in_person():
    """«заочно» ends like «очно»."""
    assert formats_in("заочно") == {"online"}
    assert BY_CORRESPONDENCE.search("Заочный этап конкурса")
    assert BY_CORRESPONDENCE.search("очный этап конкурса") is None


@pytest.mark.parametrize("phrase", ["Зал видеоконференций", "онлайн-школа Минска", "очная ставка", "город", "формат"])
def test_a_phrase_with_another_word_or_without_a_format_names_none(phrase):
    assert formats_in(phrase) == set()


@pytest.mark.parametrize(
    ("venue", "speaks"),
    [
        ("в режиме видеоконференцсвязи с Республикой Беларусь", True),
        ("дистанционный формат, платформа Zoom", True),
        ("Минск, онлайн", True),
        ("Центр дистанционного образования", False),
        ("«Онлайн-школа»", False),
    ],
)
def test_a_name_of_a_venue_does_not_speak_of_the_format(venue, speaks):
    assert bool(SPEAKS_OF_FORMAT.search(venue)) is speaks
