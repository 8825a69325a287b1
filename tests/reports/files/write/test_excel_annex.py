"""What stands behind the table in a workbook."""

import datetime
from io import BytesIO

from openpyxl import load_workbook

from reports.files.annex import Annex, AnnexColumn, Heading, Total
from reports.files.data_sheet import Kind
from reports.files.table import PrintedRow, Table, TableSection, year_title
from reports.files.write import excel

CREATED = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
ROW = PrintedRow("Неделя кухни", "г. Минск", "30 сентября 2024 года", "Итог", "Гости")
COLUMNS = (AnnexColumn("Документ", 180), AnnexColumn("Подписан", 40, Kind.DATE), AnnexColumn("Сторон", 47, Kind.NUMBER))


def drawn(*annexes, before=()):
    stream = BytesIO()
    table = Table(year_title(2024), [TableSection("Город Смоленск", [ROW])], "Область", CREATED, before=before)
    assert excel.write(table, stream, annexes) == 1
    return load_workbook(stream)


def values_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_paragraphs_and_every_annex_have_their_sheets():
    rows = [Heading("Подписаны"), ("=1+1", datetime.date(2024, 10, 5), 2), ("Протокол", None, "+3")]
    book = drawn(Annex("Документы", "Документы", COLUMNS, rows), before=("Первый абзац.", "Второй абзац."))
    assert book.sheetnames == ["Сводный отчёт", "Данные", "Справка", "Документы"]
    assert values_of(book["Справка"]) == [["Справка"], ["Первый абзац."], ["Второй абзац."]]
    headings, heading, first, second = values_of(book["Документы"])
    assert (headings, heading) == (["Документ", "Подписан", "Сторон"], ["Подписаны", None, None])
    assert (first[0], first[1].date(), first[2]) == ("=1+1", datetime.date(2024, 10, 5), 2)
    assert second == ["Протокол", None, "+3"]
    assert [str(one) for one in book["Документы"].merged_cells.ranges] == ["A2:C2"], "a heading stands over all columns"
    assert book["Документы"]["A3"].data_type == "s", "a text that looks like a formula stays a text"


def test_a_total_and_a_note_end_the_sheet():
    rows = [("Протокол", None, 1), Total(("Всего", None, 1))]
    sheet = drawn(Annex("Документы", "Документы", COLUMNS, rows, note="Больше нет."))["Документы"]
    assert values_of(sheet)[-2:] == [["Всего", None, 1], ["Больше нет.", None, None]]
    assert sheet["A3"].font.bold and not sheet["A4"].font.bold


def test_an_annex_without_rows_says_so():
    book = drawn(Annex("Документы", "Документы", COLUMNS, [], empty_note="Документов не было."))
    assert values_of(book["Документы"])[1][0] == "Документов не было."


def test_a_workbook_without_annexes_has_two_sheets():
    assert drawn().sheetnames == ["Сводный отчёт", "Данные"]
