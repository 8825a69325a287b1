"""The words by which a sentence tells of a signed document: its nouns, and the words around the verb.

Also the text as the reader of documents sees it: quotes and brackets hidden, cut into sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.prose.morphology import parses_of
from reports.prose.words import MONTHS_GENITIVE, MONTHS_PREPOSITIONAL

from .parties import RUSSIAN_WORD, cases_of, is_adverb

# --- the nouns of documents ----------------------------------------------------------------------------------

# Nominative, kind, gender, accusative, genitive, nominative and genitive of the plural; other words that must be there.
_NOUNS = (
    ("соглашение", "agreement", "neut", "соглашение", "соглашения", "соглашения", "соглашений", ""),
    ("договор", "contract", "masc", "договор", "договора", "договоры|договора", "договоров", ""),
    ("контракт", "contract", "masc", "контракт", "контракта", "контракты", "контрактов", ""),
    ("меморандум", "memorandum", "masc", "меморандум", "меморандума", "меморандумы", "меморандумов", ""),
    ("протокол", "protocol", "masc", "протокол", "протокола", "протоколы", "протоколов", "protocol"),
    ("дорожная карта", "roadmap", "femn", "дорожную карту", "дорожной карты", "дорожные карты", "дорожных карт", ""),
    ("план-график", "plan", "masc", "план-график", "плана-графика", "планы-графики", "планов-графиков", ""),
    ("план", "plan", "masc", "план", "плана", "планы", "планов", ""),
    ("перечень", "plan", "masc", "перечень", "перечня", "перечни", "перечней", ""),
    ("декларация", "other", "femn", "декларацию", "декларации", "декларации", "деклараций", ""),
    ("резолюция", "other", "femn", "резолюцию", "резолюции", "резолюции", "резолюций", ""),
    ("конвенция", "other", "femn", "конвенцию", "конвенции", "конвенции", "конвенций", ""),
    ("устав", "other", "masc", "устав", "устава", "уставы", "уставов", ""),
    ("хартия", "other", "femn", "хартию", "хартии", "хартии", "хартий", ""),
    ("коммюнике", "other", "neut", "коммюнике", "коммюнике", "коммюнике", "коммюнике", ""),
    ("акт", "other", "masc", "акт", "акта", "акты", "актов", ""),
    ("программа", "other", "femn", "программу", "программы", "программы", "программ", "programme"),
    ("заявление", "other", "neut", "заявление", "заявления", "заявления", "заявлений", "statement"),
    ("письмо", "other", "neut", "письмо", "письма", "письма", "писем", "letter"),
    ("документ", "other", "masc", "документ", "документа", "документы", "документов", "paper"),
)
# A programme of a concert and a protocol of a jury are signed too. Either an adjective before these nouns says that
# they are meant (the first pattern), or what follows them does (the second).
MUST = {
    "protocol": (None, re.compile(r"(?! (?:заседания )?(?:жюри|конкурс|соревнован|матч|турнир|судей|игр))")),
    "programme": (re.compile("совместн"), re.compile(r" (?:сотруднич|обмен|совместн|действий|партн[её]рств|развития)")),
    "statement": (re.compile("совместн"), re.compile(r" о намерени")),
    "letter": (None, re.compile(r" о намерени")),
    "paper": (re.compile("итогов"), re.compile(r" об? ")),
}


@dataclass(frozen=True, slots=True)
class Noun:
    """What one written form of a document's noun tells: its kind, its nominative, gender, and number."""

    kind: str
    nominative: str
    gender: str
    is_plural: bool
    must: str


def _forms(single: int, plural: int) -> dict[str, Noun]:
    forms: dict[str, Noun] = {}
    for row in _NOUNS:
        for form in row[plural].split("|"):
            forms[form] = Noun(row[1], row[5].split("|")[0], "plur", True, row[7])
    for row in _NOUNS:  # the singular wins: «договора», «соглашения» in the genitive
        forms[row[single]] = Noun(row[1], row[0], row[2], False, row[7])
    return forms


