"""Reads the names of places that follow each other in one piece of a place: countries, regions, districts, settlements.

«г. Орша Витебской области Республики Беларусь» is a chain of three names, in any case ending. Everything is written in
the house form: nominative, «г.» for «город».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.morphology import Names, parses_of
from reports.prose.words import NBSP

from .adjectives import COUNTRY_ADJECTIVES
from .cases import adjective_in_nominative, is_town_form, settlement_in_nominative, with_yo
from .countries import COUNTRIES, UNCLEAR_NAMES, folded, words_of
from .formats import formats_in, is_about_format
from .gazetteer import (
    BELARUSIAN_DISTRICTS,
    BELARUSIAN_REGIONS,
    FOREIGN_REGIONS,
    RUSSIAN_DISTRICTS,
    RUSSIAN_REGIONS,
    RUSSIAN_SETTLEMENTS,
    TOWNS_NAMED_AS_THEIR_COUNTRY,
    VILLAGES_ABROAD,
    VILLAGES_OF_THE_REGION,
)
from .kinds import KIND_BY_WRITING, TOWN_KINDS, is_russian_unless_said, kind_at, only_there, writing_of
from .towns import ALSO_WORDS, TOWNS

# Letters of a place; a longer text is none, and its names are not looked for.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a piece names.

    `kind` is country, region, area (a region of an unknown country), district, settlement, format, platform, venue,
    misspelled (a country) or unclear; `text` the house form (for a country, as it was written); `codes` the countries
    that it may mean.
    """

    kind: str
    text: str
    codes: tuple[str, ...] = ()
    end: int = 0
    is_certain: bool = True  # False: the nominative of the name is not known
    is_presumed: bool = False  # of Russia, because nothing says otherwise
    says_country: bool = False  # its kind or its name settles the country, also where the text leaves it out


# --- names -----------------------------------------------------------------------------------------------------


def _towns() -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = dict.fromkeys((*RUSSIAN_SETTLEMENTS, *VILLAGES_OF_THE_REGION), ("RU",))
    for code, towns in TOWNS.items():
        for town in towns:
            owners[town] = (*owners.get(town, ()), code)
    return owners | {town: (code,) for town, code in TOWNS_NAMED_AS_THEIR_COUNTRY.items()}


_TOWNS = Names(_towns().items(), words_of, is_town_form)
# «Республика Ирландия», which its official name lacks.
_REPUBLICS = {
    f"Республика {short}": ("country", code)
    for code, short, _, _ in COUNTRIES
    if " " not in short and short not in ("Доминика", "КНДР", "США", "ОАЭ", "ЮАР", "Тайвань")
}
_LANDS = Names(
    (
        _REPUBLICS
        | dict.fromkeys(UNCLEAR_NAMES, ("unclear", ""))
        | dict.fromkeys(RUSSIAN_REGIONS, ("region", "RU"))
        | dict.fromkeys(BELARUSIAN_REGIONS, ("region", "BY"))
        | {
            name: ("country", code)
            for code, short, official, others in COUNTRIES
            for name in (short, official, *others)
        }
        | {name: ("region", code) for name, code in FOREIGN_REGIONS.items()}
    ).items(),
    words_of,
)
_DISTRICTS = {folded(name): ("RU",) for name in RUSSIAN_DISTRICTS} | {
    folded(name): ("BY",) for name in BELARUSIAN_DISTRICTS
}

_SHORT = {"обл": "область", "респ": "республика"}
_TOKEN = re.compile(r"(?i)(?:(?<!\w)(?:обл|респ)(?:\.|(?!\w)))|[^\W\d_]+(?:['’][^\W\d_]+)*")
_JOINT = re.compile(r"\.?\s+|\s?[-‐‑–—]\s?|")
_DISTRICT = re.compile(
    r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*?)(ый|ий|ой|ого|ому|ом|ым|им)"
    r"( муниципальн(?:ый|ого|ому|ом|ым)| городск(?:ой|ого|ому|ом|им))? (район|р-о?н|округ|МО)(?:ом|[ауе])?(?!\w)\.?"
)
# Only Russia has them.
_RURAL = re.compile(
    r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*)(?:ое|ого|ому|ом) (сельск|городск)(?:ое|ого|ому|ом) поселени(?:е|я|ю|ем|и)(?!\w)"
)
_UNKNOWN_REGION = re.compile(r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*)(ая|ой|ую) обл(?:ас(?:ть|ти|тью)|\.)(?!\w)")
_AREA = re.compile(r"(провинци|штат|воеводств|кантон)(?:[яиюаое]|ей|ом|)( [А-ЯЁ][а-яё]+(?:[- ][А-ЯЁ][а-яё]+)*)")
_AREAS = {"провинци": "провинция", "воеводств": "воеводство"}
NAME_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-Яа-яё]+){0,3}"
_NAME_WORD = re.compile(NAME_WORD)
_CAPITALISED = re.compile(r" [А-ЯЁ][а-яё]")

