"""Decides in which country a place is: named first, then by region, then by what only one country has.

A foreign town has its country asked about, because the table prints it. A district or a kind of settlement that only
one country has settles it, in a note; so does a Russian village, and a venue of the municipality itself.
"""

from __future__ import annotations

from typing import NamedTuple

from .chain import Item
from .countries import folded
from .house_form import COUNTRY_NAMES, OFFICIAL, written
from .parts import Parts

# A part of a country that has a code of its own: «Гонконг (КНР)».
_PARTS_OF = {"HK": "CN", "MO": "CN"}
HERE = "Населённый пункт не назван: место в своём муниципальном образовании."


class Decided(NamedTuple):
    """The country, or the refusal that says why there is none; and what must be said."""

    code: str | None
    refusal: str | None = None
    note: str | None = None


def country_of(parts: Parts) -> Decided:
    """Decide on the country of the parts; without a country and a refusal it is still to be asked about."""
    _take_parts_of_countries(parts)
    named = {item.codes[0] for item in parts.countries} or {item.codes[0] for item in parts.regions}
    if names_several(parts):
        elsewhere = any(item.codes and not named & set(item.codes) for item in parts.settlements)
        code = next(iter(named)) if len(named) == 1 and not elsewhere else None
        several = "Названо несколько мест. Укажите одно основное место, остальные назовите в содержании."
        return Decided(code, several)
    if len(named) > 1:
        return Decided(None, "Названо несколько стран. Укажите ту, где проходило мероприятие.")
    if parts.unclear:
        return Decided(None)
    if not named:
        return _misspelled(parts) or _of_a_known_place(parts)
    code = named.pop()
    if any(item.codes[0] != code for item in parts.regions):
        return Decided(None, "Регион и страна не подходят друг другу. Проверьте их.")
    return Decided(code, note=_note_of_another_country(parts, code))


def names_several(parts: Parts) -> bool:
    """Say whether the text names more than one place; the district of a settlement is no second one."""
    if parts.is_several and (parts.districts or parts.regions):
        return True
    return len(parts.settlements or parts.districts) > 1


def named_as_its_country(item: Item) -> str | None:
    """Return the code for «г. Сингапур», whose name is that of its country."""
    is_so = len(item.codes) == 1 and folded(item.text.split("\u00a0")[-1]) == folded(COUNTRY_NAMES[item.codes[0]])
    return item.codes[0] if is_so else None


def _take_parts_of_countries(parts: Parts) -> None:
    """Take «Гонконг» of «Гонконг (КНР)» as the place, and China as the country."""
    codes = {item.codes[0] for item in parts.countries}
    for item in list(parts.countries):
        if len(codes) == 2 and _PARTS_OF.get(item.codes[0]) in codes and not parts.settlements:
            parts.countries.remove(item)
            parts.settlements.append(Item("settlement", COUNTRY_NAMES[item.codes[0]], item.codes))
            parts.outside.insert(0, COUNTRY_NAMES[item.codes[0]])


def _misspelled(parts: Parts) -> Decided | None:
    if not parts.misspelled:
        return None
    item = parts.misspelled[0]
    code = item.codes[0]
    place = written(list(parts.outside), list(parts.inside), code, "", None)
    return Decided(code, f"Проверьте название страны: «{item.text}». Если это {OFFICIAL[code]}, напишите так: {place}.")


def _of_a_known_place(parts: Parts) -> Decided:
    items = [*parts.settlements, *parts.districts]
    sure = {item.codes[0] for item in items if item.says_country or item.codes == ("RU",)}
    sure |= {code for code in map(named_as_its_country, items) if code}
    if len(sure) == 1:
        return _of_what_says_it(items, sure.pop())
    if sure or parts.areas:
        return Decided(None)
    if any(item.is_presumed for item in parts.settlements):
        return Decided("RU", note="Страна не названа: считаем, что это Россия.")
    return Decided("RU", note=HERE) if parts.is_here else Decided(None)


def _of_what_says_it(items: list[Item], code: str) -> Decided:
    """Take the country that a kind of settlement, a district or a town says, where none of the others denies it."""
    if any(item.codes and code not in item.codes for item in items):
        return Decided(None)
    is_clear = code == "RU" or any(map(named_as_its_country, items))
    note = f"Страна в тексте не названа, по названию это {OFFICIAL[code]}. Допишите её в скобках."
    return Decided(code, note=None if is_clear else note)


def _note_of_another_country(parts: Parts, country: str) -> str | None:
    codes = {code for item in (*parts.settlements, *parts.districts) for code in item.codes}
    if not codes or country in codes or {_PARTS_OF.get(code) for code in codes} == {country}:
        return None
    if codes == {"RU"}:
        return f"Страна взята из текста: {COUNTRY_NAMES[country]}. Такой город есть и в России, проверьте страну."
    known = ", ".join(OFFICIAL[code] for code in sorted(codes))
    return (
        f"Страна взята из текста: {COUNTRY_NAMES[country]}. Такое название известно и там: {known}. Проверьте страну."
    )
