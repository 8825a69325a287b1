"""The proofreader of the house style (docs/design/house-style.md): it suggests, and changes nothing itself.

A rule finds places of a text and proposes a replacement. It speaks only where it is certain: quotes that close
once («Отель «Европа»), names like X-WATERS, «занял 3 место» and scores are right and stay. Accepting everything, as
often as it suggests, leaves nothing to suggest.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from reports.prose import roman
from reports.prose.cleaning import even_out
from reports.prose.counting import numbers_with_nouns
from reports.prose.dashes import compounds, dashes, ranges
from reports.prose.edits import Edit, protected
from reports.prose.marks import blanks_at_marks, doubled_blanks, doubled_marks, quotes, shortened, units
from reports.prose.periods.understand import understand_period
from reports.prose.places.understand import missing_country, understand_place
from reports.prose.typography import GLUE

# A text of this many letters is read by all rules in some milliseconds; a longer one is no cell of a table.
LONGEST = 100_000
_REMEMBERED = 1_000  # letters of a text that is kept with what was found in it
AROUND = 24  # letters shown on both sides of a change
NO_BREAK_RULE = "no-break"
NO_BREAK = "не разрывать на конце строки"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to accept or leave: what and why in Russian, and the places that change together, in their order.

    `head`, `old` and `tail` are the text of the first place with the words around it, to show to a person.
    `is_doubtful`: it says more or less than the text (a year from the quarter, a country, a time of day left out), so
    nobody should accept it unread. `key` names the suggestion as long as the text stays the same.
    """

    rule: str
    reason: str
    edits: tuple[Edit, ...]
    head: str
    old: str
    tail: str
    is_doubtful: bool = False

    @property
    def new(self) -> str:
        """The replacement in the first place."""
        return self.edits[0].new

    @property
    def before(self) -> str:
        return f"{self.head}{self.old}{self.tail}"

    @property
    def after(self) -> str:
        return f"{self.head}{self.new}{self.tail}"

    @property
    def key(self) -> str:
        first = self.edits[0]
        return f"{self.rule}-{first.start}-{first.end}"


def proofread(
    text: str,
    field: str = "",
    *,
    year: int | None = None,
    quarter: int | None = None,
    towns: Mapping[str, str] | None = None,
) -> list[Suggestion]:
    """Everything that the house style would write otherwise, in the order of the text; suggestions never overlap.

    `field` is the event's name of the text: `period_text` and `place_text` are offered in their house form whole,
    `year` and `quarter` are those of the report with the period; `towns` (names → ISO codes) add to the foreign towns
    whose country is known. Any other text is read as prose.
    """
    if len(text) > LONGEST:
        return []
    whole = None
    if field == "period_text":
        whole = _period_in_house_form(text, year, quarter)
    elif field == "place_text":
        whole = _place_in_house_form(text, towns)
    if whole:
        return [whole]
    return list(_read_before(text) if len(text) <= _REMEMBERED else _read(text))


def _read(text: str) -> list[Suggestion]:
    """What the rules for prose find."""
    found: list[Suggestion] = []
    taken = protected(text)
    for name, reason, rule in RULES:
        for edit in rule(text):
            if _is_free(edit, taken):
                insort(taken, (edit.start, edit.end))
                found.append(_suggestion(name, reason, (edit,), text))
    glued = tuple(edit for edit in _glued(text) if _is_free(edit, taken))
    if glued:
        found.append(_suggestion(NO_BREAK_RULE, NO_BREAK, glued, text))
    return sorted(found, key=lambda suggestion: suggestion.edits[0].start)


# A page reads all texts of a report, and few of them have changed since the last one.
_read_before = lru_cache(maxsize=5_000)(_read)


def accept(text: str, suggestions: list[Suggestion]) -> str:
    """The text with these suggestions of its `proofread` done."""
    edits = sorted((edit for suggestion in suggestions for edit in suggestion.edits), key=lambda edit: -edit.start)
    pieces, end = [], len(text)
    for edit in edits:
        pieces += [text[edit.end : end], edit.new]
        end = edit.start
    return "".join([text[:end], *reversed(pieces)])


# One change can open the way for another; no text met so far needed more than three rounds.
ROUNDS = 6


def corrected(text: str) -> tuple[str, list[str]]:
    """The prose with every suggestion done that nobody must read first, as often as there are any, and what was done,
    as Russian lines «причина: «было» → «стало»»."""
    notes: list[str] = []
    for _ in range(ROUNDS):
        found = [one for one in proofread(text) if not one.is_doubtful]
        if not found:
            break
        notes += [f"{one.reason}: «{even_out(one.before)}» → «{even_out(one.after)}»" for one in found]
        text = accept(text, found)
    return text, notes


def _is_free(edit: Edit, taken: list[tuple[int, int]]) -> bool:
    # What is taken is in order and nowhere overlaps, so the last that begins before the edit ends reaches furthest.
    before = bisect_left(taken, (edit.end,))
    return before == 0 or taken[before - 1][1] <= edit.start