# Singular and plural of the instrumental, in the order of the rows above: «поставили подписи под …».
_INSTRUMENTAL = (
    "соглашением соглашениями, договором договорами, контрактом контрактами, меморандумом меморандумами, "
    "протоколом протоколами, дорожной_картой дорожными_картами, планом-графиком планами-графиками, планом планами, "
    "перечнем перечнями, декларацией декларациями, резолюцией резолюциями, конвенцией конвенциями, уставом уставами, "
    "хартией хартиями, коммюнике коммюнике, актом актами, программой программами, заявлением заявлениями, "
    "письмом письмами, документом документами"
).split(", ")


def _instrumental() -> dict[str, Noun]:
    forms: dict[str, Noun] = {}
    for row, pair in zip(_NOUNS, _INSTRUMENTAL, strict=True):
        single, several = (form.replace("_", " ") for form in pair.split())
        forms[several] = Noun(row[1], row[5].split("|")[0], "plur", True, row[7])
        forms[single] = Noun(row[1], row[0], row[2], False, row[7])
    return forms


def singular_of(noun: Noun) -> str:
    """The nominative of one document of those that a plural names: «соглашения» → «соглашение»."""
    return next(row[0] for row in _NOUNS if row[5].split("|")[0] == noun.nominative)


FORMS = {"nomn": _forms(0, 5), "accs": _forms(3, 5), "gent": _forms(4, 6), "ablt": _instrumental()}
_ADJECTIVE = r"[а-яё-]+(?:ое|ее|ый|ий|ой|ая|яя|ую|юю|ые|ие|ого|его|ей|ых|их|ым|им|ыми|ими)"
HEADS = {
    case: re.compile(
        rf"(?<![\w-])(?P<adjectives>(?:{_ADJECTIVE} ){{0,3}})(?P<noun>{'|'.join(sorted(forms, key=len, reverse=True))})"
        r"(?![\w-])",
        re.IGNORECASE,
    )
    for case, forms in FORMS.items()
}
# Words that count or praise are no part of a title.
NOT_OF_A_TITLE = re.compile(
    r"(?:двусторонн|тр[её]хсторонн|четыр[её]хсторонн|многосторонн|нов|важн|следующ|соответствующ|данн|указанн|перв|втор"
    r"|очередн|официальн|упомянут|так|сво|долгожданн|историческ|различн)\w{2,3}\Z",
    re.IGNORECASE,
)

# --- what the words around the verb say ----------------------------------------------------------------------

_NOT_DONE = re.compile(
    r"(?<!\w)(?:не|нет|без|буд(?:ет|ут)|быть|планир\w+|запланирован[оаы]?|предполага\w+|намеч\w+|намерен[аоы]?"
    r"|предсто\w+|ожида\w+|долж[ен]н?\w*|мо(?:жет|гут|г|гли|жно)|готов[ыао]?|если"
    r"|чтобы|бы|перенес[её]н\w*|отложен\w*|проект)(?!\w)",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"(?<!\w)(?:раньше|прежде|назад|давно|уже|прошл(?:ом|ого|ой|ым)|на сегодняшний день|на сегодня|за \d+"
    r"|за (?:годы|время|период|последни[ех]|эти)|в разные годы|с начала|всего|в этот день|в тот же"
    r"|напомн\w+|как известно|истори\w+|весной|летом|зимой|осенью|ещ[её] (?:в|при|до)"
    r"|до этого|по состоянию|в своё время|когда-то|впоследствии)(?!\w)"
    r"|(?<!\w)ранее(?! [а-яё]+(?:ых|их|ого|его|ой|ому|ему|ым|им|ую|ые|ие|ое|ая|ый|ом|ем))(?!\w)",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?<!\w)(?:котор\w+|где|как|когда|что|чтобы|если|хотя|чей|чьи|куда|откуда|чем|чего)(?!\w)", re.I
)
_OF_THIS_MEETING = re.compile(
    r"\s*(?:и )?(?:в ходе|в рамках|по итогам|по результатам|в завершение|по завершении|по окончании|в результате|после"
    r"|во время) (?:котор\w+|чего)(?!\w)",
    re.IGNORECASE,
)
_MONTHS = "|".join(MONTHS_GENITIVE)
DAY = re.compile(
    rf"(?<![\w.])\d{{1,2}}(?:\.\d{{1,2}}\.\d{{2,4}}|[ ](?:{_MONTHS})(?: \d{{4}})?)(?: года| г\.)?(?!\w)", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\w.-])(\d{3,4})(?= ?(?:г\.|год))|(?<![\w.-])((?:19|20)\d\d)(?= ?(?:[,);.]|\Z))", re.IGNORECASE)
