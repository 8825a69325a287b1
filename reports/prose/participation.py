"""Which foreign countries and which partners of the list take part, as the texts of a row name them.

The country of the place is a fact. In the participants a country counts wherever it is no part of a name and no subject
(«клуб любителей истории Греции»). In name and purpose it counts only where the word that governs it is somebody who
takes part («встреча с коллегами из Беларуси», «школы России и Беларуси») or a visit («визит в г. Минск»): songs,
authors, wars, streets and subjects of talks are no participation. Each find carries the words that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.prose.cleaning import even_out, search_key
from reports.prose.governing import Governor, governor_of
from reports.prose.morphology import Names
from reports.prose.nationalities import people_of
from reports.prose.places.countries import Mention, folded, mentions_in, words_of
from reports.prose.places.gazetteer import BELARUSIAN_DISTRICTS
from reports.prose.places.towns import ALSO_WORDS
from reports.prose.places.understand import understand_place

NAME, PLACE, PURPOSE, PARTICIPANTS = "name", "place", "purpose", "participants"
FIELDS = (PARTICIPANTS, NAME, PURPOSE, PLACE)  # in the order of how surely they tell
AROUND = 40  # letters before a find that are shown with it
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Named:
    """A country or partner that takes part: its code, the partner's name ("" for a country), the field that says so,
    and the words there."""

    code: str
    name: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the list as this module looks for it: its name in documents, the code of its country, and other
    ways to write it."""

    name: str
    code: str
    others: tuple[str, ...] = ()


def countries_taking_part(texts: Mapping[str, str]) -> list[Named]:
    """Return the foreign countries that take part by these texts (keys of FIELDS), each once, the surest words first.
    Linear in the texts' length."""
    found: dict[str, Named] = {}
    for field in FIELDS:
        text = texts.get(field, "")[:LONGEST]
        if not text:
            continue
        if field == PLACE:
            place = understand_place(text)
            if place.country and place.problem is None and place.country != "RU":
                found.setdefault(place.country, Named(place.country, "", field, even_out(text)))
            continue
        for mention in _taking_part(text, field, found):
            words = _words(text, mention.start, mention.end)
            found.setdefault(mention.code, Named(mention.code, "", field, words))
    return [named for code, named in found.items() if code != "RU"]


def partners_taking_part(texts: Mapping[str, str], partners: Iterable[Partner] | PartnerNames) -> list[Named]:
    """Return the partners of the list that take part by name, purpose and participants, each once. A name that two
    partners share names neither."""
    listed = partners if isinstance(partners, PartnerNames) else PartnerNames(partners)
    found: dict[str, Named] = {}
    for field in (PARTICIPANTS, NAME, PURPOSE):
        text = texts.get(field, "")[:LONGEST]
        for start, end, partner in listed.find(text):
            if partner.name not in found and _counts(governor_of(text, start), field, is_visible_name=True):
                found.setdefault(partner.name, Named(partner.code, partner.name, field, _words(text, start, end)))
    return list(found.values())


def _taking_part(text: str, field: str, known: Container[str]) -> Iterator[Mention]:
    """The mentions of the text whose country takes part; of a `known` one nothing more is asked, also of one that
    becomes known on the way."""
    mentions = mentions_in(text)
    spans = [(mention.start, mention.end) for mention in mentions]
    people = set(people_of(text))
    for mention in sorted([*mentions, *people, *_districts_in(text)], key=lambda one: one.start):
        if mention.code in known:
            continue
        if mention.name.isupper() and text[mention.end : mention.end + 1] == "»":
            continue  # «ГУК «Шкловская РБ»: a library
        governor = governor_of(text, mention.start, passed=spans)
        if mention in people:
            if governor.is_free_of_subjects:
                yield mention
        elif _counts(governor, field, is_visible_name=mention.is_town and governor.has_town_kind):
            yield mention


def _counts(governor: Governor, field: str, *, is_visible_name: bool) -> bool:
    """Say whether a country that this word governs takes part."""
    if field == PARTICIPANTS and governor.is_author and not governor.is_of_a_subject:
        return True
    if governor.is_subject:
        return False
    if field == PARTICIPANTS and governor.is_where:
        return governor.is_visit
    if field == PARTICIPANTS:
        return governor.is_somebody or not governor.is_quoted or (is_visible_name and governor.is_bracket)
    return (governor.is_somebody and not governor.is_of_a_subject) or governor.is_visit


_SENTENCE = re.compile(r"[а-яё]{3}[.!?]\s|[;\n]\s?")


def _words(text: str, start: int, end: int) -> str:
    """The find with what stands before it, from the beginning of a word of its sentence on."""
    begin = max(0, start - AROUND)
    sentence = max((match.end() for match in _SENTENCE.finditer(text, begin, start)), default=begin)
    if sentence == begin > 0 and (blank := text.find(" ", begin, start)) >= 0:
        sentence = blank + 1
    begin = sentence
    if text[end : end + 1] in ")»":
        end += 1
    return even_out(text[begin:end])


# --- partners of the list ------------------------------------------------------------------------------------

