"""Finds the names of partners among the places of a text, in any case ending: what the list knows, is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from .cases import is_town_form
from .chain import Item
from .countries import words_of
from .parts import Parts
from .venues import is_venue

# Names of settlements or districts («г. Крагуевац», «Горецкий район») → ISO codes; or what gives them when asked.
Towns = Mapping[str, str] | Callable[[], Mapping[str, str]]

_KIND = re.compile(r"\A[а-яё-]{1,3}\.(?:о\.|п\.)?\s*|\A(?:пгт|рп|ст-ца)\s+")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")


def bare_words(name: str) -> list[str]:
    """Return the words of a name without the kind of settlement before it."""
    return words_of(_KIND.sub("", name))


def take_partners(parts: Parts, towns: Towns | None) -> None:
    """Give the country to a place that only the list of partners knows; a name alone becomes a settlement by it."""
    if towns is None or parts.countries or parts.regions:
        return
    named = parts.settlements or parts.districts
    for number, item in enumerate(named):
        if not item.codes and (found := _found(item.text, towns)):
            named[number] = replace(item, codes=(found[1],), is_presumed=False)
    if not named and len(parts.venues) == 1:
        _take_a_name_alone(parts, parts.venues[0], towns)


def _take_a_name_alone(parts: Parts, text: str, towns: Towns) -> None:
    name = re.sub(r"\A[Вв]о? ", "", text)
    if len(name.split()) > 3 or not name[:1].isupper() or is_venue(text):
        return
    found = _found(name, towns)
    if found:
        parts.venues.clear()
        parts.others.remove(text)
        house = _ASIDE.sub("", found[0]).replace(". ", ".\u00a0")
        parts.settlements.append(Item("settlement", house, (found[1],)))
        for side in (parts.outside, parts.inside):
            side[:] = [house if each == text else each for each in side]


def _found(name: str, towns: Towns) -> tuple[str, str] | None:
    """Return the partner's name and its country; None where two countries have it."""
    words = bare_words(name)
    known = towns() if callable(towns) else towns
    found = {}
    for town, code in known.items():
        its = bare_words(_ASIDE.sub("", town))
        if its and len(its) == len(words) and all(map(is_town_form, words, its)):
            found[code] = town
    return (next(iter(found.values())), next(iter(found))) if len(found) == 1 else None
