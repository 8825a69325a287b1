"""Splits a place at its commas and brackets into the pieces that `grammar.py` reads."""

from __future__ import annotations

import re

_MARK_OR_TEXT = re.compile("[(),;«»]|[^(),;«»]+")
_SAYS_SOMETHING = re.compile(r"\w")
_LABEL = re.compile(r"(?i)\Aместо(?: проведения)?(?: мероприятия)? ?[:–—-] ")
_SPACED_KIND = re.compile(r"(?i)(?<![\w.])([гр])\. ?([по])\. ?(?=[А-ЯЁ])")  # «г. п. Лиозно»
_SENTENCE_END = re.compile(r"(?<=[а-яё]{5})\. ")
_SLASH = re.compile(r"(?<=[а-яё]{3})/(?=[а-яё]{3}|[гд]\.)", re.IGNORECASE)
# A full stop at the end is a habit; after shorter words it is that of «обл.».
FULL_STOP = re.compile(r"(?<=[А-яё][а-яё]{3})\.\Z")
# A word of both alphabets: a Latin letter that looks like a Cyrillic one, typed by accident («Mинск»).
_MIXED_WORD = re.compile(r"(?=\w*[А-яЁё])(?=\w*[A-Za-z])\w+|(?<!\w)c(?=\. ?[А-ЯЁ])")
_LOOKS_CYRILLIC = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")


def in_one_writing(written: str) -> str:
    """Return the text without what precedes the place, with «;» for other marks between pieces."""
    written = _MIXED_WORD.sub(lambda match: match[0].translate(_LOOKS_CYRILLIC), written.replace(" / ", "; "))
    written = _SPACED_KIND.sub(r"\1.\2. ", _LABEL.sub("", written))
    return _SLASH.sub("; ", _SENTENCE_END.sub("; ", written))


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
