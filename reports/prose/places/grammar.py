"""Reads one piece of a place (the text between commas and brackets) into what it names: country, region, district,
settlement, format, platform, venue.

A piece is a chain of such names with blanks, prepositions or «и» between them («г. Орша Витебской области Республики
Беларусь»). A venue may come before or after the chain («МБОУ «СШ № 40» г. Смоленска»). Everything is written in the
house form: nominative, «г.» for «город». What fits none of this is left whole. Pieces are short (places.LONGEST).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from reports.prose.morphology import Names, parses_of
from reports.prose.words import NBSP

from .cases import adjective_in_nominative, settlement_in_nominative
from .countries import COUNTRIES, UNCLEAR_NAMES, folded, words_of
from .formats import formats_in, is_about_format
from .gazetteer import (
    ALSO_WORDS,
    BELARUSIAN_DISTRICTS,
    BELARUSIAN_REGIONS,
    FOREIGN_REGIONS,
    RUSSIAN_DISTRICTS,
    RUSSIAN_REGIONS,
    RUSSIAN_SETTLEMENTS,
    TOWNS,
    TOWNS_NAMED_AS_THEIR_COUNTRY,
)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a piece names.

    `kind` is country, region, area (a region of an unknown country), district, settlement, format, platform, venue or
    unclear; `text` the house form (for a country, as it was written); `codes` the countries that it may mean.
    """

    kind: str
    text: str
    codes: tuple[str, ...] = ()
    end: int = 0
    is_certain: bool = True  # False: the nominative of the name is not known


# --- kinds of settlements --------------------------------------------------------------------------------------

# House form → (in full, other writings, writings in other cases). A dot may come right before the name.
_KINDS: dict[str, tuple[str, str, str]] = {
    "г.": (
        "город",
        "г. г гор. город город-герой",
        "города городе городу городом города-героя городе-герое",
    ),
    "г.о.": ("городской округ", "г.о. г/о", "городского_округа городском_округе"),
    "г.п.": ("городской посёлок", "г.п. гп г/п городской_поселок", "городского_поселка городском_поселке"),
    "пгт": ("посёлок городского типа", "пгт. пгт поселок_городского_типа", "поселке_городского_типа"),
    "рп": ("рабочий посёлок", "р.п. рп рабочий_поселок", "рабочего_поселка рабочем_поселке"),
    "пос.": ("посёлок", "пос. п. поселок", "поселка поселке поселку поселком"),
    "д.": ("деревня", "д. дер. деревня", "деревни деревне деревню деревней"),
    "с.": ("село", "с. село", "села селе селу селом"),
    "аг.": ("агрогородок", "аг. агр. а/г агрогородок", "агрогородка агрогородке агрогородком"),
    "х.": ("хутор", "х. хутор", "хутора хуторе"),
    "ст-ца": ("станица", "ст-ца станица", "станицы станице"),
}
IN_FULL = {house: in_full for house, (in_full, *_) in _KINDS.items()}
_KIND_BY_WRITING = {
    writing.replace("_", " "): (house, is_oblique)
    for house, (_, direct, oblique) in _KINDS.items()
    for writings, is_oblique in ((direct, False), (oblique, True))
    for writing in writings.split()
}
_KIND = re.compile(
    r"(?i)(?<![\w.-])(?:"
    + "|".join(
        re.escape(writing).replace(r"\ ", " ").replace("е", "[её]") + ("" if writing.endswith(".") else "(?= )")
        for writing in sorted(_KIND_BY_WRITING, key=len, reverse=True)
    )
    + r") ?(?=[^\W\d_])"
)
# In these the names of the gazetteer are meant, and not a village that is called alike.
_TOWN_KINDS = frozenset(("г.", "г.о.", "г.п.", "пгт", "рп", "пос."))

# --- names -----------------------------------------------------------------------------------------------------


def _towns() -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = dict.fromkeys(RUSSIAN_SETTLEMENTS, ("RU",))
    for code, towns in TOWNS.items():
        for town in towns:
            owners[town] = (*owners.get(town, ()), code)
    return owners | {town: (code,) for town, code in TOWNS_NAMED_AS_THEIR_COUNTRY.items()}


_TOWNS = Names(_towns().items(), words_of)
_LANDS = Names(
    (
        dict.fromkeys(UNCLEAR_NAMES, ("unclear", ""))
        | dict.fromkeys(RUSSIAN_REGIONS, ("region", "RU"))
        | dict.fromkeys(BELARUSIAN_REGIONS, ("region", "BY"))
        | {name: ("region", code) for name, code in FOREIGN_REGIONS.items()}
        | {
            name: ("country", code)
            for code, short, official, others in COUNTRIES
            for name in (short, official, *others)
        }
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
    r"( муниципальн(?:ый|ого|ому|ом|ым)| городск(?:ой|ого|ому|ом|им))? (район|р-о?н|округ)(?:ом|[ауе])?(?!\w)\.?"
)
_UNKNOWN_REGION = re.compile(r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*)(ая|ой|ую) обл(?:ас(?:ть|ти|тью)|\.)(?!\w)")
_AREA = re.compile(r"(провинци|штат|воеводств|кантон)(?:[яиюаое]|ей|ом|)( [А-ЯЁ][а-яё]+(?:[- ][А-ЯЁ][а-яё]+)*)")
_AREAS = {"провинци": "провинция", "воеводств": "воеводство"}
NAME_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-Яа-яё]+){0,3}"
_NAME_WORD = re.compile(NAME_WORD)
_CAPITALISED = re.compile(r" [А-ЯЁ][а-яё]")

