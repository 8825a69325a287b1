"""The closed vocabulary of periods: each word that one may hold, with what it says."""

from __future__ import annotations

from reports.prose.words import MONTHS, MONTHS_GENITIVE, MONTHS_PREPOSITIONAL, WEEKDAYS

from .tokens import Number

_SHORT_MONTHS = (
    "янв", "фев февр", "мар", "апр", "", "июн", "июл", "авг", "сен сент", "окт", "ноя нояб", "дек",
)  # fmt: skip
_SHORT_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_WEEKDAYS_GENITIVE = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_WEEKDAYS_ACCUSATIVE = ("", "", "среду", "", "пятницу", "субботу", "")
_WEEKDAYS_MANY = ("понедельники", "вторники", "", "четверги", "", "субботы", "")
_SEASONS = ("зима зимой зиму зимы", "весна весной весну весны", "лето летом лета", "осень осенью осени")
_THIRDS = ("начало начале начала началу", "середина середине середину середины", "конец конце конца концу")
_ORDINALS = (
    "перв", "втор", "", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
    "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
)  # fmt: skip
_ORDINAL_ENDINGS = ("ый", "ой", "ая", "ое", "ого", "ом", "ую", "ые", "ых")
_THIRD = "третий третья третье третьего третьей третьем третью"
_PLAIN = {
    "year": "год года году годы годов годах г гг",
    "quarter": "квартал квартала квартале кварталы кварталов кварталах кв",
    "half-year": "полугодие полугодия полугодии полугодий полугодиях",
    "half": "половина половины половине половину половинах",
    "decade": "декада декады декаде декаду декад декадах",
    "week": "неделя недели неделе неделю недель неделях нед",
    "from": "с со от начиная",
    "to": "по",
    "until": "до",
    "deadline": "к позднее позже",
    "not": "не",
    "and": "и также",
    "but": "а",
    "or": "или либо",
    "in": "в во за",
    "during": "течение течении теч протяжении",
    "stretch": "на",
    "whole": "весь всю все всего всей",
    "current": "текущий текущего текущем текущей сего этого этом тек",
    "last": "прошлого прошлом прошлый",
    "letter": "т",
    "period": "период периода периоде",
    "reporting": "отчетный отчетного отчетном",
    "months": "месяц месяца месяцев месяце мес",
    "days": "день дня дней дн",
    "included": "включительно вкл",
    "now": "настоящее",
    "clock": "окончание завершение мск время времени московскому московское местному местное",
    "label": (
        "срок сроки дата даты проведения мероприятия мероприятие мероприятий проведен проведена проведено проведены "
        "состоялся состоялась состоялось состоялись прошел прошла прошло прошли"
    ),
    "night": "ночь",
    "final": "последний последняя последнее последние последнего последней последнем последнюю",
    "holidays": "каникулы каникул каникулам каникулах каникулами",
    "school": "учебный учебного учебном учебные",
    "often": (
        "ежемесячно ежеквартально еженедельно ежедневно ежегодно постоянно регулярно периодически систематически "
        "каждый каждую каждое каждые каждого каждой понедельникам вторникам средам четвергам пятницам субботам "
        "воскресеньям выходным будням"
    ),
}


def _vocabulary() -> dict[str, tuple[str, object]]:
    known: dict[str, tuple[str, object]] = {}
    for kind, words in _PLAIN.items():
        known |= dict.fromkeys(words.split(), (kind, None))
    for names, case in ((MONTHS_PREPOSITIONAL, "in"), (MONTHS_GENITIVE, "of"), (MONTHS, "is"), (_SHORT_MONTHS, "is")):
        for number, name in enumerate(names, 1):
            known |= dict.fromkeys(name.split(), ("month", (number, case)))
    for names in (WEEKDAYS, _SHORT_WEEKDAYS, _WEEKDAYS_GENITIVE, _WEEKDAYS_ACCUSATIVE, _WEEKDAYS_MANY):
        known |= {name: ("weekday", number) for number, name in enumerate(names) if name}
    for number, names in enumerate(_SEASONS):
        known |= dict.fromkeys(names.split(), ("season", number))
    for number, names in enumerate(_THIRDS, 1):
        known |= dict.fromkeys(names.split(), ("third", number))
    for number, stem in enumerate(_ORDINALS, 1):
        known |= {stem + ending: _ordinal(number, ending) for ending in _ORDINAL_ENDINGS if stem}
    known |= {word: _ordinal(3, word) for word in _THIRD.split()}
    known |= {f"тридцат{ending}": _ordinal(30, ending) for ending in _ORDINAL_ENDINGS}
    return known | {"двадцать": ("tens", 20), "тридцать": ("tens", 30)}


def _ordinal(number: int, ending: str) -> tuple[str, Number]:
    return "number", Number(number, may_be_day=ending.endswith(("е", "го")))


KNOWN = _vocabulary()
