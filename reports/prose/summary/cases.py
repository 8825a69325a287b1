"""Names of countries, posts and people in the case that a sentence needs, as far as their endings make it certain;
where they do not, the sentence does without.

By endings and not by the dictionary: a page with figures is not to wait a third of a second for its first word. A test
compares with the dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The nouns that names of states begin with, and their genitives; what follows stays: «Республики Беларусь».
_STATES = {
    "республика": "республики",
    "королевство": "королевства",
    "государство": "государства",
    "княжество": "княжества",
    "герцогство": "герцогства",
    "содружество": "содружества",
    "конфедерация": "конфедерации",
    "федерация": "федерации",
    "султанат": "султаната",
    "эмират": "эмирата",
    "союз": "союза",
    "эмираты": "эмиратов",
    "штаты": "штатов",
    "острова": "островов",
    "территории": "территорий",
}
_ADJECTIVES = (("ая", "ой"), ("ое", "ого"), ("ий", "ого"), ("ый", "ого"), ("ые", "ых"), ("ие", "их"))
_ENDINGS = (
    (re.compile(r"ия\Z"), "ии"),
    (re.compile(r"(?<=[гкхжшщч])а\Z"), "и"),
    (re.compile(r"(?<=[бвдзлмнпрстфц])а\Z"), "ы"),
    (re.compile(r"(?<=[бвгджзклмнпрстфхш])\Z"), "а"),
)
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,5}")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)?")


@lru_cache(maxsize=512)
def country_in_genitive(name: str) -> str | None:
    """Return the name of a country in the genitive («Республики Беларусь», «Соединённых Штатов Америки»); None where
    it is not certain."""
    if _ABBREVIATION.fullmatch(name):
        return name
    said: list[str] = []
    words = name.split()
    for place, word in enumerate(words):
        if state := _STATES.get(word.lower()):
            return " ".join([*said, _cased(word, state), *words[place + 1 :]])
        adjective = next((ending for ending in _ADJECTIVES if word.endswith(ending[0])), None)
        if adjective is None or place == len(words) - 1:
            return _lone(word, said, words)
        said.append(word.removesuffix(adjective[0]) + adjective[1])
    return None


def _lone(word: str, said: list[str], words: list[str]) -> str | None:
    """The name without a noun of states: its last word alone may change («Новой Зеландии»)."""
    if word != words[-1] or not _WORD.fullmatch(word) or "-" in word:
        return None
    for ending, replaced in _ENDINGS:
        if ending.search(word):
            return " ".join([*said, ending.sub(replaced, word)])
    return None


def _cased(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word


# --- whom a letter is addressed to ---------------------------------------------------------------------------------

_POSTS = {
    "глава": "главе",
    "мэр": "мэру",
    "председатель": "председателю",
    "руководитель": "руководителю",
    "начальник": "начальнику",
    "заместитель": "заместителю",
    "исполняющий": "исполняющему",
    "и.о.": "и.о.",
    "и. о.": "и. о.",
}
# How a surname ends, and its dative; the ending tells the sex, which initials do not.
_SURNAMES = (
    (re.compile(r"(?<=[ое]в)\Z|(?<=ёв)\Z|(?<=[иы]н)\Z"), "у"),
    (re.compile(r"(?<=[оеё]в)а\Z|(?<=[иы]н)а\Z"), "ой"),
    (re.compile(r"(?<=[сц]к)ий\Z"), "ому"),
    (re.compile(r"(?<=[сц]к)ая\Z"), "ой"),
    (re.compile(r"(?<=[оиы]х)\Z|(?<=ко)\Z"), ""),
)
_INITIALS = re.compile(r"(?:[А-ЯЁ]\.[ \u00a0]?){1,2}")


def post_in_dative(post: str) -> str | None:
    """«Главе Вяземского муниципального округа»; None for a post that is not known."""
    first, _, rest = post.partition(" ")
    form = _POSTS.get(first.lower())
    if form is None or (form == "заместителю" and not rest):
        return None
    return f"{_cased(first, form)} {rest}".rstrip()


def name_in_dative(name: str) -> str | None:
    """«И.И. Петрову» of «И.И. Петров» or «Петров И.И.»; a full name and a surname whose sex is not plain give None."""
    initials = _INITIALS.search(name)
    if initials is None:
        return None
    surname = (name[: initials.start()] + name[initials.end() :]).strip()
    if not _WORD.fullmatch(surname):
        return None
    for ending, added in _SURNAMES:
        if ending.search(surname):
            return f"{initials[0].strip()} {ending.sub(added, surname)}"
    return None
