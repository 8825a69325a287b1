"""Words of a text that somebody points at: where they are, and whether they still are there.

Blanks are as they may be (a table breaks a line where the text has a blank), and a quote begins and ends with whole
words: «Минский» does not contain the word «Минск». static/js/margin.js counts the places in the same way.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from .differences import compared_words, is_kept


def places_of(text: str, quote: str) -> list[tuple[int, int]]:
    """All places of the quote in the text, as (start, end); none for an empty quote. The search is that of `str`: a
    pattern would compare a long quote anew at each letter of a text that repeats itself."""
    sought = " ".join(quote.split())
    if not sought:
        return []
    plain, place_in_text = _with_single_blanks(text)
    is_word, found, start = _WORD.match(sought) is not None, [], 0
    while (start := plain.find(sought, start)) >= 0:
        end = start + len(sought)
        if _BEGINS.match(plain, start) and _ENDS.match(plain, end):
            found.append((place_in_text(start), place_in_text(end - 1) + 1))
            start = end
        else:
            following = _WORD_BEGINS.search(plain, start + 1) if is_word else None
            start = following.start() if following else len(plain) if is_word else start + 1
    return found


_WORD = re.compile(r"\w")
_WORD_BEGINS = re.compile(r"\b\w")
_BEGINS = re.compile(r"\b|\W")  # not in the middle of a word
_ENDS = re.compile(r"\b|(?<=\W)")
_BLANK, _BLANKS = re.compile(r"\s"), re.compile(r"\s\s+")


def _with_single_blanks(text: str) -> tuple[str, Callable[[int], int]]:
    """The text with each run of blanks as one, and the function that says where one of its letters is in the text."""
    places, left_out = [0], [0]
    for run in _BLANKS.finditer(text):
        places.append(run.start() - left_out[-1] + 1)
        left_out.append(left_out[-1] + len(run[0]) - 1)
    plain = _BLANK.sub(" ", _BLANKS.sub(" ", text))
    return plain, lambda place: place + left_out[bisect_right(places, place) - 1]


def place_of(text: str, quote: str, number: int = 1) -> tuple[int, int] | None:
    """The place with that number, counted from 1, or the last one when there are fewer by now; None when the words
    are gone."""
    places = places_of(text, quote)
    return places[min(number, len(places)) - 1] if places else None


# A word, or a sign that stands for itself: the bracket between two words keeps a change of one from touching the other.
_PIECE = re.compile(r"\w+|[^\w\s]")
_NEAR = 100  # letters


def is_touched(before: str, after: str, quote: str, number: int = 1) -> bool:
    """Whether the quoted words of the earlier text, or what stands directly beside them, are others in the later one;
    True for words that were gone before. Words that moved together with their neighbours are as they were."""
    place, places = place_of(before, quote, number), places_of(after, quote)
    if place is None or not places:
        return True
    if len(places) < len(places_of(before, quote)) and not is_kept(before, after, place):
        return True
    kept, beside = _place_after(before, after, place), _beside(before, place)
    return all(_beside(after, one) != beside for one in ([kept] if kept else places))


def _beside(text: str, place: tuple[int, int]) -> tuple[str, str]:
    """The pieces directly before and after a place, of longer ones what is near; "" at either end of the text."""
    earlier = _PIECE.findall(text, max(0, place[0] - _NEAR), place[0])
    later = _PIECE.search(text, place[1], place[1] + _NEAR)
    return (earlier or [""])[-1], later[0] if later else ""


def _place_after(before: str, after: str, place: tuple[int, int]) -> tuple[int, int] | None:
    """Where the pieces of that place are in the later text, as the comparison of both matches them; None where it does
    not find them all side by side."""
    old, new = list(_PIECE.finditer(before)), list(_PIECE.finditer(after))
    inside = [number for number, piece in enumerate(old) if piece.start() < place[1] and piece.end() > place[0]]
    matched = {}
    for kind, start, end, start_after, _ in compared_words([piece[0] for piece in old], [piece[0] for piece in new])[2]:
        if kind == "equal":
            matched.update((number, number - start + start_after) for number in range(start, end))
    found = [matched.get(number) for number in inside]
    if not found or None in found or found[-1] - found[0] != len(found) - 1:
        return None
    return new[found[0]].start(), new[found[-1]].end()
