"""Cuts a text into the words of a period: numbers, months, signs and the few other words that a period may hold.

What says nothing about the days is kept aside for checking (`aside.py`). A word that does not belong in a period is
never skipped: it refuses the text by name.
"""

from __future__ import annotations

import re

from reports.prose import roman
from reports.prose.cleaning import even_out

from . import aside
from .beside import put_beside
from .lines import without_marks_of_a_list
from .tokens import Date, Number, Token, Words
from .vocabulary import KNOWN

_TO_CYRILLIC = str.maketrans("abcehkmoptxyë", "авсенкмортхуе")
_ONE_WRITING = str.maketrans(
    dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-") | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff") | {"ё": "е"}
)

# --- cutting ------------------------------------------------------------------------------------------------
# Every alternative is of bounded length or one character class, so a text of any kind takes time in proportion.

_DASHES = re.compile(r" ?-[- ]*")
_ELLIPSIS = re.compile(r"(?<=[0-9]) ?(?:…|\.{2,4}) ?(?=[0-9])")
_ROMAN_MONTH = "[ivxіхӏ]{1,4}"
_OF_A_MONTH = "(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)"  # «17/24/31 января» is a list
_PIECE = re.compile(
    rf"""
    (?P<iso>[0-9]{{4}}(?P<stroke>[-./])[0-9]{{1,2}}(?P=stroke)[0-9]{{1,2}}(?![0-9])(?:t(?=[0-9]))?)
  | (?P<iso_month>20[1-9][0-9]-(?:0[1-9]|1[0-2])(?![0-9]|[-./][0-9]|[ ]?г))
  | (?P<date>[0-9]{{1,2}}[ ]?(?P<mark>[./])[ ]?(?:[0-9]{{1,2}}|{_ROMAN_MONTH})[ ]?(?P=mark)[ ]?(?:[0-9]{{4}}|[0-9]{{2}})
        (?![0-9]|[ ]?(?P=mark)[ ]?[0-9]|[ ]?{_OF_A_MONTH}))
  | (?P<misread>(?:[0-9]{{1,2}},(?:0[1-9]|1[0-2]),|[0-9]{{2}}[ ](?:0[1-9]|1[0-2])[ ])20[0-9]{{2}}(?![0-9]))
  | (?P<roman_date>[0-9]{{1,2}}[./-]{_ROMAN_MONTH}[./-][0-9]{{4}}(?![0-9]))
  | (?P<hyphened>[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}(?![0-9]))
  | (?P<month_year>(?:[0-9]{{1,2}}(?P<between>[./])|(?:0[1-9]|1[0-2])(?P<hyphen>-))(?:19|20)[0-9]{{2}}
        (?![0-9]|(?P=between)[0-9]|(?P=hyphen)[0-9]))
  | (?P<time>[0-9]{{1,2}}(?:
        :[0-9]{{2}}(?::[0-9]{{2}})?(?:[ ]?ч(?:ас[аов]{{0,2}})?(?![а-я])\.?)?
      | [.-]00(?![0-9]|\.[0-9])(?:[ ]?ч(?:ас[аов]{{0,2}})?(?![а-я])\.?)?
      | (?:(?<=в[ ][0-9])|(?<=в[ ][0-9][0-9]))-(?:15|30|45)(?![0-9]|[ ]?[а-я])
      | [ ]?(?:часов|часа|час|ч)(?![а-я])\.?(?:[ ]?[0-9]{{1,2}}[ ]?(?:минут[аы]?|мин|м)(?![а-я])\.?)?
        (?:[ ]?(?:утра|вечера|ночи)(?![а-я]))? ))
  | (?P<day_month>[0-9]{{1,2}}[ ]?\.[ ]?(?:[0-9]{{1,2}}|{_ROMAN_MONTH})(?![0-9a-zа-яі]|[ ]?\.[ ]?[0-9])\.?)
  | (?P<roman>1*[iіӏlvyухxпш][1iіӏlvyухxпш]*(?:-?(?:й|я|е|го|м|ая|ый|ое|ой|ом|ую))?
        (?:(?![a-zа-яі0-9])|(?=кв|полуг|декад)))
  | (?P<number>[0-9]+(?:-?(?:го|ого|его|е|ое|ье|й|ый|ой|ий|я|ая|ья|м|ом|му|х|ых|ую|ю)(?![а-я]))?\.?)
  | (?P<stroked>п/г|м-ц|кв-л[а-я]?)
  | (?P<word>[a-zа-яіӏ]+\.?)
  | (?P<sign>[-,;/])
  | (?P<nothing>[\s().:\[\]«»"“”„]+)
  | (?P<other>[^\s])
    """,
    re.VERBOSE,
)
_FIGURES = re.compile("[0-9]+")
_PARTS = re.compile(f"[0-9]+|{_ROMAN_MONTH}")
_ROMAN_LETTERS = re.compile("[1iіӏlvyухxпш]+")
_SIGNS = {"-": "dash", ",": "comma", ";": "comma", "/": "slash"}


