"""«Две фразы для губернатора»: two sentences of official Russian beside each picture.

Each function takes numbers that know what they count (`Number`), and returns one or two sentences of pieces. Numbers of
anything but rows of the archive stay out of them, so that a page can make a link of every number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.prose.places.declined import GENITIVE, in_case
from reports.prose.words import MONTHS_PREPOSITIONAL, NBSP, plural, quarter_in

from .pieces import Number, Piece, listed
from .quarters import Quarter, span

Sentence = list[Piece]

MOST_NAMED = 3
A_YEAR = 4  # quarters
ALL_NAMED = 30  # municipalities that owe a report: the answer is their names
EVENTS = ("международное мероприятие", "международных мероприятия", "международных мероприятий")
PLACES = ("муниципальное образование", "муниципальных образования", "муниципальных образований")
HOW_MANY = {2: "двух", 3: "трёх"}
FORMATS = {
    "offline": "очных",
    "online": "дистанционных",
    "videoconference": "в режиме видео-конференц-связи",
    "mixed": "смешанных",
}
UNKNOWN = "unknown"
DOCUMENTS = {
    "agreement": "соглашения",
    "contract": "договоры",
    "memorandum": "меморандумы",
    "protocol": "протоколы",
    "roadmap": "дорожные карты",
    "plan": "планы (перечни) мероприятий",
    "other": "иные документы",
}


def by_country(
    quarters: Iterable[Quarter], total: Number, countries: Sequence[tuple[str, str, Number]], narrowed: str = ""
) -> list[Sentence]:
    """`countries`: (short name, name in documents, number), most events first. `narrowed`: what else the figures are
    confined to, in words."""
    if not total.value:
        return [_nothing(quarters, narrowed)]
    if not countries:
        return [[*_took_place(quarters, total, narrowed), "."], ["Участие иностранных государств не указано."]]
    (name, full_name, most), *others = countries
    genitive = in_case(full_name or name, GENITIVE)
    first = [*_took_place(quarters, total, narrowed)]
    if total.value == 1:
        first += [f" – с участием {genitive}."]
    elif most.value == total.value:
        first += [f", все – с участием {genitive}."]
    else:
        first += [", из них ", most, f" – с участием {genitive}."]
    if not others:
        return [first, ["Участие других стран не отмечено."]]
    named = [_with_number(short, told) for short, _, told in others[:MOST_NAMED]]
    if len(others) > MOST_NAMED:
        named.append(["другие страны"])
    return [first, [plural(len(named), "Далее следует ", "Далее следуют ", "Далее следуют "), *listed(named), "."]]


def by_quarter(
    numbers: Sequence[tuple[Quarter, Number]], total: Number, before: Number | None, narrowed: str = ""
) -> list[Sentence]:
    """`before`: of the same quarters a year before; None where the program lacks some of them. More than a year is not
    compared."""
    quarters = [quarter for quarter, _ in numbers]
    first = _took_place(quarters, total, narrowed) if total.value else _nothing(quarters, narrowed)[:-1]
    if len(quarters) > A_YEAR and total.value:
        return [[*first, "."], _most_and_least(numbers)]
    if len(quarters) == 1 or before is None or not total.value:
        return [[*first, "."], _year_before(before, is_one=len(quarters) == 1)]
    first += ["; за те же кварталы годом ранее – ", before, "."]
    return [first, _most_and_least(numbers)]


def _year_before(before: Number | None, *, is_one: bool) -> Sentence:
    if before is None:
        lacking = "того квартала в программе нет" if is_one else "не все те кварталы есть в программе"
        return [f"Сравнить с годом ранее нельзя: {lacking}."]
    return [f"За {'тот же квартал' if is_one else 'те же кварталы'} годом ранее – ", before, "."]


def _most_and_least(numbers: Sequence[tuple[Quarter, Number]]) -> Sentence:
    most = max(numbers, key=lambda one: one[1].value)
    least = min(numbers, key=lambda one: one[1].value)
    if most[1].value == least[1].value:
        return ["Во всех кварталах мероприятий поровну: по ", most[1], "."]
    said: Sentence = [f"Больше всего их {quarter_in(*most[0])} (", most[1], "), меньше всего – "]
    return [*said, f"{quarter_in(*least[0])} (", least[1], ")."]


def by_municipality(
    quarters: Iterable[Quarter], numbers: Sequence[tuple[str, Number]], *, others: bool, narrowed: str = ""
) -> list[Sentence]:
    """`numbers`: those with events, most first; `others`: there are some without."""
    when = _for(quarters, narrowed)
    if not numbers:
        return [_nothing(quarters, narrowed)]
    named = [_with_number(*one) for one in numbers[:MOST_NAMED]]
    if len(numbers) <= 2:
        only = "только " if others else ""
        whose = f"{HOW_MANY[2]} муниципальных образований" if len(named) == 2 else "одного муниципального образования"
        first = [f"В отчётах {when} мероприятия есть {only}у {whose}: ", *listed(named), "."]
        return [first, ["Остальные о мероприятиях не сообщили."]] if others else [first]
    first = [f"Больше всего мероприятий в отчётах {when} у {HOW_MANY[MOST_NAMED]} муниципальных образований: "]
    if others:
        return [[*first, *listed(named), "."], ["Мероприятия есть не у всех: об остальных говорит таблица."]]
    return [[*first, *listed(named), "."], ["О мероприятиях сообщили все муниципальные образования."]]


def by_format(
    quarters: Iterable[Quarter], total: Number, numbers: Mapping[str, Number], narrowed: str = ""
) -> list[Sentence]:
    """`numbers`: by form of an event, those without events left out."""
    if not total.value:
        return [_nothing(quarters, narrowed)]
    known = [[f"{FORMATS[key]} – ", numbers[key]] for key in FORMATS if key in numbers]
    unknown = numbers.get(UNKNOWN)
    if not known:
        return [[*_took_place(quarters, total, narrowed), "."], ["Форма проведения не указана ни у одного."]]
    of = plural(total.value, "мероприятия", "мероприятий", "мероприятий")
    first: Sentence = ["Из ", total, f"{NBSP}{of} {_for(quarters, narrowed)} ", *_commas(known), "."]
    if unknown is None:
        return [first, ["Форма проведения указана у всех мероприятий."]]
    return [first, ["Форма проведения не указана у ", *_genitive(unknown), "."]]


def by_month(
    quarters: Iterable[Quarter], numbers: Mapping[tuple[int, int] | None, Number], total: Number, narrowed: str = ""
) -> list[Sentence]:
    """`numbers`: by the month in which events began; None are those without days."""
    if not total.value:
        return [_nothing(quarters, narrowed)]
    unknown = numbers.get(None)
    known = {month: told for month, told in numbers.items() if month is not None}
    ranked = sorted(known.items(), key=lambda one: (-one[1].value, one[0]))[:MOST_NAMED]
    if not ranked:
        return [[*_took_place(quarters, total, narrowed), "."], ["Дни не указаны ни у одного."]]
    named = [_with_number(_in_month(month), told) for month, told in ranked]
    when = _for(quarters, narrowed)
    if len(known) == 1 and unknown is None:
        first = [f"Все мероприятия из отчётов {when} начались ", *named[0], "."]
    else:
        first = [f"Больше всего мероприятий из отчётов {when} началось ", *listed(named), "."]
    if unknown is None:
        return [first, ["Дни указаны у всех мероприятий."]]
    return [first, ["Дни не указаны у ", *_genitive(unknown), "."]]


def by_document(
    quarters: Iterable[Quarter],
    total: Number,
    signed: Number,
    kinds: Mapping[str, Number],
    numbers: Sequence[tuple[Quarter, Number]],
    narrowed: str = "",
) -> list[Sentence]:
    """`signed`: events with documents; `kinds`: by kind of document; `numbers`: by quarter."""
    chosen = list(quarters)
    when = _for(chosen, narrowed)
    if not total.value:
        return [_nothing(chosen, narrowed)]
    if not signed.value:
        return [[f"В отчётах {when} подписанных документов нет."]]
    ranked = sorted(kinds.items(), key=lambda one: (-one[1].value, list(DOCUMENTS).index(one[0])))
    named = [[f"{DOCUMENTS[kind]} – на ", told] for kind, told in ranked]
    first: Sentence = ["Документы подписаны на ", signed, f"{NBSP}{_on_events(signed.value)} из ", total, ": "]
    first += [*_commas(named), "."]
    with_events = [one for one in numbers if one[1].value]
    if len(with_events) < 2:
        return [first, [f"Других документов в отчётах {when} нет."]]
    quarter, most = max(with_events, key=lambda one: one[1].value)
    return [first, [f"Больше всего таких мероприятий {quarter_in(*quarter)} (", most, ")."]]


def by_participants(
    quarters: Iterable[Quarter], total: Number, people: Number, foreign: Number, *, complete: bool, narrowed: str = ""
) -> list[Sentence]:
    """`people`, `foreign`: sums over the events; `complete`: every event says how many took part."""
    if not total.value:
        return [_nothing(quarters, narrowed)]
    when = _for(quarters, narrowed)
    if not people.value and not foreign.value:
        return [[f"Число участников в отчётах {when} не указано."]]
    verb = plural(people.value, "участвовал", "участвовали", "участвовали")
    first: Sentence = [f"В мероприятиях из отчётов {when} {verb} "]
    first += _with_noun(people, "человек", "человека", "человек")
    if foreign.value > people.value:
        more: Sentence = ["Иностранных участников указано больше (", foreign, "): всего участников названо не у всех "]
        return [[*first, "."], [*more, "мероприятий."]]
    guests = ("иностранный участник", "иностранных участника", "иностранных участников")
    if foreign.value:
        first += [", в том числе ", *_with_noun(foreign, *guests), "."]
    else:
        first.append(", иностранные участники не указаны.")
    return [first, [f"Число участников указано {'' if complete else 'не '}у всех мероприятий."]]


def by_report(
    quarter: Quarter, of: int, owed: Number, names: Sequence[str], late: Number, nil: Number
) -> list[Sentence]:
    """Of one quarter: the reports (`of` so many) that were not handed in, with names; those handed in late; those
    without events."""
    when = f"За {span([quarter])}"
    if owed.value:
        verb = plural(owed.value, "не сдало", "не сдали", "не сдали")
        first: Sentence = [f"{when} {verb} отчёт ", *_with_noun(owed, *PLACES), f" из {of}: "]
        first += [*listed([[name] for name in names[:ALL_NAMED]]), "."]
    else:
        first = [f"{when} отчёты сдали все муниципальные образования."]
    second: Sentence = ["С опозданием не сдал никто"]
    if late.value:
        second = [f"С опозданием {plural(late.value, 'сдало', 'сдали', 'сдали')} ", late]
    if nil.value:
        second += [", мероприятий не было у ", nil]
    elif not owed.value:
        second.append(", мероприятия есть у всех")
    return [first, [*second, "."]]


# What they are made of


def _for(quarters: Iterable[Quarter], narrowed: str) -> str:
    return f"за {span(quarters)}{f' ({narrowed})' if narrowed else ''}"


def _took_place(quarters: Iterable[Quarter], total: Number, narrowed: str) -> Sentence:
    return [f"По отчётам {_for(quarters, narrowed)} состоялось ", *_with_noun(total, *EVENTS)]


def _nothing(quarters: Iterable[Quarter], narrowed: str) -> Sentence:
    return [f"По отчётам {_for(quarters, narrowed)} мероприятий нет", "."]


def _with_number(name: str, told: Number) -> Sentence:
    return [f"{name} (", told, ")"]


def _with_noun(told: Number, one: str, few: str, many: str) -> Sentence:
    """The number and, outside of its link, the noun, which no line parts."""
    return [told, f"{NBSP}{plural(told.value, one, few, many)}"]


def _commas(items: Sequence[Sentence]) -> Sentence:
    return [piece for place, item in enumerate(items) for piece in ([", "] if place else []) + item]


def _genitive(told: Number) -> Sentence:
    return [told, f"{NBSP}{plural(told.value, 'мероприятия', 'мероприятий', 'мероприятий')}"]


def _on_events(number: int) -> str:
    return plural(number, "мероприятии", "мероприятиях", "мероприятиях")


def _in_month(month: tuple[int, int]) -> str:
    return f"в {MONTHS_PREPOSITIONAL[month[1] - 1]} {month[0]} года"
