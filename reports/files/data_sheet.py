"""The sheet of data beside the official table: one row an event, one column a fact."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .table import LABELS, NAME, PARTICIPANTS, PERIOD, PLACE, PURPOSE, PrintedRow


class Kind(Enum):
    """What a column of data holds."""

    TEXT = "words, on as many lines as they need"
    LONG_TEXT = "prose, shown as far as the row's height allows, or one row would fill the screen"
    NUMBER = "a number to count with"
    DATE = "a day to sort and filter by"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of a list: its heading, its width in letters, what it holds, and that of one entry."""

    heading: str
    letters: int
    kind: Kind
    value: Callable


class Entry(NamedTuple):
    """An event on the sheet of data: its number in the table, the section's heading, the row."""

    number: int
    section: str
    row: PrintedRow


DATA_COLUMNS = (
    DataColumn("№", 6, Kind.NUMBER, lambda entry: entry.number),
    DataColumn("Муниципальное образование", 24, Kind.TEXT, lambda entry: entry.row.facts.municipality),
    DataColumn(LABELS[NAME], 40, Kind.TEXT, lambda entry: entry.row.name),
    DataColumn(LABELS[PLACE], 28, Kind.TEXT, lambda entry: entry.row.place),
    DataColumn("Формат", 16, Kind.TEXT, lambda entry: entry.row.facts.place_format),
    DataColumn("Страна проведения", 18, Kind.TEXT, lambda entry: entry.row.facts.country),
    DataColumn("Населённый пункт", 20, Kind.TEXT, lambda entry: entry.row.facts.locality),
    DataColumn(LABELS[PERIOD], 26, Kind.TEXT, lambda entry: entry.row.period),
    DataColumn("Первый день", 13, Kind.DATE, lambda entry: entry.row.facts.start),
    DataColumn("Последний день", 13, Kind.DATE, lambda entry: entry.row.facts.end),
    DataColumn("Точность сроков", 14, Kind.TEXT, lambda entry: entry.row.facts.precision),
    DataColumn(LABELS[PURPOSE], 50, Kind.LONG_TEXT, lambda entry: entry.row.purpose),
    DataColumn(LABELS[PARTICIPANTS], 40, Kind.LONG_TEXT, lambda entry: entry.row.participants),
    DataColumn("Всего, человек", 12, Kind.NUMBER, lambda entry: entry.row.facts.total),
    DataColumn("Из них иностранных", 14, Kind.NUMBER, lambda entry: entry.row.facts.foreign),
    DataColumn("Страны участников", 24, Kind.TEXT, lambda entry: "; ".join(entry.row.facts.countries)),
    DataColumn("Партнёры", 28, Kind.TEXT, lambda entry: "; ".join(entry.row.facts.partners)),
    DataColumn("Подписанные документы", 40, Kind.TEXT, lambda entry: "\n".join(entry.row.facts.agreements)),
    DataColumn("Документов", 13, Kind.NUMBER, lambda entry: len(entry.row.facts.agreements)),
    DataColumn("Раздел сводного отчёта", 30, Kind.TEXT, lambda entry: entry.section),
    DataColumn("Состояние отчёта", 16, Kind.TEXT, lambda entry: entry.row.facts.state),
    DataColumn("Постоянный номер", 38, Kind.TEXT, lambda entry: str(entry.row.uid or "")),
)
