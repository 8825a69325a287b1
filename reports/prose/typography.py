"""Blanks that must not break and quotation marks, as the house form has them (docs/design/layout.md). No proofreader of
what people wrote."""

from __future__ import annotations

import re

from reports.prose.words import NBSP

# What must not part at a line's end: pattern → its replacement.
GLUE = (
    # A year before «г.» tells that it is the abbreviation of «год», after which a line may break.
    (re.compile(r"(?<!\w)(?<!\d )(?<!\d\u00a0)(г\.|пос\.|д\.|им\.|пгт)[ \u00a0]*(?=[А-ЯЁ«])"), rf"\1{NBSP}"),
    (re.compile(r"№[ \u00a0]*(?=\d)"), f"№{NBSP}"),
    (re.compile(r"(?<!\w)((?:[А-ЯЁ]\.[ \u00a0]?){1,2})(?=[А-ЯЁ][а-яё])"), lambda m: "".join(m[1].split()) + NBSP),
    (re.compile(r"(?<=\S)[ \u00a0][–—-](?=[ \u00a0])"), f"{NBSP}–"),
)


def glue(text: str) -> str:
    """Put no-break spaces after «г.», «пос.», «д.», «им.», «пгт» and «№», after initials, before a spaced dash."""
    for pattern, replacement in GLUE:
        text = pattern.sub(replacement, text)
    return text


def quoted(text: str, longest: int = 90) -> str:
    """The text in quotation marks for a sentence, cut behind `longest` letters; nested ones close once."""
    if len(text) > longest:
        text = f"{text[:longest].rstrip()}…"
    return f"«{text}" if text.endswith("»") else f"«{text}»"