# «китайский город», «в белорусском городе»: the country of the settlement behind it.
_COUNTRY_ADJECTIVE = re.compile(r"([А-ЯЁа-яё]+(?:ск|цк))(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их)(?= )")
_SHORT_NAMES = {code: short for code, short, _, _ in COUNTRIES}
_NEEDS_MORE = ALSO_WORDS | set(VILLAGES_OF_THE_REGION)
_WORDS_TOO = ("Всходы",)
_IN = re.compile(r"(?i)(?:\A|\s)во?\s\Z")
_BEFORE_A_PLACE = re.compile(r"(?i) *(?:(и|а также) )?(?:(?:на |по )?территори[яиюей]{1,2} |во? |из |по )?")
QUOTED = re.compile(r"«[^»]*»?")


class Chain:
    """The names of places that follow each other in one piece."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Blanks instead of the text in quotation marks: names in there name no place.
        self.unquoted = QUOTED.sub(lambda match: "«" * len(match[0]), text) if "«" in text else text
        spans = [match.span() for match in _TOKEN.finditer(text)]
        self.spans = spans
        words = [folded(text[start:end]).rstrip(".") for start, end in spans]
        self.words = [_SHORT.get(word, word) for word in words]
        self.at_start = {start: index for index, (start, _) in enumerate(spans)}

    def whole(self) -> list[Item]:
        """Return the names when there is nothing else in the piece."""
        items = self.read(0)
        return items if items and items[-1].end == len(self.text) else []

    def read(self, start: int) -> list[Item]:
        """Return the names from here on, as far as they follow each other."""
        items, at = self._leading_format(start)
        is_oblique = start > 0
        while at < len(self.text):
            formats = formats_in(self.text[at:])
            if formats:
                return [*items, *(Item("format", code, end=len(self.text)) for code in sorted(formats))]
            before = _BEFORE_A_PLACE.match(self.text, at)
            begins = before.end() if before else at
            item = self._item(begins, is_oblique or bool(before and before[0].strip()))
            if item is None:
                break
            if before and before[1] and items:
                items.append(Item("several", before[0], end=begins))
            items.append(item)
            at = item.end
            if item.end < len(self.text) and self.text[item.end] != " ":
                break
        return items

    def _leading_format(self, start: int) -> tuple[list[Item], int]:
        """Read «дистанционно из г. Смоленска»; «ВКС с г. Минском» names the other side, not the place."""
        end = start
        for match in re.finditer(r"[^ ]+(?= )", self.text[start:]):
            if not is_about_format(match[0].lower().replace("ё", "е")):
                break
            end = start + match.end()
        formats = formats_in(self.text[start:end]) if end > start else set()
        if not formats or self.text[start:end].endswith(" с"):
            return [], start
        return [Item("format", code, end=end) for code in sorted(formats)], end

    def _item(self, at: int, is_oblique: bool) -> Item | None:
        if at >= len(self.text) or self.unquoted[at] == "«":
            return None
        return (
            self._of_a_country(at)
            or self._settlement(at, is_oblique)
            or self._land(at)
            or self._district(at)
            or self._bare_town(at)
        )

    # Countries and regions

    def _found(self, names: Names, at: int) -> tuple[int, str, object] | None:
        """Return the end of a name that begins here, its nominative as the list has it, and its meaning."""
        index = self.at_start.get(at)
        if index is None:
            return None
        stop = index + 1
        while stop < min(index + 9, len(self.words)) and _JOINT.fullmatch(
            self.text, self.spans[stop - 1][1], self.spans[stop][0]
        ):
            stop += 1
        found = names.at(self.words, index, stop)
        if found is None:
            return None
        length, name, value = found
        return self.spans[index + length - 1][1], name, value

    def _of_a_country(self, at: int) -> Item | None:
        """Return the country of «китайский город», «в белорусском городе»."""
        match = _COUNTRY_ADJECTIVE.match(self.text, at)
        code = COUNTRY_ADJECTIVES.get(folded(match[1])) if match else None
        if match is None or code is None:
            return None
        if not kind_at(self.text, match.end() + 1):
            town = self._found(_TOWNS, match.end() + 1)  # «в белорусском Могилёве»
            if town is None or code not in town[2] or town[0] != len(self.text):
                return None
        return Item("country", _SHORT_NAMES[code], (code,), match.end())

    def _land(self, at: int) -> Item | None:
        found = self._found(_LANDS, at)
        if found:
            end, name, (kind, code) = found
            written = self.text[at:end]
            is_whole = end - at == len(self.text)
            if name.isupper() and not written.isupper() and (not is_whole or kind == "unclear"):
                return None  # «ира» is no «ИРИ»
            if not is_whole and written.islower():
                return None  # «перу» is no country
            if end < len(self.text) and self.text[end] in "-‐‑":
                return None  # «Китай-город»
            return Item(kind, self._house(at, end, name), (code,) if code else (), end)
        if match := _UNKNOWN_REGION.match(self.text, at):
            return Item("area", f"{match[1]}ая область", (), match.end())
        if match := _AREA.match(self.text, at):
            return Item("area", _AREAS.get(match[1], match[1]) + match[2], (), match.end())
        return None

    def _house(self, at: int, end: int, name: str) -> str:
        """Return the name as written where that is its nominative, so that «ё» stays; else as the list has it."""
        written = self.text[at:end]
        words = [folded(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", written)]
        is_nominative = [_SHORT.get(word, word) for word in words] == words_of(name)
        if not is_nominative or not written[0].isupper() or (written.isupper() and not name.isupper()):
            return with_yo(name, written)
        return re.sub(r"(?i)(?<!\w)обл\.?(?!\w)", "область", re.sub(r"(?i)(?<!\w)респ\.?(?!\w)", "Республика", written))

    def _district(self, at: int) -> Item | None:
        if rural := _RURAL.match(self.text, at):
            name = f"{rural[1]}ое {rural[2]}ое поселение"
            return Item("district", name, ("RU",), rural.end(), says_country=True)
        match = _DISTRICT.match(self.text, at)
        if not match:
            return None
        stem, ending, between, noun = match.groups()
        adjective = stem + ending if ending in ("ый", "ий", "ой") else adjective_in_nominative(stem, ending)
        if noun == "МО":
            if folded(adjective) not in _DISTRICTS:
                return None
            noun, between = "округ", "муниципальный"
        if between:
            between = " муниципальный" if "муниципальн" in between else " городской"
        noun = "округ" if noun == "округ" else "район"
        # Only Russia has «муниципальные округа».
        codes = ("RU",) if noun == "округ" and between else _DISTRICTS.get(folded(adjective), ())
        return Item("district", f"{adjective}{between or ''} {noun}", codes, match.end(), says_country=bool(codes))

    # Settlements

    def _settlement(self, at: int, is_oblique: bool) -> Item | None:
        match = kind_at(self.text, at)
        if not match:
            return None
        house, kind_is_oblique = KIND_BY_WRITING[writing_of(match)]
        begins = match.end()
        end = self._end_of_name(begins)
        known = self._found(_TOWNS, begins)
        if known and known[0] < (end or known[0]):
            if known[1] not in RUSSIAN_SETTLEMENTS and house in TOWN_KINDS:
                return None  # «г. Горки Ленинские», «г. Смоленск Дворец культуры»: where the name ends is not known
            known = None
        if known and self.text[known[0] : known[0] + 1] not in ("-", "‐", "‑"):
            settlement = self._known_settlement(house, begins, *known)
            if settlement:
                return settlement
        if end is None or self._land(begins):
            return None  # «города России», «г. Брестская область»
        name = self.text[begins:end]
        nominative = name
        if is_oblique or kind_is_oblique:
            nominative = settlement_in_nominative(name, is_town=house in TOWN_KINDS)
        return _settlement(house, nominative or name, only_there(house), end, is_certain=bool(nominative))

    def _known_settlement(self, house: str, at: int, end: int, name: str, codes: tuple[str, ...]) -> Item | None:
        """Return a settlement that is called as one of the gazetteer, with its countries if it is this one."""
        written = self.text[at:end]
        is_of_the_region = name in RUSSIAN_SETTLEMENTS or name in VILLAGES_OF_THE_REGION
        if house in TOWN_KINDS:
            if house != "г." and "RU" in codes:
                codes = ("RU",)  # «пос. Октябрьский»: the other one is a «г.п.»
            return _settlement(house, self._house(at, end, name), codes or only_there(house), end)
        if is_of_the_region and (house, name) != ("д.", "Глинка"):
            return _settlement(house, self._house(at, end, name), ("RU",) if house == "с." else (), end)
        if words_of(written) != words_of(name):
            return None  # «в д. Борисове» is no case of «Борисов»
        abroad = (VILLAGES_ABROAD[name],) if name in VILLAGES_ABROAD else ()
        return _settlement(house, written, abroad or only_there(house), end)

    def _end_of_name(self, at: int) -> int | None:
        """Return where the capitalised words end that begin here, before the next name of a country or a district."""
        match, end = _NAME_WORD.match(self.text, at), None
        for _ in range(3):
            if not match or (end and (self._land(match.start()) or self._district(match.start()))):
                break
            end = match.end()
            match = _NAME_WORD.match(self.text, end + 1) if _CAPITALISED.match(self.text, end) else None
        return end

    def _bare_town(self, at: int) -> Item | None:
        """Return a known town without «г.»; one whose name is an ordinary word too, only alone or after «в»."""
        found = self._found(_TOWNS, at)
        if not found or not self.text[at].isupper():
            return None
        end, name, codes = found
        if name in _NEEDS_MORE and not self._is_meant(at, end, name, codes):
            return None
        if self.text[end : end + 1] in ("-", "‐", "‑") or _CAPITALISED.match(self.text, end):
            follows = end + 1
            if self.text[end] != " " or not (self._land(follows) or self._district(follows)):
                return None
        if name in VILLAGES_OF_THE_REGION:
            return Item("settlement", self._house(at, end, name), codes, end)
        return _settlement(RUSSIAN_SETTLEMENTS.get(name, "г."), self._house(at, end, name), codes, end)

    def _is_meant(self, at: int, end: int, name: str, codes: tuple[str, ...]) -> bool:
        """Say whether «Лида», «в Горках», «Орле» is the town. It has to end the piece: «в Белом доме» is a house."""
        if end != len(self.text):
            return False
        if _IN.search(self.text[max(0, at - 4) : at]):
            return True
        is_nominative = words_of(self.text[at:end]) == words_of(name)
        if name in VILLAGES_OF_THE_REGION:
            return at == 0 and is_nominative and name not in _WORDS_TOO
        return at == 0 and is_nominative and (codes != ("RU",) or _is_in_dictionary_as_a_place(name))


def _settlement(house: str, name: str, codes: tuple[str, ...], end: int, *, is_certain: bool = True) -> Item:
    own = only_there(house)
    return Item(
        "settlement",
        f"{house}{NBSP}{name}",
        codes,
        end,
        is_certain,
        is_presumed=not codes and is_russian_unless_said(house),
        says_country=bool(own) and own == codes,
    )


def _is_in_dictionary_as_a_place(name: str) -> bool:
    return any("Geox" in parse.tag for parse in parses_of(name.lower()))


def known_town(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the house form of a known town named alone («Лида» → «г. Лида») and its countries, if it is one."""
    words = words_of(name)
    found = _TOWNS.at(words, 0, len(words)) if words else None
    if not found or found[0] != len(words):
        return None
    is_nominative = words == words_of(found[1])
    written = name if is_nominative else with_yo(found[1], name)
    if found[1] in VILLAGES_OF_THE_REGION:
        return written, found[2]
    return f"{RUSSIAN_SETTLEMENTS.get(found[1], 'г.')}{NBSP}{written}", found[2]


def is_a_word(name: str) -> bool:
    """Say whether the dictionary knows the word as an ordinary noun («Усадьба») and not as the name of a place."""
    parses = [parse for parse in parses_of(name.lower()) if parse.is_known and parse.tag.POS in ("NOUN", "ADJF")]
    return bool(parses) and not any("Geox" in parse.tag for parse in parses)
