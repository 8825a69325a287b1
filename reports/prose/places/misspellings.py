"""Finds the country that a misspelled name is nearest to («Респблика Беларусь»): to ask about it, never to take it."""

from __future__ import annotations

from functools import lru_cache

from .countries import COUNTRIES, folded, words_of

# So many letters of a name may be wrong, by its length; shorter names are too near to ordinary words.
_SHORTEST, _LONG = 6, 10
_MOST_WORDS = 5


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, short, official, others in COUNTRIES:
        for name in (short, official, *others, f"Республика {short}"):
            names.setdefault(" ".join(words_of(name)), code)
    return {name: code for name, code in names.items() if len(name) >= _SHORTEST}


_NAMES = _names()


@lru_cache(maxsize=1024)
def misspelled_country(text: str) -> str | None:
    """Return the code of the one country whose name has a letter or two more, less or otherwise than the text."""
    words = words_of(text)
    key = " ".join(words)
    if not words or len(words) > _MOST_WORDS or not text[0].isupper() or len(key) < _SHORTEST or len(key) > 60:
        return None
    if folded(text).replace("-", " ") != key or key in _NAMES:
        return None
    most = 2 if len(key) >= _LONG else 1
    near = {
        code
        for name, code in _NAMES.items()
        if abs(len(name) - len(key)) <= most
        and (name[:2] == key[:2] or name[-3:] == key[-3:])
        and _distance(name, key, most) <= most
    }
    return near.pop() if len(near) == 1 else None


def _distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be put in, taken out, changed or swapped; more than `most` is not counted on."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last = row, before
        row = [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
