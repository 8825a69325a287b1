"""Puts the names of settlements and districts into the nominative, as far as that is certain."""

from __future__ import annotations

import re
from functools import lru_cache

from reports.prose.morphology import case_forms, parses_of


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


# --- the cases of a known name ----------------------------------------------------------------------------------

# How the last letters of a nominative change: endings of other cases, by rule. The dictionary knows most towns; the
# rules know «в Крагуевце», «в Пльзени», «в Тёмкине».
_ENDINGS: tuple[tuple[str, int, str], ...] = (
    ("лец", 3, "льца льцу льцом льце"),  # «Елец»
    ("ец", 2, "ца цу цом цем це"),
    ("ац", 2, "ца цу цем цом це"),
    ("ок", 2, "ка ку ком ке"),
    ("ек", 2, "ка ку ком ке"),
    ("ел", 2, "ла лу лом ле"),
    ("ый", 2, "ого ому ым ом"),
    ("ой", 2, "ого ому ым ом"),
    ("ий", 2, "ого ему ому им ом ем"),
    ("ая", 2, "ой ую"),
    ("яя", 2, "ей юю"),
    ("ое", 2, "ого ому ым им ом"),
    ("ие", 2, "их им ими"),
    ("ые", 2, "ых ым ыми"),
    ("ия", 2, "ии ию ией"),
    ("а", 1, "ы и е у ой ей"),
    ("я", 1, "и е ю ей"),
    ("о", 1, "а у ом е"),
    ("е", 1, "я ю ем и"),
    ("ы", 1, "ов ам ами ах"),
    ("и", 1, "ов ей ам ями ами ях ах"),
    ("ь", 1, "и ю я е ем ью"),
    ("й", 1, "я ю ем е"),
)
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]\Z")


@lru_cache(maxsize=4096)
def town_forms(name: str) -> frozenset[str]:
    """Return a word of a town's name (the nominative, small letters, е for ё) and its other cases."""
    forms = set(case_forms(name))
    for ending, cut, others in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            forms.update(name[:-cut] + other for other in others.split())
            if cut == 2 and ending in ("ый", "ой", "ий", "ая", "яя", "ое", "ие", "ые", "ия"):
                break
    if _CONSONANT.search(name):
        forms.update(name + other for other in ("а", "у", "ом", "ем", "е"))
    return frozenset(forms)


def is_town_form(word: str, name: str) -> bool:
    """Say whether the word is the name, or one of its cases; both in small letters with е for ё."""
    if word == name:
        return True
    stem = max(2, len(name) - 3)
    return len(word) <= len(name) + 3 and word[:stem] == name[:stem] and word in town_forms(name)


def with_yo(name: str, written: str) -> str:
    """Return a known name with the «ё» and «е» that the written case of it has: «Сычёвке» → «Сычёвка».

    Where the written form says nothing («в Орле»), the name keeps its own («Орёл»).
    """
    words = written.split(" ")
    if name.count(" ") != len(words) - 1:
        return name
    return " ".join(_word_with_yo(own, other) for own, other in zip(name.split(" "), words, strict=True))


def _word_with_yo(name: str, written: str) -> str:
    letters = list(name)
    for place, (own, other) in enumerate(zip(name, written, strict=False)):
        if own.lower().replace("ё", "е") != other.lower().replace("ё", "е"):
            break
        if own in "её" and other in "её":
            letters[place] = other
    return "".join(letters)
