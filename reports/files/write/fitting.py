"""Words that are wider than their column, so that Word need not cut them between any two letters.

No letter changes. A line may end behind the last of the words that no-break spaces hold together and that fit. A long
word is drawn narrower. One that would be squeezed gets hyphens at its syllables, shown only where a line ends. An
address may end a line after its signs.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

SIZE_MM = 12 * 25.4 / 72  # the height of the letters, twelve points
NARROWEST = 78  # per cent of a letter's width; below it is hard to read
LONGEST_REMEMBERED = 100  # letters of a word
WIDEST = 0.72  # of their height, the letters of a word of capitals
SLACK = 0.985  # of a column's width: programs round, and bring pairs of letters closer or farther

# Times New Roman in thousandths of its height, as its metrics say, rounded. Liberation Serif has the same.
_LETTERS_OF_WIDTH = {
    200: "|",
    250: " ,.\u00a0\u202f",
    280: "/:;\\ijlt",
    330: "!()-I[]`fr‐‑’'",
    390: "Js°з",
    440: '"гэ?aczeасеёт“”„',
    480: "{}вкья^",
    500: "#$*0123456789_bdghknopquvxy«»§Злорухч–",
    530: "бдъ",
    550: "~ийнпц",
    580: "+<=>FPSРБЬГ±×",
    620: "ELTZЕТЁм",
    670: "BCRВКСЯыЧфЭДЛ",
    720: "жУЪADGHKNOQUVXYwАИЙНОПХЦ",
    780: "юшщ&mФ",
    850: "%Ы",
    900: "MМЖ",
    950: "@W№",
    1030: "—…ШЩЮ",
}
_WIDTHS = {letter: width for width, letters in _LETTERS_OF_WIDTH.items() for letter in letters}
_LINKS = re.compile("[^\u00a0\u202f]*(?:[\u00a0\u202f]+|$)")  # with the no-break spaces behind them
_AFTER_HYPHEN = re.compile(r"(?<=\w[-‐–—])(?=[^\W\d])")
_IN_LETTERS = re.compile(r"(\W*)([^\W\d_]+)(\W*)")  # a word with the signs around it
_AFTER_SIGN = re.compile(r"(?<=[/\\.,:;?&=_@#%+~)\]|-])(?=[^/])")
_VOWELS = "аеёиоуыэюяaeiouy"
_NO_BEGIN = "ьъй" + _VOWELS  # of a syllable
# Places where a line may end: nothing shows, or a hyphen when it does. No letters of a text, since XML forbids them.
BREAK, HYPHEN = "\ufffe", "\uffff"


class Run(NamedTuple):
    """Letters that are drawn alike: at so many per cent of their width."""

    text: str
    scale: int = 100


def wide_words(width_mm: float) -> Callable[[str], bool]:
    """The function that says whether a text has a word that is wider than this column. It is asked of every cell: one
    pass looks for long words, and only those are measured."""
    letters = safe_letters(width_mm)
    all_short = re.compile(rf"(?:[^ ]{{0,{letters}}}+ )*+[^ ]{{0,{letters}}}+").fullmatch

    def has_wide_word(text: str) -> bool:
        text = text.replace("\n", " ")
        if all_short(text):
            return False
        for word in text.split(" "):  # noqa: SIM110 - a loop takes half the time
            if len(word) > letters and _is_wide(word, width_mm):
                return True
        return False

    return has_wide_word


def safe_letters(width_mm: float) -> int:
    """How many letters fit into a column whatever words they are, but for those all in capitals of the widest."""
    return int(width_mm * SLACK / (WIDEST * SIZE_MM))


def fitted(text: str, width_mm: float) -> list[Run]:
    """The runs of a paragraph that a column of this width can show without cutting a word."""
    runs = []
    for number, word in enumerate(text.split(" ")):
        found = _word(word, width_mm)
        if number:
            found = [Run(" "), *found]
        for run in found:
            if runs and runs[-1].scale == run.scale:
                runs[-1] = Run(runs[-1].text + run.text, run.scale)
            else:
                runs.append(run)
    return runs


def _is_wide(word: str, width_mm: float) -> bool:
    return len(word) > LONGEST_REMEMBERED or _is_remembered_wide(word, width_mm)


@lru_cache(5000)
def _is_remembered_wide(word: str, width_mm: float) -> bool:
    return any(_width(part) > width_mm * SLACK for part in _AFTER_HYPHEN.split(word))


def _word(word: str, width_mm: float) -> list[Run]:
    """What stands between two blanks."""
    return _remembered(word, width_mm) if len(word) <= LONGEST_REMEMBERED else _runs(word, width_mm)


def _runs(word: str, width_mm: float) -> list[Run]:
    if _width(word) <= width_mm * SLACK:
        return [Run(word)]
    found = []
    for number, line in enumerate(_lines(word, width_mm)):
        before = BREAK if number else ""
        if _width(line.rstrip()) <= width_mm * SLACK:
            found.append(Run(before + line))
        else:
            found += [Run(before), *_long(line, width_mm)]
    return [run for run in found if run.text]


_remembered = lru_cache(2000)(_runs)


def _lines(chain: str, width_mm: float) -> list[str]:
    """The parts of a chain of no-break spaces, put together as far as they fit; the spaces stay behind them."""
    lines = [""]
    for part in filter(None, _LINKS.findall(chain)):
        if not lines[-1] or _width((lines[-1] + part).rstrip()) <= width_mm * SLACK:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def _long(word: str, width_mm: float) -> list[Run]:
    """A word without blanks that is too wide as a whole."""
    runs = []
    for part in _AFTER_HYPHEN.split(word):  # where programs end a line by themselves
        width = _width(part)
        scale = int(100 * width_mm * SLACK / width) if width else 100
        if scale >= 100:
            runs.append(Run(part))
        elif scale >= NARROWEST and _IN_LETTERS.fullmatch(part):
            runs.append(Run(part, scale))
        else:
            runs.append(Run(_with_breaks(part, width_mm)))
    return runs


def _with_breaks(word: str, width_mm: float) -> str:
    """The word with places where a line may end, so that what is between two of them fits."""
    if match := _IN_LETTERS.fullmatch(word):
        before, letters, after = match.groups()
        return before + _with_hyphens(letters, width_mm) + after
    parts = _AFTER_SIGN.split(word)
    return BREAK.join(part if _width(part) <= width_mm * SLACK else _cut(part, width_mm) for part in parts)


def _with_hyphens(word: str, width_mm: float) -> str:
    """Hyphens after a vowel where a consonant with a vowel follows, and never beside a single letter. A word that has
    too few such places is no word, and is cut where it has to be."""
    small = word.lower()
    places = [
        place
        for place in range(2, len(word) - 1)
        if small[place - 1] in _VOWELS and small[place] not in _NO_BEGIN and small[place + 1] in _VOWELS
    ]
    syllables = [word[left:right] for left, right in pairwise([0, *places, len(word)])]
    if any(_width(syllable + "-") > width_mm * SLACK for syllable in syllables):
        return _cut(word, width_mm)
    return HYPHEN.join(syllables)


def _cut(word: str, width_mm: float) -> str:
    """The word in pieces that fit; a letter keeps the accents over it."""
    return BREAK.join(re.findall(rf".{{1,{safe_letters(width_mm)}}}[\u0300-\u036f]*", word, re.DOTALL))


def _width(text: str) -> float:
    """How wide the text is on one line, in millimetres."""
    return sum(_WIDTHS.get(letter, 1000) for letter in text) * SIZE_MM / 1000
