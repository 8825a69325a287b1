"""Whether a file says what a released document says, word for word, and if not, which row differs and how.

Compared are words: letters, signs and their order. Blanks and ends of lines are how a page is laid out. The released
document is trusted, so are its numbers of rows; the other one may say anything. No Django, no database.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.prose.typography import quoted

from .read.printed import WIDTH, Line, Printed
from .table import COLUMNS

CHANGED, MISSING, ADDED, REPEATED, MOVED, SWAPPED = "changed", "missing", "added", "repeated", "moved", "swapped"
RENUMBERED, HIDDEN, BESIDE = "renumbered", "hidden", "beside"

TITLE, HEAD = "заголовок отчёта", "шапка таблицы"
DATA_SHEET = "лист «Данные»"
_OF_DATA = re.compile(rf"{DATA_SHEET}, строка \d+")
LONGEST_SHOWN = 160  # letters of a text that is shown, around what differs
BEFORE_IT = 40
MOST_PAIRED = 300  # lines that are compared each with each
LEAST_ALIKE = 0.5
LETTERS_COMPARED = 300

# What shows nothing: signs that say where a line may end.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
# In a PDF a hyphen may be one of the text or one at the end of a line.
_HYPHENS = dict.fromkeys(map(ord, "-\u2010\u2011"))


Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a file differs. `place`: «строка 14»; `column`: its short heading, of a changed cell; `was`
    and `now`: the words of the released document and those of the file, cut around what differs."""

    kind: str
    place: str
    column: str = ""
    was: str = ""
    now: str = ""


