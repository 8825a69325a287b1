"""Who signs for a party: «в лице Главы города А.А. Новикова», «именуемое в дальнейшем «Школа»». That is no part of the
party, and the reader of sentences should not see it."""

import re

from .nouns import BRACKET, QUOTE, TOKEN
from .parties import is_verb
from .sides import is_party

LONGEST_PROXY = 250
_CALLED = re.compile(
    rf",?\s?именуем[а-яё]{{2,4}}(?: [а-яё]{{1,12}}){{0,3}} ?{QUOTE}+(?:,(?= об? )|(?=,? ))", re.IGNORECASE
)
# «сроком на 5 лет» stands between the title and «между …».
_TERM = re.compile(
    rf",? сроком(?: действия)? на [\w-]{{1,15}}(?: {BRACKET}{{1,20}})? (?:год|года|лет|месяц[а-я]*)(?= (?:между|со?) )",
    re.IGNORECASE,
)
_IN_THE_PERSON = re.compile(r",? в лице ", re.IGNORECASE)


def without_proxies(flat: str) -> str:
    """Return the flat text, letter for letter, with blanks in the place of who signs for whom."""
    flat = _TERM.sub(lambda match: " " * len(match[0]), flat)
    flat = _CALLED.sub(lambda match: " " * len(match[0]), flat)
    pieces, at = [], 0
    for match in _IN_THE_PERSON.finditer(flat):
        if match.start() < at:
            continue
        end = _end_of_proxy(flat, match.end())
        pieces += [flat[at : match.start()], " " * (end - match.start())]
        at = end
    return "".join([*pieces, flat[at:]])


def _end_of_proxy(flat: str, at: int) -> int:
    """Where the words about the person end: before the next party, the topic, a verb, or at the end of the clause."""
    last = at
    for token in TOKEN.finditer(flat, at, min(len(flat), at + LONGEST_PROXY)):
        word = token[0]
        is_link = word in ("и", ",")
        if word in (";", ":") or word in ("о", "об") or is_verb(word):
            break
        if is_link and is_party(flat, token.end(), len(flat)):
            break
        if (word == "." and flat[token.end() : token.end() + 1] in ("", "\n")) or "\n" in flat[last : token.start()]:
            break
        last = token.end()
    return last
