"""What is read of a workbook: cells as people see them, and every text around them."""

import datetime
import json
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from reports.files.data_sheet import DATA_COLUMNS
from reports.files.marks import event_mark, report_mark
from reports.files.read import excel as read_excel
from reports.files.read import safe, tables
from reports.files.read.grid import GridRow, NextTable, Text
from reports.files.read.rows import Unreadable
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import excel

from .packages import (
    EVENT,
    HEADINGS,
    SHEET_TABLE,
    book_file,
    relations,
    sheet_rows,
    text_cell,
    zipped,
)


def pieces_of(data):
    with safe.open_package(data) as package:
        return list(read_excel.pieces(package))


def rows_of(data):
    return [piece for piece in pieces_of(data) if isinstance(piece, GridRow)]


def texts_of(data):
    """Rows as lists of cells, the lines of each joined."""
    return [["\n".join(cell.lines) for cell in row.cells] for row in rows_of(data)]


def read(data):
    with safe.open_package(data) as package:
        return tables.read_pieces(read_excel.pieces(package))


def even(text):
    return " ".join(text.split())


@pytest.fixture
def book():
    """Function: openpyxl's workbook filled by `fill(sheet)` → bytes."""

    def make(fill):
        workbook = Workbook()
        fill(workbook.active)
        stream = BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return make


# The source


def test_the_source_written_to_a_workbook_is_read_cell_by_cell(shared, book):
    """318 of 318: section and five texts of 53 rows, as openpyxl writes them."""
    told = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))
    keys = ("name", "place", "dates", "purpose", "participants")

    def fill(sheet):
        sheet.append(HEADINGS)
        section = None
        for number, event in enumerate(told["events"], 1):
            if event["section"] != section:
                section = event["section"]
                sheet.append([section])
                sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=6)
            sheet.append([number, *("\n".join(event["lines"][key]) for key in keys)])

    found = read(book(fill))
    pairs = [
        (even(ours), even(theirs))
        for row, event in zip(found.rows, told["events"], strict=True)
        for ours, theirs in [
            (row.section, event["section"]),
            *zip((row.name, row.place, row.period, row.purpose, row.participants), map(event.get, keys), strict=True),
        ]
    ]
    equal = sum(ours == theirs for ours, theirs in pairs)
    print(f"cells of the source through XLSX: {equal} of {len(pairs)}")
    assert (equal, len(pairs), len(found.sections), found.loose, found.problems) == (318, 318, 4, [], [])
    assert [row.where for row in found.rows[:1] + found.rows[-1:]] == ["раздел 1, строка 1", "раздел 4, строка 53"]


# Our own export

ROWS = [
    PrintedRow(
        f"Встреча {number}",
        "г. Минск (Республика Беларусь)",
        "30 сентября – 1 октября 2024 года",
        f"=1+{number}\nИтог _x0041_",
        f"Гости и хозяева {number}",
        UUID(int=number),
        number,
    )
    for number in range(1, 5)
]


def exported(*rows):
    stream = BytesIO()
    table = Table(
        title="Отчет о мероприятиях\nв IV квартале 2024 года",
        sections=[TableSection("Город Смоленск", rows[:2], 7, 2), TableSection("Вяземский район", rows[2:], 8, 1)],
        author="Область",
        created=datetime.datetime(2025, 1, 10, tzinfo=datetime.UTC),
    )
    excel.write(table, stream)
    return stream.getvalue()


def own_texts(row):
    return row.name, row.place, row.period, row.purpose, row.participants


def test_our_own_workbook_is_read_back_equal_and_once():
    """Every text to the letter, every mark; nothing of the second sheet, which says the same again."""
    found = read(exported(*ROWS))
    assert [own_texts(row) for row in found.rows] == [own_texts(row) for row in ROWS]
    assert [(row.uid, row.version) for row in found.rows] == [(str(row.uid), row.version) for row in ROWS]
    assert [(section.title, section.report, section.version) for section in found.sections] == [
        ("Город Смоленск", 7, 2),
        ("Вяземский район", 8, 1),
    ]
    assert (found.loose, found.problems) == ([], [])
    assert not any(row.doubts or row.notes for row in found.rows)


def test_texts_longer_than_a_cell_come_back_whole():
    """Export cuts them at Excel's limits of letters and line breaks into rows numbered «…», and makes rows higher
    than Excel allows of several merged ones."""
    many = "\n".join(f"{number}. Подписано." for number in range(600))
    long = " ".join(f"слово{number}" for number in range(8_000))
    rows = [ROWS[0], PrintedRow("Долгая", "г. Минск", "ноябрь 2024 года", many, long, UUID(int=9), 3), ROWS[2]]
    found = read(exported(*rows))
    assert [own_texts(row) for row in found.rows] == [own_texts(row) for row in rows]
    assert [row.uid for row in found.rows] == [str(row.uid) for row in rows]
    assert found.loose == []


