"""The marks by which a row that comes home is known again."""

import base64
import random
import re
import uuid

import pytest

from reports.files.marks import PROJECT, EventMark, ReportMark, event_mark, read_mark, report_mark
from tests.answers import for_each


def test_letters_are_those_of_base_32():
    chance = random.Random(32)
    for _ in range(200):
        uid = uuid.UUID(int=chance.getrandbits(128))
        assert event_mark(uid, 7) == f"_pbe{base64.b32encode(uid.bytes)[:26].decode().lower()}_7"


@pytest.mark.parametrize("number", [0, 1, 2**128 - 1, 0x1B9D6BCDBBFD4B2D9B5DAB8DFBBD4BED])
@pytest.mark.parametrize("version", [1, 999_999_999])
def test_a_mark_of_an_event_says_which_and_of_what_version(number, version):
    uid = uuid.UUID(int=number)
    assert read_mark(event_mark(uid, version)) == EventMark(uid, version)


def test_a_mark_of_a_report_says_which_and_of_what_version():
    assert read_mark(report_mark(17, 4)) == ReportMark(17, 4)


def test_word_takes_every_mark_as_the_name_of_a_hidden_bookmark():
    """At most 40 letters, digits and «_», the first «_»."""
    longest = [event_mark(uuid.UUID(int=2**128 - 1), 999_999_999), report_mark(10**18 - 1, 999_999_999)]
    assert all(re.fullmatch(r"_[a-z0-9_]{1,39}", mark) for mark in longest)


@for_each(
    "name",
    [
        "",
        "_GoBack",
        "_Toc123",
        "_pbe_1",
        "_pbr1",
        "_pbr1_",
        f"_pbe{'a' * 26}_1 Copy 1",
        f"_pbe{'1' * 26}_1",
        "_pbr1_1\n",
    ],
)
def test_other_names_are_no_marks(name):
    assert read_mark(name) is None


def test_a_mark_that_somebody_made_up_breaks_nothing():
    """The last letter has two bits too many; with any value of them it is some event's mark or None."""
    for letter in "abcdefgh234567":
        assert isinstance(read_mark(f"_pbe{'a' * 25}{letter}_1"), EventMark)


@for_each(
    ("text", "is_ours"),
    [
        ("проект, на 29.11.2026, вошли 16 из 27", True),
        ("проект, на 29.11.2026, вошёл 1 из 27", True),
        ("проект, на 29.11.2026, отчёт принят", True),
        ("проект, на 29.11.2026, отчёт не принят", True),
        ("черновик", True),
        ("проект", False),
        ("проект, на 29.11.2026, согласован", False),
        ("проект соглашения", False),
    ],
)
def test_the_words_of_a_project_are_told_from_those_of_a_person(text, is_ours):
    assert bool(PROJECT.fullmatch(text)) is is_ours
