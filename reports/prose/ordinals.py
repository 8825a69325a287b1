"""What the name of an event becomes when it is held again: «XXII фестиваль» is «XXIII фестиваль» a year later.

Raised are the number of an edition, an anniversary, and the year in which the event was held. What only looks like one
of them («Екатерина II», «МАЗ-2024») stays, and so does whatever is not certain: a person sees what was raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pymorphy3.analyzer import Parse
from pymorphy3.tagset import OpencorporaTag

from reports.prose.cleaning import search_key
from reports.prose.morphology import parses_of
from reports.prose.roman import LARGEST, number_of, written
from reports.prose.words import plural

Change = tuple[int, int, str]  # first letter, the one behind the last, what stands there instead

# What is held in numbered editions; compounds end in one of them («кинофестиваль», «выставка-конкурс»).
_EDITIONS = (
    "фестиваль", "конкурс", "выставка", "форум", "турнир", "соревнование", "чемпионат", "первенство", "кубок", "чтение",
    "конференция", "конгресс", "съезд", "слёт", "олимпиада", "спартакиада", "универсиада", "игра", "ярмарка", "марафон",
    "забег", "заплыв", "пробег", "регата", "пленэр", "симпозиум", "семинар", "праздник", "бал", "парад", "акция",
    "кросс", "эстафета", "гонка", "матч", "встреча", "салон", "биеннале", "смотр", "концерт", "ассамблея", "неделя",
    "премия", "заседание", "карнавал", "хакатон", "вернисаж", "сессия", "экспедиция", "поход", "диктант", "викторина",
    "саммит",
)  # fmt: skip
_LONG_EDITIONS = tuple(edition for edition in _EDITIONS if len(edition) > 5)
_FARTHEST = 8  # words between the number and what it counts
_ORDINALS = (
    "первый", "второй", "третий", "четвёртый", "пятый", "шестой", "седьмой", "восьмой", "девятый", "десятый",
    "одиннадцатый", "двенадцатый", "тринадцатый", "четырнадцатый", "пятнадцатый", "шестнадцатый", "семнадцатый",
    "восемнадцатый", "девятнадцатый", "двадцатый",
)  # fmt: skip
_ENDINGS = {
    "ый": "й", "ой": "й", "ий": "й", "ая": "я", "ья": "я", "ое": "е", "ье": "е", "ого": "го", "его": "го", "ому": "му",
    "ему": "му", "ым": "м", "им": "м", "ом": "м", "ем": "м", "ей": "й", "ую": "ю", "ью": "ю", "ых": "х", "их": "х",
}  # fmt: skip
_ENDING = rf"-(?P<ending>{'|'.join(_ENDINGS)}|го|му|[йяемюх])"
_ROMAN = re.compile(rf"(?<![\w-])(?P<number>[IVXLCХІӀ]{{1,12}})(?:{_ENDING})?(?![\w-])")
# «II и III фестивали»: of two numbers none is raised.
_ONE_OF_TWO = re.compile(r"[IVXLCХІӀ\d](?:-\w{1,3})?(?:\s(?:и|или)|,)\s\Z")
_ARABIC = re.compile(rf"(?<![\w.,/-])(?P<number>\d{{1,3}}){_ENDING}(?![\w-])")
_STEMS = "|".join(ordinal[:-2].replace("ё", "[её]") for ordinal in _ORDINALS)
_ORDINAL = re.compile(rf"\b(?:(?P<before>[Вв]о?)\s)?(?P<word>(?:{_STEMS})[^\W\d_]{{1,3}})\b", re.IGNORECASE)
# «VI Всероссийский (с международным участием) конкурс»
_NEXT_WORD = re.compile(r"\s+(?P<bracket>\([^()]{1,60}\)\s+)?(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)")

_JUBILEE = re.compile(r"(?<![\w.,/-])(?P<number>\d{1,4})(?P<rest>\s?[-–—]?\s?лети(?:е|я|ю|ем|и|й)(?!\w))")
_ANNIVERSARY = re.compile(
    rf"(?<![\w.,/-])(?P<number>\d{{1,4}}){_ENDING}(?P<rest>\s+годовщин\w{{1,3}}(?!\w))", re.IGNORECASE
)
_YEARS_SINCE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,4})(?P<blank>\s)(?P<noun>лет|года?)"
    r"(?=\s(?:со (?:дня|времени)|с (?:момента|начала)|(?:Великой )?Побед[ыеу]|освобождения)(?!\w))"
)

_SCHOOL_YEAR = re.compile(r"(?<!\w)(?P<first>20\d\d)(?P<dash>\s?[-–—/]\s?)(?P<last>20\d\d|\d\d)(?=\s+уч)")
_YEAR = re.compile(r"(?<![\w№.,/])(?P<year>20\d\d)(?=\s*(?:[»”\"')\].,;:!]|\Z|г\.|год))")
# A year of something else: a date, a span of years, a birth, the country's theme, games of every fourth year, a model.
_NOT_BEFORE = re.compile(
    r"(?:№\s?|(?<!\w)(?:до|с|по|от|после|через|около)\s|\d\s?[-–—/.]\s?|(?<!\w)[А-ЯЁA-Z]{2,4}\s?[-–—]\s?"
    r"|(?i:выпуск\w{0,6}|олимпи\w{1,6}|париж|евро|пекин|сочи)\s?[-–—]?\s?)\Z"
)
_NOT_BEHIND = re.compile(r"\s*(?:г\.\s*р|год\w*\s+рожд|годы|гг)")
_THEME = re.compile(r"(?<!\w)(?:Год(?:а|у|ом|е)?)\s+[^\W\d_]")
_NEW_YEAR = re.compile(r"новогод|новый год|встреча", re.IGNORECASE)


@dataclass(frozen=True)
class Raised:
    """The name to propose, and what was raised in it: (what stood there, what stands there now), in order."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


