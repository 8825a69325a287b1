"""The official name of a country in another case: «Республика Беларусь» is «с Республикой Беларусь».

The words up to the head of the name are declined («Китайская Народная Республика»), what follows it stays as it is, as
in treaties. A country that is called by a bare name declines it («Украина», «Новая Зеландия»).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pymorphy3.analyzer import Parse

from reports.prose.morphology import adjectives_of, parses_of

GENITIVE, INSTRUMENTAL = "gent", "ablt"

# Both parts of a bare name are declined («Босния и Герцеговина»); behind these heads nothing is.
_JOINED = " и "
_STATES = frozenset("республика королевство государство федерация содружество союз княжество".split())
# Needs a vowel behind the preposition: «со Швейцарией», «со Словакией».
_HARD_TO_SAY = re.compile(r"[сзшж][бвгджзклмнпрстфхцчшщ]", re.IGNORECASE)
_LIKE_ADJECTIVE = re.compile(r"(?:[ыио]й|[ая]я|[оеы]е|ие)\Z", re.IGNORECASE)


def preposition_with(word: str) -> str:
    """Return «с», or «со» where the word begins with two consonants that need it."""
    return "со" if _HARD_TO_SAY.match(word) else "с"


@lru_cache(maxsize=1024)
def in_case(name: str, case: str) -> str:
    """Return an official name (a nominative) in a case; what the dictionary cannot decline stays as it is."""
    words = name.split(" ")
    head = _head(words)
    if head is None:
        return name
    if _JOINED in name and words[head].lower() not in _STATES:
        return _JOINED.join(in_case(part, case) for part in name.split(_JOINED))
    noun = _nominative(words[head], like=words[head - 1] if head else "")
    declined = [_declined(word, case, noun) for word in words[:head]]
    return " ".join([*declined, _declined_noun(words[head], case, noun), *words[head + 1 :]])


def _head(words: list[str]) -> int | None:
    """Where the first noun stands, behind its adjectives."""
    for place, word in enumerate(words):
        if not _is_adjective(word) and _nominative(word):
            return place
    return None


def _is_adjective(word: str) -> bool:
    return bool(_LIKE_ADJECTIVE.search(word)) and bool(adjectives_of(word.lower()))


def _nominative(word: str, like: str = "") -> Parse | None:
    """The reading of a word as a noun in the nominative; `like`: the adjective before it, with which it agrees."""
    found = [one for one in parses_of(word.lower()) if one.tag.POS == "NOUN" and "nomn" in one.tag]
    numbers = {one.tag.number for one in adjectives_of(like.lower()) if "nomn" in one.tag} if like else set()
    return next((one for one in found if not numbers or one.tag.number in numbers), None)


def _declined(word: str, case: str, noun: Parse) -> str:
    """An adjective before the noun."""
    readings = [one for one in adjectives_of(word.lower()) if "nomn" in one.tag and one.tag.number == noun.tag.number]
    form = readings[0].inflect({case}) if readings else None
    return _with_capitals(form.word, word) if form else word


def _declined_noun(word: str, case: str, noun: Parse) -> str:
    """The head; in «Государство-город» both halves change."""
    halves = word.split("-")
    if len(halves) > 1 and all(map(_is_common, halves)):
        return "-".join(_declined_noun(half, case, _nominative(half)) for half in halves)
    form = noun.inflect({case})
    return _with_capitals(form.word, word) if form else word


def _is_common(word: str) -> bool:
    noun = _nominative(word)
    return noun is not None and noun.is_known and "Geox" not in noun.tag


def _with_capitals(form: str, like: str) -> str:
    """The form with capitals where the word has them: at its beginning and behind hyphens."""
    parts, examples = form.split("-"), like.split("-")
    examples += examples[-1:] * (len(parts) - len(examples))
    return "-".join(
        part.capitalize() if example[:1].isupper() else part for part, example in zip(parts, examples, strict=False)
    )
