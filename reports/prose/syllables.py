"""A name on two short lines, where one has no room for it: the cell of a map, the head of a narrow column."""

from __future__ import annotations

import re

FITS = 9  # letters on a line
_ADJECTIVE = re.compile(r"(?P<stem>[А-Яа-яЁё]+)(?P<end>ский|цкий)")
_SYLLABLE = re.compile(r"(?<=[А-Яа-яЁё]{2})(?=[бвгджзклмнпрстфхцчшщ][аеёиоуыэюя][а-яё])")


def two_lines(name: str) -> tuple[str, str]:
    """Return the name as it is with "", or its two parts: words, «Холм-» and «Жирковский», «Гагарин-» and «ский»,
    syllables about its middle."""
    if len(name) <= FITS:
        return name, ""
    for mark, kept in ((" ", ""), ("-", "-")):
        if mark in name:
            first, _, second = name.partition(mark)
            return f"{first}{kept}", second
    adjective = _ADJECTIVE.fullmatch(name)
    if adjective and len(adjective["stem"]) <= FITS:
        return f"{adjective['stem']}-", adjective["end"]
    places = [found.start() for found in _SYLLABLE.finditer(name)]
    if not places:
        return name, ""
    middle = min(places, key=lambda place: abs(2 * place - len(name)))
    return f"{name[:middle]}-", name[middle:]
