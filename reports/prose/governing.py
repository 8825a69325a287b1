"""What governs a name in a sentence: «делегация из Республики Беларусь» → «делегация», «фильм о Минске» → a subject."""

from __future__ import annotations

import re
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
    r"|ДМШ|ДШИ|ДХШ|ДМШИ|СШ|СОШ|ГУО|ГУДО|ГУК|УО|УП|ОАО|ООО|ЗАО|ПАО|КСУП|РУП|МБОУ|МБУДО|МБУК|ДК|ЦБС|СДЮШОР|ДЮСШ|ГУ|ЧУП|ИП"
    r"|агроусадьб|хозяйств|кооператив|парк"
)
_SOMEBODY = re.compile(
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
    r"|гражданств|выставк|конкурс|проект|опыт|образ|мод[аыеу](?!\w)|успех|достижени|новост",
    re.IGNORECASE,
)
_VISIT = re.compile(
    r"визит|поездк|командировк|выезд|посети|посещ|побыва|прибы|приеха|выеха|выезжа|отправи|направи|прие[зх]|экскурси(?=\w*\Z)",
    re.IGNORECASE,
)
_ABOUT = frozenset("о об обо про".split())
_PREPOSITIONS = frozenset("из от с со в во на к ко у по для между под за".split())
_KINDS_OF_TOWN = frozenset("г г. гор гор. город города городе городу городом городов".split())
_PASSED = frozenset("и а также , или республика республики республике республикой респ. им. имени № ( – - — :".split())
_SHORTENED_SUBJECTS = frozenset("д. с. ул. пл. пр. пер. дер. пос. мкр. б-р ст.".split())


@dataclass(frozen=True, slots=True)
class Governor:
    """The word that a name depends on ("" for none), the preposition between, and where the name stands."""

    word: str = ""
    preposition: str = ""
    is_quoted: bool = False
    is_bracket: bool = False
    has_town_kind: bool = False
    before: str = ""  # the word before the governor

    @property
    def is_subject(self) -> bool:
        """The name is spoken about, or part of an address or of history."""
        if self.preposition in _ABOUT or self.word in _SHORTENED_SUBJECTS:
            return True
        return bool(_SUBJECT.match(self.word)) and not self.is_somebody_surely

    @property
    def is_somebody(self) -> bool:
        """Somebody who takes part is of that name: people, an organisation."""
        return bool(self.word) and self.preposition in ("", "из", "от") and bool(_SOMEBODY.match(self.word))

    @property
    def is_of_a_subject(self) -> bool:
        """«диплом посольства», «песни ансамбля»: somebody of it made what the text is about."""
        return len(self.before) > 2 and bool(_SUBJECT.match(self.before))

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
    """Return what governs the name that begins at `start`. `passed`: places of other names, which govern nothing."""
    begin = max(0, start - REACH)
    tokens = list(_TOKEN.finditer(text, begin, start))
    around = {index for left, right in passed if begin <= left < start for index in range(left, right)}
    preposition, is_bracket, has_kind, depth = "", False, False, 0
    is_quoted = _opens_before(text, begin, start)
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        word, lower = token[0], token[0].lower()
        if token.start() in around:
            continue
        if word in '»”"':
            depth += 1
        elif word in "«“„":
            if depth:
                depth -= 1
            else:
                # The name stands in quotes: nothing outside of them governs it, but for an organisation's own noun.
                return Governor("", preposition, True, is_bracket, has_kind)
        elif depth or word.isdecimal() or lower in _PASSED:
            is_bracket = is_bracket or word == "("
            if word in "),":
                continue
        elif word in ".;!?\n…":
            break
        elif lower in _KINDS_OF_TOWN:
            has_kind = True
        elif lower in _ABOUT or lower in _PREPOSITIONS:
            preposition = preposition or lower
        elif word == ")" or _is_adjective(word):
            continue
        else:
            word = _visit_before(tokens, place) if preposition in ("в", "во") else word
            before = tokens[place - 1][0] if place else ""
            return Governor(word, preposition, is_quoted, is_bracket, has_kind, before)
    return Governor("", preposition, is_quoted, is_bracket, has_kind)


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


def _is_adjective(word: str) -> bool:
    if not re.fullmatch(r"[А-Яа-яЁё-]+", word) or _SUBJECT.match(word):
        return False
    if word.isupper():
        return False
    first = parses_of(word.lower())[0].tag.POS
    return first in ("ADJF", "PRTF", "NPRO", "ADVB", "PRCL", "NUMR")
