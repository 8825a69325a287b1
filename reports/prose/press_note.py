"""A press note or a letter in prose as the fields of an event: name, place, period, who took part, and the rest.

Every fact is made of words of the note and tells which. What the note says once and plainly is its own; what was chosen
among several, and a headline or a first sentence for want of a name, is a guess. Nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from reports.prose.cleaning import clean_text, even_out
from reports.prose.documents.nouns import flatten, sentences
from reports.prose.morphology import parses_of
from reports.prose.periods.understand import understand_period
from reports.prose.places.partners import Towns
from reports.prose.places.understand import missing_country, understand_place
from reports.prose.words import MONTHS_GENITIVE, MONTHS_PREPOSITIONAL

NAME, PLACE, PERIOD, PURPOSE, PARTICIPANTS = "name", "place", "period", "purpose", "participants"
LONGEST = 20_000  # letters; no note is longer
_SHORTEST = 120
_LONGEST_NAME = 200
_FARTHEST = timedelta(days=200)  # of a day of this quarter's reports from its first day

# --- what is nobody's text: greetings, signatures, addresses, pictures in letters ----------------------------------

_BESIDE = re.compile(
    r"\s*(?:с уважением|тел(?:\.|ефон)|e-?mail|почта|фото|источник|пресс-служба|контакт|исп(?:\.|олнитель)|приложение"
    r"|https?://|www\.|[\w.+-]+@)",
    re.IGNORECASE,
)
_UNSPOKEN = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)#\w+")
_PICTURE = re.compile(
    r"(?:(?<!\s)\s+)?[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F\u200D][\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F\u200D\s]*"
)
_GREETING = re.compile(
    r"\s*(?:добрый (?:день|вечер)|доброе утро|здравствуйте|уважаем\w+|прошу|просим|направляем|высылаем|для отч[её]та)"
    r"(?!\w)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")

# --- days -------------------------------------------------------------------------------------------------------

_MONTH = "|".join(MONTHS_GENITIVE)
_TAIL = r"(?: \d{4}(?!\d))?(?: (?:этого |текущего )?года| г\.)?"
_DAYS = re.compile(
    rf"(?<![\w.№])(?:со? \d{{1,2}}(?: (?:{_MONTH}))? по |(?:\d{{1,2}}(?: ?[-–—,] ?| и )){{0,9}})"
    rf"\d{{1,2}} (?:{_MONTH}){_TAIL}(?!\w)"
    r"|(?<![\w.№])(?:\d{1,2} ?[-–—] ?)?\d{1,2}\.\d{2}\.(?:\d{4}|\d{2})(?: года| г\.)?(?![\w])",
    re.IGNORECASE,
)
_WHOLE_MONTH = re.compile(rf"(?<!\w)в (?:{'|'.join(MONTHS_PREPOSITIONAL)}){_TAIL}(?!\w)", re.IGNORECASE)
_OTHER_DAY = re.compile(r"(?<!\w)(?:от|до|к|после|с)\s*\Z", re.IGNORECASE)  # of a document, a deadline

# --- places -----------------------------------------------------------------------------------------------------

_KIND = r"(?:г\. ?|городе |[а-яё-]+ском городе |пос[её]лке |пгт |селе |деревне |агрогородке )"
_TOWN = rf"(?:{_KIND}[А-ЯЁ]|[А-ЯЁ])[а-яё]+(?:[- ](?:на[- ])?[А-ЯЁ][а-яё]+)?"
_COUNTRY = r"(?: \([А-ЯЁ][^()]{2,60}\)| Республики [А-ЯЁ][а-яё]+)"
_WHERE = re.compile(
    rf"(?<!\w)(?:[Вв]о? (?P<place>{_TOWN}{_COUNTRY}?)|(?P<town>г\. ?[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)?{_COUNTRY}?))"
    rf"(?![\w»-])(?P<and> и (?:в )?{_TOWN})?"
)
_REMOTE = re.compile(
    r"(?<!\w)(?:в (?:онлайн|дистанционном|заочном|смешанном)[- ]?(?:формате|режиме)?"
    r"|в (?:формате|режиме) (?:видео\w*(?:-\w+)*(?: связи)?|ВКС|онлайн)"
    r"|по видео(?:-конференц-)?связи|дистанционно|онлайн)(?!\w)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"(?<!\w)(?:из|делегаци\w+|гост\w+|жител\w+|представител\w+)\s*\Z", re.IGNORECASE)

# --- the name ---------------------------------------------------------------------------------------------------

_HELD = (
    r"(?:состоял(?:ся|ась|ось|ись)|прош(?:ёл|ел|ла|ло|ли)|провед(?:ён|ен|ена|ено|ены)|проходил[аои]?"
    r"|открыл(?:ся|ась|ось|ись)|завершил(?:ся|ась|ось|ись)|стартовал[аои]?|организован[аоы]?)"
)
_TITLE = r"«[^«»\n]{1,150}(?:«[^«»\n]{1,80}»[^«»\n]{0,60})?»?»"
_WORDS = r"[^«».;:,!?\n()]{3,120}?"
_HELD_NAME = re.compile(rf"(?<!\w){_HELD} (?P<name>{_WORDS} ?{_TITLE})", re.IGNORECASE)
_NAME_HELD = re.compile(rf"(?P<name>[А-ЯЁIVXLC\d]{_WORDS} ?{_TITLE}) {_HELD}(?!\w)")
_PART_IN = re.compile(
    rf"(?:прин\w+ участие|участвова\w+|выступил\w*) (?P<name>(?:в|на) {_WORDS} ?{_TITLE})", re.IGNORECASE
)

# --- who took part ----------------------------------------------------------------------------------------------

_TOOK_PART = re.compile(
    r"(?<!\w)(?:прин\w+ участие|участие (?:принял|принимал)\w*|участвова\w+|присутствова\w+"
    r"|участник\w+[^.]{0,40}(?:стал|[–—])|(?:посетил|поддержал|собрал|объединил)\w*[^.]{0,40} \d"
    r"|делегаци[яию][^.]{0,40}[–—] ?\d|в составе? делегации)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*(?:всего|общее (?:число|количество))(?!\w)[^.]*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is proposed for a field, the words of the note that it was made of, and whether it is a guess."""

    value: str
    words: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class PressNote:
    """The facts of a note by field. `is_one`: the text tells of an event, so it is worth asking about."""

    facts: dict[str, Fact] = field(default_factory=dict)
    is_one: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    paragraph: int