IN_MONTH = re.compile(rf"(?<!\w)в ({'|'.join(MONTHS_PREPOSITIONAL)})(?!\w)", re.IGNORECASE)
SINCE = re.compile(rf"(?<!\w)(?:от|на) (?:{DAY.pattern}|\d{{4}}(?: года| г\.)?)", re.IGNORECASE)
# «Состоялось подписание Соглашения», «встреча завершилась подписанием», «итогом стало подписание».
_HELD = r"состоял(?:ось|ась)|прош(?:ло|ла)|произошло|проведен[оа]|проведён[оа]|организован[оа]"
BEFORE_NOUN = re.compile(
    rf"(?:(?P<held>(?<!\w)(?:{_HELD}) (?:[\w-]+ ){{0,4}}?(?:церемония |процедура |обряд )?)"
    r"|(?<!\w)(?:результат|итог)[а-яё]{0,3} ?(?:[а-яё]+ ){0,3}?[:–—-] ?(?:торжественное |официальное )?"
    r"|(?<!\w)(?:заверш|закончи|окончи|увенча|ознаменова|закреп|скреп)\w+ (?:[\w-]+ ){0,3}?"
    r"|(?<!\w)(?:итогом|результатом|кульминацией|завершением|событием|моментом|окончанием) (?:[\w«»-]+ ){0,8}?"
    r"(?:стал[ои]|стала|явилось|было) (?:[\w-]+ ){0,3}?)\Z",
    re.IGNORECASE,
)
AFTER_NOUN = re.compile(rf"\s*(?:{_HELD})(?!\w)", re.IGNORECASE)

# «Договор заключён между музеями, подписан план»: the second verb has its own.
ANOTHER_VERB = re.compile(
    r", (?:(?:также|а также|и|затем|торжественно) )?(?:подписан|заключ[её]н|утвержд[её]н|разработан)[оаы]?(?!\w)",
    re.IGNORECASE,
)
OPENS_CLAUSE = re.compile(
    r"\s*(?:по|во?|на|после) (?:[а-яё]+ ){1,5}\Z", re.IGNORECASE
)  # «По просьбе сторон подписание …»
WITH_WHOM = re.compile(r"\s*(?:между|со?) ", re.IGNORECASE)  # «подписаны соглашения: с А – о …, с Б – …»

# --- the text as it is read ----------------------------------------------------------------------------------

