"""Puts the names of settlements and districts into the nominative, as far as that is certain."""

from __future__ import annotations

import re

from reports.prose.morphology import parses_of


def adjective_in_nominative(stem: str, ending: str) -> str:
    """Return the nominative of a district's adjective: «Кричевск|ого» → «Кричевский», «Донск|ого» → «Донской»."""
    for parse in parses_of((stem + ending).lower()):
        if parse.tag.POS == "ADJF" and parse.is_known and parse.normal_form.endswith("ой"):
            return f"{stem}ой"
    return stem + ("ий" if stem[-1] in "кгхжшщч" else "ый")


_SURELY_NOMINATIVE = re.compile(r"(?:[бвгджзклнпрстфхцчшщйь]|[оО]|ый|ий|ая|ое|ые)\Z")
_MAYBE_OBLIQUE = re.compile(r"(?:ах|ях|ей|ой|ого|его)\Z")
# Of towns: «в с. Новоспасском» comes from Новоспасское.
_CERTAIN_ENDINGS = re.compile(r"(ск|цк|град|бург)(?:а|е)\Z")


def settlement_in_nominative(name: str, *, is_town: bool) -> str | None:
    """Return the nominative of a settlement's name that may be in another case; None when not certain."""
    words = name.split(" ")
    if all(_SURELY_NOMINATIVE.search(word) and not _MAYBE_OBLIQUE.search(word) for word in words):
        return name
    if len(words) > 1:
        return None
    if is_town and _CERTAIN_ENDINGS.search(name):
        return _CERTAIN_ENDINGS.sub(r"\1", name)
    towns = [parse for parse in parses_of(name.lower()) if "Geox" in parse.tag and parse.is_known]
    if any("nomn" in parse.tag for parse in towns):
        return name
    nominatives = {parse.normal_form for parse in towns}
    return nominatives.pop().capitalize() if len(nominatives) == 1 else None
