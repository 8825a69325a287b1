"""Two paragraphs of facts about a year: how many events, whose, with whom; how they were held, what was signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from reports.prose.places.declined import INSTRUMENTAL, in_case, preposition_with
from reports.prose.words import ROMAN, plural, quarter_in

from .pieces import Number, Piece, counted, listed, number

WHOLE = (1, 2, 3, 4)
EVENTS = ("мероприятие", "мероприятия", "мероприятий")
# What is counted, as the first word of `Number.of`.
OF_EVENTS, OF_MUNICIPALITIES, OF_COUNTRIES = "events", "municipalities", "countries"
OF_MUNICIPALITY, OF_COUNTRY, OF_FORMAT = "municipality", "country", "format"
OF_PARTICIPANTS, OF_FOREIGN = "participants", "foreign"
OF_DOCUMENTS, OF_KIND = "documents", "kind"
OF_BEFORE, OF_SAME = "before", "same"

# The way of holding → how it begins a sentence, in the order of the sentence.
_HELD = {
    "offline": "очно",
    "online": "дистанционно",
    "videoconference": "в режиме видео-конференц-связи",
    "mixed": "в смешанном формате",
}
# Kind of document → its forms with numbers, and the verb with one of it.
_DOCUMENTS = {
    "agreement": (("соглашение", "соглашения", "соглашений"), "Подписано"),
    "contract": (("договор", "договора", "договоров"), "Подписан"),
    "memorandum": (("меморандум", "меморандума", "меморандумов"), "Подписан"),
    "protocol": (("протокол", "протокола", "протоколов"), "Подписан"),
    "roadmap": (("дорожная карта", "дорожные карты", "дорожных карт"), "Подписана"),
    "plan": (("план мероприятий", "плана мероприятий", "планов мероприятий"), "Подписан"),
    "other": (("иной документ", "иных документа", "иных документов"), "Подписан"),
}
_ANY_DOCUMENT = ("документ", "документа", "документов")


@dataclass(frozen=True, slots=True)
class Leader:
    """One of those with the most events; `key` tells it from the others."""

    name: str
    events: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What the year is compared with: quarters of an earlier one. `now`: the events of the same quarters of this year,
    None where these are all it has."""

    year: int
    quarters: tuple[int, ...]
    events: int
    now: int | None = None


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What is known of a year. `quarters`: those that were opened. Leaders come in order, three at most. `participants`
    is None where no event tells how many took part; `tells_of_all`: whether all events tell it."""

    year: int
    quarters: tuple[int, ...]
    region_genitive: str
    events: int = 0
    municipalities: int = 0
    leading_municipalities: tuple[Leader, ...] = ()
    countries: int = 0
    leading_countries: tuple[Leader, ...] = ()
    formats: Mapping[str, int] = field(default_factory=dict)
    participants: int | None = None
    foreign: int = 0
    tells_of_all: bool = False
    documents: Mapping[str, int] = field(default_factory=dict)
    before: Before | None = None


def paragraphs(facts: YearFacts) -> list[list[Piece]]:
    """The two paragraphs; one where nothing has happened."""
    if not facts.events:
        return [_of_nothing(facts)]
    first = [_how_many(facts), _compared(facts), _whose(facts), _with_whom(facts)]
    second = [_held(facts), _participants(facts), _documents(facts)]
    return [_joined(first), _joined(second)]


def span(year: int, quarters: tuple[int, ...]) -> str:
    """Write «в 2024 году», «во II квартале 2024 года», «за I–III кварталы 2026 года»."""
    if quarters == WHOLE:
        return f"в {year} году"
    if len(quarters) == 1:
        return quarter_in(year, quarters[0])
    return f"за {quarters_named(quarters)} {year} года"


def quarters_named(quarters: tuple[int, ...]) -> str:
    """Write «IV квартал», «I–III кварталы»."""
    return f"{_quarters(quarters)} {'квартал' if len(quarters) == 1 else 'кварталы'}"


def _quarters(quarters: tuple[int, ...]) -> str:
    names = [ROMAN[quarter - 1] for quarter in quarters]
    if len(quarters) > 2 and all(later == earlier + 1 for earlier, later in pairwise(quarters)):
        return f"{names[0]}–{names[-1]}"
    return f"{', '.join(names[:-1])} и {names[-1]}" if len(names) > 1 else names[0]


def _joined(sentences: list[list[Piece]]) -> list[Piece]:
    """One after another with blanks between; empty ones are left out."""
    joined: list[Piece] = []
    for sentence in filter(None, sentences):
        joined.extend([" ", *sentence] if joined else sentence)
    return joined


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _events(value: int, *of: str) -> Number:
    return counted(value, *EVENTS, of=of)


# --- the first paragraph -----------------------------------------------------------------------------------------


def _of_nothing(facts: YearFacts) -> list[Piece]:
    said: list[Piece] = [
        f"{_begun(span(facts.year, facts.quarters))} органы местного самоуправления муниципальных образований "
        f"{facts.region_genitive} мероприятий в международной сфере не проводили."
    ]
    if (before := facts.before) is None:
        return said
    then = _begun(span(before.year, before.quarters))
    if not before.events:
        return [*said, f" {then} мероприятий также не было."]
    return [*said, f" {then} проведено ", _events(before.events, OF_BEFORE), "."]


def _how_many(facts: YearFacts) -> list[Piece]:
    forms = ("муниципального образования", "муниципальных образований", "муниципальных образований")
    alone = facts.leading_municipalities[0].name if facts.municipalities == 1 and facts.leading_municipalities else ""
    return [
        f"{_begun(span(facts.year, facts.quarters))} органами местного самоуправления ",
        counted(facts.municipalities, *forms, of=(OF_MUNICIPALITIES,)),
        f" {facts.region_genitive}{f' ({alone})' if alone else ''} проведено ",
        _events(facts.events, OF_EVENTS),
        " в международной сфере.",
    ]


def _compared(facts: YearFacts) -> list[Piece]:
    if (before := facts.before) is None:
        return []
    then = span(before.year, before.quarters)
    if not before.events:
        return [f"{_begun(then)} мероприятий не было."]
    number_then = _events(before.events, OF_BEFORE)
    if before.now is not None:
        than = _than(before.now, before.events, "столько же, сколько")
        same = number(before.now, (OF_SAME,))
        return [f"Из них {span(facts.year, before.quarters)} – ", same, f", {than} {then} (", number_then, ")."]
    if facts.events == before.events:
        return [f"Столько же было {then} (", number_then, ")."]
    return [f"Это {_than(facts.events, before.events, '')} {then} (", number_then, ")."]


def _than(now: int, then: int, same: str) -> str:
    return same if now == then else "больше, чем" if now > then else "меньше, чем"


def _whose(facts: YearFacts) -> list[Piece]:
    leaders = facts.leading_municipalities
    if facts.municipalities < 2:
        return []
    # All of them, where there are no others.
    begins = "Провели их " if facts.municipalities == len(leaders) else "Больше всего мероприятий провели "
    items = [[f"{one.name} (", number(one.events, (OF_MUNICIPALITY, one.key)), ")"] for one in leaders]
    return [begins, *listed(items), "."]


def _with_whom(facts: YearFacts) -> list[Piece]:
    leaders = facts.leading_countries
    if not facts.countries or not leaders:
        return ["Страны, с которыми велось сотрудничество, в отчётах не указаны."]
    names = [in_case(one.name, INSTRUMENTAL) for one in leaders]
    said: list[Piece] = [
        "Сотрудничество велось с ",
        counted(facts.countries, "страной", "странами", "странами", of=(OF_COUNTRIES,)),
    ]
    if facts.countries == 1:
        said.append(" – ")
    else:
        is_all = facts.countries == len(leaders)
        said.append(": " if is_all else f", прежде всего {preposition_with(names[0])} ")
    return [*said, *listed([_country(*pair) for pair in zip(names, leaders, range(len(leaders)), strict=True)]), "."]


def _country(name: str, leader: Leader, place: int) -> list[Piece]:
    of = (OF_COUNTRY, leader.key)
    return [f"{name} (", number(leader.events, of) if place else _events(leader.events, *of), ")"]


# --- the second paragraph ----------------------------------------------------------------------------------------


def _held(facts: YearFacts) -> list[Piece]:
    ways = [(words, way, facts.formats[way]) for way, words in _HELD.items() if facts.formats.get(way)]
    unknown = facts.formats.get("unknown", 0)
    if not ways:
        return ["Формат проведения в отчётах не указан."]
    said: list[Piece] = []
    for place, (words, way, events) in enumerate(ways):
        if place:
            said += [f", {words} – ", number(events, (OF_FORMAT, way))]
        else:
            said += [f"{_begun(words)} проведено ", _events(events, OF_FORMAT, way)]
    if unknown:
        forms = ("мероприятия", "мероприятий", "мероприятий")
        said += ["; формат ещё ", counted(unknown, *forms, of=(OF_FORMAT, "unknown")), " не указан"]
    return [*said, "."]


def _participants(facts: YearFacts) -> list[Piece]:
    people = facts.participants
    if people is None:
        return ["Число участников в отчётах не указано."]
    begins = "В мероприятиях" if facts.tells_of_all else "По сведениям, указанным не для всех мероприятий, в них"
    verb = plural(people, "принял участие", "приняли участие", "приняли участие")
    said: list[Piece] = [
        f"{begins} {verb} ",
        counted(people, "человек", "человека", "человек", of=(OF_PARTICIPANTS,)),
    ]
    if facts.foreign:
        forms = ("иностранный участник", "иностранных участника", "иностранных участников")
        said += [", в том числе ", counted(facts.foreign, *forms, of=(OF_FOREIGN,))]
    return [*said, "."]


def _documents(facts: YearFacts) -> list[Piece]:
    found = [(kind, facts.documents[kind]) for kind in _DOCUMENTS if facts.documents.get(kind)]
    # Those of which there are most come first; among equals the order of the kinds holds.
    found.sort(key=lambda one: -one[1])
    if not found:
        return ["Документы не подписывались."]
    items = [[counted(value, *_DOCUMENTS[kind][0], of=(OF_KIND, kind))] for kind, value in found]
    total = sum(value for _, value in found)
    if len(found) == 1:
        verb = plural(total, _DOCUMENTS[found[0][0]][1], "Подписано", "Подписано")
        return [f"{verb} ", *items[0], "."]
    verb = plural(total, "Подписан", "Подписано", "Подписано")
    return [f"{verb} ", counted(total, *_ANY_DOCUMENT, of=(OF_DOCUMENTS,)), ": ", *listed(items), "."]