def raised(name: str, *, year: int, years: int) -> Raised:
    """Return the name of an event that was held in `year`, as it is when it is held `years` later.

    With no years passed, and where nothing is certain, the name itself.
    """
    if years < 1:
        return Raised(name)
    found = [*_editions(name, years), *_anniversaries(name, years), *_years(name, year, years)]
    changes, text, end = [], "", 0
    for start, stop, replacement in sorted(found):
        if start < end:
            continue
        changes.append((name[start:stop], replacement))
        text += name[end:start] + replacement
        end = stop
    return Raised(text + name[end:], tuple(changes))


# --- editions -----------------------------------------------------------------------------------------------


def _editions(name: str, years: int) -> Iterator[Change]:
    for match in _ROMAN.finditer(name):
        number = number_of(match["number"])
        if (
            number
            and not _is_second_of_two(name, match)
            and number + years <= LARGEST
            and _counts_editions(name, match.end())
        ):
            yield match.start(), match.end(), written(number + years) + _ending(match)
    for match in _ARABIC.finditer(name):
        if not _is_second_of_two(name, match) and _counts_editions(name, match.end()):
            yield match.start(), match.end(), f"{int(match['number']) + years}{_ending(match)}"
    for match in _ORDINAL.finditer(name):
        word = _raised_word(match["word"], name, match.end(), years)
        if word and _counts_editions(name, match.end()):
            before = match["before"]
            preposition = f"{before[0]}{'о' if word.lower().startswith('втор') else ''} " if before else ""
            yield match.start(), match.end(), preposition + word


def _is_second_of_two(name: str, match: re.Match[str]) -> bool:
    return _ONE_OF_TWO.search(name[max(0, match.start() - 12) : match.start()]) is not None


def _ending(match: re.Match[str]) -> str:
    """The ending as it is written after any number: «7-ой» and «8-й»."""
    ending = match["ending"]
    return f"-{_ENDINGS.get(ending, ending)}" if ending else ""


def _counts_editions(name: str, end: int) -> bool:
    """Say whether the words behind a number are adjectives and then what is held in editions."""
    for place in range(_FARTHEST):
        match = _NEXT_WORD.match(name, end)
        # Behind the number itself a bracket repeats it in words.
        if match is None or (match["bracket"] and not place):
            return False
        word = match["word"].lower()
        if _is_edition(word):
            return True
        # Next year it is no jubilee any more.
        if word.startswith("юбилейн") or parses_of(word)[0].tag.POS not in ("ADJF", "PRTF"):
            return False
        end = match.end()
    return False


