"""Tables that are no list of events, told by their headings and by the words above them."""

import re
from collections.abc import Sequence

from .headings import NAME, PARTICIPANTS, PERIOD, PLACE, PURPOSE, TIME, folded_heading, meaning_in_header

AGREEMENTS, FIGURES, CONTENTS = "перечень соглашений", "таблица показателей", "оглавление"
SIGNATURES, PEOPLE, MONEY = "подписи", "список людей", "таблица расходов"
PROGRAMME, PARTNERS = "программа одного дня", "перечень партнёров"

# Kind → headings that speak for it; so many of them are enough.
_SPEAK_FOR = (
    (SIGNATURES, 2, r"подпис[ьи]\b|расшифровк|^должност|^согласован|^утвержд|инициал"),
    (
        AGREEMENTS,
        2,
        r"соглашен|договор(?!енн)|меморандум|протокол|^документы?$|\bподписан|^стороны|^срок\w* действи"
        r"|^действует|заключен|кем подпис"
        r"|реквизит",
    ),
    (
        FIGURES,
        2,
        r"показател|^ед\w*\.? ?изм|^единиц|^план\b|^факт\b|процент|^%|^значени|отклонени|^кол\w*+[ -]?\w* мероп"
        r"|^динамик|\b20\d\d",
    ),
    (CONTENTS, 1, r"^стр\b|^страниц|^№ стр|^номер стр"),
    (
        PEOPLE,
        2,
        r"\bфио\b|\bф\. ?и\. ?о|фамил|дат\w* рожд|год рожд|^телефон|^тел\b|мест\w* работ|мест\w* уч|^должност"
        r"|^класс|^возраст|^адрес|паспорт|e-?mail|почт",
    ),
    (MONEY, 1, r"\bсумм|финанс|\bруб|\bстоимост|\bрасход|\bбюджет|\bцена\b|\bсмет"),
    (PARTNERS, 2, r"побратим|партнер|^контакт|^стран|^государств|^с какого|^год (?:устан|начал)"),
    (
        PROGRAMME,
        2,
        r"^время\b|^час|пункт\w* програм|^программ|^модератор|^спикер|^докладчик|^выступ|^ответствен|^мероприяти",
    ),
)
_KINDS = tuple((kind, enough, re.compile(form)) for kind, enough, form in _SPEAK_FOR)
_PLAN = re.compile(
    r"(?:\w+ ){0,4}план\b(?! ?[-–—]? ?факт)(?!.{0,40}(?:выполн|исполн))|(?:\w+ ){0,4}(?:планируем|запланирован"
    r"|предстоящ|намеченн)\w*"
    r"|(?:перечень|список|календарь) (?:\w+ ){0,3}(?:планируем|предстоящ|запланирован)\w*"
)
_DONE = re.compile(r"выполнен|исполнен|реализац|отчет|проведенн")

NO_EVENTS = "Похоже, что это {}, а не список мероприятий: строки этой таблицы не взяты"
PLAN_DOUBT = "Это строка плана, а не отчёта: отметьте её, если мероприятие уже прошло."


def kind_of_others(titles: Sequence[str]) -> str:
    """What a table with these headings is if it is no list of events, else ""."""
    lows = [folded_heading(title) for title in titles if title]
    meanings = [meaning for title in titles if title and (meaning := meaning_in_header(title))]
    known = {field for meaning in meanings for field in meaning.fields if meaning.role != TIME}
    if NAME in known and len(known & {PLACE, PERIOD, PURPOSE, PARTICIPANTS}) >= 2:
        return ""
    for kind, enough, form in _KINDS:
        if sum(bool(form.search(low)) for low in lows) >= enough and _may_be(kind, lows, known):
            return kind
    return ""


def _may_be(kind: str, lows: list[str], known: set[str]) -> bool:
    """Whether the other headings do not speak against it."""
    if NAME in known and PERIOD in known:
        return kind in (AGREEMENTS, PEOPLE)
    if kind == PROGRAMME:
        return PLACE not in known and lows[0].startswith(("время", "час"))
    return kind != PARTNERS or not known & {NAME, PERIOD}


def is_plan(text: str) -> bool:
    """Whether words above a table, or the name of its sheet, say that it tells of what is yet to come."""
    low = " ".join(text.casefold().replace("ё", "е").split())[:300]
    return bool(_PLAN.match(low)) and not _DONE.search(low)
