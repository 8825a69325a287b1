"""Writes a place in the house form of the official table (docs/design/layout.md, «House form»)."""

from __future__ import annotations

from .countries import COUNTRIES, words_of
from .parts import Parts

COUNTRY_NAMES: dict[str, str] = {code: short for code, short, _, _ in COUNTRIES}
OFFICIAL = {code: official for code, _, official, _ in COUNTRIES}
_SHORT_WORDS = {code: words_of(short) for code, short, _, _ in COUNTRIES}

IN_FORMAT = {
    "online": "в дистанционном формате",
    "videoconference": "в формате ВКС",
    "mixed": "в смешанном формате",
}


def house_form(parts: Parts, event_format: str) -> str:
    """Write the place as the official table does.

    A format takes the bracket, and the country then follows a comma («г. Пекин, Китай (в дистанционном формате)»).
    Otherwise the country is in the bracket («г. Минск (Республика Беларусь)»).
    """
    outside, inside = sides_of(parts)
    code = as_written = ""
    if parts.countries:
        code, as_written = parts.countries[0].codes[0], parts.countries[0].text
    return written(outside, inside, code, as_written, IN_FORMAT.get(event_format))


def sides_of(parts: Parts) -> tuple[list[str], list[str]]:
    # «онлайн (Zoom)»: only the bracket is left.
    return (list(parts.outside), list(parts.inside)) if parts.outside else (list(parts.inside), [])


def written(outside: list[str], inside: list[str], code: str, as_written: str, phrase: str | None) -> str:
    if code and ((phrase and not inside) or not outside):
        outside.append(_spelled(code, as_written))
    elif code:
        inside.append(OFFICIAL[code])
    if phrase and not outside and not inside:
        return phrase[0].upper() + phrase[1:]
    if phrase:
        inside.append(phrase)
    head = ", ".join(outside)
    return f"{head} ({', '.join(inside)})" if inside else head


def _spelled(code: str, as_written: str) -> str:
    """Keep a short name that was written; anything else becomes the official name."""
    return COUNTRY_NAMES[code] if words_of(as_written) == _SHORT_WORDS[code] else OFFICIAL[code]