_PLATFORM = re.compile(
    r"(?i)(?P<before>.*?)(?<!\w)"
    r"(?:(?:онлайн-)?(?:платформ[аеуы]|сервис[а-я]{0,2}|приложени[а-я]{1,2}|программ[аеуы]"
    r"|социальн[а-я]{2} сет[а-я]) )?«?"
    r"(?P<name>(?:microsoft )?teams|zoom|зум|skype|скайп|(?:яндекс[ .]?)?телемост[а-я]{0,2}|trueconf|труконф|webex"
    r"|google meet|(?:вк|vk) звонк[а-я]{1,2}|сферум|sber ?jazz|сберджаз|webinar\.ru|mts link|youtube|rutube|discord"
    r"|вконтакте)»?"
)

# --- reading a piece -------------------------------------------------------------------------------------------

_BEFORE_A_PLACE = re.compile(r"(?i) *(?:(и|а также) )?(?:(?:на |по )?территори[яиюей]{1,2} |во? |из |по )?")
_BARE_TAIL = re.compile(r" во? (?=[А-ЯЁ])")
_QUOTED = re.compile(r"«[^»]*»?")
_SPACED_DASH = re.compile(r" [–—-] ")
_VENUE_BEGINS = re.compile(r" (?=[«\dа-яё]|[А-ЯЁ]{2,})(?!и )")
_PREPOSITION_AT_END = re.compile(r"(?i) (?:из|до|от|от имени|для|с|к|по|о|об|при|и|или|между)\Z")


@lru_cache(maxsize=4096)
def read_piece(piece: str) -> tuple[Item, ...]:
    """Return what the piece names, in its order; a single venue when it is nothing that is known.

    The latest pieces are remembered: reports name the same few places again and again.
    """
    chain = _Chain(piece)
    items = (
        _format_phrase(piece)
        or _platform(piece)
        or chain.whole()
        or _around_a_dash(piece)
        or _venue_then_chain(chain)
        or _town_then_venue(chain)
    )
    return tuple(items) or (Item("venue", piece),)


def _format_phrase(piece: str) -> list[Item]:
    if not is_about_format(piece.lower().replace("ё", "е")):
        return []
    # «дистанционный (заочный) формат»: the last word says nothing more.
    return [Item("format", code) for code in sorted(formats_in(piece))] or [Item("nothing", piece)]


def _platform(piece: str) -> list[Item]:
    match = _PLATFORM.fullmatch(piece)
    if not match:
        return []
    before = match["before"].strip()
    formats = formats_in(before) if before else set()
    if before and not formats and before.lower() not in ("на", "в", "через", "посредством", "с использованием"):
        return []
    return [Item("platform", match["name"]), *(Item("format", code) for code in sorted(formats or {"online"}))]


def _around_a_dash(piece: str) -> list[Item]:
    """Read «г. Минск – Республика Беларусь»; a way through several towns stays whole."""
    parts = _SPACED_DASH.split(piece)
    if len(parts) != 2:
        return []
    items = [item for part in parts for item in (_format_phrase(part) or _Chain(part).whole())]
    if len(items) < 2 or sum(item.kind == "settlement" for item in items) != 1:
        return []
    return items


def _venue_then_chain(chain: _Chain) -> list[Item]:
    """Read «Гимназия № 146 г. Минска»: a venue, and the place at the end of the piece.

    Countries alone make no such place: «Посольство Республики Беларусь» is somewhere else.
    """
    piece = chain.text
    starts = [match.start() for match in _KIND.finditer(chain.unquoted)]
    starts += [match.end() for match in _BARE_TAIL.finditer(chain.unquoted)]
    for start in sorted(starts):
        items = chain.read(start)
        venue = re.sub(r" во?\Z", "", piece[:start].rstrip())
        if not items or items[0].kind != "settlement" or items[-1].end != len(piece) or not _is_venue(venue):
            continue
        if _KIND.search(_QUOTED.sub("", venue) + " А"):
            return []
        # The town stays as it was written; only what the bracket takes is cut off.
        ends = [item.end for item in items if item.kind not in ("country", "format")]
        as_written = Item("as written", piece[: max(ends)])
        return [as_written, Item("venue", venue), *items]
    return []


def _town_then_venue(chain: _Chain) -> list[Item]:
    """Read «г. Смоленск ул. Ленина»: what follows the town begins as no name of a settlement does."""
    piece, items = chain.text, chain.read(0)
    if not items or items[-1].kind not in ("settlement", "district", "region"):
        return []
    begins = _VENUE_BEGINS.match(piece, items[-1].end)
    if not begins or not _is_venue(piece[begins.end() :]) or _KIND.search(piece, begins.end()):
        return []
    return [*items, Item("venue", piece[begins.end() :])]


