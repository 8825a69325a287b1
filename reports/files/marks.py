"""The marks that an exported file carries unseen, so that a table which went out can come home.

A mark is the name of a hidden bookmark in Word (the first letter «_» hides it; Word takes 40 characters: letters,
digits, «_») and the text of a hidden cell in a workbook. It proves nothing: whoever reads it asks the scope first.
"""

import base64
import re
import uuid
from dataclasses import dataclass

# What every page says of a document that is no release, for readers: it is no text of a person.
PROJECT = re.compile(r"проект, на \d\d\.\d\d\.\d{4}(?:, (?:вош\w+ \d+ из \d+|отчёт (?:не )?принят))?|черновик")

_EVENT = re.compile(r"_pbe([a-z2-7]{26})_(\d{1,9})")
_REPORT = re.compile(r"_pbr(\d{1,18})_(\d{1,9})")


# Base 32 as `base64.b32encode` writes it, which takes ten times as long for each row of a table.
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_PLACES = range(120, -1, -10)


@dataclass(frozen=True, slots=True)
class EventMark:
    """The row is this event as it was in this version."""

    uid: uuid.UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReportMark:
    """The section is this report (the pk of the submission) as it was in this version."""

    pk: int
    version: int


def event_mark(uid: uuid.UUID, version: int) -> str:
    """The mark of an event's row; `uid` as UUID."""
    number = uid.int << 2  # 26 letters of five bits are two more than it has
    letters = "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
    return f"_pbe{letters}_{version}"


def report_mark(pk: int, version: int) -> str:
    """The mark of a report's section row."""
    return f"_pbr{pk}_{version}"


def read_mark(name: str) -> EventMark | ReportMark | None:
    """The EventMark or ReportMark in this name, or None. Never raises."""
    if match := _EVENT.fullmatch(name):
        return EventMark(uuid.UUID(bytes=base64.b32decode(f"{match[1].upper()}======")), int(match[2]))
    if match := _REPORT.fullmatch(name):
        return ReportMark(int(match[1]), int(match[2]))
    return None
