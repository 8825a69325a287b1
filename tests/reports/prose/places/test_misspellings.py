import pytest

from reports.prose.places.misspellings import misspelled_country
from tests.answers import for_each


@pytest.mark.parametrize(
    ("text", "code"),
    [("Респблика Беларусь", "BY"), ("Узбикистан", "UZ"), ("Казахстн", "KZ"), ("Азербайжан", "AZ"), ("Украйна", "UA")],
)
def test_a_country_with_a_letter_wrong_is_found(text, code):
    assert misspelled_country(text) == code


@for_each("text", ["Республика Беларусь", "Польша", "Полковник", "Дом культуры", "", "гну", "а" * 90])
def test_what_is_right_or_another_word_is_no_misspelling(text):
    assert misspelled_country(text) is None
