"""Words of a text that somebody points at: where they are, and whether they still are there.

Blanks are as they may be (a table breaks a line where the text has a blank), and a quote begins and ends with whole
words: «Минский» does not contain the word «Минск». static/js/review.js counts the places in the same way.
"""

import re


def places_of(text: str, quote: str) -> list[tuple[int, int]]:
    """All places of the quote in the text, as (start, end); none for an empty quote."""
    words = quote.split()
    if not words:
        return []
    middle = r"\s+".join(re.escape(word) for word in words)
    head = r"(?<!\w)" if re.match(r"\w", quote.strip()) else ""
    tail = r"(?!\w)" if re.search(r"\w$", quote.strip()) else ""
    return [found.span() for found in re.finditer(head + middle + tail, text)]


def place_of(text: str, quote: str, number: int = 1) -> tuple[int, int] | None:
    """The place with that number, counted from 1, or the last one when there are fewer by now; None when the words
    are gone."""
    places = places_of(text, quote)
    return places[min(number, len(places)) - 1] if places else None
