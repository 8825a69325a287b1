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

from reports.prose import roman
from reports.prose.cleaning import even_out
from reports.prose.morphology import parses_of
from reports.prose.periods.understand import understand_period
from reports.prose.places.understand import missing_country, understand_place
from reports.prose.typography import GLUE
from reports.prose.words import MONTHS_GENITIVE, NBSP, plural

# A text of this many letters is read by all rules in some milliseconds; a longer one is no cell of a table.
LONGEST = 100_000
AROUND = 24  # letters shown on both sides of a change
NO_BREAK_RULE = "no-break"
NO_BREAK = "не разрывать на конце строки"


@dataclass(frozen=True, slots=True)
class Edit:
    """The letters from `start` to `end` of a text become `new`."""

    start: int
    end: int
    new: str


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
    found: list[Suggestion] = []
    taken: list[tuple[int, int]] = []
    for name, reason, rule in RULES:
        for edit in rule(text):
            if _is_free(edit, taken):
                insort(taken, (edit.start, edit.end))
                found.append(_suggestion(name, reason, (edit,), text))
    glued = tuple(edit for edit in _glued(text) if _is_free(edit, taken))
    if glued:
        found.append(_suggestion(NO_BREAK_RULE, NO_BREAK, glued, text))
    return sorted(found, key=lambda suggestion: suggestion.edits[0].start)


def accept(text: str, suggestions: list[Suggestion]) -> str:
    """The text with these suggestions of its `proofread` done."""
    edits = sorted((edit for suggestion in suggestions for edit in suggestion.edits), key=lambda edit: -edit.start)
    for edit in edits:
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


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


def _period_in_house_form(text: str, year: int | None, quarter: int | None) -> Suggestion | None:
    understood = understand_period(text, year=year, quarter=quarter)
    canonical = None if understood.problem else understood.canonical
    return _whole(text, canonical, "сроки, как их пишут в таблице", understood.note)


def _place_in_house_form(text: str, towns: Mapping[str, str] | None) -> Suggestion | None:
    full = missing_country(text, towns)
    if full:
        return Suggestion("country", "страна, которой не хватает", (Edit(0, len(text), full),), "", text, "", True)
    understood = understand_place(text)
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


# --- blanks and marks ----------------------------------------------------------------------------------------

_DOUBLED = re.compile(r"[ \t\u00a0]{2,}")
_BEFORE_MARK = re.compile(r"(?<=\S)[ \t\u00a0]+(?=[,;:!?)»](?![)D(])|\.(?![.\d]))")
# «спорта ,подписаны»: the blank is on the wrong side of the mark.
_BLANK_BEFORE_FOR_AFTER = re.compile(r"(?<=[а-яё»)])[ \t\u00a0]+([,;:!?]|\.(?=[А-ЯЁ«]))(?=[а-яёА-ЯЁ«])")
_AFTER_OPENING = re.compile(r"(?<=[(«])[ \t\u00a0]+(?=\S)")
_AFTER_COMMA = re.compile(r"(?<=[а-яё»)]),(?=[а-яёА-ЯЁ«(])")
_BEFORE_OPENING = re.compile(r"(?<=[а-яё,;])(?=[«(][А-ЯЁа-яё])")


def _doubled_blanks(text: str) -> Iterator[Edit]:
    for match in _DOUBLED.finditer(text):
        yield Edit(match.start(), match.end(), NBSP if NBSP in match[0] else " ")


def _blanks_at_marks(text: str) -> Iterator[Edit]:
    for match in _BLANK_BEFORE_FOR_AFTER.finditer(text):
        yield Edit(match.start(), match.end(), f"{match[1]} ")
    for pattern in (_BEFORE_MARK, _AFTER_OPENING):
        for match in pattern.finditer(text):
            yield Edit(match.start(), match.end(), "")
    for match in _AFTER_COMMA.finditer(text):
        yield Edit(match.start(), match.end(), ", ")
    for match in _BEFORE_OPENING.finditer(text):
        if not _is_function_like(text, match.start()):
            yield Edit(match.start(), match.end(), " ")


def _is_function_like(text: str, at: int) -> bool:
    """«участник(и)», «представитель(ница)»: a bracket that belongs to the word before it."""
    return re.match(r"\([а-яё]{1,4}\)", text[at : at + 7]) is not None


# --- dashes --------------------------------------------------------------------------------------------------

# Not at the beginning of a paragraph: there it is a list's.
_SPACED_HYPHEN = re.compile(r"(?<=[^\s:;])[ \u00a0][-—―−](?=[ \u00a0]\S)")
_HALF_SPACED_DASH = re.compile(r"(?<=[^\W\d_])(?:[ \u00a0][–—]|[–—][ \u00a0])(?=[^\W\d_])")
_COUNTED_IN_RANGES = "|".join(
    (
        *MONTHS_GENITIVE,
        r"класс\w*",
        r"лет\w*",
        r"год\w*",
        r"гг?\.(?:[ \u00a0]?р\.)?",
        r"час\w*",
        r"минут\w*",
        r"дн\w+",
        r"мест\w*",
        "человек",
    )
)
_RANGE = re.compile(
    rf"(?<![\w№.,:/-])(?<!№[ \u00a0])(\d{{1,4}})(?: ?- ?|—)(\d{{1,4}})(?=[ \u00a0]?(?:{_COUNTED_IN_RANGES})(?!\w))"
)


