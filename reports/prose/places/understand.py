"""Understands where an event took place and in which format (docs/design/places.md).

A place mixes town, country, format and venue in one cell. `grammar.py` reads the pieces, `parts.py` gathers them,
`country.py` decides on the country, `house_form.py` writes the place as the official table does. What is not certain is
asked about; what rests on more than the text is said in a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.prose.cleaning import even_out, one_line

from .chain import LONGEST, Item
from .country import country_of, named_as_its_country
from .formats import BY_CORRESPONDENCE, SAYS_MIXED, SPEAKS_OF_FORMAT
from .house_form import COUNTRY_NAMES, IN_FORMAT, OFFICIAL, house_form, sides_of, written
from .kinds import IN_FULL
from .partners import Towns, bare_words, take_partners
from .parts import Parts, take_bare_town
from .pieces import FULL_STOP, in_one_writing, split_at_marks
from .venues import speaks_of_people_or_deeds

FORMATS: dict[str, str] = {
    "offline": "очно",
    "online": "дистанционно",
    "videoconference": "видео-конференц-связь",
    "mixed": "смешанный",
    "unknown": "не указан",
}

_EXAMPLE = "г.\u00a0Минск (Республика Беларусь)"
_BEGINS_AS_SETTLEMENT = re.compile(
    r"(?i:город|гор\.|г\.|г(?= )|пос[её]лок|пос\.|пгт|деревня|д\.|село|с\.|аг\.) ?[А-ЯЁ]"
)


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


def understand_place(text: str, towns: Towns | None = None) -> UnderstoodPlace:
    """Understand a place as people write it; never raises.

    A venue without a town is in the municipality that reports, in Russia. `towns` are the partners of the list, which
    add to the places that are known: names of settlements or districts («г. Крагуевац», «Горецкий район») → ISO codes,
    or a function that gives them; it is called only for a place that is not known without.
    """
    kept = one_line(text)
    parts = _parts_of(kept, towns)
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
    if parts.misspelled:
        item = parts.misspelled[0]  # «Респблика Беларусь» is corrected, and not followed by the right one
        return kept.replace(item.text, OFFICIAL[item.codes[0]]) if item.text in kept else None
    code = _known_abroad(parts, towns or {})
    return _with_country(kept, OFFICIAL[code]) if code else None


def _known_abroad(parts: Parts, towns: Mapping[str, str]) -> str | None:
    named = parts.settlements or parts.districts
    if len(named) != 1 or not named[0].is_certain:
        return None
    codes = set(named[0].codes)
    if not codes and towns:
        name = bare_words(named[0].text)
        codes = {code for town, code in towns.items() if code in OFFICIAL and bare_words(town) == name}
    return codes.pop() if len(codes) == 1 and not codes & {"RU", named_as_its_country(named[0])} else None


def _with_country(kept: str, country: str) -> str:
    """Put the country into a bracket at the end, or before the bracket that is there."""
    before, bracket, rest = kept.partition("(")
    if not bracket:
        return f"{kept.rstrip(' .')} ({country})"
    return f"{before.rstrip()}, {country} ({rest}"


def _parts_of(kept: str, towns: Towns | None = None) -> Parts | str:
    """Return what the text names, or the sentence that says why nothing was understood."""
    written = FULL_STOP.sub("", even_out(kept))
    if not written:
        return f"Место не указано. Напишите его, например: {_EXAMPLE}."
    if len(written) > LONGEST:
        return "Текст слишком длинный для места. Оставьте здесь только место и формат."
    pieces = split_at_marks(in_one_writing(written))
    if pieces is None:
        return "Скобка или кавычка не имеет пары. Закройте её или уберите."
    parts = Parts()
    for piece, in_bracket in pieces:
        parts.add(piece, in_bracket)
    take_partners(parts, towns)
    if not (parts.formats or parts.names_a_place or parts.is_a_venue_alone):
        if parts.unclear:
            return _unclear(parts.unclear[0])
        return f"Не понял место. Так и напечатаем; можно поправить, например: {_EXAMPLE}."
    return parts


def _not_understood(kept: str, problem: str) -> UnderstoodPlace:
    return UnderstoodPlace(kept, "unknown", None, None, None, None, problem, None)


def _put_together(kept: str, parts: Parts) -> UnderstoodPlace:
    take_bare_town(parts)
    event_format = _one_format(parts)
    country, problem, note = country_of(parts)
    named = [item for item in parts.settlements or parts.districts if item.is_certain]
    locality = named[0].text if named else None
    venue = ", ".join(parts.others) or None
    is_refused = problem is not None
    if problem is None:
        problem = _what_is_missing(parts, country, event_format, venue)
    canonical = None if is_refused else house_form(parts, event_format) or None
    if not all(item.is_certain for item in parts.settlements):
        canonical = None
    notes = [note, _note_of_correspondence(kept, parts), _note_of_both(kept, event_format)]
    return UnderstoodPlace(
        kept, event_format, country, locality, venue, canonical, problem, " ".join(filter(None, notes)) or None
    )


def _one_format(parts: Parts) -> str:
    distant = parts.formats - {"offline"}
    if not distant:
        return "offline"
    if "mixed" in distant or "offline" in parts.formats:
        return "mixed"
    return "videoconference" if "videoconference" in distant else "online"


def _note_of_both(kept: str, event_format: str) -> str | None:
    """«г. Смоленск / онлайн» says in a sign that some were there and others were not."""
    if event_format != "mixed" or SAYS_MIXED.search(kept):
        return None
    return "Формат понят так: одни были на месте, другие участвовали дистанционно."


def _note_of_correspondence(kept: str, parts: Parts) -> str | None:
    if "online" in parts.formats and BY_CORRESPONDENCE.search(kept):
        return "Заочное участие понято как дистанционное."
    return None


def _what_is_missing(parts: Parts, country: str | None, event_format: str, venue: str | None) -> str | None:
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
    return next(filter(None, map(_what_is_wrong_with, parts.venues)), None)


def _what_is_wrong_with(piece: str) -> str | None:
    """Say why a piece that was taken for a venue may be none."""
    if _BEGINS_AS_SETTLEMENT.match(piece):
        return f"Не всё понято: «{piece}». Напишите один населённый пункт, остальное отделите запятой."
    if SPEAKS_OF_FORMAT.search(piece):
        return f"Формат не понят: «{piece}». Напишите его в скобках, например: (в формате ВКС)."
    if speaks_of_people_or_deeds(piece):
        return f"Это не похоже на место: «{piece[:60]}». Оставьте здесь только место, остальное напишите в содержании."
    return None


def _unclear(item: Item) -> str:
    return f"«{item.text}» может означать разное. Напишите страну полностью, например: {_EXAMPLE}."


def _missing(parts: Parts, event_format: str) -> str:
    """Ask for the country; where the place is known in one or several, name them."""
    codes = sorted({code for item in (parts.settlements or parts.districts)[:1] for code in item.codes})
    if len(codes) == 1:
        outside, inside = sides_of(parts)
        place = written([*outside], [*inside], codes[0], OFFICIAL[codes[0]], IN_FORMAT.get(event_format))
        return f"Не указана страна. Если это {OFFICIAL[codes[0]]}, напишите так: {place}."
    if codes:
        names = ", ".join(COUNTRY_NAMES[code] for code in codes)
        return f"Не указана страна. Такое место есть в нескольких странах: {names}. Допишите нужную в скобках."
    return f"Не указана страна. Допишите её в скобках, например: {_EXAMPLE}."


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
