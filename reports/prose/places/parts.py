"""Gathers what the pieces of a place name, by what it is, and on which side of the bracket it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from reports.prose.typography import glue

from .chain import NAME_WORD, Item, is_a_word, known_town
from .grammar import read_piece
from .venues import is_address, is_tied_abroad, is_venue, speaks_of_people_or_deeds, tidied

_MAY_PART = re.compile("[.№–—-]|пгт")
_TOWN_AFTER_A_NUMBER = re.compile(r"(?<=\d )г\. ?(?=[А-ЯЁ])")
_BARE_NAME = re.compile(NAME_WORD)
# What stands behind a venue and is none itself: «экспозиция «Мир», «2 этаж», «с. 5».
_PLAIN = re.compile(r"(?:[^\W\d_]|\d|[ «»№.\"'–-]){1,80}")


@dataclass(slots=True)
class Parts:
    """What the pieces of a place name, by what it is, in the order in which it was written."""

    formats: set[str] = field(default_factory=set)
    countries: list[Item] = field(default_factory=list)
    regions: list[Item] = field(default_factory=list)
    areas: list[Item] = field(default_factory=list)
    unclear: list[Item] = field(default_factory=list)
    settlements: list[Item] = field(default_factory=list)
    districts: list[Item] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # venues and networks
    venues: list[str] = field(default_factory=list)
    misspelled: list[Item] = field(default_factory=list)
    is_several: bool = False  # «Смоленск и Смоленский район»
    outside: list[str] = field(default_factory=list)  # what the house form prints before the bracket
    inside: list[str] = field(default_factory=list)  # and what in it, but for country and format

    def add(self, piece: str, in_bracket: bool) -> None:
        """Sort the names of a piece; its text stays on its side of the bracket."""
        side = self.inside if in_bracket else self.outside
        items = read_piece(piece)
        as_written = items[0].kind == "as written" or _is_district_of_a_town(items)
        if as_written:
            written = items[0].text if items[0].kind == "as written" else _town_as_written(piece, items)
            side.append(_glued(tidied(written)))
        for item in items:
            if item.kind == "format":
                self.formats.add(item.text)
            elif item.kind == "country":
                self.countries.append(item)
            elif item.kind == "several":
                self.is_several = True
            elif item.kind == "misspelled":
                self.misspelled.append(item)
            elif item.kind not in ("as written", "nothing"):
                if item.kind == "venue":
                    item = replace(item, text=tidied(item.text))
                self._keep(item)
                if not as_written:
                    side.append(_glued(item.text))

    @property
    def names_a_place(self) -> bool:
        """A country, a region, a settlement or a district is named."""
        return any((self.countries, self.regions, self.areas, self.settlements, self.districts))

    @property
    def is_a_venue_alone(self) -> bool:
        """Nothing is named but a venue: a house, a square, an organisation."""
        return not self.names_a_place and not self.unclear and any(map(is_venue, self.venues))

    @property
    def is_here(self) -> bool:
        """A venue alone that nothing ties to another country is in the municipality that names it."""
        if not self.is_a_venue_alone or not is_venue(self.venues[0]):
            return False
        return not any(map(is_tied_abroad, self.venues)) and all(
            is_venue(text) or is_address(text) or (_is_plain(text) and not speaks_of_people_or_deeds(text))
            for text in self.venues
        )

    def _keep(self, item: Item) -> None:
        if item.kind in ("venue", "platform"):
            self.others.append(item.text)
            if item.kind == "venue":
                self.venues.append(item.text)
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


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and not text[0].isupper()


def take_bare_town(parts: Parts) -> None:
    """Take «Лида (Республика Беларусь)» as a town: one capitalised word before a country is its settlement."""
    is_alone = not parts.settlements and not parts.districts and len(parts.others) == 1
    is_alone = is_alone and bool(parts.venues) and bool(parts.countries or parts.regions)
    if not is_alone or not _BARE_NAME.fullmatch(parts.others[0]):
        return
    known = known_town(parts.others[0])
    if known is None and is_a_word(parts.others[0]):
        return  # «Усадьба (Республика Беларусь)»
    name = parts.others.pop()
    parts.venues[:] = []
    house, codes = known or (name, ())
    parts.settlements.append(Item("settlement", house, codes))
    for side in (parts.outside, parts.inside):
        side[:] = [house if text == name else text for text in side]
