"""Understands where an event took place and in which format, and writes it in the house form (LAYOUT.md section 1).

A place mixes town, country, format and venue in one cell. A country comes from the text (its name, a region) or from
a short list of towns that can be nowhere else; otherwise it is asked, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.prose.cleaning import even_out, one_line, search_key
from reports.prose.countries import COUNTRIES
from reports.prose.gazetteer import BELARUSIAN_REGIONS, RUSSIAN_REGIONS, RUSSIAN_SETTLEMENTS, TOWNS
from reports.prose.typography import glue

FORMATS: dict[str, str] = {
    "offline": "очно",
    "online": "дистанционно",
    "videoconference": "видео-конференц-связь",
    "mixed": "смешанный",
    "unknown": "не указан",
}
LONGEST = 300

_IN_FORMAT = {
    "online": "в дистанционном формате",
    "videoconference": "в формате ВКС",
    "mixed": "в смешанном формате",
}
_EXAMPLE = "г.\u00a0Минск (Республика Беларусь)"


@dataclass(frozen=True, slots=True)
class UnderstoodPlace:
    """What was understood of a place; `problem` and `note` are Russian sentences for the person who typed it.

    `country` is ISO 3166 alpha-2. A problem may stand beside what was understood (a town without a country).
    """

    text: str
    format: str
    country: str | None
    locality: str | None
    venue: str | None
    canonical: str | None
    problem: str | None
    note: str | None


COUNTRY_NAMES: dict[str, str] = {code: short for code, short, _, _ in COUNTRIES}
_OFFICIAL = {code: official for code, _, official, _ in COUNTRIES}
_COUNTRY_BY_KEY = {
    search_key(name): code for code, short, official, others in COUNTRIES for name in (short, official, *others)
}
_REGIONS = {search_key(name): "RU" for name in RUSSIAN_REGIONS} | {
    search_key(name): "BY" for name in BELARUSIAN_REGIONS
}
_RUSSIAN_TOWNS = frozenset(map(search_key, (*TOWNS["RU"], *RUSSIAN_SETTLEMENTS))) - {
    search_key(town) for code, towns in TOWNS.items() if code != "RU" for town in towns
}

# The kind of a settlement as people write it → (house form, in full for the description).
_KINDS = {
    "г.": ("г.", "город"),
    "г": ("г.", "город"),
    "гор.": ("г.", "город"),
    "город": ("г.", "город"),
    "пос.": ("пос.", "посёлок"),
    "п.": ("пос.", "посёлок"),
    "поселок": ("пос.", "посёлок"),
    "пгт": ("пгт", "посёлок городского типа"),
    "пгт.": ("пгт", "посёлок городского типа"),
    "д.": ("д.", "деревня"),
    "дер.": ("д.", "деревня"),
    "деревня": ("д.", "деревня"),
    "с.": ("с.", "село"),
    "село": ("с.", "село"),
    "аг.": ("аг.", "агрогородок"),
    "агрогородок": ("аг.", "агрогородок"),
}
_IN_FULL = dict(_KINDS.values())
_NAME_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-Яа-яё]+){0,3}"
_KIND = r"(?i:город|гор\.|г\.|г(?= )|пос[её]лок|пос\.|п\.|пгт\.?|деревня|дер\.|д\.|село|с\.|агрогородок|аг\.)"
_SETTLEMENT = re.compile(rf"({_KIND}) ?({_NAME_WORD}(?: {_NAME_WORD}){{0,2}})")
_BEGINS_AS_SETTLEMENT = re.compile(rf"{_KIND} ?[А-ЯЁ]")
_DISTRICT = re.compile(r"[А-ЯЁ][А-Яа-яЁё-]+ (?:муниципальный )?(?:район|округ)")
_BARE_NAME = re.compile(_NAME_WORD)

_DISTANT = re.compile(r"дистанц|удаленн|онлайн|он-лайн|online|on-line|интернет")
_CONFERENCE = re.compile(r"(?<!\w)вкс(?!\w)|видео-?\s?конференц")
_IN_PERSON = re.compile(r"(?<!\w)(?:очно|очный|очном|очная|офлайн|оффлайн|offline)")
_MIXED = re.compile(r"смешанн|гибридн|комбинированн")
# The words that a phrase about the format consists of; anything else among them makes it something else.
_FORMAT_WORD = re.compile(
    r"в|во|и|с|на|по|форм[а-я]*|режим[а-я]*|участи[а-я]*|посредством|использованием|связ[а-я]*|сеанс[а-я]*|сети"
    r"|дистанц[а-я]*|удаленн[а-я]*|онлайн|он|лайн|online|on|line|интернет|вкс|видео|видеоконференц[а-я]*"
    r"|видеоконференцсвяз[а-я]*|конференц[а-я]*|очн[а-я]*|офлайн|оффлайн|offline|смешанн[а-я]*|гибридн[а-я]*"
    r"|комбинированн[а-я]*"
)


@dataclass(slots=True)
class _Parts:
    """The pieces of a place by what they are, in the order in which they were written."""

    formats: set[str] = field(default_factory=set)
    countries: list[tuple[str, str]] = field(default_factory=list)  # code, as written
    regions: list[tuple[str, str]] = field(default_factory=list)  # code, as written
    settlements: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)  # what the house form prints before the bracket
    inside: list[str] = field(default_factory=list)  # and what in it, but for country and format


def understand_place(text: str) -> UnderstoodPlace:
    """Understand a place as people write it; never raises, whatever the text."""
    kept = one_line(text)
    written = even_out(kept)
    if not written:
        return _not_understood(kept, f"Место не указано. Напишите его, например: {_EXAMPLE}.")
    if len(written) > LONGEST:
        return _not_understood(kept, "Текст слишком длинный для места. Оставьте здесь только место и формат.")
    pieces = _split(written.replace(" / ", "; "))
    if pieces is None:
        return _not_understood(kept, "Скобка не имеет пары. Закройте её или уберите.")
    parts = _Parts()
    for piece, in_bracket in pieces:
        _sort_piece(piece, in_bracket, parts)
    if not (parts.formats or parts.countries or parts.regions or parts.settlements or parts.districts):
        return _not_understood(
            kept, f"Место не понято, оно останется как написано. Напишите иначе, например: {_EXAMPLE}."
        )
    return _put_together(kept, parts)


def _not_understood(kept: str, problem: str) -> UnderstoodPlace:
    return UnderstoodPlace(kept, "unknown", None, None, None, None, problem, None)


def _split(written: str) -> list[tuple[str, bool]] | None:
    """Split at commas, semicolons and brackets; None when a bracket has no pair. Quoted text stays whole."""
    pieces: list[tuple[str, bool]] = []
    current: list[str] = []
    in_bracket, quotes = False, 0

    def finish() -> None:
        piece = "".join(current).strip()
        if piece:
            pieces.append((piece, in_bracket))
        current.clear()

    for letter in written:
        if letter in "()" and not quotes:
            if in_bracket == (letter == "("):
                return None
            finish()
            in_bracket = letter == "("
        elif letter in ",;" and not quotes:
            finish()
        else:
            # «Отель «Европа» closes once and is correct: one closing mark ends all that were opened.
            quotes = 0 if letter == "»" else quotes + (letter == "«")
            current.append(letter)
    finish()
    return None if in_bracket else pieces


def _sort_piece(piece: str, in_bracket: bool, parts: _Parts) -> None:
    key = search_key(piece)
    side = parts.inside if in_bracket else parts.outside
    if formats := _formats_in(key):
        parts.formats |= formats
    elif key in _COUNTRY_BY_KEY:
        parts.countries.append((_COUNTRY_BY_KEY[key], piece))
    elif key in _REGIONS:
        parts.regions.append((_REGIONS[key], piece))
        side.append(piece)
    elif match := _SETTLEMENT.fullmatch(piece):
        kind = _KINDS[match[1].lower().replace("ё", "е")][0]
        name = f"{kind}\u00a0{match[2]}"
        parts.settlements.append(name)
        side.append(name)
    elif key in _RUSSIAN_TOWNS and piece[0].isupper():
        parts.settlements.append(piece)
        side.append(piece)
    elif _DISTRICT.fullmatch(piece):
        parts.districts.append(piece)
        side.append(piece)
    else:
        parts.others.append(piece)
        side.append(glue(piece))


def _formats_in(key: str) -> set[str]:
    """Return the formats that a phrase names; an empty set when it speaks of something else."""
    if not all(_FORMAT_WORD.fullmatch(word) for word in key.replace("-", " ").split()):
        return set()
    found = set()
    if _CONFERENCE.search(key):
        found.add("videoconference")
    elif _DISTANT.search(key):
        found.add("online")
    if _IN_PERSON.search(key):
        found.add("offline")
    return {"mixed"} if _MIXED.search(key) else found


def _put_together(kept: str, parts: _Parts) -> UnderstoodPlace:
    _take_bare_town(parts)
    locality = (parts.settlements or parts.districts or [None])[0]
    venue = ", ".join(parts.others) or None
    event_format = _one_format(parts)
    country, problem, note = _country(parts)
    canonical = None if problem and country is None and parts.countries else _house_form(parts, event_format)
    is_somewhere = locality or (venue and event_format in ("offline", "mixed"))
    if country is None and problem is None and is_somewhere:
        problem = f"Не указана страна. Допишите её в скобках, например: {_EXAMPLE}."
    unclear = next((piece for piece in parts.others if _BEGINS_AS_SETTLEMENT.match(piece)), None)
    if unclear and problem is None:
        problem = f"Не всё понято: «{unclear}». Напишите один населённый пункт, остальное отделите запятой."
    return UnderstoodPlace(kept, event_format, country, locality, venue, canonical, problem, note)


def _take_bare_town(parts: _Parts) -> None:
    """Take «Минск (Республика Беларусь)» as a town: one capitalised word before a country is its settlement."""
    is_alone = not parts.settlements and not parts.districts and len(parts.others) == 1
    if is_alone and (parts.countries or parts.regions) and _BARE_NAME.fullmatch(parts.others[0]):
        parts.settlements.append(parts.others.pop())


def _one_format(parts: _Parts) -> str:
    distant = parts.formats - {"offline"}
    if not distant:
        return "offline"
    if "mixed" in distant or "offline" in parts.formats:
        return "mixed"
    return "videoconference" if "videoconference" in distant else "online"


def _country(parts: _Parts) -> tuple[str | None, str | None, str | None]:
    """Return the country, a problem and a note: named first, then by region, then by a town that is only there."""
    named = {code for code, _ in parts.countries} or {code for code, _ in parts.regions}
    known_towns = [town for town in parts.settlements if search_key(town.split("\u00a0")[-1]) in _RUSSIAN_TOWNS]
    if len(parts.settlements) > 1 and (len(named) != 1 or (known_towns and "RU" not in named)):
        return None, "Названо несколько мест. Укажите одно основное место, остальные назовите в содержании.", None
    if len(named) > 1:
        return None, "Названо несколько стран. Укажите ту, где проходило мероприятие.", None
    if not named:
        return ("RU" if known_towns else None), None, None
    country = named.pop()
    note = None
    if any(code != country for code, _ in parts.regions):
        return None, "Регион и страна не подходят друг другу. Проверьте их.", None
    if known_towns and country != "RU":
        note = f"Страна взята из текста: {COUNTRY_NAMES[country]}. Такой город есть и в России, проверьте страну."
    return country, None, note


def _house_form(parts: _Parts, event_format: str) -> str:
    """Write the place as the official table does.

    A format takes the bracket and the country then follows a comma («г. Пекин, Китай (в дистанционном формате)»);
    otherwise the country stands in the bracket («г. Минск (Республика Беларусь)»).
    """
    # «онлайн (Zoom)»: what stood in the bracket is all that there is.
    outside, inside = (list(parts.outside), list(parts.inside)) if parts.outside else (list(parts.inside), [])
    phrase = _IN_FORMAT.get(event_format)
    for code, as_written in parts.countries[:1]:
        if phrase or not outside:
            outside.append(_spelled(code, as_written))
        else:
            inside.append(_OFFICIAL[code])
    if phrase and not outside and not inside:
        return phrase[0].upper() + phrase[1:]
    if phrase:
        inside.append(phrase)
    head = ", ".join(outside)
    return f"{head} ({', '.join(inside)})" if inside else head


def _spelled(code: str, as_written: str) -> str:
    """Keep a short name that was written; anything else becomes the official name."""
    short = COUNTRY_NAMES[code]
    return short if search_key(as_written) == search_key(short) else _OFFICIAL[code]


def describe_place(place: UnderstoodPlace) -> str:
    """Say what was understood, after «Понято как …»: «посёлок Хиславичи, Россия, очно»."""
    if place.format == "unknown":
        return place.problem or "Место не понято."
    where = [part for part in (place.venue, _in_full(place.locality)) if part]
    if place.country:
        where.append(COUNTRY_NAMES.get(place.country, place.country))
    elif where:
        where.append("страна не указана")
    else:
        where.append("без указания места")
    return ", ".join([*where, _format_in_words(place.format)])


def _in_full(locality: str | None) -> str | None:
    if locality is None or "\u00a0" not in locality:
        return locality
    kind, name = locality.split("\u00a0", 1)
    return f"{_IN_FULL.get(kind, kind)} {name}"


def _format_in_words(code: str) -> str:
    return {"mixed": "смешанный формат", "videoconference": "видео-конференц-связь"}.get(code, FORMATS.get(code, code))