def strict(text: str) -> str:
    """The words of a text, for comparing."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


def loose(text: str) -> str:
    """The same for a PDF, in which blanks and hyphens at the ends of lines cannot be told from those of the text."""
    return strict(text).translate(_HYPHENS).replace(" ", "")


def differences(released: Printed, other: Printed, *, is_pdf: bool = False) -> list[Difference]:
    """All differences, in the order of the released document; none: it is the same word for word."""
    words = loose if is_pdf else strict
    found = _of_lines(released.lines, other.lines, _places(released.lines), words)
    # The sheet of data repeats the table: what differs there too is said once.
    found = found or _of_data(released.data, other.data, words)
    known = Counter(words(text) for text, _ in released.beside)
    for text, where in other.beside:
        known[words(text)] -= 1
        if known[words(text)] < 0 and not _OF_DATA.fullmatch(where):
            found.append(Difference(BESIDE, where, now=_cut(text)))
    return found


def _of_data(released: Sequence[Line], other: Sequence[Line], words: Words) -> list[Difference]:
    if released and not other:
        return [Difference(MISSING, DATA_SHEET)]
    places = [f"{DATA_SHEET}, строка {number}" for number in range(1, len(released) + 1)]
    return _of_lines(released, other, places, words)


def _places(lines: Sequence[Line]) -> list[str]:
    """What each line of the released document is called. Its first row is the heading of the table."""
    places, number = [], 0
    for index, line in enumerate(lines):
        if len(line.cells) == WIDTH - 1:
            places.append(f"строка {number}" if number else HEAD)
            number += 1
        elif index == 0:
            places.append(TITLE)
        else:
            is_heading = index + 1 < len(lines) and len(lines[index + 1].cells) == WIDTH - 1
            places.append(f"{'раздел' if is_heading else 'текст под таблицей'} {quoted(line.cells[0])}")
    return places


@dataclass(slots=True)
class _Match:
    """Which line of the released document (the first number) is which of the file."""

    same: dict[int, int]
    changed: dict[int, int]


def _of_lines(released: Sequence[Line], other: Sequence[Line], places: Sequence[str], words: Words) -> list[Difference]:
    ours, theirs = ([tuple(map(words, line.cells)) for line in lines] for lines in (released, other))
    match = _matched(ours, theirs)
    found: list[tuple[int, Difference]] = []
    for index, place in enumerate(places):
        if index in match.changed:
            found += [(index, one) for one in _changed(place, released[index], other[match.changed[index]], words)]
        elif index not in match.same:
            found.append((index, Difference(MISSING, place, was=_cut(_said(released[index])))))
    pairs = {**match.same, **match.changed}
    found += _added(other, theirs, ours, places, pairs)
    found += [(index, one) for index, one in _out_of_order(pairs, places)]
    for index, at in pairs.items():
        if other[at].apart and not released[index].apart:
            found.append((index, Difference(HIDDEN, places[index], now=other[at].apart)))
    if not any(one.kind in (MISSING, ADDED, REPEATED, MOVED, SWAPPED) for _, one in found):
        found += _renumbered(other, places, pairs)
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


# --- which line is which ----------------------------------------------------------------------------------------------


def _matched(ours: Sequence[tuple[str, ...]], theirs: Sequence[tuple[str, ...]]) -> _Match:
    """Equal lines first: those before the first difference, those behind the last, then wherever they are. Then those
    that are alike."""
    same = _at_the_ends(ours, theirs)
    places = defaultdict(list)
    for at in sorted(set(range(len(theirs))) - set(same.values()), reverse=True):
        places[theirs[at]].append(at)
    for index, cells in enumerate(ours):
        if index not in same and places[cells]:
            same[index] = places[cells].pop()
    taken = set(same.values())
    left = [index for index in range(len(ours)) if index not in same]
    spare = [at for at in range(len(theirs)) if at not in taken]
    changed = _alone_between(same, left, spare, ours, theirs)
    taken = set(changed.values())
    rest = [index for index in left if index not in changed]
    changed |= _most_alike(rest, [at for at in spare if at not in taken], ours, theirs)
    return _Match(same, changed)


def _at_the_ends(ours: Sequence, theirs: Sequence) -> dict[int, int]:
    """Where a row stands twice in the released document, this tells which of the two is gone."""
    both = min(len(ours), len(theirs))
    before = next((place for place in range(both) if ours[place] != theirs[place]), both)
    behind = next((place for place in range(both - before) if ours[-1 - place] != theirs[-1 - place]), both - before)
    last, their_last = len(ours) - 1, len(theirs) - 1
    return {place: place for place in range(before)} | {last - n: their_last - n for n in range(behind)}


def _alone_between(same: dict, left: list, spare: list, ours: Sequence, theirs: Sequence) -> dict[int, int]:
    """One line here and one there between the same neighbours: it was changed, however much."""
    gaps = defaultdict(lambda: ([], []))
    for side, places, known in ((0, left, sorted(same)), (1, spare, sorted(same.values()))):
        for place in places:
            behind = bisect_left(known, place)
            neighbour = known[behind - 1] if behind else -1
            gaps[same.get(neighbour, -1) if side == 0 else neighbour][side].append(place)
    return {
        indexes[0]: ats[0]
        for indexes, ats in gaps.values()
        if len(indexes) == len(ats) == 1 and len(ours[indexes[0]]) == len(theirs[ats[0]])
    }


def _most_alike(left: list, spare: list, ours: Sequence, theirs: Sequence) -> dict[int, int]:
    """Of the others those with most equal cells; of a few, those with most equal letters. So many that they cannot be
    compared each with each are taken as they follow each other."""
    if max(len(left), len(spare)) > MOST_PAIRED:
        pairs = zip(left, spare, strict=True) if len(left) == len(spare) else ()
        return {index: at for index, at in pairs if _equal_cells(ours[index], theirs[at])}
    pairs = [(index, at) for index in left for at in spare]
    tried = [(_equal_cells(ours[index], theirs[at]), index, at) for index, at in pairs]
    if len(pairs) <= MOST_PAIRED:
        tried += [(_likeness(ours[index], theirs[at]), index, at) for alike, index, at in tried if not alike]
    changed, taken = {}, set()
    for alike, index, at in sorted(tried, key=lambda one: (-one[0], one[1], one[2])):
        if alike and index not in changed and at not in taken:
            changed[index] = at
            taken.add(at)
    return changed


def _equal_cells(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many cells are equal, if that says something: many rows have the same place."""
    if len(one) != len(other):
        return 0
    equal = [cell for cell, again in zip(one, other, strict=True) if cell == again and cell]
    is_much = len(equal) > 1 or 3 * sum(map(len, equal)) >= max(sum(map(len, one)), 1)
    return len(equal) if is_much else 0


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Under 1, so that it comes after equal cells; 0 for two that have little in common."""
    matcher = SequenceMatcher(None, " ".join(one)[:LETTERS_COMPARED], " ".join(other)[:LETTERS_COMPARED], False)
    ratio = matcher.ratio() if len(one) == len(other) else 0
    return ratio / 2 if ratio >= LEAST_ALIKE else 0


# --- what is said of it -----------------------------------------------------------------------------------------------


def _changed(place: str, ours: Line, theirs: Line, words: Words) -> list[Difference]:
    if len(ours.cells) != len(theirs.cells):
        return [Difference(CHANGED, place, was=_cut(_said(ours)), now=_cut(_said(theirs)))]
    is_row = len(ours.cells) == len(COLUMNS) and not place.startswith(DATA_SHEET)
    columns = [column.short for column in COLUMNS] if is_row else [""] * len(ours.cells)
    return [
        Difference(CHANGED, place, column, *_around(was, now))
        for column, was, now in zip(columns, ours.cells, theirs.cells, strict=True)
        if words(was) != words(now)
    ]


def _added(
    other: Sequence[Line], theirs: Sequence, ours: Sequence, places: Sequence[str], pairs: dict[int, int]
) -> list[tuple[int, Difference]]:
    """Lines that no line of the released document is."""
    first = {}
    for index, cells in enumerate(ours):
        first.setdefault(cells, index)
    by_place = {at: index for index, at in pairs.items()}
    found, before = [], -1
    for at, line in enumerate(other):
        if at in by_place:
            before = by_place[at]
            continue
        if theirs[at] in first:
            found.append((before, Difference(REPEATED, places[first[theirs[at]]], now=_cut(_said(line)))))
        else:
            place = f"после: {places[before]}" if before >= 0 else "в начале"
            found.append((before, Difference(ADDED, place, now=_cut(_said(line)))))
    return found


def _out_of_order(pairs: dict[int, int], places: Sequence[str]) -> Iterable[tuple[int, Difference]]:
    """Lines that stand elsewhere: two that have changed places, or those outside the longest run that is in order."""
    indexes = sorted(pairs)
    ranks = {at: rank for rank, at in enumerate(sorted(pairs.values()))}
    order = [ranks[pairs[index]] for index in indexes]
    astray = [place for place, rank in enumerate(order) if place != rank]
    if len(astray) == 2:
        first, second = (indexes[place] for place in astray)
        yield first, Difference(SWAPPED, f"{places[first]} и {places[second]}")
        return
    kept = _longest_run(order) if astray else set()
    for place in astray:
        if place not in kept:
            yield indexes[place], Difference(MOVED, places[indexes[place]])


def _longest_run(order: Sequence[int]) -> set[int]:
    """The places of a longest increasing run."""
    ends, at, before = [], [], [-1] * len(order)
    for place, rank in enumerate(order):
        size = bisect_left(ends, rank)
        before[place] = at[size - 1] if size else -1
        if size == len(ends):
            ends.append(rank)
            at.append(place)
        else:
            ends[size], at[size] = rank, place
    run, place = set(), at[-1] if at else -1
    while place >= 0:
        run.add(place)
        place = before[place]
    return run


def _renumbered(
    other: Sequence[Line], places: Sequence[str], pairs: dict[int, int]
) -> Iterable[tuple[int, Difference]]:
    for index, at in pairs.items():
        said = other[at].number.strip(" .)")
        if said and places[index].startswith("строка ") and said != places[index].removeprefix("строка "):
            yield index, Difference(RENUMBERED, places[index], now=said)


def _said(line: Line) -> str:
    return " | ".join(filter(None, line.cells))


def _cut(text: str, start: int = 0) -> str:
    """The text from `start` on, if it is long."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_SHOWN:
        return text
    start = max(0, min(start, len(text) - LONGEST_SHOWN))
    piece = text[start : start + LONGEST_SHOWN].strip()
    return f"{'…' if start else ''}{piece}{'…' if start + LONGEST_SHOWN < len(text) else ''}"


def _around(was: str, now: str) -> tuple[str, str]:
    """Both texts, cut to what is around the first letter that differs."""
    was, now = strict(was), strict(now)
    same = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), None)
    start = max(0, (min(len(was), len(now)) if same is None else same) - BEFORE_IT)
    return _cut(was, start), _cut(now, start)