# Replacements of quotes and brackets in the flat text, letter for letter. A quoted title («О дружбе») and a bracket
# that belongs to one («(план мероприятий)») have their own.
QUOTE, BRACKET, TITLE_QUOTE, TITLE_BRACKET = "§", "¤", "£", "¢"
_TOPIC = re.compile(r"(?:об?|обо) ", re.IGNORECASE)
_OF_A_TITLE = re.compile(
    r"(?:план|программ|меморандум|договор|контракт|протокол|соглашени|переч|деклараци|график)[а-яё]*(?![а-яё])"
    r"|[а-яё-]{3,40}(?:ом|ем|ой|ый|ий|ая|ое|ого|ых|их|ые|ие)\)",
)
_MARK = re.compile('[«»"„“”()\n]')
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?=\s|\Z)|(?<=[а-яё§¤£¢]{3})\.(?=[А-ЯЁ][а-яё])|\n")
_ABBREVIATIONS = frozenset(
    "г гг гор пос дер д с пгт аг р обл ул пер просп пр пл наб корп им св проф акад тел руб тыс млн чел см ст п пп ч т "
    "респ н э ок зам гл".split()
)
TOKEN = re.compile(rf"{QUOTE}+|{BRACKET}+|{TITLE_QUOTE}+|{TITLE_BRACKET}+|\w+(?:[-/]\w+)*|[^\w\s]")
PREPOSITIONS = frozenset("в во на по при о об обо от до с со к ко у из за над под для про без через".split())
_TITLE_ENDS = frozenset(
    "сторонами руководителями главами главой представителями директорами участниками делегациями мэрами мэром "
    "председателями председателем ректорами директором губернатором губернаторами обеими сроком срок при также затем "
    "где что чтобы как когда поэтому который».".split()
)
# A preposition that, with the next word, begins to tell of something else than the document's subject.
_TITLE_ENDS_WITH = {
    "в": "присутствии лице ходе связи честь результате торжественной завершение дальнейшем целях составе".split(),
    "во": "время исполнение".split(),
    "по": "итогам результатам окончании завершении инициативе".split(),
    "с": "целью участием одной другой последующим".split(),
    "на": "встрече церемонии площадке".split(),
}
# «Подписан ряд документов: …»
_SERIES = re.compile(
    r"(?<!\w)(?:ряд|пакет|комплект|серия|\d{1,2}|дв[ае]|три|четыре|пять|несколько)"
    r"(?: [а-яё]+(?:ых|их))?(?= (?:документ|соглашени|договор))"
    r"|(?<!\w)целый(?= ряд)",
    re.IGNORECASE,
)
# One blank before is asked for: a run of them, tried from each of its blanks, would take quadratic time.
_IN_FORCE = re.compile(r"\sи (?:вступил[аои]? в силу|скреплен[аоы]? \w+)", re.IGNORECASE)


def flatten(text: str) -> str:
    """Return the text, as long as before, with what quotes and brackets hold hidden, and no no-break spaces.

    One closing mark ends all that were opened («Отель «Европа»). A quoted name of a document stays to be read.
    """
    pieces, at, opened = [], 0, ""
    for mark in _MARK.finditer(text):
        sign = mark[0]
        filler = _filler(text, at, opened)
        if not opened and sign in _CLOSED_BY and not (sign == "«" and _QUOTED_NAME.match(text, mark.end())):
            pieces.append(text[at : mark.start()])
            at, opened = mark.start(), sign
        elif opened and (sign in _CLOSED_BY[opened] or sign == "\n"):
            end = mark.start() if sign == "\n" else mark.end()
            pieces.append(filler * (end - at))
            at, opened = end, ""
    pieces.append(text[at:] if not opened else _filler(text, at, opened) * (len(text) - at))
    return re.sub(r"[^\S\n]", " ", "".join(pieces))


def _filler(text: str, at: int, opened: str) -> str:
    """What hides the inside of a quotation or bracket that opens here."""
    is_topic = _TOPIC.match(text, at + 1) is not None
    if opened == "(":
        return TITLE_BRACKET if is_topic or _OF_A_TITLE.match(text, at + 1) else BRACKET
    return TITLE_QUOTE if is_topic else QUOTE


_CLOSED_BY = {"«": "»", '"': '"', "„": "“”", "“": "”", "(": ")"}
_QUOTED_NAME = re.compile(r"(?:соглашение|договор|меморандум|протокол|дорожная карта|декларация)(?!\w)", re.IGNORECASE)


