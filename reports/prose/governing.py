"""What governs a name in a sentence: «делегация из Республики Беларусь» → «делегация», «фильм о Минске» → a subject."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from reports.prose.morphology import parses_of
from reports.prose.nationalities import WHO

# Letters before a name in which its governing word is looked for.
REACH = 160
_TOKEN = re.compile(r"\d+|\w+(?:-\w+)*\.?|[^\w\s]")
_ORGANISATION = (
    r"администраци|комитет|(?:гор|рай|обл|пос)?исполком|совет|отдел|управлени|учреждени|школ(?!ьн)|гимнази|лице|колледж|техникум"
    r"|институт|академи|музе|библиотек|центр|дом|клуб|сад(?!\w{3})|филармони|театр|палат|завод|предприяти|компани|фирм"
    r"|общество|союз|фонд|ассоциаци|мэри|министерств|посольств|консул|организаци|район|округ|област|город|сельсовет"
    r"|агроусадьб|хозяйств|кооператив|парк"
)
# Written in capitals: small letters would make «гуманитарный» a «ГУ».
_SHORT_NAME = re.compile(
    r"(?:ДМШ|ДШИ|ДХШ|ДМШИ|СШ|СОШ|ГУО|ГУДО|ГУК|УО|УП|ОАО|ООО|ЗАО|ПАО|КСУП|РУП|МБОУ|МБУДО|МБУК|ДК|ЦБС|СДЮШОР|ДЮСШ|ГУ|ЧУП|ИП)(?!\w)"
)
_SOMEBODY_WORD = re.compile(
    rf"{WHO}|(?:{_ORGANISATION})|глав|посол|консул|директор|председател|побратим|жител|семь|сборн", re.I
)
# Nouns behind which a country is a subject, a place of history, or part of an address.
_SUBJECT = re.compile(
    r"культур|истори|традици|природ|литератур|поэ[тз]|писател|автор|книг|стих|песн|песен|музык(?!ант)|фильм|кино|язык"
    r"|кухн|блюд|обыча|обряд|фольклор|сказк|легенд|войн|освобожден|бо(?:и|ёв|ев|ях)(?!\w)|боев|действи|служ|погиб|павш"
    r"|памят|битв|поход|сражени|оккупаци|трагеди|гимн(?!ази)|флаг|герб|карт(?:а|ы|у|е|ой)(?!\w)|эмигра|пересел|потом"
    r"|уроженц|выход(?:ец|ц)|любител|поклонник|знаток|изуча|рассказ|лекци|презентаци|виктори|фотограф|репродукци|картин"
    r"|произведени|творчеств|достопримечательност|художник|композитор|классик|тан(?:ец|ц(?:а|ы|ев)(?!\w))|народ|дружб"
    r"|единени|день(?!\w)|дня(?!\w)|дню(?!\w)|праздник|год(?:а|у|ом|ы|ов)?(?!\w)|улиц|ул(?!\w)|площад|пл(?!\w)|проспект"
    r"|пр(?!\w)|переул|пер(?!\w)|бульвар|деревн|дер(?!\w)|[дс](?!\w)|село|станци|вокзал|кинотеатр|гостиниц|отел|санатори"
    r"|ресторан|кафе|магазин|маршрут|направлени|закон|президент|геро[йяиею]|диплом(?!ат)|грамот|орден|медал|границ"
    r"|концлагер|плен(?!эр)|узник|гражданств|выставк|конкурс|проект|опыт|приветстви|поздравлени|телеграмм|образ|мод[аыеу](?!\w)|успех|достижени|новост",
    re.IGNORECASE,
)
# «отдел культуры», «работники образования»: who stands before governs.
_SPHERE = re.compile(r"культур|образовани|спорта|здравоохранени|туризм|хозяйств|праздник|фестивал|конкурс|форум", re.I)
_VISIT = re.compile(
    r"визит|поездк|командировк|выезд(?!н)|посети|посещ|побыва|прибы|приеха|выеха|выезжа|отправи|направи|прие[зх]|экскурси(?=\w*\Z)",
    re.IGNORECASE,
)
_ABOUT = frozenset("о об обо про".split())
_PREPOSITIONS = frozenset("из от с со в во на к ко у по для между под за".split())
_EVERY_PREPOSITION = _ABOUT | _PREPOSITIONS
_KINDS_OF_TOWN = frozenset("г г. гор гор. город города городе городу городом городов".split())
_PASSED = frozenset("и а также , или республика республики республике республикой респ. им. имени № ( – - — :".split())
_SHORTENED_SUBJECTS = frozenset("д. с. ул. пл. пр. пер. дер. пос. мкр. б-р ст.".split())


def _is_somebody(word: str) -> bool:
    """Say whether a word is people or an organisation."""
    return bool(_SOMEBODY_WORD.match(word) or _SHORT_NAME.match(word))


@dataclass(frozen=True, slots=True)
class Governor:
    """The word that a name depends on ("" for none), the preposition between, and where the name stands."""

    word: str = ""
    preposition: str = ""
    is_quoted: bool = False
    is_bracket: bool = False
    has_town_kind: bool = False
    before: str = ""  # the word before the governor
    before_that: str = ""

    @property
    def is_subject(self) -> bool:
        """The name is spoken about, or part of an address or of history."""
        if self.preposition in _ABOUT or self.word in _SHORTENED_SUBJECTS:
            return True
        # «гости праздника из Беларуси», «работники культуры Могилёвской области»
        if self.before and _is_somebody(self.before) and (self.is_from or _SPHERE.match(self.word)):
            return False
        return bool(_SUBJECT.match(self.word)) and not self.is_somebody_surely

    @property
    def is_from(self) -> bool:
        return self.preposition in ("из", "от")

    @property
    def is_somebody(self) -> bool:
        """Somebody who takes part is of that name: people, an organisation."""
        if not self.word or not (self.is_from or not self.preposition):
            return False
        is_behind = self.is_from or _SPHERE.match(self.word)
        return bool(_is_somebody(self.word) or (is_behind and self.before and _is_somebody(self.before)))

    @property
    def is_of_a_subject(self) -> bool:
        """«диплом посольства», «песни ансамбля»: somebody of it made what the text is about."""
        begins = self.before.lower() in _EVERY_PREPOSITION - {"от"}  # «опытом с коллегами»: another phrase
        words = (self.before,) if begins else (self.before, self.before_that)
        return any(len(word) > 2 and _SUBJECT.match(word) for word in words)

    @property
    def is_author(self) -> bool:
        """«Писатели Беларуси и России» in a list of people: who else would be a subject."""
        return any({"NOUN", "anim", "nomn", "plur"} in parse.tag for parse in parses_of(self.word.lower()))

    @property
    def is_where(self) -> bool:
        """Something is there: «войска в Германии»."""
        return self.preposition in ("в", "во", "на", "под", "за", "у")

    @property
    def is_somebody_surely(self) -> bool:
        return bool(re.match(WHO, self.word, re.IGNORECASE)) and not _SUBJECT.match(self.word)

    @property
    def is_visit(self) -> bool:
        """«визит в г. Минск», «делегация посетила Оршу»."""
        return self.preposition in ("в", "во", "") and bool(_VISIT.match(self.word)) and not self.is_quoted

    @property
    def is_free_of_subjects(self) -> bool:
        """Nothing of it is spoken about: «выступили белорусские артисты», not «песни белорусских артистов»."""
        return self.preposition not in _ABOUT and not _SUBJECT.match(self.word) and not self.is_quoted


def governor_of(text: str, start: int, *, passed: Sequence[tuple[int, int]] = ()) -> Governor:
    """Return what governs the name that begins at `start`. `passed`: places of other names in the order of the text,
    which govern nothing."""
    begin = max(0, start - REACH)
    tokens = list(_TOKEN.finditer(text, begin, start))
    near = passed[bisect_left(passed, (begin, 0)) : bisect_left(passed, (start, 0))]
    names = {index for left, right in near for index in range(left, right)}
    found = _Way(is_quoted=_opens_before(text, begin, start))
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place].start() in names:
            continue
        kind = found.step(tokens[place][0])
        if kind == _END:
            break
        if kind == _WORD:
            return found.governor(tokens, place)
    return found.governor([], 0)


_ON, _END, _WORD = "on", "end", "word"


@dataclass(slots=True)
class _Way:
    """What was met on the way back from a name."""

    is_quoted: bool
    preposition: str = ""
    is_bracket: bool = False
    has_town_kind: bool = False
    depth: int = 0  # quotations that were entered from behind

    def step(self, word: str) -> str:
        """Pass one word or sign; say whether the way goes on, ends, or has met the governing word."""
        lower = word.lower()
        if word in '»”"':
            self.depth += 1
        elif word in "«“„":
            if not self.depth:
                return _END  # nothing outside of the name's own quotation governs it
            self.depth -= 1
        elif word == "(":
            self.is_bracket = True
        elif not self.depth and word in ".;!?…":
            return _END
        elif lower in _KINDS_OF_TOWN:
            self.has_town_kind = True
        elif lower in _EVERY_PREPOSITION:
            self.preposition = self.preposition or lower
        elif not self.depth and not _is_passed(word):
            return _WORD
        return _ON

    def governor(self, tokens: list[re.Match[str]], place: int) -> Governor:
        """The governor at this place of the tokens; without tokens, none."""
        if tokens:
            word = _visit_before(tokens, place) if self.preposition in ("в", "во") else tokens[place][0]
            before, that = [*(token[0] for token in reversed(tokens[max(0, place - 2) : place])), "", ""][:2]
            return Governor(word, self.preposition, self.is_quoted, self.is_bracket, self.has_town_kind, before, that)
        return Governor("", self.preposition, self.is_quoted, self.is_bracket, self.has_town_kind)


def _visit_before(tokens: list[re.Match[str]], place: int) -> str:
    """«Визит делегации Смоленска в г. Минск»: the visit among the last words, else the nearest of them."""
    for token in reversed(tokens[max(0, place - 5) : place + 1]):
        if token[0] in ".,;:«»":
            break
        if _VISIT.match(token[0]):
            return token[0]
    return tokens[place][0]


def _opens_before(text: str, begin: int, start: int) -> bool:
    """Say whether a quotation is open at the name."""
    piece = text[begin:start]
    return piece.count("«") > piece.count("»")


def _is_passed(word: str) -> bool:
    """Say whether a word governs nothing: a link, a number, an adjective."""
    return word == ")" or word.isdecimal() or word.lower() in _PASSED or _is_adjective(word)


def _is_adjective(word: str) -> bool:
    if not re.fullmatch(r"[А-Яа-яЁё-]+", word) or _SUBJECT.match(word):
        return False
    if word.isupper():
        return False
    first = parses_of(word.lower())[0].tag.POS
    return first in ("ADJF", "PRTF", "NPRO", "ADVB", "PRCL", "NUMR")