def test_what_was_added_to_our_sheet_of_data_is_shown():
    """Its cells repeat the first sheet, or follow from it; a text found only there was written by a person."""
    data = exported(*ROWS)
    with safe.open_package(data) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    parts["xl/worksheets/sheet2.xml"] = sheet.replace("Гости и хозяева 3", "Только гости").encode()
    assert [(one.text, one.where) for one in read(zipped(parts)).loose] == [("Только гости", "лист «Данные», строка 4")]


def test_the_headings_of_our_sheet_of_data_are_known():
    """A column more or less in exports/columns.py has to be told here."""
    texts = {
        "Наименование мероприятия",
        "Место проведения",
        "Сроки проведения",
        "Цель, содержание и результат",
        "Участники",
    }
    assert read_excel.DATA_HEADINGS | texts == {column.heading for column in DATA_COLUMNS}
    assert read_excel.CONTINUED == excel.CONTINUED
    assert excel.TO_BE_READ_IN_FULL.startswith(read_excel.CUT_OFF)


# Cells


def test_cells_are_read_as_people_see_them(book):
    def fill(sheet):
        sheet.append(["Текст\nна двух строках", 12, 12.5, True, datetime.date(2024, 11, 4), "=1+1"])
        sheet["G1"] = datetime.datetime(2024, 11, 4, 10, 30)  # noqa: DTZ001 - Excel knows no time zones
        sheet["A2"] = "Жирный"
        sheet["A2"].font = Font(bold=True)

    first, second = rows_of(book(fill))
    texts = ["\n".join(cell.lines) for cell in first.cells]
    assert texts == ["Текст\nна двух строках", "12", "12,5", "ИСТИНА", "04.11.2024", "", "04.11.2024 10:30"]
    assert first.cells[0].lines == ["Текст", "на двух строках"]
    assert [(text, where.split(" –")[0]) for text, where in first.beside] == [
        ("=1+1", "формула без значения, ячейка F1")
    ]
    assert ["\n".join(cell.lines) for cell in second.cells][:1] == ["Жирный"]


def test_shared_rich_and_escaped_texts_are_whole():
    strings = (
        "<si><r><t>Фести</t></r><r><rPr><b/></rPr><t>валь</t></r><rPh sb='0' eb='1'><t>лишнее</t></rPh></si>"
        "<si><t>раз_x000D_\ndва_x005F_x0041_</t></si>"
    )
    cells = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="str"><f>A1</f><v>из формулы</v></c>'
    assert texts_of(book_file(f"<sheetData><row>{cells}</row></sheetData>", strings=strings)) == [
        ["Фестиваль", "раз\ndва_x0041_", "из формулы"]
    ]


def test_a_text_that_is_not_there_is_a_damage_and_no_empty_cell():
    cell = '<row r="1"><c r="A1" t="s"><v>5</v></c></row>'
    with pytest.raises(Unreadable, match="повреждён"):
        rows_of(book_file(f"<sheetData>{cell}</sheetData>", strings="<si><t>а</t></si>"))


def test_merged_cells_span_columns_and_go_on_below(book):
    def fill(sheet):
        sheet.append(["а", "б", "в", "г"])
        sheet.append(["д", None, "е", "ж"])
        sheet.append(["з", "и", "к", "л"])
        sheet.merge_cells("A2:B2")
        sheet.merge_cells("D2:D3")

    rows = [[(cell.lines, cell.columns, cell.goes_on) for cell in row.cells] for row in rows_of(book(fill))]
    assert rows[1] == [(["д"], 2, False), (["е"], 1, False), (["ж"], 1, False)]
    assert rows[2][-1] == ([], 1, True)


