"""The pieces of a sentence with numbers: words, and numbers that know what they count.

A page makes a link of each number; the copied text is the same sentence without links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.prose.words import NBSP, ROMAN, plural

Quarter = tuple[int, int]  # year, quarter


@dataclass(frozen=True, slots=True)
class Told:
    """A number in a sentence; `of` is whatever the caller links it with."""

    number: int
    of: Any = None

    def __str__(self) -> str:
        return written(self.number)


Piece = str | Told
Sentence = list[Piece]


def written(number: int) -> str:
    """Write a number as official texts do: from five digits on in groups, which no line parts («12 345»)."""
    return f"{number:,}".replace(",", NBSP) if number >= 10_000 else str(number)


def plain(sentence: Iterable[Piece]) -> str:
    """Return the sentence as text."""
    return "".join(map(str, sentence))


def counted(told: Told, one: str, few: str, many: str) -> Sentence:
    """Say the number with its noun, which no line parts."""
    return [told, f"{NBSP}{plural(told.number, one, few, many)}"]


def listed(items: Sequence[Sentence], *, last: str = " и ") -> Sentence:
    """Join with commas, the last one with «и»."""
    said: Sentence = []
    for place, item in enumerate(items):
        if place:
            said.append(last if place == len(items) - 1 else ", ")
        said += item
    return said


def span(quarters: Iterable[Quarter]) -> str:
    """Say which quarters, as it stands after «за»: «2024 год», «I–III кварталы 2026 года»; those with a gap between
    are «выбранные кварталы»."""
    chosen = sorted(set(quarters))
    if not chosen or any(_number(after) - _number(before) != 1 for before, after in pairwise(chosen)):
        return "выбранные кварталы"
    (first_year, first), (last_year, last) = chosen[0], chosen[-1]
    if (first, last) == (1, 4):
        return _years(first_year, last_year)
    if len(chosen) == 1:
        return f"{ROMAN[first - 1]} квартал {first_year} года"
    if first_year == last_year:
        joint = " и " if last - first == 1 else "–"
        return f"{ROMAN[first - 1]}{joint}{ROMAN[last - 1]} кварталы {first_year} года"
    return f"период с {_of(chosen[0])} по {ROMAN[last - 1]} квартал {last_year} года"


def _number(quarter: Quarter) -> int:
    return 4 * quarter[0] + quarter[1]


def _years(first: int, last: int) -> str:
    if first == last:
        return f"{first} год"
    return f"{first}{' и ' if last - first == 1 else '–'}{last} годы"


def _of(quarter: Quarter) -> str:
    return f"{ROMAN[quarter[1] - 1]} квартала {quarter[0]} года"