def _is_edition(word: str) -> bool:
    """Say whether a word is, in any case, something that is held in editions."""
    lemmas = {parse.normal_form for parse in parses_of(word.split("-")[-1]) if parse.tag.POS == "NOUN"}
    lemmas |= {parse.normal_form for parse in parses_of(word) if parse.tag.POS == "NOUN"}
    # «кинофестиваль»; short words would end many others («ученый совет» and «бал»).
    return any(
        lemma == edition or (len(edition) > 5 and lemma.endswith(edition)) for lemma in lemmas for edition in _EDITIONS
    )


def _raised_word(word: str, name: str, end: int, years: int) -> str | None:
    """«Второй» behind «Первый», in the case, number and gender of the next word; None where it is not certain."""
    following = _NEXT_WORD.match(name, end)
    if following is None:
        return None
    agreeing = [parse.tag for parse in parses_of(following["word"].lower())]
    forms = {
        form
        for parse in parses_of(word.lower())
        if parse.normal_form in _ORDINALS and any(_agree(parse.tag, tag) for tag in agreeing)
        for form in _higher(parse, years)
    }
    if len(forms) != 1:
        return None
    form = forms.pop()
    return form.capitalize() if word[0].isupper() else form


def _agree(tag: OpencorporaTag, other: OpencorporaTag) -> bool:
    return tag.case == other.case and tag.number == other.number and tag.gender in (None, other.gender)


def _higher(parse: Parse, years: int) -> Iterator[str]:
    """The ordinal so many steps above, in the same form."""
    place = _ORDINALS.index(parse.normal_form) + years
    if place >= len(_ORDINALS):
        return
    tag = parse.tag
    grammemes = {tag.case, tag.number, tag.gender, tag.animacy} - {None}
    for higher in parses_of(_ORDINALS[place]):
        form = higher.inflect(grammemes) if higher.tag.POS == "ADJF" else None
        if form:
            yield form.word


# --- anniversaries ------------------------------------------------------------------------------------------


def _anniversaries(name: str, years: int) -> Iterator[Change]:
    for match in _JUBILEE.finditer(name):
        yield match.start(), match.end(), f"{int(match['number']) + years}{match['rest']}"
    for match in _ANNIVERSARY.finditer(name):
        yield match.start(), match.end(), f"{int(match['number']) + years}{_ending(match)}{match['rest']}"
    for match in _YEARS_SINCE.finditer(name):
        number = int(match["number"])
        if match["noun"] == plural(number, "год", "года", "лет"):
            noun = plural(number + years, "год", "года", "лет")
            yield match.start(), match.end(), f"{number + years}{match['blank']}{noun}"


# --- the year of the event ----------------------------------------------------------------------------------


def _years(name: str, year: int, years: int) -> Iterator[Change]:
    for match in _SCHOOL_YEAR.finditer(name):
        first, last = int(match["first"]), int(match["last"])
        if first in (year - 1, year) and last % 100 == (first + 1) % 100:
            ends = str(last + years).zfill(2) if last > 100 else str((last + years) % 100).zfill(2)
            yield match.start(), match.end(), f"{first + years}{match['dash']}{ends}"
    if _THEME.search(name):
        return
    for match in _YEAR.finditer(name):
        is_of_event = int(match["year"]) == year or (int(match["year"]) == year + 1 and _NEW_YEAR.search(name))
        before = name[max(0, match.start() - 12) : match.start()]
        if is_of_event and not _NOT_BEFORE.search(before) and not _NOT_BEHIND.match(name, match.end()):
            yield match.start(), match.end(), str(int(match["year"]) + years)


# --- the same event in another year -------------------------------------------------------------------------

_ANY_NUMBER = re.compile(r"(?<!\w)(?:\d+|[IVXLCХІӀ]{1,12})(?:-?(?:й|я|е|го|му|м|ой|ая|ое|ый|ий))?(?!\w)")


# Letters that no other alphabet and no Roman number has; «й» may be written as two signs.
_SURE_LETTERS = re.compile("[^бгджзилпфцчшщъыьэюя]+")


@lru_cache(maxsize=2_000)
def key_without_numbers(name: str) -> str:
    """Return the search key of a name without its numbers: alike for «XXII фестиваль» and «XXIII фестиваль»."""
    return search_key(_ANY_NUMBER.sub("", name))


def rough_key_without_numbers(name: str) -> str:
    """Return what is alike for all names with the same `key_without_numbers`, and for some others. It takes a tenth of
    the time, and tells most names apart."""
    return _SURE_LETTERS.sub("", _ANY_NUMBER.sub("", name).casefold().replace("й", "и"))