def test_texts_under_merged_cells_are_kept():
    """Excel leaves none there, other programs do."""
    rows = sheet_rows(("а", "б", "в"), ("г", "д", "е"))
    (first, second) = rows_of(book_file(f'{rows}<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert [text for text, _ in first.beside + second.beside] == ["б", "г", "д"]


def test_marks_are_taken_out_of_their_cells():
    """Wherever the hidden column was moved to."""
    event, report = event_mark(UUID(int=5), 3), report_mark(4, 2)
    rows = rows_of(book_file(sheet_rows((event, "а", "б"), ("", "в", "г", report))))
    assert [(row.marks, len(row.cells)) for row in rows] == [([event], 2), ([report], 2)]


def test_a_far_cell_does_not_make_the_table_wide():
    far = SHEET_TABLE.replace("</sheetData>", f'<row r="1048576">{text_cell("XFD1048576", "далеко")}</row></sheetData>')
    rows = rows_of(book_file(far))
    assert [len(row.cells) for row in rows] == [7, 7, 7]
    assert rows[-1].cells[-1].lines == ["далеко"]


def test_cells_that_do_not_say_where_they_are_stand_in_order():
    cells = "<row><c t='inlineStr'><is><t>а</t></is></c><c t='inlineStr'><is><t>б</t></is></c></row>"
    assert texts_of(book_file(f"<sheetData>{cells}{cells}</sheetData>")) == [["а", "б"]] * 2


# Sheets and the parts around them


def test_every_sheet_is_a_table_and_hidden_ones_are_said_to_be():
    data = book_file(SHEET_TABLE, SHEET_TABLE, sheet_rows(("а",)), states=("visible", "hidden", "visible"))
    pieces = pieces_of(data)
    assert [piece.name for piece in pieces if isinstance(piece, NextTable)] == [
        "лист «Лист1»",
        "лист «Лист2» (скрытый)",
        "лист «Лист3»",
    ]
    assert rows_of(data)[3].where == "лист «Лист2» (скрытый), строка 2"
    assert len(read(data).rows) == 2


def test_hidden_rows_are_read_and_said_to_be():
    hidden = SHEET_TABLE.replace('<row r="2">', '<row r="2" hidden="1">')
    assert [(row.where, row.apart) for row in rows_of(book_file(hidden))] == [
        ("строка 1", ""),
        ("строка 2", "строка скрыта в книге"),
    ]


def test_notes_at_cells_go_beside_their_row(book):
    def fill(sheet):
        sheet.append(HEADINGS)
        sheet.append(EVENT)
        sheet["B2"].comment = Comment("Уточнить имя", "Проверяющий")
        sheet["C9"].comment = Comment("В пустой строке", "Проверяющий")

    pieces = pieces_of(book(fill))
    assert [(text, where) for row in rows_of(book(fill)) for text, where in row.beside] == [
        ("Уточнить имя", "примечание к ячейке B2")
    ]
    assert Text("В пустой строке", "примечание к ячейке C9") in pieces


def test_threads_of_talk_are_read_instead_of_their_shadow():
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = '<threadedComment ref="B2"><text>Проверено</text></threadedComment>'
    shadow = '<comment ref="B2"><text><t>[Threaded comment] …</t></text></comment>'
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(a=("threadedComment", "../t.xml"), b=("comments", "../c.xml")),
        "xl/t.xml": f'<ThreadedComments xmlns="{space}">{thread}</ThreadedComments>',
        "xl/c.xml": f"<comments><commentList>{shadow}</commentList></comments>",
    }
    assert [row.beside for row in rows_of(book_file(SHEET_TABLE, more=more))][1] == [
        ("Проверено", "примечание к ячейке B2")
    ]


def test_shapes_and_printed_lines_are_shown():
    lines = "<p><r><t>Над</t></r><r><t>пись</t></r></p><p><r><t>вторая</t></r></p>"
    drawing = f'<d xmlns="x"><sp><txBody>{lines}</txBody></sp></d>'
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relations(a=("drawing", "../d.xml")), "xl/d.xml": drawing}
    header = '&amp;C&amp;"Arial,Bold"&amp;12Для служебного пользования'
    footer = "&amp;CСтр. &amp;P из &amp;N"
    printed = f"<headerFooter><oddHeader>{header}</oddHeader><oddFooter>{footer}</oddFooter></headerFooter>"
    texts = [piece for piece in pieces_of(book_file(SHEET_TABLE + printed, more=more)) if isinstance(piece, Text)]
    assert texts == [Text("Для служебного пользования", "колонтитул"), Text("Надпись\nвторая", "надпись")]


def test_a_workbook_without_sheets_is_refused():
    with pytest.raises(Unreadable, match="ни одного листа"):
        pieces_of(book_file())


@pytest.mark.parametrize("spaces", ["http://purl.oclc.org/ooxml/spreadsheetml/main", "urn:other"])
def test_any_namespace_will_do(spaces):
    """«Strict» workbooks have another one; damaged ones any."""
    data = book_file(SHEET_TABLE.replace("<sheetData>", f'<sheetData xmlns="{spaces}">'))
    assert texts_of(data) == [list(HEADINGS), list(EVENT)]
