"""What a line that finds nothing may have meant: typed in the other keyboard layout, with a slip, or only begun.

It answers with another line, so that the page, its workbook and its links ask one and the same question. Only what the
person's own rows answer is ever proposed: a word that stands in somebody else's report is not named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from reports.models import KnownWord
from reports.prose.keyboard import in_russian_layout
from reports.prose.places import kindred

from .search import LONGEST, SHORTEST_BEGINNING, typed_words

ALIKE = 0.75  # «витепск» and «витебск» are 0.86
SHORTEST = 4  # letters of a word that is compared
OTHERWISE = 2  # letters more or less
TRIED = 4  # words for each slip
MOST_ASKED = 24  # questions to the rows


@dataclass(frozen=True)
class Meant:
    """Another line, and its words that stand in the place of typed ones, as they are shown."""

    line: str
    shown: tuple[str, ...]


def meant(line: str, finds: Callable[[str], bool]) -> Meant | None:
    """Another line that finds something; None where there is none. `finds`: whether a line does."""
    finds = _counted(finds)
    lines = dict.fromkeys((line, in_russian_layout(line[:LONGEST])))
    for other in [other for other in lines if other != line]:
        if finds(other):
            return Meant(other, tuple(map(_shown, typed_words(other))))
    for other in lines:
        if found := _word_by_word(other, finds, is_other=other != line):
            return found
    return None


def _counted(finds):
    """`finds`, of which a hostile line does not ask too much."""
    asked = {}

    def find(line):
        if line not in asked and len(asked) < MOST_ASKED:
            asked[line] = finds(line)
        return asked.get(line, False)

    return find


def _word_by_word(line, finds, *, is_other):
    """The line with another word for each that alone finds nothing."""
    words, shown = [], []
    for word in typed_words(line):
        other = word if finds(word) else _instead(word, finds)
        if other is None:
            return None
        words.append(other)
        if is_other or other != word:
            shown.append(_shown(other))
    line = " ".join(map(_shown, words))
    return Meant(line, tuple(shown)) if shown and finds(line) else None


def _instead(word, finds):
    """The nearest known word that finds something, else whatever begins so."""
    if len(word) >= SHORTEST and word.isalpha():
        for other in _nearest(word):
            if finds(other):
                return other
    beginning = f"{word.rstrip('*')}*"
    return beginning if len(word) > SHORTEST_BEGINNING and finds(beginning) else None


def _nearest(word):
    """Known words with the same first letter, the most alike first."""
    known = KnownWord.objects.filter(first=word[0], letters__range=(len(word) - OTHERWISE, len(word) + OTHERWISE))
    words = dict.fromkeys([*known.values_list("word", flat=True), *_names().get(word[0], ())])
    found = get_close_matches(word, [one.replace("ё", "е") for one in words if one != word], n=TRIED, cutoff=ALIKE)
    return sorted(dict.fromkeys(found), key=lambda one: -SequenceMatcher(None, one, word).ratio())


@lru_cache(maxsize=1)
def _names():
    """First letter → names of places and countries of one word, folded."""
    names = {}
    for name in _written():
        names.setdefault(name[0], []).append(name)
    return names


@lru_cache(maxsize=1)
def _written():
    """Name of one word, folded → as it is written."""
    return {name.lower().replace("ё", "е"): name for name in kindred.names() if name.replace("-", "").isalpha()}


def _shown(word):
    """The word as a page shows it: a name with its capital letter."""
    return _written().get(word, word)
