"""The numbers and bullets that programs draw before the items of a list, as letters."""

import string

from reports.prose.cleaning import BULLET, without_unseen

# The mark of a paragraph that a file itself has, at the beginning of a line (see `prose.cleaning.join_lines`).
PARAGRAPH = "\u2029"

_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"  # Word numbers without ё, й, ъ and ь
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
MOST = 100_000  # a larger number is nobody's item
# Signs that are drawn as bullets: of Courier New and of the symbol fonts, where they are letters of Latin, and of
# Unicode.
_DRAWN = set("o§Øüvqw·●○■□▪▫◦‣⁃∙➢➤►✓✔❖◆◇")


def numbered(number: int, form: str) -> str:
    """A number in one of Word's formats («russianLower», «upperRoman»); one that is not known counts as decimal."""
    if form == "none" or not 0 <= number <= MOST:
        return ""
    if form in _LETTERS:
        return _letters(number, _LETTERS[form])
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x245F + number)
    return _DECORATED.get(form, "{}").format(number)


_LETTERS = {
    "lowerLetter": string.ascii_lowercase,
    "upperLetter": string.ascii_uppercase,
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
}
_DECORATED = {
    "decimalZero": "{:02}",
    "ordinal": "{}-й",
    "numberInDash": "- {} -",
    "decimalEnclosedParen": "({})",
    "decimalEnclosedFullstop": "{}.",
}


def bullet(sign: str) -> str:
    """The sign of a bullet, whatever font draws it: dashes and signs that mean something stay."""
    sign = without_unseen(sign).strip()
    return BULLET if not sign or sign in _DRAWN else sign


def _letters(number: int, alphabet: str) -> str:
    """After the last letter they are doubled: z, aa, bb."""
    if number < 1:
        return ""
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * min(times + 1, 9)


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        while number >= value and len(letters) < 40:
            letters += sign
            number -= value
    return letters