def facts_of(text: str, *, year: int, quarter: int, towns: Towns | None = None) -> PressNote:
    """Return what a note says of an event, for a report of this quarter. `towns` as for `understand_place`. Linear."""
    headline, body = _told(text[:LONGEST])
    if not body:
        return PressNote()
    whole = "\n".join(filter(None, [headline, *(sentence.text for sentence in body)]))
    here = [sentence for sentence in body if _took_part(sentence.text)]
    found = {
        NAME: _name(headline, [sentence.text for sentence in body]),
        PLACE: _place(whole, towns),
        PERIOD: _period(whole, year, quarter),
        PURPOSE: _as_it_is([sentence for sentence in body if sentence not in here]),
        PARTICIPANTS: _as_it_is(here),
    }
    facts = {name: fact for name, fact in found.items() if fact}
    is_told = PLACE in facts or PERIOD in facts or (NAME in facts and not facts[NAME].is_guess)
    return PressNote(facts, len(body) > 1 and len(whole) >= _SHORTEST and is_told)


def _told(text: str) -> tuple[str, list[_Sentence]]:
    """The headline ("" without one) and the sentences, without greetings and what stands beside the text."""
    text = _PICTURE.sub("\n", _UNSPOKEN.sub("", clean_text(text)))
    lines = [line.strip() for line in text.split("\n") if _LETTER.search(line) and not _BESIDE.match(line)]
    headline = ""
    if (
        len(lines) > 1
        and len(lines[0]) <= _LONGEST_NAME
        and lines[0][-1] not in ".!?…:;,»"
        and text.strip() != lines[0]
    ):
        headline = "" if _HELD_NAME.search(lines[0]) else lines[0]
    body = []
    for number, line in enumerate(lines[1:] if headline else lines):
        flat = flatten(line)
        for start, end in sentences(flat):
            sentence = line[start : end + 1].strip()
            if _LETTER.search(sentence) and not _GREETING.match(sentence):
                body.append(_Sentence(sentence, number))
    return headline, body


