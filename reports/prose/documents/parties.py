"""Word forms of those who sign: which words are an organisation, and its name in the nominative where it is certain."""

from __future__ import annotations

import re

from pymorphy3.analyzer import Parse

from reports.prose.morphology import Names, Regional, adjectives_of, parses_of
from reports.prose.places.countries import words_of
from reports.prose.places.towns import TOWNS

from .write import cased

FAMILIAR = re.compile(
    r"администрац|комитет|(?:гор|рай|обл|пос)?исполком|(?:гор|рай|обл|пос)?совет|мэри|дум[аеоуы]|консульств|гимнази|школ|лице|колледж|техникум|отдел|управлени|университет|институт"
    r"|академи|музе|библиотек|центр|город|район|округ|област|дом|учреждени|обществ|союз|палат|предприяти|завод"
    r"|побратим|партн[её]р|компани|фирм|делегаци|хозяйств|кооператив|агентств|посольств|муниципалитет|сельсовет"
    r"|филармони|театр|федераци|республик|ассоциаци|фонд|клуб|сад|правительств|министерств|департамент|организаци|газет"
    r"|редакци|студи|парламент|штаб|совхоз|колхоз|монастыр|епархи|приход|храм|представительств|благочини|движени|штаб"
    r"|кафедр|факультет|лаборатори|комбинат|фабрик|комплекс|ансамбл|корпораци|холдинг|больниц|поликлиник|санатори|лагер|инспекци|служб|совет",
    re.IGNORECASE,
)
# «г. Велиж», «г.п. Лиозно»: the name behind may be in the nominative.
TOWN_PARTY = re.compile(r"(?:г\. ?о\.|г\. ?п\.|п\. ?г\. ?т\.|г\.|гор\.|пос\.|пгт\.?|аг\.|д\.|с\.)[ \u00a0]?(?=[А-ЯЁ])")
SHORT_NAME = re.compile(r"(?:[А-ЯЁ][а-яё]{1,6})?[А-ЯЁ]{2,}(?:-[А-ЯЁ\d]+)*")
_PIECE = re.compile(r"\w+(?:[-/]\w+)*|\S")
RUSSIAN_WORD = re.compile(r"[а-яё-]+", re.IGNORECASE)


def cases_of(word: str) -> set[str]:
    """Return the possible cases of a noun or an adjective; an empty set for other words."""
    if not RUSSIAN_WORD.fullmatch(word):
        return set()
    parses = [*(parse for parse in parses_of(word.lower()) if "NOUN" in parse.tag), *adjectives_of(word.lower())]
    cases = {str(parse.tag.case) for parse in parses}
    return {{"gen2": "gent", "loc2": "loct"}.get(case, case) for case in cases}


def is_verb(word: str) -> bool:
    if len(word) < 4 or not word.islower() or not RUSSIAN_WORD.fullmatch(word):
        return False
    return parses_of(word)[0].tag.POS in ("VERB", "PRTS", "GRND")


def is_number(word: str) -> bool:
    return bool(RUSSIAN_WORD.fullmatch(word)) and any(parse.tag.POS == "NUMR" for parse in parses_of(word))


def is_adverb(word: str) -> bool:
    if not RUSSIAN_WORD.fullmatch(word):
        return False
    return parses_of(word)[0].tag.POS in ("ADVB", "PRCL", "CONJ", "PRTS", "ADJF", "NPRO")


def written_like(written: str, nominative: str) -> str:
    if written.isupper():
        return nominative.upper()
    return nominative[:1].upper() + nominative[1:] if written[0].isupper() else nominative


def adjective_in_nominative(word: str, gender: str) -> str | None:
    wanted = {"nomn", "plur"} if gender == "plur" else {"nomn", "sing", gender}
    parse = next(iter(adjectives_of(word)), None)
    form = parse.inflect(wanted) if parse else None
    return cased(word, form.word) if form else None


def is_organisation(words: str, case: str = "gent") -> bool:
    """Say whether these words begin as an organisation's name: «Администрации города …», «МБОУ «…»»."""
    tokens = [token[0] for _, token in zip(range(5), _PIECE.finditer(words), strict=False)]
    if not tokens or not tokens[0][0].isupper():
        return False
    if SHORT_NAME.fullmatch(tokens[0]):
        return True
    for word in tokens:
        if case not in cases_of(word):
            return False
        if FAMILIAR.match(word) or re.match("отделени", word, re.IGNORECASE):
            return True
    return False


