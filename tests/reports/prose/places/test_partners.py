import pytest

from reports.prose.places.partners import bare_words
from reports.prose.places.understand import understand_place
from tests.answers import for_each

TOWNS = {
    "г. Энск": "PL",
    "аг. Заречье": "BY",
    "г. Новый Город (Старый)": "RS",
    "г. Эмск": "RU",
    "Ивьинский район": "BY",
}


@for_each(
    ("text", "locality", "country"),
    [
        ("г. Энск", "г.\u00a0Энск", "Республика Польша"),
        ("г. Новый Город", "г.\u00a0Новый Город", "Республика Сербия"),
        ("Энск", "г.\u00a0Энск", "Республика Польша"),
        ("в Энске", "г.\u00a0Энск", "Республика Польша"),
        ("д. Заречье", "д.\u00a0Заречье", "Республика Беларусь"),
        ("Ивьинский район", "Ивьинский район", "Республика Беларусь"),
    ],
)
def test_a_place_that_only_the_list_knows_is_asked_about_with_its_country(text, locality, country):
    found = understand_place(text, TOWNS)
    assert (found.country, found.locality) == (None, locality)
    assert country in found.problem


def test_a_partner_of_russia_needs_no_country():
    found = understand_place("г. Эмск", TOWNS)
    assert (found.country, found.problem) == ("RU", None)


def test_the_list_is_asked_only_for_what_is_not_known_without():
    def towns():
        raise AssertionError("asked")

    for text in ("г. Смоленск", "г. Минск (Республика Беларусь)", "Районный дом культуры", "онлайн"):
        understand_place(text, towns)
    with pytest.raises(AssertionError, match="asked"):
        understand_place("г. Энск", towns)


def test_a_name_counts_without_its_kind():
    assert bare_words("г.\u00a0Новый Город") == ["новый", "город"] == bare_words("Новый Город")
