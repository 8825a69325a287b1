"""Whether two rows tell of the same event: by name, days and town, whatever the wording."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from reports.prose.cleaning import search_key
from reports.prose.morphology import parses_of
from reports.prose.roman import in_latin, is_number

LONGEST_NAME = 400  # letters that are compared
_ALIKE = 0.85  # of two words with a typing error
_SHORTEST_ALIKE = 6  # letters of such a word
_SAME_TITLE = 0.6  # of the words of two titles
_SAME_NAME = 0.8  # of the words of two names without titles
_SURE = 0.9  # where the days of one are not known
_STEM = 5  # letters: «Могилев» and «могилевский» begin alike

# Of a Latin word typed with some Cyrillic letters.
_LIKE_LATIN = str.maketrans("аеорсухкмтн", "aeopcyxkmtn")
_QUOTED = re.compile(r"[«\"„“]([^«»\"„“”]{1,200})[»\"”]?")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DISCIPLINE = re.compile(r"(?<!\w)по\s+(\w+)(?:\s+(\w+))?")
# Words that one of two tellers adds and the other leaves out.
_GENERIC = frozenset(
    "участие международный совместный торжественный официальный открытый проведение церемония мероприятие визит прием "
    "встреча приезд поездка республика город район область муниципальный округ представитель сфера имя онлайн "
    "дистанционный формат празднование ежегодный традиционный и в во на с со из к ко о об от до для по за под при г "
    "гор рамка посвященный п пос д no".split()
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a row says of an event; `start` and `end` are None where the days are not understood, `town` is "" where no
    town is."""

    name: str
    start: date | None
    end: date | None
    town: str


@dataclass(frozen=True, slots=True)
class _Name:
    title: frozenset[str]  # the words in quotes
    words: frozenset[str]  # all words that tell something
    disciplines: frozenset[str]
    numbers: frozenset[str]


def are_twins(one: Telling, other: Telling) -> bool:
    """Whether two rows tell of one event. Days that do not meet, two towns and two disciplines tell them apart."""
    if not _days_meet(one, other) or not _towns_agree(one, other):
        return False
    needed = _SAME_NAME if one.start and other.start else _SURE
    return _is_one_name(one.name[:LONGEST_NAME], other.name[:LONGEST_NAME], needed)


@lru_cache(maxsize=10_000)
def _is_one_name(one: str, other: str, needed: float) -> bool:
    """Every page of a report compares its rows anew, and few of them have changed."""
    first, second = _understood(one), _understood(other)
    for told, told_too in ((first.disciplines, second.disciplines), (first.numbers, second.numbers)):
        if told and told_too and not _shared(told, told_too):
            return False
    if first.title and second.title:
        return _likeness(first.title, second.title) >= _SAME_TITLE
    if first.title or second.title:
        title, words = (first.title, second.words) if first.title else (second.title, first.words)
        return len(_shared(title, words)) == len(title)
    is_much = min(len(first.words), len(second.words)) > 1
    return is_much and _likeness(first.words, second.words) >= needed


def _days_meet(one: Telling, other: Telling) -> bool:
    if None in (one.start, one.end, other.start, other.end):
        return True
    return one.start <= other.end and other.start <= one.end


def _towns_agree(one: Telling, other: Telling) -> bool:
    return not one.town or not other.town or _town(one.town) == _town(other.town)


@lru_cache(maxsize=2_000)
def _town(name: str) -> str:
    """A row is compared with a hundred others: each town has its key made once."""
    return search_key(name)


@lru_cache(maxsize=20_000)
def _understood(name: str) -> _Name:
    key = _BRACKETS.sub(" ", search_key(name[:LONGEST_NAME]))
    title = " ".join(_QUOTED.findall(key))
    around = _QUOTED.sub(" ", key)
    disciplines = {word for found in _DISCIPLINE.findall(around) for word in found if word}
    words = _lemmas(key)
    numbers = frozenset(filter(str.isdigit, words))
    return _Name(_lemmas(title), words, _lemmas(" ".join(disciplines)), numbers)


def _lemmas(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(_lemma, _WORD.findall(text))))


@lru_cache(maxsize=20_000)
def _lemma(word: str) -> str:
    """A word's lemma; "" for a word that tells nothing, a year and the number of an edition."""
    if word in _GENERIC or _YEAR.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return ""
    if word.isdigit():
        return word
    if is_number(in_latin(word)):
        return ""
    if re.search("[a-z]", word):
        return word.translate(_LIKE_LATIN)
    lemma = parses_of(word)[0].normal_form.replace("ё", "е")
    return "" if lemma in _GENERIC else lemma.replace("белорус", "беларус")


def _likeness(one: Set[str], other: Set[str]) -> float:
    """From 0 to 1: the share of the words of both that both have."""
    return 2 * len(_shared(one, other)) / (len(one) + len(other)) if one and other else 0


def _shared(one: Set[str], other: Set[str]) -> set[str]:
    """The words of the first that the second has too, in another form or with a letter wrong."""
    return {word for word in one if word in other or any(_is_one_word(word, candidate) for candidate in other)}


@lru_cache(maxsize=20_000)
def _is_one_word(one: str, other: str) -> bool:
    if one[0] != other[0] or one.isdigit() or other.isdigit():
        return False
    if one[:_STEM] == other[:_STEM]:
        return len(one) >= _STEM and len(other) >= _STEM
    is_long = min(len(one), len(other)) >= _SHORTEST_ALIKE
    return is_long and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
