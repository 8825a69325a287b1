"""Names that mean one place and differ in kind, for the search: «Вязьма» and «вяземский», «Китай» and «китаец».

No stem brings them together, so the other names of a typed one are looked up here. Everything is a stem as
`reports/prose/stems.py` makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from reports.prose.stems import stem

from .adjectives import COUNTRY_ADJECTIVES
from .countries import COUNTRIES, words_of
from .gazetteer import RUSSIAN_SETTLEMENTS, VILLAGES_ABROAD, VILLAGES_OF_THE_REGION
from .towns import TOWNS

# Adjectives that the rule below does not make of the name, by their stems.
# fmt: off
_ADJECTIVES = {
    "Вязьма": "вяземск", "Глинка": "глинковск", "Ельня": "ельнинск", "Красный": "краснинск", "Починок": "починковск",
    "Рудня": "руднянск", "Сычёвка": "сычевск", "Угра": "угранск", "Клинцы": "клинцовск", "Злынка": "злынковск",
    "Торопец": "торопецк", "Холм": "холмск",
    "Малоярославец": "малоярославецк", "Ветка": "ветковск", "Вилейка": "вилейск", "Волковыск": "волковысск",
    "Глуск": "глусск", "Горки": "горецк", "Гродно": "гродненск", "Докшицы": "докшицк", "Дубровно": "дубровенск",
    "Жабинка": "жабинковск", "Зельва": "зельвенск", "Ивье": "ивьевск", "Каменец": "каменецк", "Корма": "кормянск",
    "Краснополье": "краснопольск", "Круглое": "круглянск", "Крупки": "крупск", "Лельчицы": "лельчицк",
    "Лиозно": "лиозненск", "Лунинец": "лунинецк", "Молодечно": "молодечненск", "Мосты": "мостовск",
    "Мстиславль": "мстиславск", "Наровля": "наровлянск", "Новогрудок": "новогрудск", "Орша": "оршанск",
    "Островец": "островецк", "Речица": "речицк", "Сенно": "сенненск",
    "Столбцы": "столбцовск", "Узда": "узденск", "Берёза": "березовск",
    "Москва": "московск", "Калуга": "калужск", "Елец": "елецк", "Орёл": "орловск",
    "Уфа": "уфимск", "Казань": "казанск", "Кызыл": "кызылск", "Вологда": "вологодск",
    "Баку": "бакинск", "Париж": "парижск", "Прага": "пражск", "Рига": "рижск",
    "Таллин": "таллинск", "Осака": "осакск", "Токио": "токийск", "Варшава": "варшавск", "Вена": "венск",
    "Пекин": "пекинск", "Астана": "астанинск", "Ташкент": "ташкентск", "Самарканд": "самаркандск", "Гавана": "гаванск",
    "Ханой": "ханойск", "Катынь": "катынск", "Талашкино": "талашкинск",
}
# Whoever lives in a country, by the lemma. Their adjective is in COUNTRY_ADJECTIVES.
_PEOPLE = {
    "белорус": "BY", "белоруска": "BY", "китаец": "CN", "китаянка": "CN", "серб": "RS", "казах": "KZ",
    "казахстанец": "KZ", "узбек": "UZ", "болгарин": "BG", "немец": "DE", "поляк": "PL", "француз": "FR",
    "итальянец": "IT", "индиец": "IN", "индус": "IN", "кубинец": "CU", "турок": "TR", "вьетнамец": "VN",
    "армянин": "AM", "азербайджанец": "AZ", "грузин": "GE", "молдаванин": "MD", "таджик": "TJ", "киргиз": "KG",
    "туркмен": "TM", "латыш": "LV", "литовец": "LT", "эстонец": "EE", "украинец": "UA", "монгол": "MN",
    "американец": "US", "англичанин": "GB", "британец": "GB", "испанец": "ES", "японец": "JP", "египтянин": "EG",
    "иранец": "IR", "сириец": "SY", "перуанец": "PE", "венгр": "HU", "чех": "CZ", "словак": "SK", "румын": "RO",
    "черногорец": "ME", "македонец": "MK", "израильтянин": "IL", "абхаз": "AB", "осетин": "OS",
}
# fmt: on
_ENDING = re.compile("[аоуыэюияеьй]+$")


def kin_of(typed: str) -> tuple[str, ...]:
    """The stems of the other words for the place that a stem names: of its name or of its adjective."""
    return _kin(typed[:2]).get(typed, ())


def countries_of(typed: str) -> tuple[str, ...]:
    """The codes of the countries that a stem names: by a name of one word, by the adjective or by the people."""
    return _countries().get(typed, ())


def words_for(code: str) -> tuple[str, ...]:
    """The stems by which texts name a country in one word: its names, its adjective, its people."""
    return _words().get(code, ())


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word, codes in _countries().items():
        for code in codes:
            found.setdefault(code, []).append(word)
    return {code: tuple(words) for code, words in found.items()}


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """All names of settlements and countries, as they are written: what a mistyped name may mean."""
    countries = (name for _, short, official, others in COUNTRIES for name in (short, official, *others))
    return tuple(dict.fromkeys((*_settlements(), *countries)))


def _settlements() -> Iterator[str]:
    for towns in TOWNS.values():
        yield from towns
    yield from (*RUSSIAN_SETTLEMENTS, *VILLAGES_OF_THE_REGION, *VILLAGES_ABROAD)


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, list[str]]:
    """First two letters → names of settlements."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(_settlements()):
        found.setdefault(_folded(name)[:2], []).append(name)
    return found


@cache
def _kin(letters: str) -> dict[str, tuple[str, ...]]:
    """Stem → the others, of places whose name begins with these letters (only those are stemmed: it takes time)."""
    kin: dict[str, dict[str, None]] = {}
    for name in _by_letters().get(letters, ()):
        if " " in name or "-" in name:
            continue
        noun, adjective = stem(_folded(name)), _ADJECTIVES.get(name) or _by_rule(_folded(name))
        if noun != adjective:
            kin.setdefault(noun, {})[adjective] = None
            kin.setdefault(adjective, {})[noun] = None
    return {one: tuple(others) for one, others in kin.items()}


def _by_rule(name: str) -> str:
    """«кричев» → «кричевск», «гомель» → «гомельск», «чаусы» → «чаусск», «минск» → «минск»."""
    if name.endswith(("ск", "цк")):
        return name
    return f"{name if name.endswith('ль') else _ENDING.sub('', name)}ск"


@lru_cache(maxsize=1)
def _countries() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for code, short, official, others in COUNTRIES:
        for name in (short, official, *others):
            words = words_of(name)
            if len(words) == 1:
                found.setdefault(stem(words[0]), {})[code] = None
    for adjective, code in COUNTRY_ADJECTIVES.items():
        found.setdefault(adjective, {})[code] = None
    for people, code in _PEOPLE.items():
        found.setdefault(stem(people), {})[code] = None
    return {one: tuple(codes) for one, codes in found.items()}


def _folded(name: str) -> str:
    return name.lower().replace("ё", "е")
