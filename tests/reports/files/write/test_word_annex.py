"""What stands behind the table in Word."""

import datetime
from io import BytesIO

from docx import Document

from reports.files.annex import Annex, AnnexColumn, Heading, Total
from reports.files.data_sheet import Kind
from reports.files.table import PrintedRow, Table, TableSection, year_title
from reports.files.write import word
from tests.documents import Package, find_problems

CREATED = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
ROW = PrintedRow("Неделя кухни", "г. Минск", "30 сентября 2024 года", "Итог", "Гости")
COLUMNS = (AnnexColumn("Документ", 180), AnnexColumn("Подписан", 40, Kind.DATE), AnnexColumn("Сторон", 47, Kind.NUMBER))


def drawn(*annexes, before=(), rows=(ROW,)):
    stream = BytesIO()
    table = Table(year_title(2024), [TableSection("Город Смоленск", rows)], "Область", CREATED, before=before)
    word.write(table, stream, annexes)
    return stream.getvalue()


def annex(rows, **more):
    return Annex("Приложение 1\nДокументы", "Документы", COLUMNS, rows, **more)


def cells_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_title_is_that_of_the_year():
    title = "проведенных органами местного самоуправления\nмуниципальных образований Смоленской области в 2024 году"
    assert year_title(2024).endswith(title)


def test_paragraphs_stand_between_the_title_and_the_table():
    document = Document(BytesIO(drawn(before=("Первый абзац.", "Второй абзац."))))
    words = [(one.text, one.style.name) for one in document.paragraphs if one.text]
    assert words[-2:] == [("Первый абзац.", "Текст над таблицей"), ("Второй абзац.", "Текст над таблицей")]


def test_an_annex_is_a_table_on_a_page_of_its_own():
    rows = [Heading("Подписаны"), ("Соглашение & план", datetime.date(2024, 10, 5), 2), ("Протокол", None, None)]
    made = drawn(annex(rows))
    document = Document(BytesIO(made))
    assert cells_of(document.tables[1]) == [
        ["Документ", "Подписан", "Сторон"],
        ["Подписаны"] * 3,
        ["Соглашение & план", "05.10.2024", "2"],
        ["Протокол", "", ""],
    ]
    assert document.element.xml.count("w:pageBreakBefore") == 1
    assert find_problems(Package(made)) == []


def test_a_line_of_an_annexs_title_is_a_paragraph():
    document = Document(BytesIO(drawn(annex([("Протокол", None, 1)]))))
    assert [one.text for one in document.paragraphs if one.text][-2:] == ["Приложение 1", "Документы"]


def test_a_total_is_bold_and_a_note_stands_below():
    document = Document(BytesIO(drawn(annex([("Протокол", None, 1), Total(("Всего", None, 1))], note="Больше нет."))))
    assert cells_of(document.tables[1])[-1] == ["Всего", "", "1"]
    assert [cell.paragraphs[0].style.name for cell in document.tables[1].rows[-1].cells] == [
        "Таблица: заголовок столбца"
    ] * 3
    assert document.paragraphs[-1].text == "Больше нет."


def test_an_annex_without_rows_says_so():
    document = Document(BytesIO(drawn(annex([], empty_note="Документов не было."))))
    assert len(document.tables) == 1
    assert document.paragraphs[-1].text == "Документов не было."


def test_a_word_wider_than_its_column_is_fitted():
    narrow = Annex("Т", "Т", (AnnexColumn("А", 30),), [("Достопримечательностями",)])
    assert "softHyphen" in Document(BytesIO(drawn(narrow))).element.xml


def test_a_list_alone_is_a_document_of_its_own_that_begins_on_its_first_page():
    def draw():
        stream = BytesIO()
        word.write_list(annex([("Протокол", None, 1)]), stream, author="Область", created=CREATED)
        return stream.getvalue()

    made = draw()
    document = Document(BytesIO(made))
    assert cells_of(document.tables[0])[1] == ["Протокол", "", "1"]
    assert "w:pageBreakBefore" not in document.element.xml
    assert document.core_properties.title == "Приложение 1 Документы"
    assert find_problems(Package(made)) == [] and draw() == made
