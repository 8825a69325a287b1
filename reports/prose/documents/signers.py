"""Who signs actively: «Администрация города подписала соглашение с …», «А и Б заключили …»."""

import re

from pymorphy3.analyzer import Parse

from reports.prose.morphology import parses_of

from .nouns import TOKEN, sentences
from .parties import FAMILIAR, SHORT_NAME, is_verb
from .sides import Side, is_party, parties_at

# No party: posts, people, «стороны».
_NOBODY = re.compile(
    r"глав|директор|председател|руководител|мэр|ректор|губернатор|министр|начальник|заведующ|представител|участник|сторон"
    r"|делегаци|посол|консул|депутат|замести|школы|библиотеки|музеи|учреждени(?=я\b)|коллектив|гост|партн[её]р|побратим",
    re.IGNORECASE,
)
_NO_NAMES = frozenset("РФ РБ КНР СССР ВКС США РСФСР ВОВ".split())
_LINK = re.compile(r", а также | а также |, | и ")
LONGEST = 400


def signers_of(flat: str, start: int, end: int, *, is_one: bool) -> list[Side]:
    """Return the organisations that are the subject of the verb at `end`, in the sentence from `start` on. Without
    `is_one` there must be two, because one alone is no pair of parties."""
    start = max(start, end - LONGEST)
    clause = flat[start:end]
    for at in _beginnings(clause):
        sides = _sides(clause, at)
        if sides and len(sides) >= (1 if is_one else 2):
            return [(start + left, start + right, "nomn") for left, right in sides]
    return []


def signers_behind(flat: str, at: int, end: int) -> list[Side]:
    """Return the organisations behind the object: «Подписали соглашение Администрация … и райисполком»."""
    stop = re.compile("[;:\\n]|[.,] (?!а также)").search(flat, at, min(end, at + LONGEST))
    clause = flat[at : stop.start() if stop else min(end, at + LONGEST)]
    sides = _sides(clause, 0)
    return [(at + left, at + right, "nomn") for left, right in sides] if len(sides) > 1 else []


def sides_within(flat: str, at: int, end: int) -> list[Side]:
    """«подписала с Оршанским райисполкомом соглашение»: the parties between the verb and its document."""
    opening = _WITH.match(flat, at, end)
    if opening is None or not is_party(flat, opening.end(), end):
        return []
    return parties_at(flat, opening.end(), end)[0]


def sides_behind(flat: str, at: int) -> list[Side]:
    """«Подписано Соглашение. Стороны: А; Б», as the house writes it where endings are not certain."""
    opening = _SIDES_APART.match(flat, at)
    if opening is None:
        return []
    begin, rest = opening.end(), flat[opening.end() : opening.end() + LONGEST]
    _, length = next(iter(sentences(rest)), (0, 0))
    separator = "; " if "; " in rest[:length] else ", "
    cuts = [0, *(place for link in re.finditer(separator, rest[:length]) for place in link.span()), length]
    return [(begin + left, begin + right, "nomn") for left, right in zip(cuts[::2], cuts[1::2], strict=True)]


_WITH = re.compile(r" (?:со?|между) ", re.IGNORECASE)
_SIDES_APART = re.compile(r"[.;]?\s{1,3}Сторон[ыа] ?[:–-] ?")


def _beginnings(clause: str) -> list[int]:
    """Where the subject may begin: at the beginning, and at every capital letter behind a word."""
    places = [match.start() for match in re.finditer(r"(?<![^\W_])[А-ЯЁ]", clause)]
    first = len(clause) - len(clause.lstrip())
    return [first, *(place for place in places if place > first)][:20]


def _sides(clause: str, at: int) -> list[tuple[int, int]]:
    """The organisations that the clause lists from there to its end; none unless each is one."""
    end = len(clause.rstrip())
    cuts = [at, *(place for link in _LINK.finditer(clause, at, end) for place in link.span()), end]
    sides = list(zip(cuts[::2], cuts[1::2], strict=True))
    are_all = all(_is_signer(clause[left:right]) for left, right in sides)
    return sides if are_all else []


def _is_signer(words: str) -> bool:
    """Say whether the words are one organisation, town or district in the nominative, and nothing else."""
    tokens = [token[0] for token in TOKEN.finditer(words)]
    if not tokens or len(tokens) > 25 or any(is_verb(token) for token in tokens):
        return False
    if SHORT_NAME.fullmatch(tokens[0]):
        return tokens[0] not in _NO_NAMES
    for token in tokens[:4]:
        if _NOBODY.match(token):
            return False
        if FAMILIAR.match(token) and (nouns := _in_nominative(token)):
            return any("sing" in parse.tag for parse in nouns)
        if not token.lower().endswith(("ий", "ый", "ой", "ая", "яя", "ое", "ее")):
            return False
    return False


def _in_nominative(word: str) -> list[Parse]:
    return [parse for parse in parses_of(word.lower()) if {"NOUN", "nomn"} in parse.tag]
