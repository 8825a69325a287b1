"""What one piece of a place names: a country, a region, a settlement, a format, or a venue that nobody knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.places.chain import is_a_word, known_town
from reports.prose.places.formats import formats_in
from reports.prose.places.grammar import read_piece
from tests.answers import for_each
from tests.reports.prose.right_answers import nbsp


@for_each(
    ("piece", "kind", "text", "codes"),
    [
        ("г. Минск", "settlement", "г.~Минск", ("BY",)),
        ("город Минск", "settlement", "г.~Минск", ("BY",)),
        ("в городе Минске", "settlement", "г.~Минск", ("BY",)),
        ("Республика Беларусь", "country", "Республика Беларусь", ("BY",)),
        ("Витебская область", "region", "Витебская область", ("BY",)),
        ("Смоленский район", "district", "Смоленский район", ("RU",)),
        ("в дистанционном формате", "format", "online", ()),
        ("Дом культуры", "venue", "Дом культуры", ()),
    ],
)
def test_a_piece_names_one_thing(piece, kind, text, codes):
    (item,) = read_piece(piece)
    assert (item.kind, item.text, item.codes) == (kind, nbsp(text), codes)


def test_a_platform_says_the_format_too():
    assert [(item.kind, item.text) for item in read_piece("Zoom")] == [("platform", "Zoom"), ("format", "online")]


@pytest.mark.parametrize(
    ("phrase", "formats"),
    [
        ("очно", {"offline"}),
        ("в формате видеоконференции", {"videoconference"}),
        ("дистанционно и очно", {"online", "offline"}),
        ("смешанный формат", {"mixed"}),
        ("Дом культуры", set()),
    ],
)
def test_a_phrase_of_the_format_names_formats_only(phrase, formats):
    assert formats_in(phrase) == formats


def test_a_known_town_gets_its_kind_and_its_country():
    assert known_town("Лида") == (nbsp("г.~Лида"), ("BY",))
    assert known_town("Минске") == (nbsp("г.~Минск"), ("BY",))
    assert known_town("Дворец") is None


def test_an_ordinary_noun_is_no_name_of_a_place():
    assert is_a_word("Дворец")
    assert not is_a_word("Смоленск")


@given(st.text("гдМинскРеспублка.,–- «»№1\u00a0", min_size=1, max_size=40))
def test_every_piece_is_something(piece):
    assert read_piece(piece)
