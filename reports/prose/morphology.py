"""The dictionary of Russian word forms, and lists of names that are found in running text in any case. The dictionary
is loaded once, when a word is first asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import pymorphy3
import pymorphy3_dicts_ru
from pymorphy3.analyzer import Parse
from pymorphy3.tagset import OpencorporaTag

T = TypeVar("T")

_OTHER_CASES = ("gent", "datv", "accs", "ablt", "loct")
# A case ending changes the last letters only («Египет» → «Египта», «Беларусь» → «Беларусью»): three at the most.
_LONGEST_ENDING = 3


# Letters of the longest word that is looked up; the longest of the dictionary has 44. What is longer has no reading.
LONGEST_WORD = 100


class _Dictionary(pymorphy3.MorphAnalyzer):
    """Reads each rest of a word once. The package cuts off every prefix that it knows and reads the rest anew: a word
    of many prefixes («недонедонедо…», also «не» + «до») would take twice the time with each of them."""

    def parse(self, word: str) -> Sequence[Parse]:
        return _readings(word)


@lru_cache(maxsize=1)
def dictionary() -> pymorphy3.MorphAnalyzer:
    """Return the dictionary (an eighth of a second and some 30 MB the first time)."""
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells of every loading, among a command's answer
    # Named, or the library looks for dictionaries among everything that is installed, which takes as long again.
    return _Dictionary(pymorphy3_dicts_ru.get_path(), lang="ru")


@lru_cache(maxsize=20_000)
def _readings(word: str) -> tuple[Parse, ...]:
    return tuple(pymorphy3.MorphAnalyzer.parse(dictionary(), word))


def parses_of(word: str) -> tuple[Parse, ...]:
    """All readings of a Russian word that the dictionary knows, the likeliest first; of what is no word, one without a
    part of speech."""
    if len(word) <= LONGEST_WORD:
        return _readings(word)
    return tuple(reading._replace(word=word, normal_form=word) for reading in _readings(""))


_REGIONAL = re.compile(r"(?P<stem>[а-яё-]{2,40}[сц]к)(?P<ending>ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Regional:
    """A reading of an adjective that the dictionary knows as a surname only («Горецкий», «Шкловский»)."""

    like: Parse  # the same form of «русский»
    stem: str

    @property
    def tag(self) -> OpencorporaTag:
        return self.like.tag

    @property
    def word(self) -> str:
        return self.stem + self.like.word.removeprefix("русск")

    def inflect(self, grammemes: set[str]) -> Regional | None:
        """The reading in that form, as the dictionary's own readings give it."""
        form = self.like.inflect(grammemes)
        return form and Regional(form, self.stem)


@lru_cache(maxsize=4096)
def adjectives_of(word: str) -> tuple[Parse | Regional, ...]:
    """The readings of a word as an adjective or participle; one in «-ский» that the dictionary lacks is read too."""
    known = tuple(parse for parse in parses_of(word) if parse.tag.POS in ("ADJF", "PRTF"))
    regional = None if known else _REGIONAL.fullmatch(word.lower())
    if regional is None:
        return known
    like = parses_of(f"русск{regional['ending']}")
    return tuple(Regional(parse, regional["stem"]) for parse in like if parse.tag.POS == "ADJF")


@lru_cache(maxsize=4096)
def case_forms(word: str) -> frozenset[str]:
    """Return the word, given in the nominative, and its other cases in the same number; small letters, е for ё.

    A word that is no nominative («Америки» in «Соединённые Штаты Америки») has itself only.
    """
    forms = {word}
    for parse in parses_of(word):
        if parse.tag.POS in ("NOUN", "ADJF", "PRTF") and "nomn" in parse.tag:
            forms.update(form.word for case in _OTHER_CASES if (form := parse.inflect({case})))
    return frozenset(form.replace("ё", "е") for form in forms)


def is_form(word: str, name: str) -> bool:
    """Say whether the word is the name or one of its cases; both in small letters with е for ё.

    Words that cannot be are told apart without the dictionary.
    """
    if word == name:
        return True
    stem = max(2, len(name) - _LONGEST_ENDING)
    if len(word) > len(name) + _LONGEST_ENDING or word[:stem] != name[:stem]:
        return False
    return word in case_forms(name)


class Names(Generic[T]):
    """Names of one word or several, each with its meaning, that are found in any case.

    Each word of a name may be in its nominative or in any other case: «Республики Беларусь», «Республики
    Беларуси», «в Китайской Народной Республике».
    """

    def __init__(
        self,
        names: Iterable[tuple[str, T]],
        words_of: Callable[[str], Sequence[str]],
        is_form: Callable[[str, str], bool] = is_form,
    ) -> None:
        """`words_of` makes the words of a name: small letters, е for ё, as those that `at` is asked about. `is_form`
        says whether one of those is a case of a name's word."""
        self._is_form = is_form
        self._by_first_letters: dict[str, list[tuple[tuple[str, ...], str, T]]] = {}
        for name, value in names:
            words = tuple(words_of(name))
            self._by_first_letters.setdefault(_first_letters(words), []).append((words, name, value))

    def at(self, words: Sequence[str], start: int, stop: int) -> tuple[int, str, T] | None:
        """Return how many words from `start` on (but before `stop`) are a name, the name, and its meaning.

        The longest name wins, and a nominative before the case of another name («Горки», not «Горка»).
        """
        for count in (2, 1):
            found = [
                (len(name_words), name_words == tuple(words[start : start + len(name_words)]), name, value)
                for name_words, name, value in self._by_first_letters.get(
                    _first_letters(words[start : start + count]), ()
                )
                if start + len(name_words) <= stop
                and all(map(self._is_form, words[start : start + len(name_words)], name_words))
            ]
            if found:
                length, _, name, value = max(found, key=lambda entry: entry[:2])
                return length, name, value
        return None


def _first_letters(words: Sequence[str]) -> str:
    return " ".join(word[:2] for word in words[:2])
