"""On which morning a reminder goes, and the words of what officers are told."""

import datetime

import pytest

from reports.models import Period, Submission
from reports.rules.reminding import is_due, late_words, morning_of, reminder_words, standing_words
from reports.rules.working_days import WorkingDays
from tests.answers import for_each

WORKING = WorkingDays({})


def day(text):
    return datetime.date.fromisoformat(text)


@for_each(
    ("due", "days", "morning"),
    [
        ("2025-01-20", -5, "2025-01-15"),
        ("2025-01-20", -1, "2025-01-20"),  # meant for Sunday: the last day itself
        ("2025-01-24", 1, "2025-01-27"),  # meant for Saturday
        ("2025-04-20", -1, "2025-04-18"),  # Saturday before a Sunday deadline: waiting would be too late
        ("2025-04-20", 0, "2025-04-18"),
        ("2025-04-20", 1, "2025-04-21"),
        ("2025-01-09", -8, "2025-01-09"),  # through the holidays
    ],
)
def test_a_reminder_waits_for_a_working_morning_unless_its_deadline_passes_meanwhile(due, days, morning):
    assert morning_of(day(due), days, WORKING) == day(morning)


def test_a_morning_that_was_slept_through_counts_for_two_working_days():
    friday = day("2025-01-17")
    wanted = {"2025-01-16": False, "2025-01-17": True, "2025-01-20": True, "2025-01-21": True, "2025-01-22": False}
    assert {today: is_due(friday, day(today), WORKING) for today in wanted} == wanted


def report(**fields):
    period = Period(year=2024, quarter=4, deadline=day("2025-01-20"), hard_deadline=day("2025-01-31"))
    return Submission(period=period, **fields)


@pytest.mark.parametrize(
    ("due", "today", "words"),
    [
        ("2025-01-20", "2025-01-15", "отчёт ещё не сдан. Его ждут до 20 января 2025 года: осталось 5 дней. "),
        ("2025-01-20", "2025-01-20", "отчёт ещё не сдан. Его ждут до 20 января 2025 года: сегодня последний день. "),
        ("2025-01-31", "2025-01-30", "отчёт ещё не сдан. После 31 января 2025 года его не примут: остался 1 день. "),
    ],
)
def test_the_words_count_the_days_from_the_day_on_which_they_are_said(due, today, words):
    said = reminder_words(report(), day(due), day(today), 0).replace("\u00a0", " ")
    assert said.startswith(words) and said.endswith("Внесите мероприятия или сообщите, что их не было.")


def test_what_was_returned_is_named_with_its_day_and_its_open_remarks():
    returned = report(state="returned", returned_at=datetime.datetime(2025, 1, 13, 12, tzinfo=datetime.UTC))
    words = reminder_words(returned, day("2025-01-20"), day("2025-01-15"), 3).replace("\u00a0", " ")
    assert words == (
        "отчёт вернули 13 января, замечаний 3, он не сдан снова. Его ждут до 20 января 2025 года: осталось 5 дней. "
        "Исправьте и сдайте снова."
    )
    assert "замечаний" not in reminder_words(returned, day("2025-01-20"), day("2025-01-15"), 0)


def test_the_coordinators_sentences_leave_out_what_is_none():
    assert standing_words(5, 3, 0, 1) == "ждут решения 5, не сдали 3, просят срок 1"
    assert standing_words(0, 0, 2, 0) == "на доработке 2"
    assert standing_words(0, 0, 0, 0) == ""
    late = late_words(["Смоленск"], [], day("2025-01-31"), is_last=True).replace("\u00a0", " ")
    assert late == "приём закончился 31 января 2025 года. Не сдали 1: Смоленск."
