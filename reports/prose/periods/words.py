"""The words of a period: cuts a text into numbers, months, signs and the few other words that a period may hold.

Takes away what says nothing about the days (times, labels) or only repeats them (weekdays, the number of days), and
keeps it aside for checking. A word that does not belong in a period is never skipped: it refuses the text by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.prose import roman
from reports.prose.cleaning import even_out
from reports.prose.words import MONTHS, MONTHS_GENITIVE, MONTHS_PREPOSITIONAL, WEEKDAYS

EXAMPLE = "28–29 сентября 2024 года"


class Refused(Exception):
    """The text cannot be taken for a period; the message is the sentence for the person."""


def not_understood(because: str = "") -> Refused:
    """Return the refusal that keeps the text as it is; `because` names the obstacle."""
    return Refused(
        f"Не понял срок{because}. Так и напечатаем; можно поправить, например: {EXAMPLE}, или указать дни вручную."
    )


class Token(NamedTuple):
    """A word or sign: its kind, what it says (a number, a month with its case …), and as it was written."""

    kind: str
    value: object
    text: str


class Date(NamedTuple):
    """A date in figures; a year of None is left out. `order` tells how the parts were set apart: «.», «/» or «-»."""

    day: int
    month: int
    year: str | None
    order: str


class Number(NamedTuple):
    """A number, with what its form tells.

    `digits` is 0 for words and Roman numbers; `is_guessed` means letters that only look Roman. «IV» is not a day. Nor
    are «первая», «3-й» (`may_be_day`): they precede a noun.
    """

    value: int
    digits: int = 0
    is_guessed: bool = False
    may_be_day: bool = True


@dataclass(slots=True)
class Words:
    """The words that make the period, and what was put aside."""

    tokens: list[Token]
    weekdays: list[int] = field(default_factory=list)
    day_count: int | None = None
    has_time: bool = False


# --- the vocabulary -----------------------------------------------------------------------------------------

_SHORT_MONTHS = (
    "янв", "фев февр", "мар", "апр", "", "июн", "июл", "авг", "сен сент", "окт", "ноя нояб", "дек",
)  # fmt: skip
_SHORT_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_WEEKDAYS_GENITIVE = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_WEEKDAYS_ACCUSATIVE = ("", "", "среду", "", "пятницу", "субботу", "")
_SEASONS = ("зима зимой зиму зимы", "весна весной весну весны", "лето летом лета", "осень осенью осени")
_THIRDS = ("начало начале начала началу", "середина середине середину середины", "конец конце конца концу")
_ORDINALS = (
    "перв", "втор", "", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
    "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
)  # fmt: skip
_ORDINAL_ENDINGS = ("ый", "ой", "ая", "ое", "ого", "ом", "ую", "ые", "ых")
_THIRD = "третий третья третье третьего третьей третьем третью"
_PLAIN = {
    "year": "год года году годы годов годах г гг",
    "quarter": "квартал квартала квартале кварталы кварталов кварталах кв",
    "half-year": "полугодие полугодия полугодии полугодий полугодиях",
    "half": "половина половины половине половину половинах",
    "decade": "декада декады декаде декаду декад декадах",
    "week": "неделя недели неделе неделю недель неделях нед",
    "from": "с со от начиная",
    "to": "по",
    "until": "до",
    "deadline": "к позднее позже",
    "not": "не",
    "and": "и также",
    "but": "а",
    "or": "или либо",
    "in": "в во за",
    "during": "течение течении теч протяжении",
    "stretch": "на",
    "whole": "весь всю все всего всей",
    "current": "текущий текущего текущем текущей сего этого этом тек",
    "last": "прошлого прошлом прошлый",
    "letter": "т",
    "period": "период периода периоде",
    "reporting": "отчетный отчетного отчетном",
    "months": "месяц месяца месяцев месяце мес",
    "days": "день дня дней дн",
    "included": "включительно вкл",
    "now": "настоящее",
    "clock": "мск время времени московскому московское местному местное",
    "label": "срок сроки дата даты проведения мероприятия",
    "school": "учебный учебного учебном учебные",
    "often": (
        "ежемесячно ежеквартально еженедельно ежедневно ежегодно постоянно регулярно периодически систематически "
        "каждый каждую каждое каждые каждого каждой понедельникам вторникам средам четвергам пятницам субботам "
        "воскресеньям выходным будням"
    ),
}


def _vocabulary() -> dict[str, tuple[str, object]]:
    known: dict[str, tuple[str, object]] = {}
    for kind, words in _PLAIN.items():
        known |= dict.fromkeys(words.split(), (kind, None))
    for names, case in ((MONTHS_PREPOSITIONAL, "in"), (MONTHS_GENITIVE, "of"), (MONTHS, "is"), (_SHORT_MONTHS, "is")):
        for number, name in enumerate(names, 1):
            known |= dict.fromkeys(name.split(), ("month", (number, case)))
    for names in (WEEKDAYS, _SHORT_WEEKDAYS, _WEEKDAYS_GENITIVE, _WEEKDAYS_ACCUSATIVE):
        known |= {name: ("weekday", number) for number, name in enumerate(names) if name}
    for number, names in enumerate(_SEASONS):
        known |= dict.fromkeys(names.split(), ("season", number))
    for number, names in enumerate(_THIRDS, 1):
        known |= dict.fromkeys(names.split(), ("third", number))
    for number, stem in enumerate(_ORDINALS, 1):
        known |= {stem + ending: _ordinal(number, ending) for ending in _ORDINAL_ENDINGS if stem}
    known |= {word: _ordinal(3, word) for word in _THIRD.split()}
    known |= {f"тридцат{ending}": _ordinal(30, ending) for ending in _ORDINAL_ENDINGS}
    return known | {"двадцать": ("tens", 20), "тридцать": ("tens", 30)}


def _ordinal(number: int, ending: str) -> tuple[str, Number]:
    return "number", Number(number, may_be_day=ending.endswith(("е", "го")))


_KNOWN = _vocabulary()
_TO_CYRILLIC = str.maketrans("abcehkmoptxyë", "авсенкмортхуе")
_ONE_WRITING = str.maketrans(
    dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-") | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff") | {"ё": "е"}
)

# --- cutting ------------------------------------------------------------------------------------------------
# Every alternative is of bounded length or one character class, so a text of any kind takes time in proportion.

_DASHES = re.compile(r" ?-[- ]*")
_ROMAN_MONTH = "[ivxіхӏ]{1,4}"
_PIECE = re.compile(
    rf"""
    (?P<iso>[0-9]{{4}}(?P<stroke>[-./])[0-9]{{1,2}}(?P=stroke)[0-9]{{1,2}}(?![0-9])(?:t(?=[0-9]))?)
  | (?P<date>[0-9]{{1,2}}[ ]?(?P<mark>[./])[ ]?(?:[0-9]{{1,2}}|{_ROMAN_MONTH})[ ]?(?P=mark)[ ]?(?:[0-9]{{4}}|[0-9]{{2}})
        (?![0-9]|[ ]?[./][ ]?[0-9]))
  | (?P<hyphened>[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}(?![0-9]))
  | (?P<month_year>[0-9]{{1,2}}\.[0-9]{{4}}(?![0-9]|\.[0-9]))
  | (?P<time>[0-9]{{1,2}}(?:
        :[0-9]{{2}}(?::[0-9]{{2}})?
      | [.-]00(?![0-9]|\.[0-9])
      | (?:(?<=в[ ][0-9])|(?<=в[ ][0-9][0-9]))-(?:15|30|45)(?![0-9]|[ ]?[а-я])
      | [ ]?(?:часов|часа|час|ч)(?![а-я])\.?(?:[ ]?[0-9]{{1,2}}[ ]?(?:минут[аы]?|мин|м)(?![а-я])\.?)? ))
  | (?P<day_month>[0-9]{{1,2}}[ ]?\.[ ]?(?:[0-9]{{1,2}}|{_ROMAN_MONTH})(?![0-9a-zа-яі]|[ ]?[./][ ]?[0-9])\.?)
  | (?P<roman>1*[iіӏlvyухxпш][1iіӏlvyухxпш]*(?:-?(?:й|я|е|го|м|ая|ый|ое|ой|ом|ую))?(?![a-zа-яі0-9]))
  | (?P<number>[0-9]+(?:-?(?:го|ого|его|е|ое|ье|й|ый|ой|ий|я|ая|ья|м|ом|му|х|ых|ую|ю)(?![а-я]))?\.?)
  | (?P<stroked>п/г|м-ц)
  | (?P<word>[a-zа-яіӏ]+\.?)
  | (?P<sign>[-,;/])
  | (?P<nothing>[\s().:\[\]«»"“”„]+)
  | (?P<other>[^\s])
    """,
    re.VERBOSE,
)
_FIGURES = re.compile("[0-9]+")
_PARTS = re.compile(f"[0-9]+|{_ROMAN_MONTH}")
_ROMAN_LETTERS = re.compile("[1iіӏlvyухxпш]+")
_SIGNS = {"-": "dash", ",": "comma", ";": "comma", "/": "slash"}


def read_words(text: str) -> Words:
    """Cut a text of a bounded length into the words of a period. Raises Refused when a word belongs to none."""
    written = even_out(text.lower().translate(_ONE_WRITING))
    tokens = _cut(_DASHES.sub("-", written))
    _refuse_what_names_no_days(tokens)
    words = Words(tokens)
    _put_aside_times(words)
    _put_aside_weekdays(words)
    _put_aside_day_count(words)
    _put_aside_labels(words)
    _refuse_unknown(words)
    return words


def _cut(written: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _PIECE.finditer(written):
        kind, text = match.lastgroup, match[0]
        if kind == "word":
            _add_word(tokens, text.rstrip("."))
        elif kind == "number":
            tokens.append(_number(text))
        elif kind == "sign":
            tokens.append(Token(_SIGNS[text], None, text))
        elif kind == "roman":
            _add_roman(tokens, text)
        elif kind == "time":
            tokens.append(Token("time", text.lstrip("0").startswith(":00"), text))
        elif kind == "stroked":
            tokens.append(Token("months" if text == "м-ц" else "half-year", None, text))
        elif kind == "other":
            tokens.append(Token("unknown", None, text))
        elif kind != "nothing":
            tokens.append(_date(kind, text))
    return tokens


def _number(text: str) -> Token:
    digits = _FIGURES.match(text)[0]
    if len(digits) > 4:
        return Token("unknown", None, digits)
    ending = text[len(digits) :].strip("-.")
    return Token(
        "number", Number(int(digits), len(digits), may_be_day=not ending or ending.endswith(("е", "го"))), digits
    )


def _date(kind: str, text: str) -> Token:
    parts = _PARTS.findall(text)
    if kind == "iso":
        return Token("date", Date(int(parts[2]), int(parts[1]), parts[0], "-"), text)
    month = int(parts[1]) if parts[1].isdecimal() else roman.value_of(parts[1])[0] or 0
    if kind == "month_year":
        return Token("month-year", Date(0, int(parts[0]), parts[1], "."), text)
    if kind == "day_month":
        return Token("day-month", Date(int(parts[0]), month, None, "."), text)
    return Token("date", Date(int(parts[0]), month, parts[2], "/" if "/" in text else "."), text)


def _add_roman(tokens: list[Token], text: str) -> None:
    letters = _ROMAN_LETTERS.match(text)[0]
    value, is_guessed = roman.value_of(letters)
    if value is None:
        _add_word(tokens, text)
        return
    tokens.append(Token("number", Number(value, is_guessed=is_guessed, may_be_day=False), letters))


def _add_word(tokens: list[Token], word: str) -> None:
    """Add a word of either alphabet; the second half of a word that a line break cut in two joins the first."""
    word, known = _look_up(word)
    if known is None:
        for back in (1, 2):
            if len(tokens) >= back and tokens[-back].text.isalpha() and (back == 1 or tokens[-1].kind == "dash"):
                whole, whole_known = _look_up(tokens[-back].text + word)
                if whole_known is not None:
                    tokens[-back:] = [Token(*whole_known, whole)]
                    return
    if word != "г" or not tokens or tokens[-1].text != "г":  # «г.г.»
        tokens.append(Token(*(known or ("unknown", None)), word))


def _look_up(word: str) -> tuple[str, tuple[str, object] | None]:
    """Find a word as written, or with its Latin letters read as the Cyrillic ones that they look like."""
    known = _KNOWN.get(word)
    if known is None:
        in_cyrillic = word.translate(_TO_CYRILLIC)
        known = _KNOWN.get(in_cyrillic)
        if known is not None:
            word = in_cyrillic
    return word, known


# --- refusing and putting aside -----------------------------------------------------------------------------

_REFUSED_KINDS = {
    "often": (
        "«{}» говорит, как часто, а не когда. Напишите первый и последний месяц или дни, "
        "например: октябрь – декабрь 2024 года, а как часто – в содержании."
    ),
    "or": "Написано «{}»: выберите одно, а если было и то и другое, напишите «и».",
    "school": (
        "По учебному году не узнать ни первого, ни последнего дня. "
        "Напишите месяцы, например: сентябрь 2024 года – май 2025 года."
    ),
    "week": "Номер недели считают по-разному. Напишите первый и последний день, например: 1–6 октября 2024 года.",
}


def _refuse_what_names_no_days(tokens: list[Token]) -> None:
    for token in tokens:
        if token.kind in _REFUSED_KINDS:
            raise Refused(_REFUSED_KINDS[token.kind].format(token.text))


def _kind(tokens: list[Token], place: int) -> str:
    return tokens[place].kind if 0 <= place < len(tokens) else ""


def _put_aside_times(words: Words) -> None:
    """Take away hours and minutes with the words before and after them. Raises Refused when nothing is left."""
    tokens = words.tokens
    _find_more_times(tokens)
    _refuse_what_may_be_a_time(tokens)
    if not any(token.kind == "time" for token in tokens):
        return
    # Midnight is what a cell of Excel adds to a date, and no time that somebody meant.
    words.has_time = any(token.kind == "time" and not token.value for token in tokens)
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind == "time":
            while kept and kept[-1].kind in ("from", "to", "until", "dash", "in", "third", "clock", "comma"):
                kept.pop()
        elif not (token.kind == "clock" or (token.kind == "to" and _kind(tokens, place + 1) == "clock")):
            kept.append(token)
    if not kept:
        raise Refused(f"Здесь только время. Допишите дату, например: {EXAMPLE}.")
    words.tokens = kept


def _find_more_times(tokens: list[Token]) -> None:
    """Tell «в 10.10» and «10.30–12.10» from dates: by «в», by a month that cannot be, by the other end."""
    for place, token in enumerate(tokens):
        if token.kind == "day-month" and _is_time(tokens, place):
            tokens[place] = token._replace(kind="time", value=False)
    for step in (-2, 2):  # «с 10 до 12 часов», «с 10:00 до 12.10»
        for place, token in enumerate(tokens):
            if _kind(tokens, place + step) == "time" and _kind(tokens, place + step // 2) in ("dash", "to", "until"):
                is_hour = token.kind == "number" and step == 2 and token.value.digits and token.value.value <= 24
                if is_hour or (token.kind == "day-month" and _can_be_time(token)):
                    tokens[place] = token._replace(kind="time", value=False)


def _can_be_time(token: Token) -> bool:
    return token.value.day <= 24 and token.value.month <= 59


def _is_time(tokens: list[Token], place: int) -> bool:
    if not _can_be_time(tokens[place]):
        return False
    if _kind(tokens, place - 1) in ("in", "third", "clock"):
        return True
    minutes = tokens[place].value.month
    if minutes <= 12:
        return False
    for step in (-2, 2):
        if _kind(tokens, place + step) == "day-month" and _kind(tokens, place + step // 2) in ("dash", "until"):
            return True
    # «5 ноября 2024 года, 10.30»
    is_last = _kind(tokens, place + 1) in ("", "clock")
    return is_last and minutes % 5 == 0 and any(token.kind in ("date", "month") for token in tokens[:place])


def _refuse_what_may_be_a_time(tokens: list[Token]) -> None:
    """«5 ноября, 10.11»: the tenth of November, or eleven minutes past ten?"""
    has_month = any(token.kind == "month" for token in tokens)
    for place, token in enumerate(tokens):
        is_joined = _kind(tokens, place - 1) in ("dash", "to", "until")
        if token.kind != "day-month" or is_joined or not _can_be_time(token):
            continue
        if has_month or any(before.kind == "date" for before in tokens[:place]):
            raise Refused(
                f"Не понял срок: «{token.text}» – это дата или время? Напишите месяц словом, а время – с двоеточием."
            )


def _put_aside_weekdays(words: Words) -> None:
    tokens = words.tokens
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "weekday":
            words.weekdays.append(token.value)
            if kept and kept[-1].kind == "in":
                kept.pop()
            if _kind(tokens, place + 1) in ("dash", "and", "comma", "to") and _kind(tokens, place + 2) == "weekday":
                place += 1
        else:
            kept.append(token)
        place += 1
    words.tokens = kept
    if words.weekdays and not any(token.kind not in ("comma", "dash") for token in kept):
        raise Refused(f"Здесь только день недели. Допишите дату, например: {EXAMPLE}.")


def _put_aside_day_count(words: Words) -> None:
    tokens = words.tokens
    for place, token in enumerate(tokens):
        if token.kind == "days" and place > 1 and tokens[place - 1].kind == "number":
            words.day_count = tokens[place - 1].value.value
            del tokens[place - 1 : place + 1]
            return


def _put_aside_labels(words: Words) -> None:
    """Drop «Дата проведения:» before, «включительно» anywhere, and commas that now part nothing."""
    start = 0
    while _kind(words.tokens, start) == "label":
        start += 1
    kept: list[Token] = []
    for token in words.tokens[start:]:
        is_idle_comma = token.kind == "comma" and (not kept or kept[-1].kind == "comma")
        if token.kind != "included" and not is_idle_comma:
            kept.append(token)
    while kept and kept[-1].kind == "comma":
        kept.pop()
    words.tokens = kept


def _refuse_unknown(words: Words) -> None:
    strange = [token.text for token in words.tokens if token.kind == "unknown" and token.text.isalpha()]
    if strange:
        raise not_understood(f" («{' '.join(strange[:4])[:40]}»)")
