"""Finds rows of the archive by what a person has typed.

Every word has to stand in the row, in whichever form; other names of the same place, country or partner count as the
word itself. The order is ours: rows that have all words in their name, then the others, the newest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from municipalities.models import Municipality, PartnerCity
from reports.models import ArchiveRow
from reports.prose import stems
from reports.prose.places import kindred

LONGEST = 200  # letters of a line that are read
MOST_WORDS = 12  # of a line
SHORTEST_BEGINNING = 2  # letters before «*»
ORDER = ("-newest", "-event_id")
MOST_SORTED = 5_000  # rows; of more the days are walked

_ASKED = re.compile(r"([^\W_]+(?:[-‐‑–][^\W_]+)*)(\*?)")
# Words of many names: alone they name no partner and no municipality.
_COMMON = frozenset(
    map(
        stems.stem,
        "город район область округ союз регион общество сообщество ассоциация администрация международный культурный "
        "муниципальный региональный посёлок село республика совет центр школа университет библиотека музей ооо".replace(
            "ё", "е"
        ).split(),
    )
)
# Noun → adjective by what is added to its stem: «побратим», «шахмат», «фестивал».
_ADJECTIVES = ("ск", "н", "ьн")
_SHORTEST_NOUN = 4


@dataclass(frozen=True)
class Word:
    """A typed word and the ways in which a row may have it: all tokens of one way. A token that ends in «*» stands for
    all that begin so."""

    typed: str
    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Wanted:
    """What is searched for; `is_cut`: more words were typed than are searched for."""

    words: tuple[Word, ...]
    is_cut: bool = False

    @property
    def ways(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """What the lookup `having` takes."""
        return tuple(word.ways for word in self.words)

    @property
    def tokens(self) -> frozenset[str]:
        """All tokens of all ways: what is marked in a text."""
        return frozenset(token for word in self.words for way in word.ways for token in way)


def wanted(line: str) -> Wanted:
    """What a line asks for; no words where nothing in it can be searched for. Two queries: partners, municipalities."""
    typed = typed_words(line)
    words, is_cut = typed[:MOST_WORDS], len(typed) > MOST_WORDS
    named = _Named(part.rstrip("*") for word in words for part in stems.parts_of(word))
    return Wanted(tuple(Word(word, _ways(word, named)) for word in words), is_cut)


def typed_words(line: str) -> list[str]:
    """The folded words of a line, each once; «*» behind one stays."""
    found = {}
    for match in _ASKED.finditer(line[:LONGEST]):
        words = stems.words_of(match[1])
        for word in words[:-1]:
            found[word] = None
        if words:
            is_beginning = match[2] and len(words[-1]) >= SHORTEST_BEGINNING
            found[words[-1] + "*" * bool(is_beginning)] = None
    return list(found)


def having(rows: QuerySet[ArchiveRow], line: str) -> QuerySet[ArchiveRow]:
    """Those of the rows that have every word of the line, somewhere; none where it has no word to search for."""
    return having_words(rows, wanted(line))


def having_words(rows: QuerySet[ArchiveRow], asked: Wanted) -> QuerySet[ArchiveRow]:
    """As `having`, of what a line was read as."""
    return rows.filter(tokens__of_all__having=asked.ways) if asked.words else rows.none()


def ordered(rows: QuerySet[ArchiveRow], asked: Wanted, start: int, count: int, *, are_few: bool) -> list[int]:
    """Keys of some of the rows that are asked for, in order; `rows` are without the words. `are_few`: no more than
    MOST_SORTED are found.

    Two questions, one about names, one about the rest: of a common word one order over both would sort half of the
    archive."""
    if not asked.words:
        return _newest(rows, start, count, are_few)
    in_name = rows.filter(tokens__of_name__having=asked.ways)  # whatever is in the name is in everything
    found = _newest(in_name, start, count, are_few)
    if len(found) == count:
        return found
    before = start + len(found) if found or not start else in_name.count()
    others = having_words(rows, asked).filter(tokens__of_name__lacking=asked.ways)
    return [*found, *_newest(others, max(0, start - before), count - len(found), are_few)]


def _newest(rows, start, count, are_few):
    """Keys of some of the rows, the newest first. A few are found first and sorted here, many are walked by their days
    until there are enough. Left alone, PostgreSQL takes a rare word for a frequent one and walks all days."""
    few = rows.order_by().values_list("newest", "event_id", "pk")[: MOST_SORTED + 1]
    if are_few or few.count() <= MOST_SORTED:
        return [pk for _, _, pk in sorted(few, reverse=True)[start : start + count]]
    return list(rows.order_by(*ORDER).values_list("pk", flat=True)[start : start + count])


def country_token(code: str) -> str:
    """By which a row of that country is found."""
    return f"country{code.lower()}"


def partner_token(pk: int) -> str:
    """By which a row of that partner is found."""
    return f"partner{pk}"


def municipality_token(pk: int) -> str:
    """By which a row of that municipality is found."""
    return f"municipality{pk}"


def _ways(word, named):
    beginning = word.endswith("*")
    word = word.removesuffix("*")
    parts = stems.parts_of(word)
    ways = [(stems.whole(parts),), tuple(map(stems.stem, parts))] if len(parts) > 1 else list(_simple(word, named))
    if beginning:
        ways.append((f"{word.replace('-', '')[: stems.LONGEST]}*",))
    return tuple(dict.fromkeys(ways))


def _simple(word, named):
    """The ways of a word without a hyphen: as it is, as other words for the same."""
    for stem in stems.stems(word):
        kin, countries = kindred.kin_of(stem), kindred.countries_of(stem)
        yield (stem,)
        yield from ((other,) for other in (*kin, *(() if kin or countries else _of_the_other_kind(word, stem))))
        for code in countries:
            yield (country_token(code),)
            yield from ((other,) for other in kindred.words_for(code))
        yield from (way for name in (stem, *kin) for way in named.ways(name))


def _of_the_other_kind(word, stem):
    """«побратимск» of «побратим», and back."""
    nouns = dict.fromkeys((stem, stems.lemma(word)))
    yield from (noun + ending for noun in nouns for ending in _ADJECTIVES if len(noun) >= _SHORTEST_NOUN)
    for ending in _ADJECTIVES:
        noun = stem.removesuffix(ending)
        if noun != stem and len(noun) >= _SHORTEST_NOUN:
            yield from dict.fromkeys((noun, stems.stem(noun)))


@lru_cache(maxsize=4096)
def _tokens_of_name(name):
    """Names of the lists are asked for again and again."""
    return tuple(stems.tokens(name))


class _Named:
    """Partners and municipalities whose name, in one of its writings, has one of these words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._ways: dict[str, dict[tuple[str, ...], None]] = {}
        beginnings = sorted({word[:3] for word in words if len(word) > 1})
        if beginnings:
            for pk, name, synonyms in _partners(beginnings):
                self._learn((partner_token(pk),), name, *synonyms.splitlines())
                # A text that names the partner, in an event that is not tied to it.
                if own := tuple(token for token in _tokens_of_name(name) if token not in _COMMON):
                    self._learn(own, *synonyms.splitlines())
            for pk, *names in _municipalities():
                self._learn((municipality_token(pk),), *filter(None, names))

    def ways(self, stem: str) -> Iterable[tuple[str, ...]]:
        """Of those whose name has a word with this stem."""
        return self._ways.get(stem, ())

    def _learn(self, way, *writings):
        for writing in writings:
            for stem in _tokens_of_name(writing):
                if stem not in _COMMON:
                    self._ways.setdefault(stem, {})[way] = None


def _partners(beginnings):
    """Confirmed ones only: of a proposed one nobody but its municipality has heard, and its own words find it there."""
    asked = Q()
    for beginning in beginnings:
        asked |= Q(search_key__contains=beginning) | Q(synonym_keys__contains=beginning)
    return PartnerCity.objects.filter(asked, is_confirmed=True).values_list("pk", "name", "synonyms")


def _municipalities():
    return Municipality.objects.values_list("pk", "short_name", "admin_centre", "names__label").order_by()
