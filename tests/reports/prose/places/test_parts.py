import pytest

from reports.prose.places.parts import Parts, take_bare_town


def gathered(*pieces):
    parts = Parts()
    for piece in pieces:
        parts.add(piece, False)
    take_bare_town(parts)
    return parts


def test_pieces_are_sorted_by_what_they_name():
    parts = gathered("г. Орша", "Витебская область", "Республика Беларусь", "школа № 3", "ВКС")
    assert [item.text for item in (*parts.settlements, *parts.regions, *parts.countries)] == [
        "г.\u00a0Орша", "Витебская область", "Республика Беларусь",
    ]  # fmt: skip
    assert (parts.venues, parts.formats) == (["школа № 3"], {"videoconference"})


@pytest.mark.parametrize(
    ("pieces", "is_alone", "is_here"),
    [
        (["Дом культуры", "ул. Советская", "д. 3"], True, True),
        (["Минский дворец спорта"], True, False),
        (["Дом культуры", "г. Рудня"], False, False),
        (["Обмен опытом"], False, False),
    ],
)
def test_a_venue_alone_is_here_where_nothing_ties_it_abroad(pieces, is_alone, is_here):
    parts = gathered(*pieces)
    assert (parts.is_a_venue_alone, parts.is_here) == (is_alone, is_here)


def test_a_single_name_before_a_country_is_its_town():
    parts = gathered("Лида", "Республика Беларусь")
    assert [item.text for item in parts.settlements] == ["г.\u00a0Лида"]