def read_words(text: str) -> Words:
    """Cut a text of a bounded length into the words of a period. Raises Refused when a word belongs to none."""
    written = even_out(text.lower().translate(_ONE_WRITING))
    written = _DASHES.sub("-", _ELLIPSIS.sub("-", without_marks_of_a_list(written)))
    beside = put_beside(written)
    tokens = _cut(beside.text)
    aside.refuse_what_names_no_days(tokens)
    words = Words(tokens, often=beside.often, has_count=beside.has_count, has_feast=beside.has_feast)
    aside.put_aside_times(words)
    aside.put_aside_weekdays(words)
    aside.put_aside_day_count(words)
    aside.put_aside_labels(words)
    aside.refuse_unknown(words)
    return words


def _cut(written: str) -> list[Token]:
    tokens: list[Token] = []
    is_in_bracket = False
    for match in _PIECE.finditer(written):
        kind, text = match.lastgroup or "", match[0]
        if kind == "word":
            _add_word(tokens, text.rstrip("."))
            if is_in_bracket and tokens and tokens[-1].kind == "weekday":
                tokens[-1] = tokens[-1]._replace(text=f"({tokens[-1].text}")
        elif kind == "number":
            tokens.append(_number(text))
        elif kind == "sign":
            tokens.append(Token(_SIGNS[text], None, text))
        elif kind == "roman":
            _add_roman(tokens, text)
        elif kind == "time":
            tokens.append(Token("time", text.lstrip("0").startswith(":00"), text))
        elif kind == "stroked":
            tokens.append(Token({"м": "months", "к": "quarter"}.get(text[0], "half-year"), None, text))
        elif kind == "other":
            tokens.append(Token("unknown", None, text))
        elif kind != "nothing":
            tokens.append(_date(kind, text))
        is_in_bracket = kind == "nothing" and "(" in text
    return tokens


def _number(text: str) -> Token:
    digits = _FIGURES.match(text)[0]
    if len(digits) > 4:
        return Token("unknown", None, digits)
    ending = text[len(digits) :].strip("-.")
    return Token(
        "number", Number(int(digits), len(digits), may_be_day=not ending or ending.endswith(("е", "го"))), digits
    )


def _date(kind: str, text: str) -> Token:
    parts = _PARTS.findall(text)
    if kind == "iso":
        return Token("date", Date(int(parts[2]), int(parts[1]), parts[0], "-"), text)
    if kind == "iso_month":
        return Token("month-year", Date(0, int(parts[1]), parts[0], "-"), text)
    month = int(parts[1]) if parts[1].isdecimal() else roman.value_of(parts[1])[0] or 0
    if kind == "month_year":
        return Token("month-year", Date(0, int(parts[0]), parts[1], "."), text)
    if kind == "day_month":
        return Token("day-month", Date(int(parts[0]), month, None, "."), text)
    return Token("date", Date(int(parts[0]), month, parts[2], "/" if "/" in text else "."), text)


def _add_roman(tokens: list[Token], text: str) -> None:
    letters = _ROMAN_LETTERS.match(text)[0]
    value, is_guessed = roman.value_of(letters)
    if value is None:
        _add_word(tokens, text)
        return
    tokens.append(Token("number", Number(value, is_guessed=is_guessed, may_be_day=False), letters))


def _add_word(tokens: list[Token], word: str) -> None:
    """Add a word of either alphabet; the second half of a word that a line break cut in two joins the first."""
    word, known = _look_up(word)
    if known is None:
        for back in (1, 2):
            if len(tokens) >= back and tokens[-back].text.isalpha() and (back == 1 or tokens[-1].kind == "dash"):
                whole, whole_known = _look_up(tokens[-back].text + word)
                if whole_known is not None:
                    tokens[-back:] = [Token(*whole_known, whole)]
                    return
    if word != "г" or not tokens or tokens[-1].text != "г":  # «г.г.»
        tokens.append(Token(*(known or ("unknown", None)), word))


def _look_up(word: str) -> tuple[str, tuple[str, object] | None]:
    """Find a word as written, or with its Latin letters read as the Cyrillic ones that they look like."""
    known = KNOWN.get(word)
    if known is None:
        in_cyrillic = word.translate(_TO_CYRILLIC)
        known = KNOWN.get(in_cyrillic)
        if known is not None:
            word = in_cyrillic
    return word, known
