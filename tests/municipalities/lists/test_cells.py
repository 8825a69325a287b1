"""What cells of a list may hold."""

import pytest

from municipalities.lists.cells import as_of_in_words, days_in_words, read_as_of
from tests.answers import for_each


@for_each(
    ("text", "stored"),
    [
        ("2025-12", "2025-12"),
        ("декабрь 2025", "2025-12"),
        ("Декабрь 2025 г.", "2025-12"),
        ("декабря 2025 года", "2025-12"),
        ("дек.25", "2025-12"),
        ("дек 2025", "2025-12"),
        ("дек-25", "2025-12"),
        ("12.2025", "2025-12"),
        ("01.12.2025", "2025-12"),
        ("2025-12-01", "2025-12"),
        ("май.25", "2025-05"),
        ("2025", "2025"),
        ("2025 г.", "2025"),
        ("после 2022", "после 2022"),
        ("19.12.2025", "19.12.2025"),
        ("", ""),
    ],
)
def test_one_month_is_the_same_however_excel_or_a_person_writes_it(text, stored):
    assert read_as_of(text) == stored
    assert read_as_of(as_of_in_words(stored)) == stored


@for_each("text", ["нет", "2025-13", "абв.25", "32.12.2025", "1025", "вчера", "ма 2025", "12"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="не дата"):
        read_as_of(text)


def test_pages_say_the_month_in_words():
    assert [as_of_in_words(stored) for stored in ("2025-12", "2025", "после 2022", "")] == [
        "декабрь 2025",
        "2025",
        "после 2022",
        "",
    ]


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("2024-09-28/29", "28–29 сентября 2024 года"),
        ("2024-09-28", "28 сентября 2024 года"),
        ("2025-06", "июнь 2025"),
        ("12 июня 2016", "12 июня 2016"),
        ("2024-09-31", "2024-09-31"),
        ("2024-09-28/31", "2024-09-28/31"),
        ("", ""),
    ],
)
def test_days_are_told_in_words(stored, words):
    """What is no day stays as it is written."""
    assert days_in_words(stored) == words