def _is_venue(text: str) -> bool:
    """Say whether the words may name a house or an organisation: no verb among them, nothing left open at the end."""
    if not re.search(r"\w", text) or _PREPOSITION_AT_END.search(f" {text}"):
        return False
    words = re.findall(r"(?<![\w«-])[а-яё]{3,}(?![\w.-])", _QUOTED.sub("", text))
    return not any(parses_of(word)[0].tag.POS in ("VERB", "INFN", "GRND") for word in words)


class _Chain:
    """The names of places that follow each other in one piece."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Blanks instead of the text in quotation marks: names in there name no place.
        self.unquoted = _QUOTED.sub(lambda match: "«" * len(match[0]), text) if "«" in text else text
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
        return self._settlement(at, is_oblique) or self._land(at) or self._district(at) or self._bare_town(at)

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
            return name
        return re.sub(r"(?i)(?<!\w)обл\.?(?!\w)", "область", re.sub(r"(?i)(?<!\w)респ\.?(?!\w)", "Республика", written))

    def _district(self, at: int) -> Item | None:
        match = _DISTRICT.match(self.text, at)
        if not match:
            return None
        stem, ending, between, noun = match.groups()
        adjective = stem + ending if ending in ("ый", "ий", "ой") else adjective_in_nominative(stem, ending)
        if between:
            between = " муниципальный" if "муниципальн" in between else " городской"
        noun = "округ" if noun == "округ" else "район"
        return Item(
            "district", f"{adjective}{between or ''} {noun}", _DISTRICTS.get(folded(adjective), ()), match.end()
        )

    # Settlements

    def _settlement(self, at: int, is_oblique: bool) -> Item | None:
        match = _KIND.match(self.text, at)
        if not match:
            return None
        house, kind_is_oblique = _KIND_BY_WRITING[match[0].strip().lower().replace("ё", "е")]
        begins = match.end()
        end = self._end_of_name(begins)
        known = self._found(_TOWNS, begins)
        if known and known[0] < (end or known[0]):
            if known[1] not in RUSSIAN_SETTLEMENTS:
                return None  # «г. Горки Ленинские», «г. Смоленск Дворец культуры»: where the name ends is not known
            known = None
        if known and self.text[known[0] : known[0] + 1] not in ("-", "‐", "‑"):
            return self._known_settlement(house, begins, *known)
        if end is None or self._land(begins):
            return None  # «города России», «г. Брестская область»
        name = self.text[begins:end]
        nominative = name
        if is_oblique or kind_is_oblique:
            nominative = settlement_in_nominative(name, is_town=house in _TOWN_KINDS)
        return Item("settlement", f"{house}{NBSP}{nominative or name}", _only_there(house), end, bool(nominative))

    def _known_settlement(self, house: str, at: int, end: int, name: str, codes: tuple[str, ...]) -> Item:
        """Return a settlement that is called as one of the gazetteer, with its countries if it is this one."""
        if house in _TOWN_KINDS or (house == "с." and name in RUSSIAN_SETTLEMENTS):
            written = self._house(at, end, name) if codes else self.text[at:end]
            return Item("settlement", f"{house}{NBSP}{written}", codes or _only_there(house), end)
        return Item("settlement", f"{house}{NBSP}{self.text[at:end]}", _only_there(house), end)

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
        """Return a known town without «г.»; not one whose name is an ordinary word too."""
        found = self._found(_TOWNS, at)
        if not found or not self.text[at].isupper() or found[1] in ALSO_WORDS:
            return None
        end, name, codes = found
        if self.text[end : end + 1] in ("-", "‐", "‑") or _CAPITALISED.match(self.text, end):
            follows = end + 1
            if self.text[end] != " " or not (self._land(follows) or self._district(follows)):
                return None
        kind = RUSSIAN_SETTLEMENTS.get(name, "г.")
        return Item("settlement", f"{kind}{NBSP}{self._house(at, end, name)}", codes, end)


def known_town(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the house form of a known town named alone («Лида» → «г. Лида») and its countries, if it is one."""
    words = words_of(name)
    found = _TOWNS.at(words, 0, len(words)) if words else None
    if not found or found[0] != len(words):
        return None
    is_nominative = words == words_of(found[1])
    return f"{RUSSIAN_SETTLEMENTS.get(found[1], 'г.')}{NBSP}{name if is_nominative else found[1]}", found[2]


def is_a_word(name: str) -> bool:
    """Say whether the dictionary knows the word as an ordinary noun («Усадьба») and not as the name of a place."""
    parses = [parse for parse in parses_of(name.lower()) if parse.is_known and parse.tag.POS in ("NOUN", "ADJF")]
    return bool(parses) and not any("Geox" in parse.tag for parse in parses)


def _only_there(kind: str) -> tuple[str, ...]:
    return ("BY",) if kind == "аг." else ()
