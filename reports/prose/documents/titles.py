"""Finds where the title of a document ends: «Соглашение о сотрудничестве | между …»."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from reports.prose.morphology import parses_of

from .nouns import BRACKET, HEADS, PREPOSITIONS, QUOTE, TITLE_QUOTE, TOKEN, ends_title, names_another
from .parties import RUSSIAN_WORD, cases_of, is_number, is_verb
from .sides import is_link, is_party, is_spaced, lower_of
from .signers import signers_behind

LONGEST_TITLE = 500


class End(NamedTuple):
    """Where a title ends, what ended it («between», «with», «many», «date», «verb», «subject», «end»), and where what
    follows begins."""

    at: int
    by: str
    after: int


@dataclass(slots=True)
class _Title:
    """A title that is being read, at one of its words."""

    flat: str
    start: int
    end: int
    case: str
    tokens: list[re.Match[str]]
    index: int
    last: int  # the end of what belongs to it so far
    fork: int | None = None  # a comma or «и» after which it may have been over

    @property
    def token(self) -> re.Match[str]:
        return self.tokens[self.index]

    @property
    def word(self) -> str:
        return self.token[0].lower()

    @property
    def following(self) -> str:
        return lower_of(self.tokens, self.index + 1)

    @property
    def so_far(self) -> str:
        return self.flat[self.start : self.last]

    def ends(self, by: str = "end") -> End:
        return End(self.last, by, self.token.start())


# What a rule says of a word: the title ends, the word is of the title, it is passed over, or the next rule decides.
TAKEN, PASSED = "taken", "passed"
_Answer = End | str | None


def title_end(flat: str, at: int, end: int, case: str) -> End:
    """Return where the title ends that goes on at `at`, behind its noun in this case."""
    tokens = list(TOKEN.finditer(flat, at, min(end, at + LONGEST_TITLE)))
    title = _Title(flat, at, end, case, tokens, 0, at)
    for title.index in range(len(tokens)):
        answer = next((said for rule in _RULES if (said := rule(title))), TAKEN)
        if isinstance(answer, End):
            return answer
        if answer == TAKEN:
            title.last = title.token.end()
    return End(title.last, "end", title.last)


def _between(title: _Title) -> _Answer:
    return End(title.last, "between", title.token.end()) if title.word == "между" else None


def _with(title: _Title) -> _Answer:
    """«с Администрацией …» names a party, «с 15 городами» many."""
    if title.word not in ("с", "со"):
        return None
    if is_party(title.flat, title.token.end(), title.end):
        return End(title.last, "with", title.token.end())
    return title.ends("many") if title.following.isdecimal() or is_number(title.following) else None


def _date(title: _Title) -> _Answer:
    is_date = title.word == "от" and title.following[:1].isdecimal() and not names_another(title.so_far)
    return title.ends("date") if is_date else None


def _subject(title: _Title) -> _Answer:
    """«Подписали Соглашение о дружбе Глава округа и …»: a noun that can only be who signs."""
    word = title.token[0]
    if not title.so_far.strip() or not RUSSIAN_WORD.fullmatch(word) or title.fork is not None:
        return None
    before = title.tokens[title.index - 1][0]
    if _APPOSITION.match(before):
        return None  # «о дружбе городов Вязьма и Борисов»
    cases = cases_of(word)
    is_noun = any("NOUN" in parse.tag for parse in parses_of(word.lower()))
    is_subject = is_noun and cases and cases <= {"nomn", "voct"}
    # «Вяземский округ» could be an object too, but not two of them in a list.
    if not is_subject and word[0].isupper() and "nomn" in cases and "loct" in cases_of(before):
        is_subject = bool(signers_behind(title.flat, title.token.start(), title.end))
    return title.ends("subject") if is_subject else None


def _bracket(title: _Title) -> _Answer:
    if title.word[0] != BRACKET:
        return None
    return PASSED if title.following in ("между", "с", "со", "от") else title.ends()


_APPOSITION = re.compile(r"(?:город|сел|деревн|пос[её]лк|станци|имени|районов|округов)[а-яё]*", re.IGNORECASE)


def _delegations(title: _Title) -> _Answer:
    """«об обмене делегациями»: no party in the instrumental."""
    is_exchange = title.word == "делегациями" and _EXCHANGE.search(title.so_far[-80:])
    return TAKEN if is_exchange else None


_EXCHANGE = re.compile(r"обмен[а-яё]*(?: [а-яё-]+(?:ыми|ими)| и){0,4}\Z", re.IGNORECASE)


def _last_word(title: _Title) -> _Answer:
    if title.word == "»" and title.following in ("между", "с", "со", "от"):
        return PASSED  # «Подписано «Соглашение о …» между …»
    is_dash = title.word in "–—-" and is_spaced(title.flat, title.token)
    return title.ends() if is_dash or ends_title(title.word, title.following) else None


def _link(title: _Title) -> _Answer:
    if not is_link(title.token[0], title.following):
        return None
    if not _goes_on(title.flat, title.start, title.token, title.tokens[title.index + 1 :], title.case):
        return title.ends()
    title.fork = title.token.start()
    return TAKEN


def _verb(title: _Title) -> _Answer:
    if title.word != "не" and not is_verb(title.token[0]):
        return None
    return title.ends("verb") if title.fork is None else End(title.fork, "end", title.fork)


_RULES: list[Callable[[_Title], _Answer]] = [
    *(_between, _with, _date, _bracket, _subject, _delegations, _last_word, _link, _verb)
]


def _goes_on(flat: str, at: int, sign: re.Match[str], tokens: list[re.Match[str]], case: str) -> bool:
    """Say whether what follows a comma or «и» still belongs to the title: a word in the same case does."""
    while tokens and tokens[0][0].lower() in ("и", "также"):
        tokens = tokens[1:]
    if not tokens or HEADS[case].match(flat, tokens[0].start()):
        return False
    word = tokens[0][0].lower()
    title = [token[0] for token in TOKEN.finditer(flat, at, sign.start())]
    if word in PREPOSITIONS:
        return word in (piece.lower() for piece in title) and not ends_title(word, lower_of(tokens, 1))
    if word[0] in (QUOTE, TITLE_QUOTE):
        return bool(title) and title[-1][0] in (QUOTE, TITLE_QUOTE)
    if not title or is_verb(tokens[0][0]):
        return False
    before = cases_of(title[-1])
    oblique = before - {"nomn", "accs", "voct"} or before
    return bool(oblique & (cases_of(word) - ({"nomn", "accs", "voct"} if oblique != before else set())))
