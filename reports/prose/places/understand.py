"""Understands where an event took place and in which format, and writes it in the house form (docs/design/places.md).

A place mixes town, country, format and venue in one cell. A country comes from the text (its name, a region) or from a
town that only Russia has. Otherwise it is asked about, with the country where the town is known to be. `grammar.py`
reads the pieces, this module puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.prose.cleaning import even_out, one_line
from reports.prose.typography import glue

from .countries import COUNTRIES, folded, words_of
from .formats import BY_CORRESPONDENCE, SPEAKS_OF_FORMAT
from .grammar import (
    IN_FULL,
    NAME_WORD,
    Item,
    is_a_word,
    known_town,
    read_piece,
)
from .pieces import FULL_STOP, in_one_writing, split_at_marks

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

    `country` is ISO 3166 alpha-2. A problem does not exclude what was understood (a town without a country).
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
_SHORT_WORDS = {code: words_of(short) for code, short, _, _ in COUNTRIES}

_BARE_NAME = re.compile(NAME_WORD)
_BEGINS_AS_SETTLEMENT = re.compile(
    r"(?i:город|гор\.|г\.|г(?= )|пос[её]лок|пос\.|пгт|деревня|д\.|село|с\.|аг\.) ?[А-ЯЁ]"
)
_MAY_PART = re.compile("[.№–—-]|пгт")
_TOWN_AFTER_A_NUMBER = re.compile(r"(?<=\d )г\. ?(?=[А-ЯЁ])")


@dataclass(slots=True)
class _Parts:
    """What the pieces of a place name, by what it is, in the order in which it was written."""

    formats: set[str] = field(default_factory=set)
    countries: list[Item] = field(default_factory=list)
    regions: list[Item] = field(default_factory=list)
    areas: list[Item] = field(default_factory=list)
    unclear: list[Item] = field(default_factory=list)
    settlements: list[Item] = field(default_factory=list)
    districts: list[Item] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    is_several: bool = False  # «Смоленск и Смоленский район»
    outside: list[str] = field(default_factory=list)  # what the house form prints before the bracket
    inside: list[str] = field(default_factory=list)  # and what in it, but for country and format

    def add(self, piece: str, in_bracket: bool) -> None:
        """Sort the names of a piece; its text stays on its side of the bracket."""
        side = self.inside if in_bracket else self.outside
        items = read_piece(piece)
        as_written = items[0].kind == "as written" or _is_district_of_a_town(items)
        if as_written:
            side.append(_glued(items[0].text if items[0].kind == "as written" else _town_as_written(piece, items)))
        for item in items:
            if item.kind == "format":
                self.formats.add(item.text)
            elif item.kind == "country":
                self.countries.append(item)
            elif item.kind == "several":
                self.is_several = True
            elif item.kind not in ("as written", "nothing"):
                self._keep(item)
                if not as_written:
                    side.append(_glued(item.text))

    def _keep(self, item: Item) -> None:
        if item.kind in ("venue", "platform"):
            self.others.append(item.text)
        else:
            kinds = {
                "region": self.regions,
                "area": self.areas,
                "unclear": self.unclear,
                "settlement": self.settlements,
                "district": self.districts,
            }
            kinds[item.kind].append(item)


def _glued(text: str) -> str:
    if not _MAY_PART.search(text):
        return text
    # In other texts a number before «г.» is a year («2024 г.»); in a place it is that of a school.
    return glue(_TOWN_AFTER_A_NUMBER.sub("г.\u00a0", text))


def _is_district_of_a_town(items: tuple[Item, ...]) -> bool:
    return [item.kind for item in items[:2]] == ["district", "settlement"]


def _town_as_written(piece: str, items: tuple[Item, ...]) -> str:
    """«Московский район г. Минска» keeps its genitive: with a comma it would be two places."""
    return items[0].text + piece[items[0].end : items[1].end]


def understand_place(text: str) -> UnderstoodPlace:
    """Understand a place as people write it; never raises."""
    kept = one_line(text)
    parts = _parts_of(kept)
    return _not_understood(kept, parts) if isinstance(parts, str) else _put_together(kept, parts)


def missing_country(text: str, towns: Mapping[str, str] | None = None) -> str | None:
    """Return the place with the country that it lacks («г. Витебск (Республика Беларусь)»), or None.

    Only for one settlement or district that is known in one foreign country, where the text names no country and no
    region. `towns` adds to the known ones: names of settlements or districts («г. Крагуевац», «Горецкий район») →
    ISO codes. The rest of the text stays as it was written. Never raises.
    """
    kept = one_line(text)
    parts = _parts_of(kept)
    if isinstance(parts, str) or parts.countries or parts.regions or parts.unclear:
        return None
    code = _known_abroad(parts, towns or {})
    return _with_country(kept, _OFFICIAL[code]) if code else None


def _known_abroad(parts: _Parts, towns: Mapping[str, str]) -> str | None:
    named = parts.settlements or parts.districts
    if len(named) != 1 or not named[0].is_certain:
        return None
    codes = set(named[0].codes)
    if not codes and towns:
        name = _bare_words(named[0].text)
        codes = {code for town, code in towns.items() if code in _OFFICIAL and _bare_words(town) == name}
    return codes.pop() if len(codes) == 1 and not codes & {"RU", _named_as_its_country(named[0])} else None


def _bare_words(name: str) -> list[str]:
    """Return the words of a name without the kind of settlement before it."""
    return words_of(re.sub(r"\A[а-яё-]{1,3}\.(?:о\.|п\.)?\s*", "", name))


def _with_country(kept: str, country: str) -> str:
    """Put the country into a bracket at the end, or before the bracket that is there."""
    before, bracket, rest = kept.partition("(")
    if not bracket:
        return f"{kept.rstrip(' .')} ({country})"
    return f"{before.rstrip()}, {country} ({rest}"


def _parts_of(kept: str) -> _Parts | str:
    """Return what the text names, or the sentence that says why nothing was understood."""
    written = FULL_STOP.sub("", even_out(kept))
    if not written:
        return f"Место не указано. Напишите его, например: {_EXAMPLE}."
    if len(written) > LONGEST:
        return "Текст слишком длинный для места. Оставьте здесь только место и формат."
    pieces = split_at_marks(in_one_writing(written))
    if pieces is None:
        return "Скобка или кавычка не имеет пары. Закройте её или уберите."
    parts = _Parts()
    for piece, in_bracket in pieces:
        parts.add(piece, in_bracket)
    if not any((parts.formats, parts.countries, parts.regions, parts.areas, parts.settlements, parts.districts)):
        if parts.unclear:
            return _unclear(parts.unclear[0])
        return f"Не понял место. Так и напечатаем; можно поправить, например: {_EXAMPLE}."
    return parts


def _not_understood(kept: str, problem: str) -> UnderstoodPlace:
    return UnderstoodPlace(kept, "unknown", None, None, None, None, problem, None)


def _put_together(kept: str, parts: _Parts) -> UnderstoodPlace:
    _take_bare_town(parts)
    event_format = _one_format(parts)
    named = [item for item in parts.settlements or parts.districts if item.is_certain]
    locality = named[0].text if named else None
    venue = ", ".join(parts.others) or None
    country, problem, note = _country(parts)
    is_refused = problem is not None
    if problem is None:
        problem = _what_is_missing(parts, country, event_format, venue)
    canonical = None if is_refused else _house_form(parts, event_format) or None
    if not all(item.is_certain for item in parts.settlements):
        canonical = None
    notes = [note, _note_of_correspondence(kept, parts)]
    return UnderstoodPlace(
        kept, event_format, country, locality, venue, canonical, problem, " ".join(filter(None, notes)) or None
    )


def _take_bare_town(parts: _Parts) -> None:
    """Take «Лида (Республика Беларусь)» as a town: one capitalised word before a country is its settlement."""
    is_alone = not parts.settlements and not parts.districts and len(parts.others) == 1
    if not is_alone or not (parts.countries or parts.regions) or not _BARE_NAME.fullmatch(parts.others[0]):
        return
    known = known_town(parts.others[0])
    if known is None and is_a_word(parts.others[0]):
        return  # «Усадьба (Республика Беларусь)»
    name = parts.others.pop()
    house, codes = known or (name, ())
    parts.settlements.append(Item("settlement", house, codes))
    for side in (parts.outside, parts.inside):
        side[:] = [house if text == name else text for text in side]


def _one_format(parts: _Parts) -> str:
    distant = parts.formats - {"offline"}
    if not distant:
        return "offline"
    if "mixed" in distant or "offline" in parts.formats:
        return "mixed"
    return "videoconference" if "videoconference" in distant else "online"


def _note_of_correspondence(kept: str, parts: _Parts) -> str | None:
    if "online" in parts.formats and BY_CORRESPONDENCE.search(kept):
        return "Заочное участие понято как дистанционное."
    return None


# --- the country -----------------------------------------------------------------------------------------------


def _country(parts: _Parts) -> tuple[str | None, str | None, str | None]:
    """Return the country, a refusal and a note: named first, then by region, then by a town that is only there."""
    named = {item.codes[0] for item in parts.countries} or {item.codes[0] for item in parts.regions}
    if _names_several(parts):
        elsewhere = any(item.codes and not named & set(item.codes) for item in parts.settlements)
        country = next(iter(named)) if len(named) == 1 and not elsewhere else None
        return country, "Названо несколько мест. Укажите одно основное место, остальные назовите в содержании.", None
    if len(named) > 1:
        return None, "Названо несколько стран. Укажите ту, где проходило мероприятие.", None
    if parts.unclear:
        return None, None, None
    if not named:
        return _country_of_a_known_place(parts), None, None
    country = named.pop()
    if any(item.codes[0] != country for item in parts.regions):
        return None, "Регион и страна не подходят друг другу. Проверьте их.", None
    return country, None, _note_of_another_country(parts, country)


def _names_several(parts: _Parts) -> bool:
    """Say whether the text names more than one place; the district of a settlement is no second one."""
    if parts.is_several and (parts.districts or parts.regions):
        return True
    return len(parts.settlements or parts.districts) > 1


def _country_of_a_known_place(parts: _Parts) -> str | None:
    for item in (*parts.settlements, *parts.districts):
        if item.codes == ("RU",):
            return "RU"
        if code := _named_as_its_country(item):
            return code
    return None


def _named_as_its_country(item: Item) -> str | None:
    """Return the code for «г. Сингапур», whose name is that of its country."""
    is_so = len(item.codes) == 1 and folded(item.text.split("\u00a0")[-1]) == folded(COUNTRY_NAMES[item.codes[0]])
    return item.codes[0] if is_so else None


def _note_of_another_country(parts: _Parts, country: str) -> str | None:
    codes = {code for item in (*parts.settlements, *parts.districts) for code in item.codes}
    if not codes or country in codes:
        return None
    if codes == {"RU"}:
        return f"Страна взята из текста: {COUNTRY_NAMES[country]}. Такой город есть и в России, проверьте страну."
    known = ", ".join(_OFFICIAL[code] for code in sorted(codes))
    return (
        f"Страна взята из текста: {COUNTRY_NAMES[country]}. Такое название известно и там: {known}. Проверьте страну."
    )


def _what_is_missing(parts: _Parts, country: str | None, event_format: str, venue: str | None) -> str | None:
    """Return what the person is asked about where nothing contradicts."""
    named = parts.settlements or parts.districts or parts.areas
    if parts.unclear:
        return _unclear(parts.unclear[0])
    if name := next((item.text for item in parts.settlements if not item.is_certain), None):
        return f"Не всё понято: «{name}». Напишите название в именительном падеже, например: {_EXAMPLE}."
    if country is None and (named or (venue and event_format in ("offline", "mixed"))):
        return _missing(parts, event_format)
    if country is None and event_format == "offline":
        return f"Место не указано, есть только формат. Напишите место, например: {_EXAMPLE}."
    return next(filter(None, map(_what_is_wrong_with, parts.others)), None)


def _what_is_wrong_with(piece: str) -> str | None:
    """Say why a piece that was taken for a venue may be none."""
    if _BEGINS_AS_SETTLEMENT.match(piece):
        return f"Не всё понято: «{piece}». Напишите один населённый пункт, остальное отделите запятой."
    if SPEAKS_OF_FORMAT.search(piece):
        return f"Формат не понят: «{piece}». Напишите его в скобках, например: (в формате ВКС)."
    return None


def _unclear(item: Item) -> str:
    return f"«{item.text}» может означать разное. Напишите страну полностью, например: {_EXAMPLE}."


def _missing(parts: _Parts, event_format: str) -> str:
    """Ask for the country; where the place is known in one or several, name them."""
    codes = sorted({code for item in (parts.settlements or parts.districts)[:1] for code in item.codes})
    if len(codes) == 1:
        outside, inside = _sides(parts)
        place = _written([*outside], [*inside], codes[0], _OFFICIAL[codes[0]], _IN_FORMAT.get(event_format))
        return f"Не указана страна. Если это {_OFFICIAL[codes[0]]}, напишите так: {place}."
    if codes:
        names = ", ".join(COUNTRY_NAMES[code] for code in codes)
        return f"Не указана страна. Такое место есть в нескольких странах: {names}. Допишите нужную в скобках."
    return f"Не указана страна. Допишите её в скобках, например: {_EXAMPLE}."


# --- the house form --------------------------------------------------------------------------------------------


def _house_form(parts: _Parts, event_format: str) -> str:
    """Write the place as the official table does.

    A format takes the bracket, and the country then follows a comma («г. Пекин, Китай (в дистанционном формате)»).
    Otherwise the country is in the bracket («г. Минск (Республика Беларусь)»).
    """
    outside, inside = _sides(parts)
    code = as_written = ""
    if parts.countries:
        code, as_written = parts.countries[0].codes[0], parts.countries[0].text
    return _written(outside, inside, code, as_written, _IN_FORMAT.get(event_format))


def _sides(parts: _Parts) -> tuple[list[str], list[str]]:
    # «онлайн (Zoom)»: only the bracket is left.
    return (list(parts.outside), list(parts.inside)) if parts.outside else (list(parts.inside), [])


def _written(outside: list[str], inside: list[str], code: str, as_written: str, phrase: str | None) -> str:
    if code and ((phrase and not inside) or not outside):
        outside.append(_spelled(code, as_written))
    elif code:
        inside.append(_OFFICIAL[code])
    if phrase and not outside and not inside:
        return phrase[0].upper() + phrase[1:]
    if phrase:
        inside.append(phrase)
    head = ", ".join(outside)
    return f"{head} ({', '.join(inside)})" if inside else head


def _spelled(code: str, as_written: str) -> str:
    """Keep a short name that was written; anything else becomes the official name."""
    return COUNTRY_NAMES[code] if words_of(as_written) == _SHORT_WORDS[code] else _OFFICIAL[code]


def describe_place(place: UnderstoodPlace) -> str:
    """Say what was understood, after «Понято: …»: «посёлок Хиславичи, Россия, очно»."""
    if place.format == "unknown":
        return place.problem or "Не понял место."
    where = [part for part in (place.venue, _in_full(place.locality)) if part]
    if place.country:
        where.append(COUNTRY_NAMES.get(place.country, place.country))
    elif where:
        where.append("страна не указана")
    if not where:
        return f"{_format_in_words(place.format)}, место не указано"
    return ", ".join([*where, _format_in_words(place.format)])


def _in_full(locality: str | None) -> str | None:
    if locality is None or "\u00a0" not in locality:
        return locality
    kind, name = locality.split("\u00a0", 1)
    return f"{IN_FULL.get(kind, kind)} {name}"


def _format_in_words(code: str) -> str:
    return {"mixed": "смешанный формат", "videoconference": "ВКС"}.get(code, FORMATS.get(code, code))
