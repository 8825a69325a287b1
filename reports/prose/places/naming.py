"""Reads the countries that somebody types into a field: by code, name, other names, abbreviation, in any case.

Unlike running prose, a field holds nothing but countries. So a word that is none is asked about, with the nearest name
of the list, and is never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.prose.cleaning import even_out, search_key
from reports.prose.likeness import ALIKE, likeness
from reports.prose.morphology import Names
from reports.prose.places.countries import UNCLEAR_NAMES, words_of

LONGEST = 2000  # letters that are read
MOST_ASKED = 5  # writings that are compared with the whole list
_JOINT = re.compile(r"\s*(?:[,;/\n]\s*(?:а также\s+|и\s+)?|\s(?:и|а также)\s)\s*", re.IGNORECASE)
_BEFORE = re.compile(r"\A(?:из|с|со|в|во)\s+(?=\S)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{2}")
_EDGES = " \t\r\n.,;:/"
UNKNOWN = "Такой страны в списке нет: «{}»"
LIKE = "Такой страны в списке нет: «{}». Если это {}, исправьте"
UNCLEAR = "«{}» – это {}? Напишите полнее"


@dataclass(frozen=True, slots=True)
class ReadCountries:
    """The codes, each once in the order of the text; what was not understood, as it was typed; a sentence for each
    of its parts."""

    codes: tuple[str, ...]
    left: str = ""
    questions: tuple[str, ...] = ()


class CountryNames:
    """The names of a list of countries."""

    def __init__(self, countries: Iterable[tuple[str, Iterable[str]]]) -> None:
        """`countries`: (code, names), the short name first."""
        self._short: dict[str, str] = {}
        self._by_key: dict[str, set[str]] = {}
        forms: list[tuple[str, str]] = []
        for code, names in countries:
            written = [name for name in map(even_out, names) if name.strip()]
            if not written:
                continue  # a list of an older program may hold a country whose name nobody can see
            self._short[code] = written[0]
            for name in written:
                self._by_key.setdefault(_key_of(name), set()).add(code)
                forms.append((name, code))
        unclear = {_key_of(name) for name in UNCLEAR_NAMES}
        clear = [(name, code) for name, code in forms if len(self._by_key[_key_of(name)]) == 1]
        self._forms = Names([(name, code) for name, code in clear if _key_of(name) not in unclear], words_of)

    def read(self, text: str) -> ReadCountries:
        """Return the countries of the text; linear in its length."""
        text = text[:LONGEST]
        pieces = _pieces(text)
        codes: dict[str, None] = {}
        left: list[str] = []
        index = 0
        while index < len(pieces):
            for stop in range(min(len(pieces), index + 4), index, -1):
                written = text[pieces[index][0] : pieces[stop - 1][1]].strip(_EDGES)
                found = self._meant(written)
                if len(found) == 1:
                    codes[found.pop()] = None
                    break
            else:
                left.append(written)
            index = stop if stop > index else index + 1
        left = [written for written in left if written]
        questions = [self._question(written) for written in left[:MOST_ASKED]]
        return ReadCountries(tuple(codes), ", ".join(left), tuple(questions))

    def _meant(self, written: str) -> set[str]:
        """The codes that the words may mean, all of them together."""
        if _CODE.fullmatch(written) and written.upper() in self._short:
            return {written.upper()}
        if found := self._by_key.get(_key_of(written)):
            return set(found)
        words = words_of(_BEFORE.sub("", written))
        # «180 человек» has a word and a number; a name has words only.
        if not words or re.search(r"\d", written):
            return set()
        found = self._forms.at(words, 0, len(words))
        return {found[2]} if found and found[0] == len(words) else set()

    def _question(self, written: str) -> str:
        key = _key_of(written)
        meant = sorted(self._short[code] for code in self._by_key.get(key, ()))
        if not meant and key in {_key_of(name) for name in UNCLEAR_NAMES}:
            meant = sorted(name for name in self._short.values() if re.search(rf"\b{re.escape(key)}\b", _key_of(name)))
            meant += ["КНДР"] if key == _key_of("Корея") else []
        if meant:
            return UNCLEAR.format(written, " или ".join(meant))
        nearest = max(self._by_key, key=lambda known: _alike(known, key), default="")
        if nearest and _alike(nearest, key) >= ALIKE:
            name = self._short[sorted(self._by_key[nearest])[0]]
            return LIKE.format(written, name)
        return UNKNOWN.format(written)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the parts between commas and «и» begin and end."""
    pieces, start = [], 0
    for joint in _JOINT.finditer(text):
        pieces.append((start, joint.start()))
        start = joint.end()
    return [*pieces, (start, len(text))]


def _key_of(name: str) -> str:
    return search_key(name).strip(_EDGES)


def _alike(known: str, key: str) -> float:
    """How much the writings are alike; short ones and those of quite another length are not compared."""
    if min(len(known), len(key)) < 4 or abs(len(known) - len(key)) > 3:
        return 0.0
    return likeness(known, key)
