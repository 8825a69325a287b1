"""Blanks at marks, at numbers and at short words, and quotation marks of another kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from reports.prose.cleaning import is_abbreviation
from reports.prose.edits import Edit
from reports.prose.words import NBSP

_DOUBLED = re.compile(r"[ \t\u00a0]{2,}")
_BEFORE_MARK = re.compile(r"(?<=\S)[ \t\u00a0]+(?=[,;:!?)»](?![)D(])|\.(?![.\dA-Za-z]))")
# «спорта ,подписаны»: the blank is on the wrong side of the mark.
_BLANK_BEFORE_FOR_AFTER = re.compile(r"(?<=[а-яё»)])[ \t\u00a0]+([,;:!?]|\.(?=[А-ЯЁ«]))(?=[а-яёА-ЯЁ«])")
_AFTER_OPENING = re.compile(r"(?<=[(«])[ \t\u00a0]+(?=\S)")
_SCORE = re.compile(r"[ \u00a0]*:[ \u00a0]*\d")
_BEFORE_OPENING = re.compile(r"(?<=[а-яё,;])(?=[«(][А-ЯЁа-яё])|(?<=»)(?=\([А-ЯЁа-яё])")
_AFTER_CLOSING = re.compile(r"(?<=[»)])(?=[А-ЯЁа-яё])")
# A comma between digits may belong to a number; before a letter or behind one it does not.
_AFTER_COMMA = re.compile(
    r"(?<=[а-яё»)]),(?=[А-Яа-яёЁ«(\d])|(?<=\d),(?=[А-Яа-яёЁ«])|(?:(?<=[а-яёА-ЯЁ]\.)|(?<=[А-ЯЁ]{2})),(?=[А-Яа-яёЁ«])"
)
_AFTER_COLON = re.compile(r"(?<=[а-яё]{3}):(?=[А-Яа-яёЁ«(\d])|(?<=[»)]):(?=[А-Яа-яёЁ«(])")
_AFTER_SEMICOLON = re.compile(r"(?<=[\wа-яё»).]);(?=[А-Яа-яёЁ«(\d])")
_AFTER_SENTENCE = re.compile(r"(?<=[а-яё»)])[!?…](?=[А-ЯЁ«])")
# «встреча.Подписан», «(г. Орша).Вручены», «2025 г.Итоги»; the word before it is looked at.
_STOP = re.compile(r"(?<=[\w»)])\.(?=[А-ЯЁ«][а-яё«А-ЯЁ]|[ВСКОУИАЯ][ \u00a0][а-яёА-ЯЁ«])")
_WORD_BEFORE = re.compile(r"[\w-]+\Z")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d[ \u00a0]?гг?\Z")
_COMMAS = re.compile(r"(?<=\w),[ \u00a0]?,(?!,)")


def doubled_blanks(text: str) -> Iterator[Edit]:
    for match in _DOUBLED.finditer(text):
        yield Edit(match.start(), match.end(), NBSP if NBSP in match[0] else " ")


def doubled_marks(text: str) -> Iterator[Edit]:
    for match in _COMMAS.finditer(text):
        yield Edit(match.start(), match.end(), ",")


def blanks_at_marks(text: str) -> Iterator[Edit]:
    """A blank before a mark goes, one behind it comes; a score («3 : 1»), a time and a number keep theirs."""
    for match in _BLANK_BEFORE_FOR_AFTER.finditer(text):
        yield Edit(match.start(), match.end(), f"{match[1]} ")
    for match in _BEFORE_MARK.finditer(text):
        if not (text[match.start() - 1].isdecimal() and _SCORE.match(text, match.start())):
            yield Edit(match.start(), match.end(), "")
    for match in _AFTER_OPENING.finditer(text):
        yield Edit(match.start(), match.end(), "")
    for pattern in (_AFTER_COMMA, _AFTER_COLON, _AFTER_SEMICOLON, _AFTER_SENTENCE):
        for match in pattern.finditer(text):
            yield Edit(match.start(), match.end(), f"{match[0]} ")
    for match in _STOP.finditer(text):
        if _ends_sentence(text, match.start()):
            yield Edit(match.start(), match.end(), ". ")
    yield from _blanks_at_brackets(text)


def _blanks_at_brackets(text: str) -> Iterator[Edit]:
    for match in _BEFORE_OPENING.finditer(text):
        if not _is_function_like(text, match.start()):
            yield Edit(match.start(), match.end(), " ")
    for match in _AFTER_CLOSING.finditer(text):
        if text[match.start() - 1] == "»" or re.search(
            r"[^\W\d_]{5}[^()]{0,60}\)\Z", text[max(0, match.start() - 80) : match.start()]
        ):
            yield Edit(match.start(), match.end(), " ")


def _ends_sentence(text: str, at: int) -> bool:
    """Say whether the stop ends a sentence: behind a bracket, a quote, a year, or a word that is no abbreviation."""
    before = text[max(0, at - 30) : at]
    if before[-1] in "»)" or _YEAR_BEFORE.search(before):
        return True
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    if word[0].isdecimal():
        return before[: word.start()].strip(" \u00a0\n(") == "" or not before[: word.start()].endswith(("№", ",", "-"))
    return len(word[0]) >= 3 and not word[0].isupper() and not is_abbreviation(word[0])


def _is_function_like(text: str, at: int) -> bool:
    """«участник(и)», «представитель(ница)», «учитель(-ница)»: a bracket that belongs to the word before it."""
    return re.match(r"\([а-яё]{1,4}\)", text[at : at + 7]) is not None


# --- numbers and short words ---------------------------------------------------------------------------------

_UNIT = re.compile(
    r"(?<![\w.,/№-])(?:\d{1,2}\.\d{1,2}\.|\d{1,4}[-–—])?\d{1,9}(?=(?:гг?\.|чел\.?|руб\.?|тыс\.?|млн|км|кг|шт\.?|мин\.|человек\w*"
    r"|участник\w*|лет|года?|году)(?!\w))"
)
_SHORT = re.compile(
    r"(?<![\w.])(?:[Уу]л|[Пп]л|[Пп]р|[Пп]росп|[Пп]ер|[Нн]аб|[Мм]кр|[Дд]ер|[Оо]бл|с)\.(?=[А-ЯЁ«])"
    r"|(?<![\w.])(?:[Дд]|[Кк]в|[Кк]орп)\.(?=\d)"
)


def units(text: str) -> Iterator[Edit]:
    """«2025г.», «20чел.», «15км»."""
    for match in _UNIT.finditer(text):
        yield Edit(match.end(), match.end(), NBSP)


def shortened(text: str) -> Iterator[Edit]:
    """«ул.Ленина», «д.32»."""
    for match in _SHORT.finditer(text):
        yield Edit(match.end(), match.end(), NBSP)


# --- quotes --------------------------------------------------------------------------------------------------

_PAIRS = (
    re.compile(r'(?<![\w"])"(?=[^\s"])([^"\n«»]{1,400}?)(?<=[^\s"])"(?![\w"])'),
    # «МБУК"ЦБС"», «дом культуры''Мир''»: the blank is missing too.
    re.compile(r"(?<=[а-яёА-ЯЁ]{2})\"(?=[А-ЯЁ])([^\"\n«»]{1,400}?)(?<=[^\s\"])\"(?![\w\"])"),
    re.compile(r"(?<=[а-яёА-ЯЁ]{2})''(?=[А-ЯЁ])([^'\n«»]{1,400}?)(?<=[^\s'])''(?![\w'])"),
    re.compile(r"„(?=\S)([^„“”\n«»]{1,400}?)(?<=\S)[“”]"),
    re.compile(r"“(?=\S)([^„“”\n«»]{1,400}?)(?<=\S)”"),
    re.compile(r"(?<![\w'])''(?=[^\s'])([^'\n«»]{1,400}?)(?<=[^\s'])''(?![\w'])"),
    re.compile(r"(?<!\w)‘(?=\S)([^‘’\n«»]{1,400}?)(?<=\S)’(?!\w)"),
    re.compile(r"<<(?=[^\s<])([^<>\n«»]{1,400}?)(?<=[^\s>])>>"),
    re.compile(r"(?<![\w,]),,(?=[^\s,])([^,'\"\n«»]{1,200}?)(?<=[^\s,])(?:''|[“”])"),
)


def quotes(text: str) -> Iterator[Edit]:
    """Quotes of another kind that certainly form pairs. An odd one is left, and so is one inside of «…»: only its
    writer knows the other end."""
    opened = [match.start() for match in re.finditer("«", text)]
    closed = [match.start() for match in re.finditer("»", text)]
    for number, pattern in enumerate(_PAIRS):
        if number in (0, 1) and text.count('"') % 2:
            continue
        for match in pattern.finditer(text):
            last = bisect_right(opened, match.start())
            ended = bisect_right(closed, match.start())
            if not last or (ended and closed[ended - 1] > opened[last - 1]):
                blank = " " if number in (1, 2) else ""
                yield Edit(match.start(), match.end(), f"{blank}«{match[1]}»")
