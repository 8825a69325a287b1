"""The tokens by which texts are searched: the stem of each word's lemma. They are made here once, for every database,
so that databases only compare them.

A token has small letters and digits only, е for ё. A word with a hyphen is found whole and by its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from .cleaning import search_key
from .morphology import parses_of

LONGEST = 40  # letters of a token: no word is longer, only a text that wants to hurt
UNLIKELY = 0.1  # readings of a word below this share are not asked for

# Alphabets that every database knows; signs of younger ones would be cut differently by each.
_LETTER = (
    r"(?:(?=[^\W_])[0-9a-z\u00c0-\u024f\u0370-\u0481\u048a-\u052f\u0561-\u0587\u05d0-\u05ea\u0621-\u064a\u10d0-\u10f0"
    r"\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3])"
)
_PIECE = re.compile(rf"{_LETTER}+(?:-{_LETTER}+)*")
_RUSSIAN = re.compile("[а-я]+")
_NUMBER_SIGN = re.compile("[№#]")
_STEMMER = snowballstemmer.stemmer("russian")

# What nearly every text has, and nobody looks for. A single letter is such a word, too, unless it is a Roman number.
STOP_WORDS = frozenset(
    "во на со из ко по об от до за у при для под над без про или но не ни же ли бы то как что это его ее их гг ул им"
    .split()
)  # fmt: skip
_ROMAN = frozenset("ivх")


def tokens(text: str) -> list[str]:
    """The tokens of a text, each once, in the order in which they come."""
    return list(dict.fromkeys(token for word in words_of(text) for token, _ in pairs_of(word)))


def words_of(text: str) -> list[str]:
    """The words of a text that count, folded: small letters, е for ё, one alphabet; a hyphen stays in them."""
    return [match[0] for match in _PIECE.finditer(_key(text)) if parts_of(match[0])]


def is_stop_word(word: str) -> bool:
    """Whether nobody looks for this folded word."""
    return word in STOP_WORDS or (len(word) == 1 and word not in _ROMAN and bool(_RUSSIAN.match(word)))


def pairs_of(word: str) -> list[tuple[str, str]]:
    """The tokens of a folded word, each with the word that it is of: one; with a hyphen the whole (of no word) and
    then its parts."""
    parts = parts_of(word)
    pairs = [(stem(part), part) for part in parts]
    return [(whole(parts), ""), *pairs] if len(parts) > 1 else pairs


def parts_of(word: str) -> list[str]:
    """The parts of a folded word between its hyphens, without stop words."""
    return [part for part in word.split("-") if not is_stop_word(part)]


def whole(parts: list[str]) -> str:
    """The token of a word with hyphens as if it had none: «видео-конференц-связь» is «видеоконференцсвязь»."""
    return ("".join(parts[:-1]) + stem(parts[-1]))[:LONGEST]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of the likeliest lemma of a folded word without a hyphen."""
    word = word[:LONGEST]
    return _stem_of(_lemma(parses_of(word)[0].normal_form)) if _RUSSIAN.fullmatch(word) else word


@lru_cache(maxsize=4096)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a word that was typed, by all its likely readings: «роз» is of «роза», «белки» of «белка» and
    «белок». The likeliest first."""
    word = word[:LONGEST]
    if not _RUSSIAN.fullmatch(word):
        return (word,)
    readings = parses_of(word)
    lemmas = [readings[0], *(reading for reading in readings[1:] if reading.score >= UNLIKELY)]
    return tuple(dict.fromkeys(_stem_of(_lemma(reading.normal_form)) for reading in lemmas))


@lru_cache(maxsize=4096)
def lemma(word: str) -> str:
    """The lemma of a folded word, to be shown: «фестивалей» is «фестиваль»."""
    return parses_of(word)[0].normal_form if _RUSSIAN.fullmatch(word) else word


def spans(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where the words of a text stand as it is written, with their tokens, to mark what was found."""
    for match in _WRITTEN.finditer(text):
        if found := _tokens_as_written(match[0]):
            yield *match.span(), found


@lru_cache(maxsize=20_000)
def _tokens_as_written(word: str) -> tuple[str, ...]:
    return tuple(tokens(word))


_WRITTEN = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)*")


def _key(text: str) -> str:
    return search_key(_NUMBER_SIGN.sub(" ", text))


def _lemma(normal_form: str) -> str:
    return normal_form.replace("ё", "е")


def _stem_of(word: str) -> str:
    return str(_STEMMER.stemWord(word))[:LONGEST] or word
