"""One change of a text, and the places of a text that no rule of style may touch."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """The letters from `start` to `end` of a text become `new`."""

    start: int
    end: int
    new: str


# Addresses, files, names with a dot, entities: no sentence of Russian.
_PROTECTED = re.compile(
    r"[^\s@,;()«»]{1,100}@[^\s,;()«»]{1,200}|(?:https?|ftp)://[^\s«»]{1,400}|(?<![\w.])www\.[^\s,;()«»]{1,300}"
    r"|(?<![\w.-])[\w-]{1,60}(?:\.[\w-]{1,60}){0,8}\.(?:ru|рф|by|бел|com|org|net|su|info|docx?|xlsx?|odt|ods|rtf|pdf|pptx?"
    r"|jpe?g|png|zip|rar|mp[34]|html?)(?!\w)(?:/[^\s,;()«»]{0,300})?"
    r"|(?<!\w)[#@]\w{1,60}|&[#\w]{1,10};|(?<!\w)(?:Яндекс|Дзен|Авто|Google|Mail)\.[А-ЯЁA-Z][\w]{1,30}",
    re.IGNORECASE,
)


def protected(text: str) -> list[tuple[int, int]]:
    """The places of the text that stay as they are, in their order."""
    return [match.span() for match in _PROTECTED.finditer(text)]
