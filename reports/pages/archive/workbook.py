"""The list of the archive as a workbook; a column is a line."""

from reports.files.data_sheet import DataColumn, Kind
from reports.models import ArchiveRow, State
from reports.prose.words import quarter_name
from reports.queries.archive_list import hits_of, page_of

MOST_IN_WORKBOOK = 5_000  # rows
AT_ONCE = 250

_STATES = dict(State.choices)


def all_hits(user, found):
    """The hits of a found list, in their order, up to the bound."""
    rows = min(found.count, MOST_IN_WORKBOOK)
    for start in range(0, rows, AT_ONCE):
        yield from hits_of(page_of(user, found, start, min(AT_ONCE, rows - start)))


def _state(hit):
    return "выпущено" if hit.row.edition == ArchiveRow.Edition.RELEASED else _STATES[hit.row.submission.state]


def _quarter(hit):
    return quarter_name(hit.row.period.year, hit.row.period.quarter)


def _printed(hit):
    return str(hit.printed.release.name) if hit.printed else ""


def _number(hit):
    return hit.printed.number if hit.printed else None


COLUMNS = (
    DataColumn("Муниципальное образование", 24, Kind.TEXT, lambda hit: hit.label),
    DataColumn("Квартал", 20, Kind.TEXT, _quarter),
    DataColumn("Наименование мероприятия", 44, Kind.TEXT, lambda hit: hit.texts["name"]),
    DataColumn("Сроки проведения", 20, Kind.TEXT, lambda hit: hit.texts["period_text"]),
    DataColumn("Первый день", 13, Kind.DATE, lambda hit: hit.row.start),
    DataColumn("Последний день", 13, Kind.DATE, lambda hit: hit.row.end),
    DataColumn("Место проведения", 30, Kind.TEXT, lambda hit: hit.texts["place_text"]),
    DataColumn("Формат", 14, Kind.TEXT, lambda hit: hit.row.get_place_format_display()),
    DataColumn("Цель, содержание и результат", 60, Kind.LONG_TEXT, lambda hit: hit.texts["purpose"]),
    DataColumn("Участники", 40, Kind.LONG_TEXT, lambda hit: hit.texts["participants"]),
    DataColumn("Всего, человек", 11, Kind.NUMBER, lambda hit: hit.row.total),
    DataColumn("Из них иностранных", 12, Kind.NUMBER, lambda hit: hit.row.total_foreign),
    DataColumn("Страны", 20, Kind.TEXT, lambda hit: ", ".join(hit.countries)),
    DataColumn("Партнёры", 24, Kind.TEXT, lambda hit: ", ".join(hit.partners)),
    DataColumn("Подписанные документы", 40, Kind.TEXT, lambda hit: "; ".join(hit.documents)),
    DataColumn("Состояние", 14, Kind.TEXT, _state),
    DataColumn("Входит в сводный отчёт", 12, Kind.TEXT, lambda hit: "да" if hit.row.is_included else "нет"),
    DataColumn("Напечатано в", 22, Kind.TEXT, _printed),
    DataColumn("Строка", 9, Kind.NUMBER, _number),
)
