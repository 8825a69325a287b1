"""What of the purpose of an event holds for the next time too: why it is held stays, what happened goes."""

from __future__ import annotations

import re

from reports.prose.documents.nouns import flatten, sentences
from reports.prose.morphology import parses_of

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A result without a verb: «Гран-при – хору», «Призовые места», «Итоги: …», numbers of people and of prizes.
_RESULT = re.compile(r"\d|(?<!\w)(?:гран-при|диплом|лауреат|медал|кубк|призов|побед|итог|результат)", re.IGNORECASE)
_LONGEST = 20_000  # letters; no purpose of a table is longer, and each word is looked up


def aim_of(purpose: str) -> str:
    """Return the sentences that tell nothing of what happened, as they are written; "" without any."""
    purpose = purpose[:_LONGEST]
    flat = flatten(purpose)
    found = [(start, end) for start, end in sentences(flat) if not _tells_what_happened(flat[start:end])]
    return " ".join(filter(None, (_whole(purpose, start, end) for start, end in found)))


def _whole(purpose: str, start: int, end: int) -> str:
    """The sentence with the mark that ends it; "" for what has no letter."""
    sentence = purpose[start : end + 1].strip()
    return sentence if _WORD.search(sentence) else ""


def _tells_what_happened(sentence: str) -> bool:
    return _RESULT.search(sentence) is not None or any(map(_is_of_the_past, _WORD.findall(sentence)))


def _is_of_the_past(word: str) -> bool:
    """Whether a word is a verb of the past («прошёл») or a participle that ends a sentence («подписано»)."""
    tag = parses_of(word.lower())[0].tag
    return (tag.POS == "VERB" and tag.tense == "past") or (tag.POS == "PRTS" and tag.tense == "past")
