"""The register as a list in a file: its columns in Word and in Excel."""

from reports.files.annex import Annex, AnnexColumn
from reports.files.data_sheet import DataColumn, Kind

# Together they are as wide as the official table.
PRINTED = (
    AnnexColumn("№ п/п", 11, Kind.NUMBER),
    AnnexColumn("Документ", 56),
    AnnexColumn("Стороны", 62),
    AnnexColumn("Муниципальное образование", 38),
    AnnexColumn("Страна", 24),
    AnnexColumn("Подписан", 26),
    AnnexColumn("Действует до", 24),
    AnnexColumn("Состояние", 26),
)

COLUMNS = (
    DataColumn("Документ", 44, Kind.TEXT, lambda row: row.title),
    DataColumn("Вид", 16, Kind.TEXT, lambda row: row.kind),
    DataColumn("Стороны", 50, Kind.TEXT, lambda row: row.parties),
    DataColumn("Муниципальное образование", 24, Kind.TEXT, lambda row: row.municipality),
    DataColumn("Страна", 18, Kind.TEXT, lambda row: row.countries),
    DataColumn("Дата подписания", 13, Kind.DATE, lambda row: row.document.signed_on),
    DataColumn("Подписан", 22, Kind.TEXT, lambda row: row.signed),
    DataColumn("Последний день срока", 13, Kind.DATE, lambda row: row.document.until),
    DataColumn("Действует до", 22, Kind.TEXT, lambda row: row.until),
    DataColumn("Состояние", 18, Kind.TEXT, lambda row: row.state.words),
    DataColumn("Скан", 8, Kind.TEXT, lambda row: "есть" if row.has_scan else "нет"),
    DataColumn("Откуда", 30, Kind.TEXT, lambda row: row.source),
)


def printed_list(rows, title: str) -> Annex:
    """The rows (`agreements.row_of`) as the list of a document."""
    cells = (
        (number, row.title, row.parties, row.municipality, row.countries, row.signed, row.until, row.state.words)
        for number, row in enumerate(rows, 1)
    )
    return Annex(title, "Договорённости", PRINTED, cells, empty_note="Таких документов нет.")