# The case of a town of «между городами Смоленск и Витебск», which may be in the nominative or in the instrumental.
TOWN = "town"


def has_head(party: str, case: str) -> bool:
    if case == TOWN:
        return True
    if TOWN_PARTY.match(party) or party[0] in '«"' or town_of(party):
        return True
    return bool(re.match(rf"(?:[а-яё-]+ ){{0,2}}{SHORT_NAME.pattern}", party) or _head_words(party, case))


MOST_BEFORE_HEAD = 12  # words among which the head of a party is looked for


def _head_words(party: str, case: str) -> list[tuple[str, Parse | Regional]]:
    """Return the words from the first to the head noun with their parses in that case; none when it is not clear."""
    end = re.search(r"[«»\"„“”()№,\d]", party)
    words = party[: end.start() if end else len(party)].split(maxsplit=MOST_BEFORE_HEAD)[:MOST_BEFORE_HEAD]
    found = []
    for word, following in zip(words, [*words[1:], ""], strict=False):
        noun, adjective = _readings(word, case)
        # «Московским районом»: also a surname; «Смоленском»: also an adjective.
        if adjective and (noun is None or case in cases_of(following)):
            found.append((word, adjective))
            continue
        return [*found, (word, noun)] if noun else []
    return []


def _readings(word: str, case: str) -> tuple[Parse | None, Parse | Regional | None]:
    """The word as a noun that is no name, and as an adjective, in that case."""
    if not RUSSIAN_WORD.fullmatch(word):
        return None, None
    nouns = (parse for parse in parses_of(word) if {"NOUN", case} in parse.tag and not _is_a_name(parse))
    return next(nouns, None), next((parse for parse in adjectives_of(word) if case in parse.tag), None)


def _is_a_name(parse: Parse) -> bool:
    return any(mark in parse.tag for mark in ("Surn", "Name", "Patr"))


_TOWNS = Names([(town, town) for towns in TOWNS.values() for town in towns], words_of)


def town_of(word: str) -> str:
    """The nominative of a town of the gazetteer that stands in the instrumental («Ратингеном»); "" for other words."""
    # Not «-ым»: «Ивановым» is a person.
    if not word[:1].isupper() or not word.endswith(("ом", "ем", "ём", "ой", "ей", "ью", "ами", "ями")):
        return ""
    words = words_of(word)
    found = _TOWNS.at(words, 0, 1) if len(words) == 1 else None
    return found[1] if found and found[1].lower() != words[0] else ""


def is_unknown_name(word: str) -> bool:
    """Say whether a capital word that no dictionary knows ends as an instrumental does: «Кутновом»."""
    if not word[:1].isupper() or not RUSSIAN_WORD.fullmatch(word) or not word.endswith(("ом", "ем", "ой", "ью")):
        return False
    return not any(parse.is_known for parse in parses_of(word))


def _as_town(party: str) -> str:
    """A party that is a town, in the nominative: «Оршей», «г. Витебском»; "" for other parties."""
    if " " not in party and (name := town_of(party)):
        return cased(party, name)
    kind = TOWN_PARTY.match(party)
    return party[: kind.end()] + _town_in_nominative(party[kind.end() :]) if kind else ""


def in_nominative(party: str, case: str) -> str | None:
    """Return the party in the nominative, or None when its ending is not certain."""
    if case == TOWN:
        return f"город {_town_in_nominative(party)}"
    if party.startswith("ИП "):
        return None
    if SHORT_NAME.match(party) or party[0] in '«"':
        return party
    if town := _as_town(party):
        return town
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
    """«Смоленском (Российская Федерация)» after «городом» → «Смоленск (…)»; a town that is there already is kept."""
    town, _, tail = rest.partition(" ")
    form = next((p for p in parses_of(town) if "Geox" in p.tag and "ablt" in p.tag), None) if town else None
    nominative = form.inflect({"nomn"}) if form else None
    return f"{cased(town, nominative.word)} {tail}".strip() if nominative else rest
