"""The phrases of which a municipality's rows are made, so that nobody types them twice: what stands between commas and
full stops, and the words before a title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from reports.prose.cleaning import even_out

SHORTEST, LONGEST = 12, 200  # letters
_FEW = 400
# Ends of a phrase outside quotes and brackets; a full stop behind a short word belongs to it («г. Минск»).
_END = re.compile(r"[;\n]|,(?=\s)|(?<=[а-яё»)]{3})[.!?](?=\s|\Z)|(?<=\d)[.!?](?=\s+[А-ЯЁ]|\Z)")
_OPENING, _CLOSING = "«(", "»)"


def phrases_of(texts: Iterable[str]) -> list[str]:
    """Return the phrases of the texts, the most frequent first, of equals as they came. Linear in their length."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(phrase for phrase in _parts(text) if SHORTEST <= len(phrase) <= LONGEST)
    return [phrase for phrase, _ in counts.most_common(_FEW)]


def beginnings_of(names: Iterable[str]) -> list[str]:
    """Return what stands before the title in these names («Участие в Международном конкурсе «»), as `phrases_of`."""
    counts = Counter(even_out(name.partition("«")[0]) + " «" for name in names if "«" in name)
    return [words for words, _ in counts.most_common(_FEW) if SHORTEST <= len(words) <= LONGEST]


def _parts(text: str) -> Iterable[str]:
    depth, begin, done = 0, 0, 0
    for end in _END.finditer(text):
        between = text[done : end.start()]
        depth = max(0, depth + sum(map(between.count, _OPENING)) - sum(map(between.count, _CLOSING)))
        done = end.start()
        if depth and end[0] != "\n":
            continue
        depth = 0
        yield even_out(text[begin : end.start()])
        begin = end.end()
    yield even_out(text[begin:]).rstrip(".")
