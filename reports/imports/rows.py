"""What every reader of a file yields: rows that know their place in the file, and problems found on the way.

Readers touch no database; `apply.py` checks the rows against it and writes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

ERROR = "error"
WARNING = "warning"

# Enough to recognise a text in a sentence.
# One line names so many places; the rest are counted.
PLACES_NAMED = 12


class Unreadable(Exception):
    """The file cannot be read at all; the text says why, in Russian."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A signed document as a file tells it; days as ISO strings or None."""

    title: str
    kind: str = "agreement"
    parties: str = ""
    countries: tuple[str, ...] = ()
    signed_on: str | None = None
    signed_text: str = ""
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One event as a file tells it, texts cleaned as they will be stored. `where` is «раздел 2, строка 14»."""

    where: str
    section: str
    name: str
    place: str
    period: str
    purpose: str
    participants: str
    total: int | None = None
    foreign: int | None = None
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or doubtful) at one place of the file; `where` is empty for the whole file."""

    level: str
    text: str
    where: str = ""

    @property
    def is_error(self):
        return self.level == ERROR


@dataclass(slots=True)
class ReadFile:
    """What a reader found: the title that the file gives itself, rows in its order, and all problems at once."""

    title: str = ""
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def folded(problems: Iterable[Problem]) -> list[str]:
    """One sentence for each kind of problem, in the order of their first appearance, with all its places."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        places.setdefault(problem.text, []).append(problem.where)
    return [_with_places(text, [where for where in found if where]) for text, found in places.items()]


def _with_places(text: str, places: list[str]) -> str:
    if not places:
        return f"{text}."
    named = "; ".join(places[:PLACES_NAMED])
    rest = len(places) - PLACES_NAMED
    return f"{text}: {named}{f' и ещё {rest}' if rest > 0 else ''}."
