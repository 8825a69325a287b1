"""The day on which a document was signed, and whether it is of the report's time."""

from datetime import date

import pytest

from reports.prose.documents.days import Day, Window
from tests.answers import for_each

SECOND_QUARTER = Window(2026, 2)


def day_of(chunk, window=SECOND_QUARTER):
    return window.day_of(chunk, chunk, len(chunk))


@pytest.mark.parametrize(
    "chunk", ["12 мая 2026 года подписали", "12 мая подписано", "подписано 12.05.2026", "12.05.26 подписано"]
)
def test_a_day_beside_the_verb_is_that_of_signing(chunk):
    assert day_of(chunk) == Day(on=date(2026, 5, 12))


@pytest.mark.parametrize("chunk", ["подписано", "в мае подписано", "в 2026 году подписано"])
def test_words_without_a_day_leave_it_open(chunk):
    assert day_of(chunk) == Day()


@pytest.mark.parametrize(
    ("chunk", "is_in"),
    [
        ("28 февраля 2026 года", False),
        ("1 марта 2026 года", True),
        ("18 октября 2026 года", True),
        ("19 октября 2026 года", False),
        ("12 мая 2019 года", False),
    ],
)
def test_a_quarter_reaches_from_a_month_before_it_to_two_hundred_days_after_its_beginning(chunk, is_in):
    assert (day_of(chunk) is not None) is is_in


def test_a_day_that_no_calendar_has_stays_as_written():
    assert day_of("31 февраля 2026 года") == Day(text="31 февраля 2026 года")


def test_a_day_without_a_year_stays_as_written_if_the_report_has_none():
    assert day_of("12 мая подписано", Window(None, None)) == Day(text="12 мая")


def test_the_day_behind_the_title_goes_before_that_beside_the_verb():
    flat = "20 мая 2026 года подписано Соглашение от 12 мая 2026 года"
    end = flat.index(" от ")
    assert SECOND_QUARTER.day_of(flat, flat[:end], end) == Day(on=date(2026, 5, 12))


def test_a_document_of_an_older_day_is_not_of_this_report():
    flat = "подписано Соглашение от 12 мая 2019 года"
    assert SECOND_QUARTER.day_of(flat, "подписано", flat.index(" от ")) is None


def test_the_day_of_an_older_document_beside_the_verb_is_not_that_of_signing():
    assert day_of("во исполнение договора от 3 марта 2015 года подписано") == Day()


@for_each(
    ("window", "words", "is_now"),
    [
        (Window(2026, 2), "в 2026 году", True),
        (Window(2026, 2), "в 2025 году", False),
        (Window(2026, 1), "в 2025 году", True),  # signed in December, reported in the first quarter
        (Window(2026, 1), "в декабре", True),
        (Window(2026, 2), "в марте", True),
        (Window(2026, 2), "в августе", True),
        (Window(2026, 2), "в сентябре", False),
        (Window(2026, 2), "в феврале", False),
        (Window(None, None), "в 2025 году", False),
        (Window(None, None), "12 мая 2025 года", True),
    ],
)
def test_years_and_months_are_of_now_only_near_the_quarter(window, words, is_now):
    assert window.is_of_now(words) is is_now