def _suggestion(rule: str, reason: str, edits: tuple[Edit, ...], text: str) -> Suggestion:
    first = edits[0]
    start = max(0, first.start - AROUND)
    head = ("…" if start else "") + text[start : first.start]
    tail = text[first.end : first.end + AROUND] + ("…" if first.end + AROUND < len(text) else "")
    return Suggestion(rule, reason, edits, head, text[first.start : first.end], tail)


@lru_cache(maxsize=2_000)
def _period_in_house_form(text: str, year: int | None, quarter: int | None) -> Suggestion | None:
    understood = understand_period(text, year=year, quarter=quarter)
    canonical = None if understood.problem else understood.canonical
    return _whole(text, canonical, "сроки, как их пишут в таблице", understood.note)


def _place_in_house_form(text: str, towns: Mapping[str, str] | None) -> Suggestion | None:
    full = missing_country(text, towns)
    if full:
        return Suggestion("country", "страна, которой не хватает", (Edit(0, len(text), full),), "", text, "", True)
    understood = understand_place(text, towns)
    canonical = None if understood.problem else understood.canonical
    return _whole(text, canonical, "место, как его пишут в таблице", understood.note)


def _whole(text: str, canonical: str | None, reason: str, note: str | None) -> Suggestion | None:
    """The whole text in the form that the official table has, where it is another."""
    if canonical is None or canonical == text:
        return None
    whole = (Edit(0, len(text), canonical),)
    if even_out(canonical) == even_out(text):
        return _suggestion(NO_BREAK_RULE, NO_BREAK, whole, text)
    reason = f"{reason}. {note}" if note else reason
    return Suggestion("house-form", reason, whole, "", text, "", is_doubtful=bool(note))


# --- alphabets -----------------------------------------------------------------------------------------------

_ROMAN_WORD = re.compile(r"(?<![\w-])[ХІӀIVX]{1,7}(?![\w-])")
# What must follow a lone «Х» for it to be a number: «Х Международный», «Х век».
_AFTER_NUMBER = re.compile(
    r"[ \u00a0](?:(?:Между|Все|Обще|Меж|Респуб|Област|Регион|Откры|Юбилей|Евро|Россий|Белорус|Спартакиад)\w*"
    r"|\w+(?:ый|ий|ой|ая|яя|ое|ого|его|ому|ем|ом|ых|их|ую) (?:фестивал|конкурс|форум|турнир|съезд|чемпионат|выставк)\w*"
    r"|(?:фестивал|конкурс|форум|турнир|съезд|чемпионат|выставк|век|столети|степен|квартал|созыв|этап|тур)\w*)"
)


def _roman_numbers(text: str) -> Iterator[Edit]:
    for match in _ROMAN_WORD.finditer(text):
        number = roman.in_latin(match[0])
        if number == match[0] or not roman.is_number(number):
            continue
        if match[0] != "Х" or _AFTER_NUMBER.match(text, match.end()):
            yield Edit(match.start(), match.end(), number)


_LOOK_ALIKE_LATIN, _LOOK_ALIKE_CYRILLIC = "ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху"
_TO_CYRILLIC = str.maketrans(_LOOK_ALIKE_LATIN, _LOOK_ALIKE_CYRILLIC)
_TO_LATIN = str.maketrans(_LOOK_ALIKE_CYRILLIC, _LOOK_ALIKE_LATIN)
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_LATIN_LETTER = re.compile("[A-Za-z]")


def _mixed_alphabets(text: str) -> Iterator[Edit]:
    """A word in two alphabets becomes one of one, where every letter of the other only looks like it."""
    for match in _WORD.finditer(text):
        word = match[0]
        latin = len(_LATIN_LETTER.findall(word))
        if latin in (0, len(word)):
            continue
        both = (word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN))
        for one in both if latin * 2 <= len(word) else both[::-1]:
            # «PROдвижение» is meant so
            if len(_LATIN_LETTER.findall(one)) in (0, len(one)):
                yield Edit(match.start(), match.end(), one)
                break


# --- what must not part --------------------------------------------------------------------------------------


def _glued(text: str) -> Iterator[Edit]:
    for pattern, replacement in GLUE:
        for match in pattern.finditer(text):
            if "-" in match[0] or "—" in match[0]:
                continue  # the rules of dashes decide
            new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
            if new != match[0]:
                yield Edit(match.start(), match.end(), new)


# The order decides who is heard first where two rules speak of the same letters.
RULES: tuple[tuple[str, str, Callable[[str], Iterator[Edit]]], ...] = (
    ("number-and-noun", "число и слово не согласованы", numbers_with_nouns),
    ("roman", "римское число набрано русскими буквами", _roman_numbers),
    ("alphabets", "в слове смешаны русские и латинские буквы", _mixed_alphabets),
    ("quotes", "кавычки-ёлочки", quotes),
    ("hyphen", "дефис без пробелов", compounds),
    ("range", "между числами – короткое тире без пробелов", ranges),
    ("dash", "тире с пробелами, а не дефис", dashes),
    ("doubled-blank", "лишний пробел", doubled_blanks),
    ("doubled-mark", "лишняя запятая", doubled_marks),
    ("blank", "пробел у знака препинания", blanks_at_marks),
    ("unit", "пробел между числом и словом", units),
    ("short-word", "пробел после сокращения", shortened),
)
