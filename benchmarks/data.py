"""Rows to measure with: always the same, as long and as varied as those of a real report.

The source's 53 events have 73 letters of name on average, 30 of place, 23 of period, 256 of purpose and 130
of participants; these rows keep to it. A fifth of the longer texts has several paragraphs.
"""

import datetime
import random
import uuid

from reports.files.table import PrintedRow, Table, TableSection

MUNICIPALITIES = 27
MONTHS = ("сентября", "октября", "ноября", "декабря")
WORDS = (
    "международный фестиваль народного творчества конкурс молодых исполнителей обмен опытом в области культуры "
    "образования и спорта представители администрации города делегация района Республика Беларусь выставка "
    "декоративно-прикладного искусства совместный концерт творческих коллективов школьники преподаватели музыкальной "
    "школы № 5 имени М.И. Глинки дружба народов укрепление добрососедских отношений подрастающее поколение дипломы "
    "лауреатов I и II степени круглый стол «Две реки – один берег» соглашение о сотрудничестве ветераны библиотека"
).split()
PLACES = (
    "г. Смоленск",
    "г. Минск (Республика Беларусь)",
    "г. Смоленск (в формате ВКС)",
    "В дистанционном формате",
    "г. Санкт-Петербург (в дистанционном формате)",
    "Агроусадьба «Лесная», Славгородский район (Республика Беларусь)",
    "пос. Хиславичи (Смоленская область)",
)


def texts(number):
    """The five texts of event `number` (from 0), in the order of the table's columns."""
    chance = random.Random(number)  # its own for each row, so that any row can be made alone
    month, day = chance.randrange(4), chance.randint(1, 25)
    periods = (
        f"{day} {MONTHS[month]} 2024 года",
        f"{day}–{day + 3} {MONTHS[month]} 2024 года",
        f"{day} сентября – {day + 2} октября 2024 года",
        "октябрь 2024 года",
    )
    return (
        _sentence(chance, 70).capitalize(),
        chance.choice(PLACES),
        chance.choice(periods),
        _prose(chance, 220),
        _prose(chance, 105),
    )


def _sentence(chance, letters):
    words, length = [], 0
    while length < letters:
        words.append(chance.choice(WORDS))
        length += len(words[-1]) + 1
    return " ".join(words)


def _prose(chance, mean):
    """Most texts are one short paragraph, some are long, some have several paragraphs."""
    sentences = [_sentence(chance, min(mean * 3, max(30, chance.expovariate(1 / mean))))]
    if chance.random() < 0.2:
        sentences += [_sentence(chance, 60) for _ in range(chance.randint(1, 4))]
    return "\n".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def row(number):
    """A row as it is after gathering."""
    return PrintedRow(*texts(number), uid=uuid.UUID(int=number << 64 | number), version=number % 7 + 1)


def rows(count):
    """The first `count` rows, in a list."""
    return [row(number) for number in range(count)]


def table(rows):
    """The consolidated table of these rows, spread over all municipalities."""
    each = -(-len(rows) // MUNICIPALITIES)
    return _table([rows[n * each : (n + 1) * each] for n in range(MUNICIPALITIES)])


def streamed_table(count):
    """The same, with rows that are made when they are asked for."""
    each = -(-count // MUNICIPALITIES)
    parts = (range(n * each, min(count, (n + 1) * each)) for n in range(MUNICIPALITIES))
    return _table(map(row, numbers) for numbers in parts)


def _table(parts):
    sections = (
        TableSection(
            f"Муниципальное образование «{number}-й район» Смоленской области", part, report=number, version=number
        )
        for number, part in enumerate(parts, start=1)
    )
    return Table(
        title="Отчет о мероприятиях в международной сфере\nв IV квартале 2024 года",
        sections=list(sections),
        author="Смоленская область",
        created=datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC),
    )
