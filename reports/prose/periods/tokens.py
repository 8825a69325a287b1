"""What a period is cut into: words and signs that know what they say, and the refusal of a text that is no period."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

EXAMPLE = "28–29 сентября 2024 года"


class Refused(Exception):
    """The text cannot be taken for a period; the message is the sentence for the person."""


def not_understood(because: str = "") -> Refused:
    """Return the refusal that keeps the text as it is; `because` names the obstacle."""
    return Refused(
        f"Не понял срок{because}. Так и напечатаем; можно поправить, например: {EXAMPLE}, или указать дни вручную."
    )


class Token(NamedTuple):
    """A word or sign: its kind, what it says (a number, a month with its case …), and as it was written."""

    kind: str
    value: object
    text: str


class Date(NamedTuple):
    """A date in figures; a year of None is left out. `order` tells how the parts were set apart: «.», «/» or «-»."""

    day: int
    month: int
    year: str | None
    order: str


class Number(NamedTuple):
    """A number, with what its form tells.

    `digits` is 0 for words and Roman numbers; `is_guessed` means letters that only look Roman. «IV» is not a day. Nor
    are «первая», «3-й» (`may_be_day`): they precede a noun.
    """

    value: int
    digits: int = 0
    is_guessed: bool = False
    may_be_day: bool = True


@dataclass(slots=True)
class Words:
    """The words that make the period, and what was put aside."""

    tokens: list[Token]
    weekdays: list[int] = field(default_factory=list)
    day_count: int | None = None
    has_time: bool = False
    often: str = ""  # «по субботам»
    has_count: bool = False  # «(5 занятий)»
    has_feast: bool = False  # «(Масленица)»