def _as_it_is(chosen: list[_Sentence]) -> Fact | None:
    """The sentences with the paragraphs in which they stood."""
    if not chosen:
        return None
    paragraphs: dict[int, list[str]] = {}
    for sentence in chosen:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence.text)
    text = "\n".join(" ".join(texts) for texts in paragraphs.values())
    return Fact(text, text)


def _took_part(sentence: str) -> bool:
    return bool(_TOOK_PART.search(sentence) or _COUNTED.match(sentence))


# --- the name ---------------------------------------------------------------------------------------------------


def _name(headline: str, body: list[str]) -> Fact | None:
    for sentence in body:
        for pattern in (_HELD_NAME, _NAME_HELD):
            for match in pattern.finditer(sentence):
                if _is_subject(match["name"]):
                    return Fact(_capitalised(match["name"]), even_out(match[0]))
    for sentence in body:
        if match := _PART_IN.search(sentence):
            return Fact(f"Участие {match['name']}", even_out(match[0]), is_guess=True)
    first = headline or body[0].rstrip(" .!?…")
    return Fact(first, first, is_guess=True) if len(first) <= _LONGEST_NAME else None


def _is_subject(name: str) -> bool:
    """Whether the words before the title begin with a noun in the nominative, adjectives and a number before it."""
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name.partition("«")[0]):
        if re.fullmatch(r"[IVXLCХ]+", word):
            continue
        tags = [parse.tag for parse in parses_of(word.lower())]
        if any(tag.POS == "NOUN" for tag in tags):
            return any(tag.POS == "NOUN" and "nomn" in tag for tag in tags)
        if not any(tag.POS in ("ADJF", "PRTF") and "nomn" in tag for tag in tags):
            return False
    return False


def _capitalised(words: str) -> str:
    name = even_out(words)
    return name[:1].upper() + name[1:]


# --- the period -------------------------------------------------------------------------------------------------


def _period(text: str, year: int, quarter: int) -> Fact | None:
    """The first days; a guess where others follow, and nothing where one sentence names several."""
    found = list(_days_in(text, year, quarter, _DAYS)) or list(_days_in(text, year, quarter, _WHOLE_MONTH))
    if not found:
        return None
    first, _, end = found[0]
    others = [place for other, place, _ in found if other.value != first.value]
    if any(not re.search(r"[.!?\n]\s", text[end:place]) for place in others):
        return None
    return Fact(first.value, first.words, is_guess=bool(others))


def _days_in(text: str, year: int, quarter: int, pattern: re.Pattern) -> Iterator[tuple[Fact, int, int]]:
    begins = date(year, quarter * 3 - 2, 1)
    for match in pattern.finditer(text):
        if _OTHER_DAY.search(text, max(0, match.start() - 8), match.start()):
            continue
        understood = understand_period(match[0], year=year, quarter=quarter)
        if understood.start and understood.problem is None and abs(understood.start - begins) <= _FARTHEST:
            yield Fact(understood.canonical or match[0], match[0]), match.start(), match.end()


# --- the place --------------------------------------------------------------------------------------------------


def _place(text: str, towns: Towns | None) -> Fact | None:
    """The one town in which something was, else the format; nothing where there are several."""
    found: dict[str, Fact] = {}
    for match in _WHERE.finditer(text):
        if _OF_OTHERS.search(text, max(0, match.start() - 20), match.start()):
            continue
        if match["and"] and _understood(f"в{match['and'].removeprefix(' и').removeprefix(' в')}", towns):
            return None
        if fact := _understood(match[0] if match["place"] else match["town"], towns):
            found.setdefault(fact.value, fact)
    remote = _REMOTE.search(text)
    if remote and not found:
        understood = understand_place(remote[0])
        return Fact(understood.canonical, remote[0]) if understood.canonical else None
    bare = {fact.value.partition(" (")[0]: fact for fact in found.values()}
    return next(iter(bare.values())) if len(bare) == 1 else None


def _understood(words: str, towns: Towns | None) -> Fact | None:
    understood = understand_place(words, towns)
    if not (understood.locality and understood.canonical):
        return None
    return Fact(missing_country(understood.canonical) or understood.canonical, even_out(words))
