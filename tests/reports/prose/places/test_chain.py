import pytest

from reports.prose.places.chain import Chain
from tests.answers import for_each


def named(text):
    return [(item.kind, item.text) for item in Chain(text).whole()]


@for_each(
    ("text", "items"),
    [
        ("в Тёмкине", [("settlement", "с.\u00a0Тёмкино")]),
        ("в Сычёвке", [("settlement", "г.\u00a0Сычёвка")]),
        ("в Лиде", [("settlement", "г.\u00a0Лида")]),
        ("в белорусском городе Орше", [("country", "Беларусь"), ("settlement", "г.\u00a0Орша")]),
        ("в белорусском Могилёве", [("country", "Беларусь"), ("settlement", "г.\u00a0Могилёв")]),
        ("Руднянский МО", [("district", "Руднянский муниципальный округ")]),
        ("Лида", [("settlement", "г.\u00a0Лида")]),
    ],
)
def test_names_are_read_in_any_case(text, items):
    assert named(text) == items


@pytest.mark.parametrize(
    "text", ["в Белом доме", "на Лиду", "Мосты построены", "белорусский ансамбль", "им. С. Есенина"]
)
def test_words_that_are_names_too_are_left(text):
    assert named(text) == []


def test_a_village_is_presumed_russian_and_a_town_is_not():
    (village,) = Chain("д. Лехново").whole()
    (town,) = Chain("г. Энск").whole()
    assert village.is_presumed and not town.is_presumed
