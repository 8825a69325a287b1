"""Numbers written in words («двадцать пять участников», «60 (шестьдесят) человек») as digits."""

from __future__ import annotations

import re

_ONES = {
    1: "один одна одно одного одной", 2: "два две двух", 3: "три трёх трех", 4: "четыре четырёх четырех",
    5: "пять пяти", 6: "шесть шести", 7: "семь семи", 8: "восемь восьми", 9: "девять девяти",
    10: "десять десяти", 11: "одиннадцать одиннадцати", 12: "двенадцать двенадцати", 13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати", 15: "пятнадцать пятнадцати", 16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати", 18: "восемнадцать восемнадцати", 19: "девятнадцать девятнадцати",
}  # fmt: skip
_TENS = {
    20: "двадцать двадцати", 30: "тридцать тридцати", 40: "сорок сорока", 50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти", 80: "восемьдесят восьмидесяти",
    90: "девяносто девяноста",
}  # fmt: skip
_HUNDREDS = {
    100: "сто ста сотня сотни сотню", 200: "двести двухсот", 300: "триста трёхсот трехсот",
    400: "четыреста четырёхсот четырехсот", 500: "пятьсот пятисот", 600: "шестьсот шестисот",
    700: "семьсот семисот", 800: "восемьсот восьмисот", 900: "девятьсот девятисот",
}  # fmt: skip
_THOUSAND = "тысяча тысячи тысячу тысяч".split()
_VALUES = {word: value for row in (_ONES, _TENS, _HUNDREDS) for value, words in row.items() for word in words.split()}
_WORD = "|".join(sorted([*_VALUES, *_THOUSAND], key=len, reverse=True))
# The words of one number, between them one blank; six words are enough for any number of people.
_NUMBER = re.compile(rf"(?<![\w-])(?<!\d )(?:{_WORD})(?:[ ](?:{_WORD})){{0,6}}(?![\w-])", re.IGNORECASE)
_CONFIRMED = re.compile(r"(?<!\d)(?P<digits>\d{1,12}(?: \d{3}){0,3}) ?\((?P<words>\d{1,12})\)")


def in_digits(text: str) -> str:
    """Return the text with numbers in words as digits. What is no number («сто сто») stays."""
    return _NUMBER.sub(lambda match: str(value) if (value := value_of(match[0])) is not None else match[0], text)


def value_of(words: str) -> int | None:
    """Return the number that the words write, or None: «сто двадцать пять» is 125."""
    total, part, last = 0, 0, 10_000
    for word in words.lower().split():
        if word in _THOUSAND:
            if total:
                return None
            total, part, last = (part or 1) * 1000, 0, 1000
            continue
        value = _VALUES.get(word)
        if value is None:
            return None  # also a word in letters that are no others than these in capitals only («ᲀосемь»)
        # Each next word must be of a smaller rank: hundreds, tens, ones.
        rank = 100 if value >= 100 else 10 if value >= 10 else 1
        if rank >= last:
            return None
        part, last = part + value, 1 if value < 20 else rank
    return total + part


def without_confirmation(text: str) -> tuple[str, bool]:
    """Return the text with «60 (60)» as «60», and whether every such pair agrees. Words are digits already."""
    agree = True

    def one(match: re.Match[str]) -> str:
        nonlocal agree
        agree = agree and int(match["digits"].replace(" ", "")) == int(match["words"])
        return match["digits"]

    return _CONFIRMED.sub(one, text), agree
