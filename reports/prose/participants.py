"""Understands how many people took part, where the text of the participants says so exactly.

Taken is what the text calls a total («всего 45 участников», «общее количество – 120 человек»), or a number of people
that is all it says. Numbers of groups, schools and years do not count. «более 300 человек» is not exact: it is flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.places.countries import countries_in

MOST_PEOPLE = 1_000_000_000
# A text longer than this is no cell of a table; its first part tells the total if any does.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Total:
    """What the text says: all people, the foreign ones among them, and what should be asked (Russian sentences)."""

    total: int | None = None
    foreign: int | None = None
    doubts: tuple[str, ...] = ()


NOTHING = Total()

_NUMBER = r"(?<![\w.,№-])(?<!№ )(?:\d{1,3}(?: \d{3})+|\d+)(?!\w|[.,:]\d)"
_PEOPLE = r"(?:человека?|чел\b\.?|участник(?:ов|а|и)?|людей)(?!\w)"
_INEXACT = (
    r"(?:(?:не )?(?:более|менее|больше|меньше)(?: чем)?|свыше|около|порядка|примерно|приблизительно|ориентировочно"
    r"|почти|до|от|~)"
)
_HOW_MANY = rf"(?P<inexact>{_INEXACT} ?)?(?P<number>{_NUMBER})(?P<range> ?(?:[-–—]|до) ?\d+|\+)?"
# Words allowed between «всего» and its number.
_FILLING = (
    r"(?:[ :–—-]|участвующих|участников|участия|мероприятия|в мероприяти[ия]|в нём|в встрече|человек|людей|чел\."
    r"|составил[оа]?|составляет|приняло участие|приняли участие|приняло|приняли|участие|участвовал[ио]?"
    r"|присутствовал[ио]?|было)*?"
)
_LABELLED = re.compile(
    rf"(?<!\w)(?P<label>общее (?:количество|число|кол-во)|общая численность"
    rf"|(?:количество|кол-во|число)(?= участников| присутств)"
    rf"|всего|итого)(?P<filling>{_FILLING}){_HOW_MANY}(?P<unit> ?{_PEOPLE})?",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    rf"(?:приняли? участие|приняло участие|участвовал[ио]?|присутствовал[ио]?) {_HOW_MANY} ?{_PEOPLE}", re.IGNORECASE
)
_ALONE = re.compile(rf"\s*(?:участники *[:–—-] *)?{_HOW_MANY} ?{_PEOPLE}", re.IGNORECASE)
_AMONG_THEM = re.compile(
    r"[\s,;.(–—]*(?P<opens>из них|из которых|в том числе|в т\. ?ч\.|включая)[\s:–—]*(?P<groups>[^;)]*)", re.IGNORECASE
)
# «Всего 25 человек (5 иностранных)», «…, иностранных – 5».
_FOREIGN_BESIDE = re.compile(
    rf"\s*[,(]\s*(?:(?P<first>{_NUMBER}) (?:иностран|зарубеж)\w+|(?:иностран|зарубеж)\w+(?: участников| граждан)?"
    rf" ?[:–—-]? ?(?P<last>{_NUMBER}))",
    re.IGNORECASE,
)
# «1 200 участников очно и 300 онлайн»: which of them is the total?
_AND_MORE = re.compile(rf"[^,.;()\n]{{0,80}}\sи\s+{_NUMBER}")
_NOTHING_MORE = re.compile(r"[\s.;,)]*\Z")
_BARE = re.compile(r"\s*(?:[,.;()–—]|\Z|\n)")
_GROUP = re.compile(r",\s*|\s+и\s+(?=\d)|(?<=\w{3})\.\s+(?=[А-ЯЁ])")
_IS_FOREIGN = re.compile(r"иностран|зарубеж", re.IGNORECASE)


def participants_total(text: str) -> Total:
    """Return the totals that the text tells exactly; nothing is guessed."""
    text = re.sub(r"[^\S\n]", " ", text[:LONGEST])
    if not re.search(r"\d", text):
        return NOTHING
    stated = _stated(text)
    if not stated:
        return NOTHING
    inexact = next((match for match in stated if match["inexact"] or match["range"]), None)
    if inexact:
        written = f"{inexact['inexact'] or ''}{inexact['number']}{inexact['range'] or ''}"
        return Total(doubts=(f"Количество участников названо неточно («{written}») – впишите число, если знаете его",))
    numbers = sorted({_value(match["number"]) for match in stated})
    if len(numbers) > 1:
        named = " и ".join(map(str, numbers[:3]))
        return Total(doubts=(f"В тексте названо несколько итогов ({named}) – впишите верный",))
    if any(_AND_MORE.match(text, match.end()) for match in stated):
        return Total(doubts=("В тексте названо несколько чисел – впишите общее количество",))
    return _with_foreign(numbers[0], text, stated[0].end())


def _stated(text: str) -> list[re.Match[str]]:
    """Return the numbers that are called totals; without any, the one that the text begins with or «took part»."""
    labelled = [match for match in _LABELLED.finditer(text) if _is_of_people(match, text)]
    if labelled:
        return labelled
    others = (_ALONE.match(text), _TOOK_PART.search(text))
    return [match for match in others if match and _says_all(text, match.end())][:1]


def _is_of_people(match: re.Match[str], text: str) -> bool:
    """Say whether a labelled number counts people: it says so, or its label does and nothing else is counted."""
    if match["unit"]:
        return True
    label = f"{match['label']}{match['filling']}".lower()
    is_label_of_people = label.startswith("общ") or "участник" in label
    return is_label_of_people and _BARE.match(text, match.end()) is not None


def _says_all(text: str, end: int) -> bool:
    """Say whether the text tells of nobody else after this number, but for groups among them."""
    return any(pattern.match(text, end) for pattern in (_AMONG_THEM, _FOREIGN_BESIDE, _NOTHING_MORE))


def _with_foreign(total: int, text: str, end: int) -> Total:
    if total > MOST_PEOPLE:
        return Total(doubts=("Количество участников не похоже на настоящее – проверьте число",))
    foreign = _foreign_among(text, end)
    if foreign is not None and foreign > total:
        return Total(doubts=(f"Иностранных участников ({foreign}) больше, чем всего ({total}) – проверьте числа",))
    return Total(total, foreign)


def _foreign_among(text: str, end: int) -> int | None:
    """Return how many of the groups named after «из них» are foreign; None when none is."""
    if beside := _FOREIGN_BESIDE.match(text, end):
        return _value(beside["first"] or beside["last"])
    among = _AMONG_THEM.match(text, end)
    if among is None:
        return None
    named, by_country = [], []
    for group in _GROUP.split(among["groups"]):
        numbers = re.findall(_NUMBER, group)
        if len(numbers) != 1:
            continue
        if _IS_FOREIGN.search(group):
            named.append(_value(numbers[0]))
        elif {*countries_in(group)} - {"RU"} and "RU" not in countries_in(group):
            by_country.append(_value(numbers[0]))
    # «20 иностранных: 15 из Беларуси, 5 из Сербии»: the sum is there already.
    counted = named or by_country
    return sum(counted) if counted else None


def _value(written: str) -> int:
    return int(written.replace(" ", ""))
