"""The dictionary of Russian word forms, loaded once and only when a word is first asked for."""

from __future__ import annotations

from functools import lru_cache

import pymorphy3


@lru_cache(maxsize=1)
def dictionary() -> pymorphy3.MorphAnalyzer:
    """Return the dictionary (a third of a second and some 30 MB the first time)."""
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=20_000)
def parses_of(word: str) -> tuple:
    """All readings of a Russian word that the dictionary knows, the likeliest first."""
    return tuple(dictionary().parse(word))
