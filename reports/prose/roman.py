"""Roman numbers as they are typed: a Russian keyboard has «Х» for ten, «І» and the palochka «Ӏ» for one."""

import re

_FIGURES = str.maketrans("ХхІіӀӏ", "XxIiIi")
_NUMBER = re.compile("(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_UP_TO_399 = re.compile("C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_STEPS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
LARGEST = 399
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


def number_of(letters: str) -> int | None:
    """The number from 1 to 399 that capital letters of either alphabet are, None for what is no such number."""
    figures = in_latin(letters)
    if not figures or not _UP_TO_399.fullmatch(figures):
        return None
    value_of_figure = {figure: value for value, figure in _STEPS}
    values = [value_of_figure[figure] for figure in figures]
    # A figure before a larger one is taken off: «IX».
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def written(number: int) -> str:
    """Write a number from 1 to 399 in Latin capitals: 40 is «XL». Raises ValueError for any other."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"{number} is not written in Roman figures here")
    letters = ""
    for value, figure in _STEPS:
        letters += figure * (number // value)
        number %= value
    return letters
