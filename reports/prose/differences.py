"""Which words changed between two texts."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from .words import NBSP

# A line break is a word of its own. A no-break space belongs to the word before it and otherwise counts as any blank:
# the difference is invisible. «г. Минск» and «г. Брест» have one word in common.
WORD = re.compile(f"\n|[^ \t\n{NBSP}]+{NBSP}*")

# Of difflib: equal, replace …; from, to in the old words; from, to in the new.
Opcode = tuple[str, int, int, int, int]

# Fewer words than these between two changes are drawn into them: «в», «и» alone make a text unreadable.
_ISLAND_WORDS, _ISLAND_LETTERS = 2, 8

# Above this the comparison could take seconds; a text so long and so different is shown old and new whole.
_MOST_WORDS = 1500


def is_changed(before: str, after: str) -> bool:
    """Whether a reader would see a difference (blanks do not count)."""
    return as_seen(WORD.findall(before)) != as_seen(WORD.findall(after))


def as_seen(words: Iterable[str]) -> list[str]:
    """The words without the no-break spaces behind them, which nobody sees."""
    return [word.rstrip(NBSP) for word in words]


def is_kept(before: str, after: str, place: tuple[int, int]) -> bool:
    """Whether the words at that place (start, end) of the earlier text are unchanged in the later one."""
    words = list(WORD.finditer(before))
    quoted = {number for number, word in enumerate(words) if word.start() < place[1] and word.end() > place[0]}
    kept = set()
    for kind, a, b, _, _ in compared_words([word[0] for word in words], WORD.findall(after))[2]:
        kept.update(range(a, b) if kind == "equal" else ())
    return quoted <= kept


def compared_words(before: list[str], after: list[str]) -> tuple[list[str], list[str], list[Opcode]]:
    """The words, and how the old ones become the new ones (difflib's opcodes)."""
    old, new = as_seen(before), as_seen(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if max(map(len, middle)) > _MOST_WORDS:
        codes = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    else:
        codes = SequenceMatcher(None, *middle).get_opcodes()
    moved = [(kind, *(number + start for number in numbers)) for kind, *numbers in codes]
    head = [("equal", 0, start, 0, start)] if start else []
    tail = [("equal", len(old) - end, len(old), len(new) - end, len(new))] if end else []
    return before, after, [*head, *moved, *tail]


def readable_words(old: list[str], new: list[str], codes: list[Opcode]) -> list[list]:
    """(kind, old words, new words), with neighbouring changes and the small islands between them as one."""
    runs = []
    for place, (kind, a, b, c, d) in enumerate(codes):
        between = 0 < place < len(codes) - 1
        small = b - a <= _ISLAND_WORDS and sum(map(len, as_seen(old[a:b]))) <= _ISLAND_LETTERS
        kind = "change" if kind != "equal" or (between and small) else "equal"
        if runs and runs[-1][0] == kind:
            runs[-1][1].extend(old[a:b])
            runs[-1][2].extend(new[c:d])
        else:
            runs.append((kind, old[a:b], new[c:d]))
    return runs
