"""Reads the number of people that somebody types into a field of its own: «40», «40 чел.», «около 40», «сорок».

The field holds one number. What says that it is not exact is given back, so that the page can tell what is kept. Two
numbers, a range, a part of a number or something else that is counted have no number: nobody guesses which is meant.
"""

from __future__ import annotations

import re

from reports.prose.cleaning import even_out
from reports.prose.numerals import in_digits, without_confirmation

LONGEST = 200
NEGATIVE = re.compile(r"\A[-–—−]\s?\d+\Z")
_NOTHING = re.compile(r"[-–—]?")
_NONE = re.compile(r"(?:нет|не было|никого)\.?", re.IGNORECASE)
_BEFORE = r"(?:всего|итого|из них|из которых|в том числе|в т\. ?ч\.|участвовало|участников|иностранных)"
_INEXACT = (
    r"(?:(?:не )?(?:более|менее|больше|меньше)(?: чем)?|свыше|около|ок\.|порядка|примерно|приблизительно"
    r"|ориентировочно|почти|до|[~≈><])"
)
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+|\d{1,15}"
_PEOPLE = (
    r"(?:(?:иностранн\w+|зарубежн\w+|российск\w+) ?)?"
    r"(?:чел\b\.?|человека?|людей|участник(?:ов|а|и)?|гост(?:ей|я|и|ь)|делегат(?:ов|а)?)?"
)
_NUMBER = re.compile(
    rf"(?:{_BEFORE} ?[:–—-]? ?)?(?P<inexact>{_INEXACT})? ?(?P<number>{_DIGITS})(?P<plus>\+)? ?{_PEOPLE}\.?",
    re.IGNORECASE,
)


def people_number(text: str) -> tuple[int | None, str]:
    """Return the number and the words that make it inexact, "" where there are none; (None, "") for an empty field.
    Raises ValueError where the text is no single whole number of people."""
    written = even_out(text[: LONGEST + 1])
    if _NOTHING.fullmatch(written):
        return None, ""
    if _NONE.fullmatch(written):
        return 0, ""
    plain, agree = without_confirmation(in_digits(written))
    match = _NUMBER.fullmatch(plain)
    if len(written) > LONGEST or not agree or not match:
        raise ValueError(text[:LONGEST])
    return int(re.sub(r"\D", "", match["number"])), match["inexact"] or match["plus"] or ""
