"""How much one event holds, and how what is too much is said."""

import pytest

from reports.prose.words import NBSP
from reports.rules.event_fields import LINES, NUMBERS, TEXTS
from reports.rules.event_limits import (
    AGREEMENT_LIMITS,
    AGREEMENT_TEXTS,
    LONGEST_TEXT,
    MOST_AGREEMENTS,
    MOST_PEOPLE,
    foreign_over_total,
    full_of_events,
    full_of_letters,
    letters_of,
    over_limits,
    spelled,
)


def test_values_at_their_limits_are_taken():
    values = dict.fromkeys(TEXTS, "я" * LONGEST_TEXT) | dict.fromkeys(NUMBERS, MOST_PEOPLE)
    row = {key: "я" * most for key, (_, most) in AGREEMENT_LIMITS.items()}
    assert over_limits({**values, "agreements": [row] * MOST_AGREEMENTS}) == {}


def test_values_that_are_missing_or_empty_are_taken():
    assert over_limits({}) == over_limits(dict.fromkeys([*TEXTS, *NUMBERS, "agreements"])) == {}


@pytest.mark.parametrize("key", TEXTS)
def test_one_letter_more_is_told_with_both_lengths(key):
    sentence = f"Слишком длинно: 50{NBSP}001 знаков, помещается 50{NBSP}000"
    assert over_limits({key: "я" * (LONGEST_TEXT + 1)}) == {key: sentence}


@pytest.mark.parametrize("key", NUMBERS)
def test_too_large_a_number_is_told_by_its_field(key):
    assert list(over_limits({key: MOST_PEOPLE + 1})) == [key]


@pytest.mark.parametrize("key", AGREEMENT_LIMITS)
def test_too_long_a_text_of_a_document_is_told_with_the_number_of_the_document(key):
    label, most = AGREEMENT_LIMITS[key]
    found = over_limits({"agreements": [{"title": "Договор"}, {key: "я" * (most + 1)}]})
    assert found["agreements"].startswith(f"Документ 2, {label}: слишком длинно")


def test_too_many_documents_are_told_with_what_to_do():
    found = over_limits({"agreements": [{"title": "Договор"}] * (MOST_AGREEMENTS + 1)})
    assert found == {"agreements": "Не больше 30 документов: остальные назовите в тексте цели"}


def test_numbers_are_spelled_in_groups_of_three():
    assert [spelled(number) for number in (7, 1000, 50_000)] == ["7", f"1{NBSP}000", f"50{NBSP}000"]


def test_more_foreign_people_than_all_are_told_with_both_numbers():
    assert foreign_over_total(7, 5) == "Иностранных участников (7) больше, чем всего (5)"


def test_all_texts_of_an_event_and_of_its_documents_count_towards_those_of_a_report():
    values = dict.fromkeys((*LINES, *TEXTS), "яя") | {"agreements": [dict.fromkeys(AGREEMENT_TEXTS, "я"), {}]}
    assert letters_of(values) == 2 * len((*LINES, *TEXTS)) + len(AGREEMENT_TEXTS)
    assert letters_of({}) == letters_of({"name": None, "agreements": None, "total": 7}) == 0


def test_a_full_report_is_told_with_what_to_do():
    assert "Удалите лишние строки" in full_of_events()
    assert f"500{NBSP}000 знаков, а с этим текстом их будет 500{NBSP}001" in full_of_letters(500_001)
