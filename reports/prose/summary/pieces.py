"""A sentence whose numbers know of which rows they are: on a page each leads there, in a document it is plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.prose.words import NBSP, plural

LARGE = 10_000  # from here on thousands are parted, as in official papers


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its noun, as it stands in the sentence («187 мероприятий»), and what it counts.

    `of`: a name and what goes with it, («country», «BY»); whoever shows the sentence knows the rows of each."""

    value: int
    words: str
    of: tuple[str, ...]

    def __str__(self) -> str:
        return self.words


Piece = str | Number


def number(value: int, of: tuple[str, ...]) -> Number:
    """The bare number."""
    return Number(value, written(value), of)


def counted(value: int, one: str, few: str, many: str, of: tuple[str, ...]) -> Number:
    """The number with its noun, which no line parts."""
    return Number(value, f"{written(value)}{NBSP}{plural(value, one, few, many)}".replace(" ", NBSP), of)


def written(value: int) -> str:
    """Write «4512», «112 112»."""
    return f"{value:,}".replace(",", NBSP) if value >= LARGE else str(value)


def plain(pieces: Iterable[Piece]) -> str:
    """The words of the pieces."""
    return "".join(map(str, pieces))


def listed(items: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Join with commas and a last «и»: «а, б и в»."""
    joined: list[Piece] = []
    for place, item in enumerate(items):
        if place:
            joined.append(" и " if place == len(items) - 1 else ", ")
        joined.extend(item)
    return joined
