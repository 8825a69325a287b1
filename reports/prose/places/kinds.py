"""The kinds of settlements: how they are written, and which country has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# House form → (in full, other writings, writings in other cases). A dot may come right before the name.
KINDS: dict[str, tuple[str, str, str]] = {
    "г.": (
        "город",
        "г. г гг. гор. город город-герой город-побратим",
        "города городе городу городом города-героя городе-герое городе-побратиме города-побратима городах городов",
    ),
    "г.о.": ("городской округ", "г.о. г/о городской_округ", "городского_округа городском_округе"),
    "г.п.": ("городской посёлок", "г.п. гп. гп г/п гор.пос. городской_поселок", "городского_поселка городском_поселке"),
    "пгт": ("посёлок городского типа", "п.г.т. пгт. пгт поселок_городского_типа", "поселке_городского_типа"),
    "рп": ("рабочий посёлок", "р.п. рп. рп рабочий_поселок", "рабочего_поселка рабочем_поселке"),
    "пос.": ("посёлок", "пос. п. поселок", "поселка поселке поселку поселком"),
    "д.": ("деревня", "д. д дер. деревня", "деревни деревне деревню деревней"),
    "с.": ("село", "с. село", "села селе селу селом"),
    "аг.": ("агрогородок", "аг. аг агр. а/г а.г. агрогородок", "агрогородка агрогородке агрогородком"),
    "х.": ("хутор", "х. хут. хутор", "хутора хуторе"),
    "ст-ца": ("станица", "ст-ца станица", "станицы станице"),
}
IN_FULL = {house: in_full for house, (in_full, *_) in KINDS.items()}
KIND_BY_WRITING = {
    writing.replace("_", " "): (house, is_oblique)
    for house, (_, direct, oblique) in KINDS.items()
    for writings, is_oblique in ((direct, False), (oblique, True))
    for writing in writings.split()
}
_PATTERN = re.compile(
    r"(?i)(?<![\w.-])(?:"
    + "|".join(
        re.escape(writing).replace(r"\ ", " ").replace("е", "[её]") + ("" if writing.endswith(".") else "(?= )")
        for writing in sorted(KIND_BY_WRITING, key=len, reverse=True)
    )
    + r") ?(?=[^\W\d_])"
)
# In these the names of the gazetteer are meant, and not a village that is called alike.
TOWN_KINDS = frozenset(("г.", "г.о.", "г.п.", "пгт", "рп", "пос."))
# Only Беларусь has agrotowns and «городские посёлки»; only Russia has the others.
_ONLY_THERE = {"аг.": "BY", "г.п.": "BY", "г.о.": "RU", "рп": "RU", "ст-ца": "RU"}
# A village without a region is one of Russia, where nothing says otherwise.
_RUSSIAN_UNLESS_SAID = frozenset(("пгт", "пос.", "д.", "с.", "х."))
_LONGEST_ABBREVIATION = 4


def only_there(house: str) -> tuple[str, ...]:
    """Return the country that alone has settlements of this kind, if one has."""
    return (_ONLY_THERE[house],) if house in _ONLY_THERE else ()


def is_russian_unless_said(house: str) -> bool:
    """Say whether a settlement of this kind is taken for a Russian one where nothing says otherwise."""
    return house in _RUSSIAN_UNLESS_SAID


def kind_at(text: str, at: int) -> re.Match | None:
    """Return the kind of a settlement that is written here, with the blank behind it. «С. Есенина» is a person."""
    match = _PATTERN.match(text, at)
    # Without regard to capitals, letters of old books match too.
    is_known = match is not None and writing_of(match) in KIND_BY_WRITING
    return match if is_known and not _is_initial(text, match) else None


def writing_of(match: re.Match) -> str:
    """The key of a kind in KIND_BY_WRITING."""
    return match[0].strip().lower().replace("ё", "е")


def kinds_in(text: str, start: int = 0) -> Iterator[re.Match]:
    """Give every kind of a settlement in the text, from here on."""
    return (match for match in _PATTERN.finditer(text, start) if not _is_initial(text, match))


def _is_initial(text: str, match: re.Match) -> bool:
    written = match[0].strip()
    is_short = len(written) <= _LONGEST_ABBREVIATION and "." in written
    return is_short and written[0].isupper() and match.start() > 0 and not text.isupper()
