"""A series of events that are written at once: a pattern with a blank, and a list of what differs, one event a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.cleaning import one_line
from reports.prose.documents.nouns import flatten, sentences
from reports.prose.periods.understand import understand_period
from reports.prose.roman import in_latin
from reports.prose.words import plural

BLANK = "…"
LONGEST_LINE = 2_000  # letters
_BLANKS = re.compile(r"…|\.{3,}|_{2,}|\[\s*\]")
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+")
_NO_AWARDS = frozenset(("", "-", "–", "—"))
_BETWEEN_NUMBERS = re.compile(r"[\s/+]+|\s*[,;]\s*")
_COUNTED = re.compile(r"(\d{1,3})\s*([IІ]{1,3}|ГП|Д)", re.IGNORECASE)
# The degrees in the order in which bare numbers stand for them.
_DEGREES = ("I", "II", "III")
_PRIZES = {
    "ГП": "обладателя Гран-при",
    **{degree: f"лауреата {degree} степени" for degree in _DEGREES},
    "Д": "участника",
}


class SeriesProblem(Exception):
    """What was typed cannot be read; the text says why in Russian, and what to write."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """What one line of the list says; "" where it says nothing of its own."""

    name: str
    place: str = ""
    period: str = ""
    awards: str = ""


def read_line(line: str, *, year: int, quarter: int) -> SeriesLine:
    """Return what a line says: the name, then in any order a town or place, a period, and numbers of prizes.

    Parted by tabs (as pasted from Word or Excel), semicolons or upright strokes. A number before the name is that of
    the row. Raises SeriesProblem.
    """
    cells = _cells(line[:LONGEST_LINE])
    if not cells or not cells[0]:
        raise SeriesProblem("нет названия: начните строку с него")
    found = {"name": cells[0].strip('«»" ') if _is_in_quotes(cells[0]) else cells[0]}
    for cell in filter(None, cells[1:]):
        kind = _kind_of(cell, year, quarter)
        if kind in found:
            other = {"place": "два места", "period": "два срока", "awards": "два числа наград"}[kind]
            raise SeriesProblem(f"названо {other}: «{found[kind]}» и «{cell}»")
        found[kind] = cell
    return SeriesLine(**found)


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in "\t;|" if mark in line), "\t")
    cells = [one_line(cell) for cell in line.split(mark)]
    if len(cells) > 1 and re.fullmatch(r"\d{1,3}[.)]?", cells[0]) and cells[1]:
        del cells[0]
    return [_NUMBERED.sub("", cells[0], count=1), *cells[1:]]


def _is_in_quotes(name: str) -> bool:
    """Whether the marks are around the whole: the pattern has its own."""
    return len(name) > 2 and (name[0], name[-1]) in (("«", "»"), ('"', '"')) and not set(name[1:-1]) & set('«»"')


def _kind_of(cell: str, year: int, quarter: int) -> str:
    try:
        awards_in_words(cell)
    except SeriesProblem:
        is_period = understand_period(cell, year=year, quarter=quarter).start is not None
        return "period" if is_period else "place"
    return "awards"


# --- the pattern --------------------------------------------------------------------------------------------


_LAST_QUOTED = re.compile(r"«[^«»]{1,200}»(?=[^«]*\Z)")


def blanked(name: str) -> str:
    """The name with a blank instead of what its last quotes hold: «Участие в конкурсе «…»»; without quotes the name."""
    return _LAST_QUOTED.sub(f"«{BLANK}»", name, count=1)


_PRIZE = r"(?:\d{1,3}\s)?диплом\w{0,3}\s(?:лауреата\s[IVХІ]{1,3}\sстепени|обладателя\sГран-при|участника)"
_PRIZES_TOLD = re.compile(rf"{_PRIZE}(?:(?:,|\sи)\s{_PRIZE})*")


def without_prizes(text: str) -> str:
    """The text with a blank where it tells of prizes; without prizes the text."""
    return _PRIZES_TOLD.sub(BLANK, text, count=1)


_TOWN = re.compile(r"(?P<kind>(?:г|пос|пгт|с|д|аг)\.?\s)[^,(]{1,80}?(?P<rest>\s*(?:[,(].*)?)")


def in_town(place: str, town: str) -> str:
    """The place with another town in it: «г. Минск (Беларусь)» and «Брест» are «г. Брест (Беларусь)». A town that comes
    with its own country, kind or format stands alone."""
    found = _TOWN.fullmatch(place)
    if found is None or "(" in town or "," in town or _TOWN.fullmatch(town):
        return town
    return f"{found['kind']}{town}{found['rest']}"


def has_blank(text: str) -> bool:
    """Whether a text of the pattern has a place to fill."""
    return _BLANKS.search(text) is not None


def filled(pattern: str, words: str) -> str:
    """The pattern with the words in its one blank. Raises SeriesProblem without a blank, and with several."""
    found = _BLANKS.findall(pattern)
    if not found:
        raise SeriesProblem("в образце нет места для названия: поставьте «…» там, где строки различаются")
    if len(found) > 1:
        raise SeriesProblem("в образце несколько «…»: оставьте одно")
    return _BLANKS.sub(lambda _: words, pattern)


def without_blank(text: str) -> str:
    """The text without the sentence that has the blank, for a line that has nothing to put there."""
    # Hidden, so that «…» ends no sentence.
    flat = _BLANKS.sub(lambda found: "_" * len(found[0]), flatten(text))
    kept = [text[start : end + 1].strip() for start, end in sentences(flat) if not has_blank(text[start:end])]
    return " ".join(filter(None, kept))


# --- prizes -------------------------------------------------------------------------------------------------


def awards_in_words(typed: str) -> str:
    """Return «4 диплома лауреата I степени и 1 диплом лауреата II степени» of «4 1», «4/1», «4 I, 1 II».

    Bare numbers are those of the degrees I to III in order; «ГП» is the Grand Prix, «Д» a participant's diploma. "" of
    none. Raises SeriesProblem for anything else.
    """
    counts = _counts(typed.strip())
    words = [
        f"{number} {plural(number, 'диплом', 'диплома', 'дипломов')} {_PRIZES[kind]}"
        for kind, number in counts
        if number
    ]
    return " и ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _counts(typed: str) -> list[tuple[str, int]]:
    if typed in _NO_AWARDS:
        return []
    bare = _BETWEEN_NUMBERS.split(typed)
    if all(number.isdecimal() and len(number) <= 3 for number in bare) and len(bare) <= len(_DEGREES):
        return list(zip(_DEGREES, map(int, bare), strict=False))
    counted = [_COUNTED.fullmatch(item.strip()) for item in typed.split(",")]
    kinds = [
        in_latin(match[2].upper()) if match[2].upper() not in _PRIZES else match[2].upper()
        for match in counted
        if match
    ]
    if not all(counted) or len(set(kinds)) < len(kinds):
        raise SeriesProblem(f"награды «{typed}» не поняты: напишите числа по степеням, например «4 1» или «4 I, 1 II»")
    return sorted(
        ((kind, int(match[1])) for kind, match in zip(kinds, counted, strict=True)),
        key=lambda one: [*_PRIZES].index(one[0]),
    )