def _dashes(text: str) -> Iterator[Edit]:
    for match in _SPACED_HYPHEN.finditer(text):
        yield Edit(match.start(), match.end(), f"{NBSP}–")
    for match in _HALF_SPACED_DASH.finditer(text):
        yield Edit(match.start(), match.end(), f"{NBSP}– ")


def _ranges(text: str) -> Iterator[Edit]:
    """«28-29 сентября», «8-11 классов»; never a score, a telephone or a school's number."""
    for match in _RANGE.finditer(text):
        if int(match[1]) < int(match[2]):
            yield Edit(match.end(1), match.start(2), "–")


# --- quotes --------------------------------------------------------------------------------------------------

_PAIRS = (
    re.compile(r'(?<![\w"])"(?=[^\s"])([^"\n«»]{1,400}?)(?<=[^\s"])"(?![\w"])'),
    re.compile(r"„(?=\S)([^„“”\n«»]{1,400}?)(?<=\S)[“”]"),
    re.compile(r"“(?=\S)([^„“”\n«»]{1,400}?)(?<=\S)”"),
)


def _quotes(text: str) -> Iterator[Edit]:
    """Quotes of another kind that certainly form pairs. An odd one is left: only its writer knows the other end."""
    if text.count('"') % 2 == 0:
        for match in _PAIRS[0].finditer(text):
            yield Edit(match.start(), match.end(), f"«{match[1]}»")
    for pattern in _PAIRS[1:]:
        for match in pattern.finditer(text):
            yield Edit(match.start(), match.end(), f"«{match[1]}»")


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
        one = word.translate(_TO_CYRILLIC) if latin * 2 <= len(word) else word.translate(_TO_LATIN)
        if 0 < len(_LATIN_LETTER.findall(one)) < len(one):
            continue  # «PROдвижение» is meant so
        yield Edit(match.start(), match.end(), one)


# --- numbers and nouns ---------------------------------------------------------------------------------------

# What is counted in reports. Not «место», «степень», «класс»: «занял 3 место» is the third.
_COUNTED = frozenset(
    "диплом грамота сертификат кубок медаль приз награда благодарность участник участница человек представитель "
    "представительница делегат гость зритель спортсмен спортсменка учащийся обучающийся воспитанник воспитанница "
    "школьник студент педагог преподаватель учитель ребёнок команда делегация коллектив ансамбль работа мероприятие "
    "концерт выставка мастер-класс экскурсия встреча соглашение договор протокол страна город регион район организация "
    "предприятие".split()
)
_NUMBER_AND_NOUN = re.compile(r"(?<![\w№.,:/–-])(?<!№[ \u00a0])(\d{1,4})[ \u00a0]([а-яё]{3,}(?:-[а-яё]+)?)(?![\w-])")


def _numbers_with_nouns(text: str) -> Iterator[Edit]:
    """«3 диплом», «5 диплома»: only forms that are wrong in every case of the sentence."""
    for match in _NUMBER_AND_NOUN.finditer(text):
        form = _right_form(int(match[1]), match[2])
        if form:
            yield Edit(match.start(2), match.end(2), form)


def _right_form(number: int, word: str) -> str | None:
    noun = next((p for p in parses_of(word) if "NOUN" in p.tag and p.normal_form in _COUNTED), None)
    if noun is None:
        return None
    forms = {
        (parse.tag.number, parse.tag.case)
        for parse in parses_of(word)
        if "NOUN" in parse.tag and parse.normal_form == noun.normal_form
    }
    kind = plural(number, "one", "few", "many")
    wrong = {
        "one": {("plur", "nomn")},
        "few": {("sing", "nomn")},
        "many": {("sing", "nomn"), ("sing", "gent")},
    }[kind]
    # «человек» is one and many; «5 дипломам» is right in its case.
    right = {"one": {("sing", "nomn")}, "few": {("sing", "gent"), ("plur", "gent")}, "many": {("plur", "gent")}}[kind]
    others = {("sing", "datv"), ("sing", "ablt"), ("sing", "loct")} if kind == "one" else _OBLIQUE
    if not forms & wrong or forms & (right | others):
        return None
    form = noun.make_agree_with_number(number)
    return form.word if form and ("ё" in word or "ё" not in form.word) else form and form.word.replace("ё", "е")


_OBLIQUE = {("plur", "datv"), ("plur", "ablt"), ("plur", "loct")}


# --- what must not part --------------------------------------------------------------------------------------


def _glued(text: str) -> Iterator[Edit]:
    for pattern, replacement in GLUE:
        for match in pattern.finditer(text):
            new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
            if new != match[0]:
                yield Edit(match.start(), match.end(), new)


# The order decides who is heard first where two rules speak of the same letters.
RULES: tuple[tuple[str, str, Callable[[str], Iterator[Edit]]], ...] = (
    ("number-and-noun", "число и слово не согласованы", _numbers_with_nouns),
    ("roman", "римское число набрано русскими буквами", _roman_numbers),
    ("alphabets", "в слове смешаны русские и латинские буквы", _mixed_alphabets),
    ("quotes", "кавычки-ёлочки", _quotes),
    ("range", "между числами – короткое тире без пробелов", _ranges),
    ("dash", "тире с пробелами, а не дефис", _dashes),
    ("doubled-blank", "лишний пробел", _doubled_blanks),
    ("blank", "пробел у знака препинания", _blanks_at_marks),
)