_KIND = re.compile(r"\A(?:г\.о\.|г\.п\.|г\.|гор\.|город|пос\.|пгт|п\.|аг\.|д\.|с\.)\s*", re.IGNORECASE)
_DISTRICT = re.compile(r"([А-ЯЁ][а-яё-]+)(?:ий|ый|ой) район(?: (?:г\.|города) ?([А-ЯЁ][а-яё-]+))?\Z")
_WORD = re.compile(r"[^\W\d_]+")
_ENDING = "(?:ий|ый|ой|ого|ому|им|ым|ом)"
# «Кричевского и Мстиславского районов», «Горецкого райисполкома», «Оршанского районного Совета».
_OF_DISTRICT = re.compile(
    rf"(?<!\w)(?P<names>[А-ЯЁ][а-яё]+{_ENDING}(?:(?:, | и |, а также )[А-ЯЁ][а-яё]+{_ENDING}){{0,9}})"
    r" (?:район(?:а|у|ом|е|ов|ами|ах|ам)?|райисполком\w*|районн\w+)(?!\w)(?P<of> (?:г\. ?|города )[А-ЯЁ][а-яё-]+)?"
)
_OF_TOWN = re.compile(
    rf"(?<!\w)(?P<name>[А-ЯЁ][а-яё]+?){_ENDING} (?:горисполком\w*|городско\w+ (?:исполнительн|Совет|совет)\w*)"
)


_OF_BELARUS = frozenset(folded(name)[:-2] for name in BELARUSIAN_DISTRICTS)
# «Мостовский район Краснодарского края»: a district that is called alike.
_ELSEWHERE = re.compile(r" (?!Брест|Витебск|Гомел|Гродн|Минск|Могил)[А-ЯЁ][а-яё-]+(?:ой области|ого края)")


def _districts_in(text: str) -> Iterator[Mention]:
    """The districts of Belarus that the text names: «коллективы Кричевского и Мстиславского районов»."""
    for match in _OF_DISTRICT.finditer(text):
        names = re.findall(rf"([А-ЯЁ][а-яё]+?){_ENDING}(?!\w)", match["names"])
        if all(folded(name) in _OF_BELARUS for name in names) and not _ELSEWHERE.match(text, match.end()):
            yield Mention("BY", match.start(), match.end(), match[0], True)


class PartnerNames:
    """The partners of a list by all the ways in which prose names them."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        self._towns: dict[str, list[Partner]] = {}
        self._districts: dict[tuple[str, str], list[Partner]] = {}
        self._phrases: list[tuple[str, Partner]] = []
        for partner in partners:
            for written in (partner.name, *partner.others):
                self._add(written, partner)
        once = [(town, found[0]) for town, found in self._towns.items() if len(set(found)) == 1]
        self._town_names = Names(once, words_of)
        self._by_stem = {
            folded(town if town.endswith(("ск", "цк")) else f"{town}ск"): partner for town, partner in once
        }

    def _add(self, written: str, partner: Partner) -> None:
        whole = even_out(written)
        bare, _, bracket = whole.partition(" (")
        for part in (bare, bracket.rstrip(")")):
            if district := _DISTRICT.match(part):
                key = (folded(district[1]), folded(district[2] or "")[:4])
                self._districts.setdefault(key, []).append(partner)
            elif _KIND.match(part):
                self._towns.setdefault(_KIND.sub("", part), []).append(partner)
            elif part and ("«" in whole or " " in part):
                self._phrases.append((search_key(whole), partner))
                return

    def find(self, text: str) -> Iterator[tuple[int, int, Partner]]:
        """Every place of the text that names a partner of the list."""
        key = search_key(text) if self._phrases else ""
        for phrase, partner in self._phrases:
            if phrase and phrase in key:
                start = _place_of(text, partner.name)
                yield start, min(len(text), start + len(partner.name)), partner
        yield from self._of_towns(text)
        yield from self._of_districts(text)

    def _of_towns(self, text: str) -> Iterator[tuple[int, int, Partner]]:
        spans = [match.span() for match in _WORD.finditer(text)]
        words = [folded(text[start:end]) for start, end in spans]
        for index, (start, end) in enumerate(spans):
            if not text[start].isupper():
                continue
            found = self._town_names.at(words, index, min(index + 4, len(words)))
            if not found:
                continue
            kind = re.search(r"(?:(?<!\w)г\.|(?<!\w)город\w*|(?<!\w)гор\.)\s*\Z", text[max(0, start - 12) : start])
            if (found[1] in ALSO_WORDS and not kind) or text[end : end + 1] == "-":
                continue
            yield start, spans[index + found[0] - 1][1], found[2]
        for match in _OF_TOWN.finditer(text):
            stem = folded(match["name"])
            if stem in self._by_stem:
                yield match.start(), match.end(), self._by_stem[stem]

    def _of_districts(self, text: str) -> Iterator[tuple[int, int, Partner]]:
        for match in _OF_DISTRICT.finditer(text):
            town = folded(match["of"].split(".")[-1].split()[-1])[:4] if match["of"] else ""
            for name in re.findall(rf"([А-ЯЁ][а-яё]+?){_ENDING}(?!\w)", match["names"]):
                found = self._districts.get((folded(name), town), [])
                if len(set(found)) == 1:
                    yield match.start(), match.end(), found[0]


def _place_of(text: str, name: str) -> int:
    """Where the name begins in the text; 0 where it is written otherwise."""
    first = re.search(r"[^\W\d_]{4,}", name.split("«")[-1])
    at = max(0, text.find(first[0])) if first else 0
    return max(0, text.rfind("«", 0, at)) if "«" in name else at
