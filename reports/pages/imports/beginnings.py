"""How much of a file's texts and places the pages of an import show: in a file there may be as much as a book, and a
page shows as much as a person compares."""

from reports.imports.comparison import BEGINNING
from reports.pages.differences import difference

LETTERS_BEFORE = 200  # of what two long texts have in common, before their difference


def in_the_file(where, wheres):
    """Where in the file a row is, for a person: «строка 5», and the section only where the file has several. `wheres`:
    those of all its rows."""
    first = "раздел 1, "
    return where.removeprefix(first) if all(other.startswith(first) for other in wheres) else where


def beginning(text, letters=BEGINNING):
    """The text, or its first letters and «…»."""
    return text if len(text) <= letters else f"{text[:letters]}…"


def beginnings(texts):
    """The texts as long as all of them together are no more than one beginning; of the one that is, its own."""
    shown, left = [], BEGINNING
    for text in texts:
        if left <= 0:
            return (*shown, f"Ещё {len(texts) - len(shown)} показаны не будут, но сохранятся.")
        shown.append(beginning(text, left))
        left -= len(text)
    return tuple(shown)


def difference_shown(before, after):
    """`difference` of whole texts; of longer ones, of the part from their first difference on."""
    if max(len(before), len(after)) <= BEGINNING:
        return difference(before, after)
    start = max(0, _in_common(before, after) - LETTERS_BEFORE)
    part = [f"{'…' if start else ''}{beginning(text[start:])}" for text in (before, after)]
    return difference(*part)


def _in_common(one, other):
    """How many letters two texts have in common at their beginning; halving, because a page has many of them."""
    same, differs = 0, min(len(one), len(other)) + 1
    while differs - same > 1:
        middle = (same + differs) // 2
        if one[same:middle] == other[same:middle]:
            same = middle
        else:
            differs = middle
    return same
