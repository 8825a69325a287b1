"""Splits a place at its commas and brackets into the pieces that `grammar.py` reads."""

from __future__ import annotations

import re

from .chain import LONGEST
from .formats import formats_in
from .networks import network_in

_MARK_OR_TEXT = re.compile("[(),;«»]|[^(),;«»]+")
_SAYS_SOMETHING = re.compile(r"\w")
_LABEL = re.compile(r"(?i)\Aместо(?: проведения)?(?: мероприятия)? ?[:–—-] ")
# «г. п. Лиозно», «п. г. т. Красный», «а. г. Ленино»; not the initials of «им. Г. П. Смирнова».
_SPACED_KIND = re.compile(r"(?<![\w.])([гр])\. ?([по])\.? ?(?=[А-ЯЁ])")
_SPACED_PGT = re.compile(r"(?<![\w.])п\. ?г\. ?т\.? ?(?=[А-ЯЁ])")
_SPACED_AG = re.compile(r"(?<![\w.])а\. ?г\. ?(?=[А-ЯЁ])")
_BLANK_BEFORE_THE_DOT = re.compile(r"(?<![\w.])(г|д|с|п|пос) \. ?(?=[А-ЯЁ])")
_KIND_WITH_A_COMMA = re.compile(r"(?<![\w.])(г|д|с|п|пгт|аг|дер|пос), ?(?=[А-ЯЁ][а-яё])")  # «г, Орша»
# A sign or an «и» between a place and a format: it was there and at a distance.
_AND_A_FORMAT = re.compile(
    r"(?P<sign>\s*(?<![:/A-Za-z0-9])[/+&](?!/)\s*|\s+(?:и|а также)\s+)"
    r"(?P<format>[^,;()«»/+&]{2,60})(?=\Z|[,;()])",
    re.IGNORECASE,
)
_BETWEEN_PIECES = re.compile(r"[,;()]")
_SENTENCE_END = re.compile(r"(?<=[А-ЯЁа-яё]{5})(?<!просп)(?<!Просп)\. ")
# Towns that are written short, or with blanks around their hyphens.
_SHORT_TOWNS = (
    (
        re.compile(r"(?<![\w])(?:СПб\.?|С\.? ?-? ?Петербург(?=[аеу]?(?![\w]))|Санкт(?: ?[-–—] ?| )Петербург)"),
        "Санкт-Петербург",
    ),
    (re.compile(r"(?<![\w])(?:Н|Ниж)\. ?Новгород(?![\w])"), "Нижний Новгород"),
    (re.compile(r"(?<![\w])(?:В|Вел)\. ?Новгород(?![\w])"), "Великий Новгород"),
    (re.compile(r"(?<![\w])(?:В|Вел)\. ?Луки(?![\w])"), "Великие Луки"),
    (re.compile(r"(?<![\w])Наб\. ?Челны(?![\w])"), "Набережные Челны"),
    (re.compile(r"(?<![\w])Ростов(е?) на Дону"), r"Ростов\1-на-Дону"),
)
_SLASH = re.compile(r"(?<=[а-яё]{3})/(?=[а-яё]{3}|[гд]\.)", re.IGNORECASE)
# A full stop at the end is a habit; after shorter words it is that of «обл.».
FULL_STOP = re.compile(r"(?<=[А-яё][а-яё]{3})\.\Z")
# A word of both alphabets: a Latin letter that looks like a Cyrillic one, typed by accident («Mинск»).
_MIXED_WORD = re.compile(r"(?=\w*[А-яЁё])(?=\w*[A-Za-z])\w+|(?<!\w)c(?=\. ?[А-ЯЁ])")
_LOOKS_CYRILLIC = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")


def in_one_writing(written: str) -> str:
    """Return the text without what precedes the place, with «;» for other marks between pieces; one that is too long
    for a place as it is."""
    if len(written) > LONGEST:
        return written
    for short, town in _SHORT_TOWNS:
        written = short.sub(town, written)
    written = _AND_A_FORMAT.sub(_mixed, written)
    written = _MIXED_WORD.sub(lambda match: match[0].translate(_LOOKS_CYRILLIC), written.replace(" / ", "; "))
    written = _BLANK_BEFORE_THE_DOT.sub(r"\1. ", written)
    written = _SPACED_KIND.sub(r"\1.\2. ", _LABEL.sub("", written))
    written = _SPACED_AG.sub("аг. ", _SPACED_PGT.sub("пгт ", written))
    written = _KIND_WITH_A_COMMA.sub(r"\1. ", written)
    return _SLASH.sub("; ", _SENTENCE_END.sub("; ", written))


def _mixed(match: re.Match) -> str:
    """Say «both» for «г. Смоленск / онлайн»; between two formats the sign becomes an «и»."""
    phrase = match["format"].strip()
    network = network_in(phrase)
    distant = formats_in(phrase) | (network[1] if network else set())
    joint = ";" if match.string[match.start() - 1 : match.start()] == ")" else " и"
    if not distant or "offline" in distant:
        return f"{joint} {phrase}" if match["sign"].strip() in ("+", "&") and distant else match[0]
    pieces = _BETWEEN_PIECES.split(match.string[max(0, match.start() - 60) : match.start()])
    before = next((piece.strip() for piece in reversed(pieces) if piece.strip()), "")
    if not before or formats_in(before) or network_in(before):
        return f"{joint} {phrase}" if match["sign"].strip() in ("+", "&") else match[0]
    return f"; смешанный формат; {phrase}" if network else "; смешанный формат"


def split_at_marks(written: str) -> list[tuple[str, bool]] | None:
    """Split at commas, semicolons and brackets; None when a bracket or quote has no pair. Quoted text stays whole."""
    pieces: list[tuple[str, bool]] = []
    current: list[str] = []
    in_bracket, quotes = False, 0

    def finish() -> None:
        piece = "".join(current).strip()
        if _SAYS_SOMETHING.search(piece):
            pieces.append((piece, in_bracket))
        current.clear()

    for match in _MARK_OR_TEXT.finditer(written):
        part = match[0]
        if part in ("(", ")") and not quotes:
            if in_bracket == (part == "("):
                return None
            finish()
            in_bracket = part == "("
        elif part in (",", ";") and not quotes:
            finish()
        else:
            # «Отель «Европа» closes once and is correct: one closing mark ends all that were opened.
            quotes = 0 if part == "»" else quotes + (part == "«")
            current.append(part)
    finish()
    return None if in_bracket or quotes else pieces
