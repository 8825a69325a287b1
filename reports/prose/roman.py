"""Roman numbers as they are typed: a Russian keyboard has «Х» for ten, «І» and the palochka «Ӏ» for one."""

import re

_FIGURES = str.maketrans("ХхІіӀӏ", "XxIiIi")
_NUMBER = re.compile("(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
# Of halves, quarters and months.
_VALUES = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
}  # fmt: skip
# Letters that only look like a figure, or like two or three of them.
_GUESSES = str.maketrans({"l": "i", "1": "i", "у": "v", "y": "v", "п": "ii", "ш": "iii"})


def in_latin(letters: str) -> str:
    """The letters with those Cyrillic ones that mean a figure written in Latin: «ХVІІІ» is «XVIII»."""
    return letters.translate(_FIGURES)


def is_number(letters: str) -> bool:
    """Whether Latin letters are a number below ninety, in capitals or small letters."""
    return bool(letters) and _NUMBER.fullmatch(letters.lower()) is not None


def value_of(letters: str) -> tuple[int | None, bool]:
    """The number from 1 to 12 that small letters of either alphabet mean, and whether that is a guess: letters that
    only look like a figure are among them. None for what is no such number."""
    figures = in_latin(letters)
    read = figures.translate(_GUESSES)
    return _VALUES.get(read), read != figures
