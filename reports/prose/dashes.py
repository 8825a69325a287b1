"""Dashes and hyphens: between words, between numbers, and inside words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.prose.edits import Edit
from reports.prose.words import MONTHS, MONTHS_GENITIVE, NBSP

# Not at the beginning of a paragraph: there it is a list's.
_SPACED_HYPHEN = re.compile(r"(?<=[^\s:;])[ \u00a0](?:--|[-—―−])(?=[ \u00a0]\S)")
_HALF_SPACED_DASH = re.compile(r"(?<=[^\W\d_])(?:[ \u00a0][–—]|[–—][ \u00a0])(?=[^\W\d_])")
_MONTH = "|".join(sorted((*MONTHS, *MONTHS_GENITIVE), key=len, reverse=True))
# Before a capital letter both words are whole: «1 место -Орша».
_HALF_SPACED_HYPHEN = re.compile(r"(?<=[а-яё»)])(?:[ \u00a0]-|-[ \u00a0])(?=[А-ЯЁ«][а-яёА-ЯЁ])")
_HALF_SPACED_MONTHS = re.compile(rf"(?<=[а-яё])(?:[ \u00a0]-|-[ \u00a0])(?=(?:{_MONTH})(?!\w))", re.IGNORECASE)
# What is written with a hyphen: the first word, and how the second begins.
_SECOND = (
    r"встреч|урок|конкурс|викторин|мост|экскурси|концерт|выставк|марафон|квест|лекци|мастер|семинар|акци|турнир|олимпиад"
    r"|фестивал|игр|трансляци|формат|заседани|совещани|конференци|форум|опрос|зал|центр|служб|релиз|секретар|клуб|кафе|парк"
    r"|ресурс|сообществ|портал|магазин|платформ|занятия|занятие|путешестви|поздравлени|флешмоб"
)
_COMPOUNDS = re.compile(
    r"(?<![\w-])(?:(?:онлайн|офлайн|оффлайн|интернет|пресс|арт|бизнес|экспресс|веб)[ \u00a0]?(?P<first>[-–—])[ \u00a0]"
    rf"(?={_SECOND})|мастер[ \u00a0]?(?P<class>[-–—])[ \u00a0]?(?=класс)"
    r"|санкт[ \u00a0](?P<spb>[-–—])[ \u00a0](?=петербург)"
    r"|\d{1,4}[ \u00a0]?(?P<years>[-–—])[ \u00a0]?(?=лети[еяюй]|летн[а-яё]{2})"
    r"|(?:военн|культурн|спортивн|историк|народн|учебн|научн|торгов|социальн|духовн|физкультурн|художественн|общественн"
    r"|информационн|литературн|музыкальн|хозяйственн|экономик|русск|российск|белорусск|китайск|сербск|польск|немецк|советск|германск|славянск|северн|южн|западн|восточн)о"
    r"[ \u00a0](?P<ad>-)[ \u00a0](?=[а-яё]+(?:ий|ый|ой|ая|ое|ие|ые|ого|их|ых|ому|им|ом|ую|ей)(?!\w)))",
    re.IGNORECASE,
)
# A first part that grows together with the next word or takes a hyphen: only the writer knows.
_FIRST_PARTS = re.compile(
    r"(?<![\w-])(?:видео|аудио|фото|радио|теле|кино|авто|мото|вело|медиа|мини|макси|супер|вице|экс|блиц|веб|онлайн|офлайн|оффлайн"
    r"|интернет|пресс|мастер|арт|фолк|этно|эко|био|гео|агро|бизнес|экспресс|санкт|[а-яё]{3,}о)\Z",
    re.IGNORECASE,
)
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


def dashes(text: str) -> Iterator[Edit]:
    """«Цель - обмен», «ноябрь –декабрь»; never between two numbers (a score, a telephone), in the name of a machine, or
    behind a first part of a word («Видео - конференция»)."""
    for match in _SPACED_HYPHEN.finditer(text):
        before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() + 1 : match.end() + 2]
        if after.isdecimal() and re.search(r"(?:\d|(?<!\w)[А-ЯЁA-Z][А-ЯЁA-Zа-я]{0,3})\Z", before):
            continue
        if not _FIRST_PARTS.search(before):
            yield Edit(match.start(), match.end(), f"{NBSP}–")
    for pattern in (_HALF_SPACED_DASH, _HALF_SPACED_MONTHS, _HALF_SPACED_HYPHEN):
        for match in pattern.finditer(text):
            is_whole = pattern is _HALF_SPACED_HYPHEN
            if is_whole or not _FIRST_PARTS.search(text, max(0, match.start() - 24), match.start()):
                yield Edit(match.start(), match.end(), f"{NBSP}– ")


def compounds(text: str) -> Iterator[Edit]:
    """«мастер - класс», «онлайн - встреча», «русско - белорусский»."""
    for match in _COMPOUNDS.finditer(text):
        sign = next(name for name in ("first", "class", "spb", "years", "ad") if match[name])
        start = match.start(sign)
        while text[start - 1] in " \u00a0":
            start -= 1
        if text[start : match.end()] != "-":
            yield Edit(start, match.end(), "-")


def ranges(text: str) -> Iterator[Edit]:
    """«28-29 сентября», «8-11 классов»; never a score, a telephone or a school's number."""
    for match in _RANGE.finditer(text):
        if int(match[1]) < int(match[2]):
            yield Edit(match.end(1), match.start(2), "–")
