"""Blanks that must not break and quotation marks, as the house form has them (LAYOUT.md section 1). No proofreader of
what people wrote."""

from __future__ import annotations

import re

from reports.prose.words import NBSP

# A year before «г.» tells that it is the abbreviation of «год», after which a line may break.
_BEFORE_A_NAME = re.compile(r"(?<!\w)(?<!\d )(?<!\d\u00a0)(г\.|пос\.|д\.|им\.|пгт)\s*(?=[А-ЯЁ«])")
_NUMBER_SIGN = re.compile(r"№\s*(?=\d)")
_INITIALS = re.compile(r"(?<!\w)((?:[А-ЯЁ]\.\s?){1,2})(?=[А-ЯЁ][а-яё])")
_SPACED_DASH = re.compile(r"\s[–—-](?=\s)")


def glue(text: str) -> str:
    """Put no-break spaces after «г.», «пос.», «д.», «им.», «пгт» and «№», after initials, before a spaced dash."""
    text = _BEFORE_A_NAME.sub(rf"\1{NBSP}", text)
    text = _NUMBER_SIGN.sub(f"№{NBSP}", text)
    text = _INITIALS.sub(lambda m: "".join(m[1].split()) + NBSP, text)
    return _SPACED_DASH.sub(f"{NBSP}–", text)


def quoted(text: str, longest: int = 90) -> str:
    """The text in quotation marks for a sentence, cut behind `longest` letters; nested ones close once."""
    if len(text) > longest:
        text = f"{text[:longest].rstrip()}…"
    return f"«{text}" if text.endswith("»") else f"«{text}»"
