"""Lifts signed documents out of the prose of a report: «Подписано Соглашение о … между А и Б».

Only what the text says was signed now. Documents that are mentioned, planned, refused or older are left alone, and so
is whatever is not certain: a document that was missed is asked for by its reader, a wrong one may be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reports.prose.agreements import cased
from reports.prose.cleaning import even_out, one_line
from reports.prose.countries import countries_in
from reports.prose.dates import understand_period
from reports.prose.morphology import parses_of
from reports.prose.words import MONTHS_GENITIVE, MONTHS_PREPOSITIONAL

LONGEST_TITLE = 500
# Between the verb and its document stand days, places and people; what is further away belongs to something else.
LONGEST_GAP = 250
# A clause longer than this is no sentence of a report, nor are so many documents: neither is read to its end.
LONGEST_CLAUSE = 1500
MOST_READ = 60
NO_PARTIES = "Стороны в тексте не названы – впишите их"
ONE_PARTY = "В тексте названа только одна сторона – впишите остальные"
UNCERTAIN_PARTIES = "Стороны записаны как в тексте – поставьте их в именительный падеж, каждую с новой строки"
SEVERAL_AT_ONCE = "В тексте названо несколько документов сразу – внесите каждый отдельно"
NO_TITLE = "В тексте нет полного названия документа – допишите его"


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """One document that the text says was signed. `kind` is a key of agreements.KINDS, `parties` has one a line,
    `countries` are foreign ones (ISO 3166 alpha-2); text[start:end] names it; `doubts` are Russian sentences."""

    kind: str
    title: str
    parties: str
    countries: tuple[str, ...]
    signed_on: date | None
    signed_text: str
    start: int
    end: int
    doubts: tuple[str, ...]


def signed_documents(text: str, *, year: int | None = None, quarter: int | None = None) -> list[SignedDocument]:
    """Return the documents that the text says were signed, in its order.

    `year` and `quarter` are those of the report: a document signed before its window is an older one. Without them a
    bare year beside the verb («в 2019 году») counts as older. A text that does not speak of signing costs two
    searches.
    """
    if not speaks_of_signing(text):
        return []
    prose = _Prose(text, year, quarter)
    found: dict[int, SignedDocument] = {}
    for start, end in prose.sentences:
        for verb in _TRIGGER.finditer(prose.flat, start, end):
            for document in prose.documents_at(verb, start, end):
                found.setdefault(document.start, document)
    return [found[start] for start in sorted(found)]


def speaks_of_signing(text: str) -> bool:
    """Whether the text has one of the words without which nothing can be lifted."""
    return _SIGNING.search(text) is not None


_SIGNING = re.compile("подпис[ал]|заключ[иеё]", re.IGNORECASE)
_TRIGGER = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<passive>(?:подписан|заключ[её]н)(?P<ending>[оаы]?))"
    r"|(?P<active>подписал[иао]?|заключил[иа]?|подписав|заключив)"
    r"|(?P<noun>(?:подписани|заключени)(?:е|ем|я))"
    r")(?![\w-])",
    re.IGNORECASE,
)

# --- the nouns of documents ----------------------------------------------------------------------------------

# Nominative, kind, gender, accusative, genitive, nominative and genitive of the plural; what else must stand there.
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
    ("хартия", "other", "femn", "хартию", "хартии", "хартии", "хартий", ""),
    ("коммюнике", "other", "neut", "коммюнике", "коммюнике", "коммюнике", "коммюнике", ""),
    ("акт", "other", "masc", "акт", "акта", "акты", "актов", ""),
    ("программа", "other", "femn", "программу", "программы", "программы", "программ", "programme"),
    ("заявление", "other", "neut", "заявление", "заявления", "заявления", "заявлений", "statement"),
    ("письмо", "other", "neut", "письмо", "письма", "письма", "писем", "letter"),
    ("документ", "other", "masc", "документ", "документа", "документы", "документов", "paper"),
)
# A programme of a concert and a letter are signed too: these must say more. «[^,.;:]» is the adjective before them.
_MUST = {
    "protocol": (None, re.compile(r"(?! (?:заседания )?(?:жюри|конкурс|соревнован|матч|турнир|судей|игр))")),
    "programme": (re.compile("совместн"), re.compile(r" (?:сотруднич|обмен|совместн|действий|партн[её]рств|развития)")),
    "statement": (re.compile("совместн"), re.compile(r" о намерени")),
    "letter": (None, re.compile(r" о намерени")),
    "paper": (re.compile("итогов"), re.compile(r" об? ")),
}


@dataclass(frozen=True, slots=True)
class _Noun:
    """What one written form of a document's noun tells: its kind, its nominative, gender, and number."""

    kind: str
    nominative: str
    gender: str
    is_plural: bool
    must: str


def _forms(single: int, plural: int) -> dict[str, _Noun]:
    forms: dict[str, _Noun] = {}
    for row in _NOUNS:
        for form in row[plural].split("|"):
            forms[form] = _Noun(row[1], row[5].split("|")[0], "plur", True, row[7])
    for row in _NOUNS:  # the singular wins: «договора», «соглашения» in the genitive
        forms[row[single]] = _Noun(row[1], row[0], row[2], False, row[7])
    return forms


