"""Takes away what stands beside the days and names none: a feast, the number of lessons, how often something was.

Only what is known as such goes, and only where days or months are left; all else stays in the text and refuses it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FEAST_WORDS = (
    r"(?:международный )?женский день|масленица|широкая масленица|масленичная неделя|рождество(?: христово)?"
    r"|крещение(?: господне)?|пасха|святки|троица"
    r"|старый новый год|новый год|новогодние праздники|сочельник|прощеное воскресенье|вербное воскресенье|покров"
    r"|(?:ивана? )?купал(?:а|ы|ье)|(?:яблочный|медовый|ореховый) спас|наурыз|навруз|сабантуй|дожинки"
)
# No sentence: «день переноса», «дни уточняются» say something about the days.
_DAY_OF = (
    r"(?!(?:[а-я-]+ ){0,6}(?:не |уточн|перен|отмен|отлож|план|проведен|начал|окончан))"
    r"(?:(?:международный|всемирный|всероссийский|общероссийский|единый|православный) )?"
    r"(?:день|дня|дню|дни|праздник)(?:,? [а-я-]{1,30}){1,7}"
)
_FEAST = re.compile(
    rf"\((?:{_FEAST_WORDS}|(?:в честь |ко |к |в |на )?{_DAY_OF})\)|(?:, |-)(?:{_FEAST_WORDS}|{_DAY_OF})(?=\.?\Z)"
    rf"|\A(?:в |на )?(?:{_FEAST_WORDS}|{_DAY_OF})(?:, |-)(?=[0-9])"
)
_COUNTED = (
    r"(?:заняти|встреч|мероприяти|раз|заседани|урок|сеанс|концерт|игр|матч|выезд|экскурси|мастер-класс|тренировк|лекци"
    r"|семинар|вебинар|час|выпуск|репетици|показ|соревновани|тур|этап|смен|раунд|круг|эфир|поездк|визит)[а-я]{0,3}"
)
_NUMBERS = ("один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
_SAID = "|".join((*_NUMBERS, "одна", "одно", "две"))
_COUNT_OF = rf"(?:всего )?(?:[0-9]{{1,3}}|{_SAID}) (?:[а-я]{{4,14}}(?:ых|их) )?(?:[а-я]{{2,8}}-)?{_COUNTED}"
_COUNT = re.compile(rf"\({_COUNT_OF}\)|, {_COUNT_OF}(?=\.?\Z)")
_DAYS_IN_WORDS = re.compile(rf"(?<=\()({'|'.join(_NUMBERS)})(?= (?:день|дня|дней)\))")

TO_WEEKDAYS = {
    word: number
    for number, word in enumerate(
        ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
    )
}
_WEEKDAYS_TO = "|".join(TO_WEEKDAYS)
_DAYS_TO = rf"(?:{_WEEKDAYS_TO}|выходным|будням|(?:выходным|рабочим|будним|праздничным|воскресным|субботним) дням)"
_HOW_OFTEN = (
    r"(?:ежемесячно|ежеквартально|еженедельно|ежедневно|регулярно|периодически|систематически"
    r"|(?:один |два |три |[1-9] )?раза? в (?:неделю|месяц|квартал|день|две недели)"
    r"|кажд(?:ый|ую|ое) (?:втор(?:ой|ую|ое) )?(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)"
    rf"|по {_DAYS_TO}(?:(?:,| и|-|, по| и по) ?{_DAYS_TO})*)"
)
_OFTEN = re.compile(rf"(?<![а-я])\(?{_HOW_OFTEN}(?:,? {_HOW_OFTEN})?\)?(?![а-я])")
_OF_A_MONTH = re.compile(r" (?=(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)я|марта|мая|августа)")
_REPEATED = re.compile(r"\((?:в течение|на протяжении) (?:всего )?(?:месяца|квартала|года|периода)\)")
_NAMES_SOMETHING = re.compile(
    r"[0-9]|январ|феврал|март|апрел|мая|май|мае|июн|июл|август|сентябр|октябр|ноябр|декабр|квартал|полугоди|весн|осен|лет"
)
_LOST_COMMAS = re.compile(r"\A[ ,]+|[ ,]+\Z|,(?=[ ]?,)")


class Beside(NamedTuple):
    """The text that is left, and what stood beside it."""

    text: str
    often: str
    has_count: bool
    has_feast: bool = False


def put_beside(written: str) -> Beside:
    """Take away feasts, counts and how often; `written` is in small letters, with е for ё and one kind of dash."""
    if not _NAMES_SOMETHING.search(written):
        return Beside(written, "", False)
    written = _DAYS_IN_WORDS.sub(lambda match: str(_NUMBERS.index(match[1]) + 1), written)
    written = _without(_REPEATED, written)
    plain = _without(_FEAST, written)
    left = _without(_COUNT, plain)
    text, often = _without_often(left)
    return Beside(text, often, left != plain, plain != written)


def _without(pattern: re.Pattern, written: str) -> str:
    left = pattern.sub(" ", written)
    return left if _NAMES_SOMETHING.search(left) else written


def _without_often(written: str) -> tuple[str, str]:
    """«по субботам в августе» → «в августе» and «по субботам»; said twice, or alone, it stays where it is."""
    found = list(_OFTEN.finditer(written))
    if len(found) != 1:
        return written, ""
    match = found[0]
    joint = " в течение" if _OF_A_MONTH.match(written, match.end()) else " "
    left = _LOST_COMMAS.sub("", written[: match.start()] + joint + written[match.end() :])
    if not _NAMES_SOMETHING.search(left):
        return written, ""
    return left, match[0].strip("() ")