def sentences(flat: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _SENTENCE_END.finditer(flat):
        if stop[0] == "." and not _ends_sentence(flat, start, stop):
            continue
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < len(flat):
        yield start, len(flat)


_ITEM_BEGINS = re.compile(r"\s?(?:Соглашени|Договор|Меморандум|План|Протокол|Дорожн|Деклараци|Контракт|Перечень)")


def _ends_sentence(flat: str, start: int, stop: re.Match[str]) -> bool:
    word = re.search(r"(\w+)\Z", flat[max(start, stop.start() - 20) : stop.start()])
    following = flat[stop.end() : stop.end() + 3].strip(" §¤£¢")
    if following[:1].islower() or word is None:
        return not following[:1].islower()
    if word[1].isdecimal() and not flat[start : stop.start() - len(word[1])].strip():
        return False  # «1. Договор …»
    if word[1].isdecimal() and len(word[1]) < 3 and _ITEM_BEGINS.match(flat, stop.end()):
        return False  # «Подписаны 1. Соглашение …»
    if word[1].lower() in ("г", "гг"):
        return bool(re.search(r"(?:19|20)\d\d ?гг?\Z", flat[max(start, stop.start() - 8) : stop.start()]))
    is_initial = len(word[1]) == 1 and word[1].isupper()
    return not is_initial and word[1].lower() not in _ABBREVIATIONS


def is_told(around: str, chunk: str) -> bool:
    """Say whether the words around the verb leave it a fact of this event: not denied, planned, older or told of."""
    if _OF_THIS_MEETING.match(chunk):
        chunk = _OF_THIS_MEETING.sub("", chunk)
    if _SUBORDINATE.search(chunk) or _NOT_DONE.search(chunk) or _OLDER.search(chunk):
        return False
    return not re.search(r"(?<!\w)(?:напомн|как известно|если|предполага|планируется)", around, re.IGNORECASE)


def may_stand_between(gap: str, *, is_certain: bool) -> bool:
    """Say whether the words between a verb and a document leave the document the verb's own."""
    if not is_free_of_other_objects(gap):
        return False
    words = [token[0].lower() for token in TOKEN.finditer(gap)]
    if words and words[-1] in PREPOSITIONS:
        return False
    # «в рамках соглашения»: a form that may be a genitive follows its verb at once, or a colon.
    return is_certain or gap.rstrip().endswith((":", ")", "–", "-")) or all(is_adverb(word) for word in words)


def is_free_of_other_objects(gap: str) -> bool:
    """Say whether the first noun after the verb is no object of its own («подписали рисунки и составили план»)."""
    line = re.sub(r"\s+", " ", gap)  # the patterns of days try every one of many blanks as a beginning
    line = _SERIES.sub(" ", line)
    for token in TOKEN.finditer(_IN_FORCE.sub(" ", DAY.sub(" ", line))):
        word = token[0]
        low = word.lower()
        if low in PREPOSITIONS or low == "между":
            return True
        if not RUSSIAN_WORD.fullmatch(word):
            continue
        if re.match(r"документ|соглашени|договор|протокол|меморандум", low):
            return True
        likely = parses_of(low)[0].tag
        if likely.POS in ("VERB", "INFN", "GRND"):
            return False
        if likely.POS == "NOUN":
            return "ablt" in cases_of(word) and "nomn" not in cases_of(word)
    return True


def may_begin(left: str, noun: Noun) -> bool:
    """Say whether a document may be the subject after these words: none, or «По итогам встречи …»."""
    words = left.split()
    if not words:
        return True
    if noun.is_plural or words[-1].lower() in PREPOSITIONS:
        return False
    opens = words[0].lower()
    return opens in PREPOSITIONS or opens in ("также", "между", "после", "кроме", "итоговое")


def ends_title(word: str, following: str) -> bool:
    if word in ";:()»" or word in _TITLE_ENDS or word.startswith("котор"):
        return True
    return following in _TITLE_ENDS_WITH.get(word, ())


def names_another(title: str) -> bool:
    """Say whether the title names a second document, to which a day then belongs («… к договору от 12 мая»)."""
    return re.search(r"(?:соглашени|договор|контракт|меморандум|протокол)\w+", title, re.IGNORECASE) is not None