_FORMS = {"nomn": _forms(0, 5), "accs": _forms(3, 5), "gent": _forms(4, 6)}
_ADJECTIVE = r"[а-яё-]+(?:ое|ее|ый|ий|ой|ая|яя|ую|юю|ые|ие|ого|его|ей|ых|их)"
_HEADS = {
    case: re.compile(
        rf"(?<![\w-])(?P<adjectives>(?:{_ADJECTIVE} ){{0,3}})(?P<noun>{'|'.join(sorted(forms, key=len, reverse=True))})"
        r"(?![\w-])",
        re.IGNORECASE,
    )
    for case, forms in _FORMS.items()
}
# Words that count or praise are no part of a title.
_NOT_OF_A_TITLE = re.compile(
    r"двусторонн|тр[её]хсторонн|четыр[её]хсторонн|многосторонн|нов|важн|следующ|соответствующ|данн|указанн|перв|втор"
    r"|трет|очередн|официальн|упомянут|сам|так|эт|мо|ваш|наш|сво|друг|ин(?:ой|ое)|как|долгожданн|историческ|различн",
    re.IGNORECASE,
)

# --- what the words around the verb say ----------------------------------------------------------------------

_NOT_DONE = re.compile(
    r"(?<!\w)(?:не|нет|без|буд(?:ет|ут)|быть|планир\w+|запланирован[оаы]?|предполага\w+|намеч\w+|намерен[аоы]?"
    r"|предсто\w+|ожида\w+|долж[ен]н?\w*|мо(?:жет|гут|г|гли|жно)|готов[ыао]?|если|чтобы|бы|перенес[её]н\w*|отложен\w*|проект)(?!\w)",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"(?<!\w)(?:раньше|прежде|назад|давно|уже|прошл(?:ом|ого|ой|ым)|на сегодняшний день|на сегодня|за \d+"
    r"|за (?:годы|время|период|последни[ех]|эти)|в разные годы|с начала|всего|в этот день|в тот же|напомн\w+|как известно|истори\w+"
    r"|весной|летом|зимой|осенью|ещ[её] (?:в|при|до)|до этого|по состоянию|в своё время|когда-то|впоследствии)(?!\w)"
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
_DAY = re.compile(
    rf"(?<![\w.])\d{{1,2}}(?:\.\d{{1,2}}\.\d{{2,4}}|[ ](?:{_MONTHS})(?: \d{{4}})?)(?: года| г\.)?(?!\w)", re.IGNORECASE
)
_YEAR = re.compile(
    r"(?<![\w.-])(\d{3,4})(?= ?(?:г\.|год))|(?<![\w.-])((?:19|20)\d\d)(?= ?(?:[,);.]|\Z))", re.IGNORECASE
)
_IN_MONTH = re.compile(rf"(?<!\w)в ({'|'.join(MONTHS_PREPOSITIONAL)})(?!\w)", re.IGNORECASE)
_SINCE = re.compile(rf"(?<!\w)(?:от|на) (?:{_DAY.pattern}|\d{{4}}(?: года| г\.)?)", re.IGNORECASE)

# «Состоялось подписание Соглашения», «встреча завершилась подписанием», «итогом стало подписание».
_HELD = r"состоял(?:ось|ась)|прош(?:ло|ла)|произошло|проведен[оа]|проведён[оа]|организован[оа]"
_BEFORE_NOUN = re.compile(
    rf"(?:(?P<held>(?<!\w)(?:{_HELD}) (?:[\w-]+ ){{0,4}}?(?:церемония )?)"
    r"|(?<!\w)(?:заверш|закончи|окончи|увенча|ознаменова|закреп|скреп)\w+ (?:[\w-]+ ){0,3}?"
    r"|(?<!\w)(?:итогом|результатом|кульминацией|завершением|событием|моментом|окончанием) (?:[\w«»-]+ ){0,8}?"
    r"(?:стал[ои]|стала|явилось|было) (?:[\w-]+ ){0,3}?)\Z",
    re.IGNORECASE,
)
_AFTER_NOUN = re.compile(rf"\s*(?:{_HELD})(?!\w)", re.IGNORECASE)

# --- one text ------------------------------------------------------------------------------------------------

# What stands for a quote or a bracket in the flat text, letter for letter.
_QUOTE, _BRACKET = "§", "¤"
_MARK = re.compile('[«»"„“”()\n]')
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|\Z)|\n")
_ABBREVIATIONS = frozenset(
    "г гг гор пос дер д с пгт аг р обл ул пер просп пр пл наб корп им св проф акад тел руб тыс млн чел см ст п пп ч т "
    "респ н э ок зам гл".split()
)
_TOKEN = re.compile(rf"{_QUOTE}+|{_BRACKET}+|\w+(?:[-/]\w+)*|[^\w\s]")
_ITEM = re.compile(r"\s*(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))?\s*", re.IGNORECASE)
_PREPOSITIONS = frozenset("в во на по при о об обо от до с со к ко у из за над под для про без через".split())
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
_TAIL_BEGINS = {
    "о": (),
    "об": (),
    "обо": (),
    "в": "сфере области сферах областях целях рамках присутствии ходе".split(),
}
_FAMILIAR = re.compile(
    r"администрац|комитет|исполком|совет|гимнази|школ|лице|колледж|техникум|отдел|управлени|университет|институт"
    r"|академи|музе|библиотек|центр|город|район|округ|област|дом|учреждени|обществ|союз|палат|предприяти|завод"
    r"|побратим|партн[её]р|компани|фирм|делегаци|хозяйств|кооператив|агентств|посольств|муниципалитет|сельсовет"
    r"|филармони|театр|федераци|республик|ассоциаци|фонд|клуб|сад|правительств|министерств|департамент|организаци",
    re.IGNORECASE,
)
_TOPIC_BEFORE_PARTIES = re.compile(
    r"(?:сотрудничестве|намерениях|намерений|дружбе|взаимопонимании|деятельности|партн[её]рстве|связях|мероприятий"
    r"|сотрудничества|взаимодействии|обмене|побратимстве) (?=[А-ЯЁ])"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A document as the series of a sentence names it: where it begins and ends, its title, its parties' places."""

    noun: _Noun
    start: int
    end: int
    title: str
    parties: tuple[tuple[int, int], ...]
    case: str  # of the parties
    ended_by: str  # what came next: «verb», «date» …


class _Prose:
    """One text: `flat` is the text, letter for letter, with the inside of quotes and brackets hidden."""

    def __init__(self, text: str, year: int | None, quarter: int | None) -> None:
        self.text, self.year, self.quarter = text, year, quarter
        self.flat = _flat(text)
        self.sentences = list(_sentences(self.flat))
        self.may_read = MOST_READ

    def documents_at(self, verb: re.Match[str], start: int, end: int) -> list[SignedDocument]:
        """Return the documents that this verb of the sentence signs."""
        start = max(start, self.flat.rfind(";", start, verb.start()) + 1)
        end = min(end, verb.end() + LONGEST_CLAUSE)
        if self.may_read <= 0 or verb.start() - start > LONGEST_CLAUSE:
            return []
        if verb["noun"]:
            series, around = self._after_noun(verb, start, end)
        elif verb["active"]:
            series, around = self._after(verb.end(), end, "accs", None), self.flat[start : verb.start()]
            if not series and (before := self._before(verb, start, end, "accs")):
                series, around = before
        else:
            series, around = self._after(verb.end(), end, "nomn", verb["ending"].lower()), ""
            around = self.flat[start : verb.start()]
            if not series and (before := self._before(verb, start, end, "nomn")):
                series, around = before
        if not series:
            return []
        if verb.end() <= series[0].start:
            around += f" {self.flat[verb.end() : series[0].start]} "
        chunk = around[around.rfind(",", 0, verb.start() - start) + 1 :]
        day = self._day(chunk, series[-1])
        if day is None or not _is_told(around, chunk) or not self._is_of_now(around[:40]):
            return []
        return [self._document(named, day, verb, start) for named in series]

    # Where the documents of a verb stand

    def _after(self, at: int, end: int, case: str, ending: str | None) -> list[_Named]:
        """Return the series that follows the verb; a passive's ending must agree with its first document."""
        for head in _HEADS[case].finditer(self.flat, at, min(end + 1, at + 2 * LONGEST_GAP)):
            gap = self.flat[at : head.start()]
            if ";" in gap or len(gap) > LONGEST_GAP:
                return []
            noun = self._noun(head, case)
            agrees = ending is None or ending == "ы" or (noun and noun.gender == _ENDINGS[ending])
            if noun is None or not agrees or not _may_stand_between(gap, is_certain=not noun.is_plural):
                if not _is_free_of_other_objects(gap):
                    return []
                continue
            return self._series(head, case, end, is_list=":" in gap)
        return self._list_after_colon(at, end, case)

    def _list_after_colon(self, at: int, end: int, case: str) -> list[_Named]:
        """«Подписаны следующие документы:» with the documents in paragraphs of their own."""
        intro = re.compile(r"[^.;:\n]{0,80}:\s*").match(self.flat, at)
        if not intro or intro.end() <= end or not _is_free_of_other_objects(intro[0].rstrip(": \n")):
            return []
        item = _ITEM.match(self.flat, intro.end())
        head = _HEADS[case].match(self.flat, item.end() if item else intro.end())
        return self._series(head, case, self._end_of(head.start()), is_list=True) if head else []

    def _after_noun(self, verb: re.Match[str], start: int, end: int) -> tuple[list[_Named], str]:
        """«Состоялось подписание Соглашения …», or «Подписание Соглашения … состоялось»."""
        before = self.flat[start : verb.start()]
        agents = re.compile(r" (?:сторонами )?").match(self.flat, verb.end())
        head = _HEADS["gent"].match(self.flat, agents.end()) if agents else None
        if head is None or self._noun(head, "gent") is None:
            return [], ""
        series = self._series(head, "gent", end)
        governing = _BEFORE_NOUN.search(before)
        is_genitive = verb[0][-1].lower() == "я"
        if governing and is_genitive == before.rstrip().lower().endswith("церемония"):
            return series, before
        begins = not before.strip() or before.strip().lower() in ("торжественное", "официальное")
        if begins and not is_genitive and series and _AFTER_NOUN.match(self.flat, series[-1].end):
            return series, f"{before} {self._until_comma(series[-1].end, end)}"
        return [], ""

    def _before(self, verb: re.Match[str], start: int, end: int, case: str) -> tuple[list[_Named], str] | None:
        """«Соглашение о … подписано …»: the series must reach the verb, and begin its clause."""
        zone_end = _AUXILIARY.sub("", self.flat[start : verb.start()])
        limit = start + len(zone_end)
        for head in _HEADS[case].finditer(self.flat, start, limit):
            if self.may_read <= 0:
                return None
            left = self.flat[start : head.start()]
            noun = self._noun(head, case)
            if noun is None or not _may_begin(left, noun):
                continue
            series = self._series(head, case, limit)
            rest = self.flat[series[-1].end : limit] if series else "?"
            wanted = _ENDINGS[verb["ending"].lower()] if verb["passive"] else None
            agrees = wanted in (None, "plur" if len(series) > 1 else noun.gender)
            if agrees and not _DAY.sub("", rest).strip(" ,"):
                tail = self._until_comma(verb.end(), end)
                aux = self.flat[limit : verb.start()]
                return series, f"{left} {rest} {aux} {tail}"
            return None
        return None

    def _until_comma(self, at: int, end: int) -> str:
        comma = re.compile("[,;]").search(self.flat, at, end)
        return self.flat[at : comma.start() if comma else end]

    def _end_of(self, at: int) -> int:
        return next((end for start, end in self.sentences if start <= at <= end), len(self.flat))

    # One document after the other

    def _series(self, head: re.Match[str], case: str, end: int, *, is_list: bool = False) -> list[_Named]:
        """Read the documents from this one on: «договор о …, меморандум о … и дорожная карта»."""
        series: list[_Named] = []
        while head and self.may_read > 0:
            self.may_read -= 1
            noun = self._noun(head, case)
            if noun is None:
                break
            if colon := re.compile(r"\s*:").match(self.flat, head.end()):
                # «Подписаны соглашения: Соглашение …, Соглашение …»
                item = _ITEM.match(self.flat, colon.end())
                head = _HEADS["nomn"].match(self.flat, item.end() if item else colon.end())
                case, is_list, end = "nomn", True, self._end_of(item.end() if item else end)
                continue
            named = self._named(head, noun, case, end)
            if (named.ended_by == "verb" and series) or len(named.title) > LONGEST_TITLE:
                break  # «…, план утверждён»: the subject of another clause
            series.append(named)
            head, end = self._next_head(named.end, end, case, is_list)
        return series

    def _next_head(self, at: int, end: int, case: str, is_list: bool) -> tuple[re.Match[str] | None, int]:
        between = _BETWEEN_ITEMS.match(self.flat, at)
        if between is None:
            return None, end
        is_far = "." in between["stop"] or ("\n" in between[0] and ";" not in between["stop"])
        if not is_list and ("\n" in between[0] or is_far):
            return None, end
        if is_far and not between["mark"]:
            return None, end
        head = _HEADS[case].match(self.flat, between.end())
        return head, (self._end_of(head.start()) if head and head.start() > end else end)

    def _noun(self, head: re.Match[str], case: str) -> _Noun | None:
        noun = _FORMS[case][head["noun"].lower()]
        if not noun.must:
            return noun
        adjective, follows = _MUST[noun.must]
        if adjective and adjective.search(head["adjectives"].lower()):
            return noun
        return noun if follows.match(self.flat[head.end() : head.end() + 40].lower()) else None

    def _named(self, head: re.Match[str], noun: _Noun, case: str, end: int) -> _Named:
        title_end, ended_by, after = self._title(head.end(), end, case)
        title = self._head_in_nominative(head, noun, case) + self.text[head.end() : title_end]
        parties: list[tuple[int, int]] = []
        stop, party_case = title_end, "ablt"
        if ended_by in ("between", "with"):
            parties, stop, tail = self._parties(after, end)
            if tail is not None and not self.text[head.end() : title_end].strip():
                tail_end, ended_by, _ = self._title(tail, end, case)
                title, stop = f"{title.strip()} {self.text[tail:tail_end]}", tail_end
        elif split := self._parties_in_genitive(head.end(), title_end, end):
            title = self._head_in_nominative(head, noun, case) + self.text[head.end() : split[0][0]]
            parties, party_case, stop = split, "gent", split[1][1]
        title = even_out(title).strip(" ,–-»" if "«" not in title else " ,–-")
        return _Named(noun, head.start("noun"), stop, title, tuple(parties), party_case, ended_by)

    def _head_in_nominative(self, head: re.Match[str], noun: _Noun, case: str) -> str:
        """«дополнительного соглашения» → «Дополнительное соглашение»; a noun that stands right is kept as typed."""
        written = head["noun"]
        name = written if case == "nomn" else _like(written, noun.nominative)
        kept = []
        for adjective in head["adjectives"].split():
            is_name_only = written[0].isupper() and not adjective[0].isupper()
            if is_name_only or _NOT_OF_A_TITLE.match(adjective):
                continue
            form = adjective if case == "nomn" else _adjective_in_nominative(adjective, noun.gender)
            kept += [form] if form else []
        whole = " ".join([*kept, name])
        return whole[:1].upper() + whole[1:]

    def _title(self, at: int, end: int, case: str) -> tuple[int, str, int]:
        """Return where the title ends, what ended it, and where what follows begins."""
        last = at  # the end of what belongs to the title so far
        fork = None  # a comma or «и» after which the title may have been over
        tokens = list(_TOKEN.finditer(self.flat, at, min(end, at + LONGEST_TITLE)))
        for index, token in enumerate(tokens):
            word = token[0].lower()
            following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
            if word == "между":
                return last, "between", token.end()
            if word in ("с", "со") and self._is_party(token.end(), end):
                return last, "with", token.end()
            if word in ("с", "со") and (following.isdecimal() or _is_number(following)):
                return last, "many", token.start()
            if word == "от" and following[:1].isdecimal() and not _names_another(self.flat[at:last]):
                return last, "date", token.start()
            if word[0] == _BRACKET:
                if following not in ("между", "с", "со", "от"):
                    return last, "end", token.start()
                continue
            if word == "делегациями" and self.flat[at:last].endswith(("обмен", "обмена", "обмене")):
                last = token.end()
                continue
            if _ends_title(word, following) or (word in "–—-" and self._is_spaced(token)):
                return last, "end", token.start()
            if word in (",", "и", "а"):
                if not self._goes_on(at, token, tokens[index + 1 :], case):
                    return last, "end", token.start()
                fork = token.start()
            elif word == "не" or _is_verb(token[0]):
                return (last, "verb", token.start()) if fork is None else (fork, "end", fork)
            last = token.end()
        return last, "end", last

    def _is_spaced(self, token: re.Match[str]) -> bool:
        return self.flat[token.start() - 1 : token.start()].isspace() and self.flat[token.end() :][:1].isspace()

    def _goes_on(self, at: int, sign: re.Match[str], tokens: list[re.Match[str]], case: str) -> bool:
        """Say whether what follows a comma or «и» still belongs to the title: a word in the same case does."""
        while tokens and tokens[0][0].lower() in ("и", "также"):
            tokens = tokens[1:]
        if not tokens or _HEADS[case].match(self.flat, tokens[0].start()):
            return False
        word = tokens[0][0].lower()
        title = [token[0] for token in _TOKEN.finditer(self.flat, at, sign.start())]
        if word in _PREPOSITIONS:
            return word in (piece.lower() for piece in title) and not _ends_title(word, _lower_of(tokens, 1))
        if word[0] == _QUOTE:
            return bool(title) and title[-1][0] == _QUOTE
        if not title or _is_verb(tokens[0][0]):
            return False
        before = _cases(title[-1])
        oblique = before - {"nomn", "accs", "voct"} or before
        return bool(oblique & (_cases(word) - ({"nomn", "accs", "voct"} if oblique != before else set())))

    # Parties

    def _is_party(self, at: int, end: int) -> bool:
        """Say whether a party begins here: an abbreviation, a name in quotes, or a noun in the instrumental that is
        a name or an organisation."""
        tokens = [token for _, token in zip(range(6), _TOKEN.finditer(self.flat, at, end), strict=False)]
        if not tokens:
            return False
        if _SHORT_NAME.fullmatch(tokens[0][0]) or tokens[0][0][0] == _QUOTE:
            return True
        for token in tokens:
            word = token[0]
            cases = _cases(word)
            if "ablt" not in cases or "nomn" in cases:
                return False
            if any("NOUN" in parse.tag and "ablt" in parse.tag for parse in parses_of(word)):
                return word[0].isupper() or tokens[0][0][0].isupper() or bool(_FAMILIAR.match(word))
        return False

    def _parties(self, at: int, end: int) -> tuple[list[tuple[int, int]], int, int | None]:
        """Return the places of the parties, where they end, and where a tail of the title begins («о …»)."""
        pieces, piece, last, fork = [], at, at, None
        tokens = list(_TOKEN.finditer(self.flat, at, min(end, at + LONGEST_CLAUSE)))
        tail = None
        for index, token in enumerate(tokens):
            word = token[0].lower()
            following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
            if word in ";:" or word.startswith("котор") or (word in "–—" and self._is_spaced(token)):
                break
            if word == "от" and following[:1].isdecimal():
                break
            if word in _TAIL_BEGINS and (not _TAIL_BEGINS[word] or following in _TAIL_BEGINS[word]):
                tail = token.start()
                break
            if _ends_title(word, following) or (
                word == "на" and (following in ("срок", "период") or following.isdecimal())
            ):
                break
            if word in (",", "и", "а"):
                skip = token.end() + (len(" также") if word == "а" and following == "также" else 0)
                if self._is_party(skip, end):
                    pieces.append((piece, last))
                    piece = skip
                elif word != "и" or not self._party_goes_on(tokens[index + 1 :]):
                    break
                fork = token.start()
            elif _is_verb(token[0]):
                if fork is not None and fork > piece:
                    last = fork
                break
            last = token.end()
        return [*pieces, (piece, last)], last, tail

    def _party_goes_on(self, tokens: list[re.Match[str]]) -> bool:
        if not tokens or _is_verb(tokens[0][0]) or _HEADS["nomn"].match(self.flat, tokens[0].start()):
            return False
        return "nomn" not in _cases(tokens[0][0]) or "gent" in _cases(tokens[0][0])

    def _parties_in_genitive(self, at: int, title_end: int, end: int) -> list[tuple[int, int]]:
        """«о сотрудничестве Администрации города Смоленска и ГУО «…»»: two organisations at the end of a title."""
        topic = _TOPIC_BEFORE_PARTIES.search(self.flat, at, title_end)
        if topic is None:
            return []
        sign = re.compile("[,;:]| [–—-] ").search(self.flat, topic.end(), end)
        end = sign.start() if sign else end
        if any(_is_verb(token[0]) for token in _TOKEN.finditer(self.flat, topic.end(), end)):
            return []
        for link in re.compile(" и ").finditer(self.flat, topic.end(), end):
            sides = [(topic.end(), link.start()), (link.end(), end)]
            if all(_is_organisation(self.flat[start:stop]) for start, stop in sides):
                return sides
        return []

    # Putting together

    def _document(self, named: _Named, day: _Day, verb: re.Match[str], start: int) -> SignedDocument:
        pieces, end = list(named.parties), named.end
        if not pieces and verb.start() < named.start:
            pieces = self._sides_before(verb, start)
        doubts = []
        subjects = not named.parties and verb["active"] and not _SIDES_FIRST.match(self.flat, start, verb.start())
        sides, is_certain = self._sides(pieces, "nomn" if subjects else named.case)
        if named.noun.is_plural:
            sides, doubts = [], [SEVERAL_AT_ONCE]
        elif not sides:
            doubts.append(NO_PARTIES)
        elif len(sides) == 1 and is_certain:
            doubts.append(ONE_PARTY)
        if not is_certain and sides:
            doubts.append(UNCERTAIN_PARTIES)
        if " " not in named.title and not named.noun.is_plural:
            doubts.append(NO_TITLE)
        countries = countries_in(" ".join([named.title, *(self.text[a:b] for a, b in pieces)]))
        return SignedDocument(
            kind=named.noun.kind,
            title=named.title,
            parties="\n".join(sides),
            countries=tuple(code for code in countries if code != "RU"),
            signed_on=day.on,
            signed_text=day.text,
            start=named.start,
            end=end,
            doubts=tuple(doubts),
        )

    def _sides_before(self, verb: re.Match[str], start: int) -> list[tuple[int, int]]:
        """«Между А и Б подписано …», «С А подписано …»; «А и Б подписали …» where both are organisations."""
        if opening := _SIDES_FIRST.match(self.flat, start, verb.start()):
            return self._parties(opening.end(), verb.start())[0]
        if not verb["active"]:
            return []
        links = [start, *(at for m in re.finditer(" и |, ", self.flat[start : verb.start()]) for at in m.span())]
        places = [at if at == start else at + start for at in links] + [verb.start()]
        sides = list(zip(places[::2], places[1::2], strict=True))
        is_pair = len(sides) > 1 and all(_is_organisation(self.flat[a:b], "nomn") for a, b in sides)
        return sides if is_pair else []

    def _sides(self, pieces: list[tuple[int, int]], case: str) -> tuple[list[str], bool]:
        """Return the parties that are named, in the nominative as far as it is certain, and whether all are."""
        written = [one_line(self.text[start:end]).strip(" ,") for start, end in pieces]
        written = [side for side in written if re.search(r"[А-ЯЁA-Z«\"\d]", side)]
        if len(written) == 1 and _SHORT_NAME.fullmatch(written[0]):
            return [], True  # «между ДШИ»
        if len(written) > 1 and not all(_has_head(side, case) for side in written):
            start, end = pieces[0][0], pieces[-1][1]
            return [one_line(self.text[start:end]).strip(" ,")], False  # «Хиславичским и Кричевским районами»
        nominative = [_in_nominative(side, case) for side in written]
        sides = [found or side for found, side in zip(nominative, written, strict=True)]
        is_one_of_many = len(sides) == 1 and " и " in _flat(sides[0])
        return sides, None not in nominative and not is_one_of_many

    # Days

    def _day(self, chunk: str, named: _Named) -> _Day | None:
        """Return the day of signing that the words around the verb give (often none); None for another time's."""
        chunk = _SINCE.sub(" ", chunk)
        after = re.compile(r" от (?=\d)").match(self.flat, named.end)
        if after and not self._is_of_now(self.flat[after.end() : after.end() + 30].split(",")[0]):
            return None
        written = _DAY.search(self.flat, after.end()) if after else None
        written = written or _DAY.search(chunk)
        if written is None:
            return _Day() if self._is_of_now(chunk) else None
        text = written[0].strip()
        understood = understand_period(text, year=self.year, quarter=self.quarter)
        if understood.start is None:
            return _Day(text=text)
        return _Day(on=understood.start) if self._is_in_window(understood.start) else None

    def _is_of_now(self, words: str) -> bool:
        """Say whether the years among the words are those of the report."""
        words = _SINCE.sub(" ", words)
        years = [int(match[1] or match[2]) for match in _YEAR.finditer(words)]
        months = [MONTHS_PREPOSITIONAL.index(match[1].lower()) + 1 for match in _IN_MONTH.finditer(words)]
        if self.quarter in (1, 2, 3, 4) and any((month - self.quarter * 3 + 3) % 12 > 5 for month in months):
            return False
        if self.year is None:
            return not any(not _DAY.search(words) for _ in years)
        return all(self.year - (self.quarter == 1) <= year <= self.year + 1 for year in years)

    def _is_in_window(self, day: date) -> bool:
        if self.year is None or self.quarter not in (1, 2, 3, 4):
            return True
        first = date(self.year, self.quarter * 3 - 2, 1)
        return first - timedelta(days=31) <= day <= first + timedelta(days=200)


@dataclass(frozen=True, slots=True)
class _Day:
    on: date | None = None
    text: str = ""


_ENDINGS = {"": "masc", "а": "femn", "о": "neut", "ы": "plur"}
_AUXILIARY = re.compile(
    r"(?:\s+(?:был[аои]?|не|пока|тоже|также|торжественно|официально|успешно|сторонами))*\s*\Z", re.IGNORECASE
)
_BETWEEN_ITEMS = re.compile(
    r"(?P<stop>[,;.]*)(?P<and>\s+(?:и|а также))?\s*(?P<mark>(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))\s*)?", re.IGNORECASE
)
_SIDES_FIRST = re.compile(r"(?:[^;]*(?<!\w)между|\s*со?) (?=[А-ЯЁа-яё§])", re.IGNORECASE)
_IN_FORCE = re.compile(r"\s+и вступил[аои]? в силу|\s+и скреплен[аоы]? \w+", re.IGNORECASE)
_SHORT_NAME = re.compile(r"[А-ЯЁ]{2,}(?:-[А-ЯЁ\d]+)*")
_ABSTRACT = re.compile(r"[а-яё-]+", re.IGNORECASE)


# --- the text and its sentences ------------------------------------------------------------------------------


def _flat(text: str) -> str:
    """Return the text, as long as before, with what quotes and brackets hold hidden, and no no-break spaces.

    One closing mark ends all that were opened («Отель «Европа»). A quoted name of a document stays to be read.
    """
    pieces, at, opened = [], 0, ""
    for mark in _MARK.finditer(text):
        sign = mark[0]
        filler = _BRACKET if opened == "(" else _QUOTE
        if not opened and sign in _CLOSED_BY and not (sign == "«" and _QUOTED_NAME.match(text, mark.end())):
            pieces.append(text[at : mark.start()])
            at, opened = mark.start(), sign
        elif opened and (sign in _CLOSED_BY[opened] or sign == "\n"):
            end = mark.start() if sign == "\n" else mark.end()
            pieces.append(filler * (end - at))
            at, opened = end, ""
    pieces.append(text[at:] if not opened else (_BRACKET if opened == "(" else _QUOTE) * (len(text) - at))
    return re.sub(r"[^\S\n]", " ", "".join(pieces))


_CLOSED_BY = {"«": "»", '"': '"', "„": "“”", "“": "”", "(": ")"}
_QUOTED_NAME = re.compile(r"(?:соглашение|договор|меморандум|протокол|дорожная карта|декларация)(?!\w)", re.IGNORECASE)


def _sentences(flat: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _SENTENCE_END.finditer(flat):
        if stop[0] == "." and not _ends_sentence(flat, start, stop):
            continue
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < len(flat):
        yield start, len(flat)


def _ends_sentence(flat: str, start: int, stop: re.Match[str]) -> bool:
    word = re.search(r"(\w+)\Z", flat[max(start, stop.start() - 20) : stop.start()])
    following = flat[stop.end() : stop.end() + 3].strip(" §¤")
    if following[:1].islower() or word is None:
        return not following[:1].islower()
    if word[1].isdecimal() and not flat[start : stop.start() - len(word[1])].strip():
        return False  # «1. Договор …»
    if word[1].lower() in ("г", "гг"):
        return bool(re.search(r"(?:19|20)\d\d ?гг?\Z", flat[max(start, stop.start() - 8) : stop.start()]))
    is_initial = len(word[1]) == 1 and word[1].isupper()
    return not is_initial and word[1].lower() not in _ABBREVIATIONS


def _is_told(around: str, chunk: str) -> bool:
    """Say whether the words around the verb leave it a fact of this event: not denied, planned, older or told of."""
    if _OF_THIS_MEETING.match(chunk):
        chunk = _OF_THIS_MEETING.sub("", chunk)
    if _SUBORDINATE.search(chunk) or _NOT_DONE.search(chunk) or _OLDER.search(chunk):
        return False
    return not re.search(r"(?<!\w)(?:напомн|как известно|если|предполага|планируется)", around, re.IGNORECASE)


def _may_stand_between(gap: str, *, is_certain: bool) -> bool:
    """Say whether the words between a verb and a document leave the document the verb's own."""
    if not _is_free_of_other_objects(gap):
        return False
    words = [token[0].lower() for token in _TOKEN.finditer(gap)]
    if words and words[-1] in _PREPOSITIONS:
        return False
    # «в рамках соглашения»: a form that may be a genitive follows its verb at once, or a colon.
    return is_certain or gap.rstrip().endswith((":", ")", "–", "-")) or all(_is_adverb(word) for word in words)


def _is_free_of_other_objects(gap: str) -> bool:
    """Say whether the first noun after the verb is no object of its own («подписали рисунки и составили план»)."""
    for token in _TOKEN.finditer(_IN_FORCE.sub(" ", _DAY.sub(" ", gap))):
        word = token[0]
        low = word.lower()
        if low in _PREPOSITIONS or low in ("между", "в", "во"):
            return True
        if not _ABSTRACT.fullmatch(word):
            continue
        if re.match(r"документ|соглашени|договор|протокол|меморандум", low):
            return True
        likely = parses_of(low)[0].tag
        if likely.POS in ("VERB", "INFN", "GRND"):
            return False
        if likely.POS == "NOUN":
            return "ablt" in _cases(word) and "nomn" not in _cases(word)
    return True


def _may_begin(left: str, noun: _Noun) -> bool:
    """Say whether a document may be the subject after these words: none, or «По итогам встречи …»."""
    words = left.split()
    if not words:
        return True
    if noun.is_plural or words[-1].lower() in _PREPOSITIONS:
        return False
    opens = words[0].lower()
    return opens in _PREPOSITIONS or opens in ("также", "между", "после", "кроме", "итоговое")


def _ends_title(word: str, following: str) -> bool:
    if word in ";:()»" or word in _TITLE_ENDS or word.startswith("котор"):
        return True
    return following in _TITLE_ENDS_WITH.get(word, ())


def _names_another(title: str) -> bool:
    """Say whether the title names a second document, to which a day then belongs («… к договору от 12 мая»)."""
    return re.search(r"(?:соглашени|договор|контракт|меморандум|протокол)\w+", title, re.IGNORECASE) is not None


# --- words ---------------------------------------------------------------------------------------------------


def _cases(word: str) -> set[str]:
    """Return the cases in which a noun or an adjective may stand; none for other words."""
    if not _ABSTRACT.fullmatch(word):
        return set()
    cases = {str(parse.tag.case) for parse in parses_of(word.lower()) if parse.tag.POS in ("NOUN", "ADJF", "PRTF")}
    return {{"gen2": "gent", "loc2": "loct"}.get(case, case) for case in cases}


def _is_verb(word: str) -> bool:
    if len(word) < 4 or not word.islower() or not _ABSTRACT.fullmatch(word):
        return False
    return parses_of(word)[0].tag.POS in ("VERB", "PRTS", "GRND")


def _is_number(word: str) -> bool:
    return bool(_ABSTRACT.fullmatch(word)) and any(parse.tag.POS == "NUMR" for parse in parses_of(word))


def _is_adverb(word: str) -> bool:
    if not _ABSTRACT.fullmatch(word):
        return False
    return parses_of(word)[0].tag.POS in ("ADVB", "PRCL", "CONJ", "PRTS", "ADJF", "NPRO")


def _lower_of(tokens: list[re.Match[str]], index: int) -> str:
    return tokens[index][0].lower() if index < len(tokens) else ""


def _like(written: str, nominative: str) -> str:
    if written.isupper():
        return nominative.upper()
    return nominative[:1].upper() + nominative[1:] if written[0].isupper() else nominative


def _adjective_in_nominative(word: str, gender: str) -> str | None:
    wanted = {"nomn", "plur"} if gender == "plur" else {"nomn", "sing", gender}
    parse = next((parse for parse in parses_of(word) if parse.tag.POS in ("ADJF", "PRTF")), None)
    form = parse.inflect(wanted) if parse else None
    return cased(word, form.word) if form else None


def _is_organisation(words: str, case: str = "gent") -> bool:
    """Say whether these words begin as an organisation's name: «Администрации города …», «МБОУ «…»»."""
    tokens = [token[0] for _, token in zip(range(5), _TOKEN.finditer(words), strict=False)]
    if not tokens or not tokens[0][0].isupper():
        return False
    if _SHORT_NAME.fullmatch(tokens[0]):
        return True
    for word in tokens:
        if case not in _cases(word):
            return False
        if _FAMILIAR.match(word) or re.match("отделени", word, re.IGNORECASE):
            return True
    return False


def _has_head(party: str, case: str) -> bool:
    return bool(_SHORT_NAME.match(party) or party[0] in '«"' or _head_words(party, case))


def _head_words(party: str, case: str) -> list[tuple[str, object]]:
    """Return the words from the first to the head noun with their parses in that case; none when it is not clear."""
    end = re.search(r"[«»\"„“”()№,\d]", party)
    words = party[: end.start() if end else len(party)].split()
    found = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        parses = [parse for parse in parses_of(word) if case in parse.tag] if _ABSTRACT.fullmatch(word) else []
        noun = next((parse for parse in parses if "NOUN" in parse.tag and not _is_a_name(parse)), None)
        adjective = next((parse for parse in parses if parse.tag.POS in ("ADJF", "PRTF")), None)
        # «Московским районом»: also a surname; «Смоленском»: also an adjective.
        if adjective and (noun is None or case in _cases(following)):
            found.append((word, adjective))
            continue
        return [*found, (word, noun)] if noun else []
    return []


def _is_a_name(parse) -> bool:
    return any(mark in parse.tag for mark in ("Surn", "Name", "Patr"))


def _in_nominative(party: str, case: str) -> str | None:
    """Return the party in the nominative, or None when its ending is not certain."""
    if _SHORT_NAME.match(party) or party[0] in '«"':
        return party
    words = _head_words(party, case)
    if not words:
        return None
    noun = words[-1][1]
    number, gender = noun.tag.number, noun.tag.gender
    wanted = {"nomn", number} | ({gender} if number == "sing" and gender else set())
    forms = [parse.inflect(wanted if parse is not noun else {"nomn", number}) for _, parse in words]
    if None in forms:
        return None
    done, rest = [], party
    for (word, _), form in zip(words, forms, strict=True):
        done.append(cased(word, form.word))
        rest = rest[len(word) :].lstrip(" \u00a0")
    name = " ".join(done)
    if noun.normal_form == "город" and case == "ablt":
        rest = _town_in_nominative(rest)
    return f"{name} {rest}".strip()


def _town_in_nominative(rest: str) -> str:
    """«Смоленском (Российская Федерация)» after «городом» → «Смоленск (…)»; a town that stands already is kept."""
    town, _, tail = rest.partition(" ")
    form = next((p for p in parses_of(town) if "Geox" in p.tag and "ablt" in p.tag), None) if town else None
    nominative = form.inflect({"nomn"}) if form else None
    return f"{cased(town, nominative.word)} {tail}".strip() if nominative else rest
