"""Makes one line of a period that was written in several, and takes away the signs of a list («1)», «•»).

A line break is mostly layout: «15–25 / ноября / 2024 года» joins with blanks. Where both lines are whole dates («one
day a line»), it parts two dates, and so it becomes a comma.
"""

from __future__ import annotations

import re
from itertools import pairwise

from reports.prose.cleaning import clean_text, even_out, one_line
from reports.prose.words import MONTHS, MONTHS_GENITIVE

_MONTH = "|".join((*MONTHS, *MONTHS_GENITIVE))
_YEAR = r"(?:19|20)?[0-9]{2}"
_YEAR_WORD = r"[ ]?(?:г\.?|гг\.?|года|год)"
_DATE = (
    rf"(?:[0-9]{{1,2}}[./][0-9]{{1,2}}(?:[./]{_YEAR})?|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    rf"|(?:[0-9]{{1,2}}(?:[ ]?[-–—,][ ]?[0-9]{{1,2}})?[ ]?)?(?:{_MONTH})(?:[ ]?(?:19|20)[0-9]{{2}})?)(?:{_YEAR_WORD})?"
)
_TIME = r"(?:,?[ ](?:в[ ]|с[ ])?[0-9]{1,2}[:.-][0-9]{2}(?:[ ]?(?:[-–—]|до)[ ]?[0-9]{1,2}[:.-][0-9]{2})?)?"
_MARK = r"(?:[0-9]{1,2}[).]|[-–—•·*])"
# A whole date, or one from day to day: nothing of it waits for the next line.
_WHOLE = re.compile(
    rf"(?i){_MARK}?[ ]?{_DATE}(?:[ ]?[-–—][ ]?{_DATE})?{_TIME}(?:[ ]?\([а-яё]{{2,12}}\.?\))?(?P<stop>[.;,]?)"
)
_BULLET = re.compile(r"(?:\A|(?<=[;,]))[ ]*[-–—•·*][ ]+")
_LONE_NUMBER = re.compile(
    rf"\A[ ]*1(?:\)[ ]?|\.[ ]+(?=(?:{'|'.join(MONTHS)})(?![а-я])))", re.IGNORECASE
)  # «1. Март 2025»
_NUMBER_OF_A_LIST = re.compile(r"(?:\A|(?<=[;,]))[ ]*([0-9]{1,2})(?:\)[ ]?|\.[ ]+)(?=[0-9«а-яё])", re.IGNORECASE)


def in_one_line(text: str) -> str:
    """Return the cleaned text on one line; between lines that are whole dates there is a comma."""
    lines = [line for line in (one_line(line) for line in clean_text(text).split("\n")) if line]
    if len(lines) < 2:
        return one_line(text)
    joined = lines[0]
    for before, after in pairwise(lines):
        parts = (whole := _WHOLE.fullmatch(before.replace("\u00a0", " "))) and _WHOLE.fullmatch(
            after.replace("\u00a0", " ")
        )
        joined += (", " if parts and whole["stop"] not in (";", ",") else " ") + after
    return one_line(joined)


def without_marks_of_a_list(line: str) -> str:
    """Return the line without bullets, and without numbers that count from one; others stay, and are no list's."""
    if _BULLET.match(line):
        line = even_out(_BULLET.sub(" ", line))
    numbers = [int(match[1]) for match in _NUMBER_OF_A_LIST.finditer(line)]
    is_counted = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    if len(numbers) < 2:
        return _LONE_NUMBER.sub("", line)
    return even_out(_NUMBER_OF_A_LIST.sub(" ", line)) if is_counted else line
