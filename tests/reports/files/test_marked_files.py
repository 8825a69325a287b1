"""Exported files know which event and report each row is, unseen, and still know it when they have been saved anew."""

import uuid
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from reports.files.marks import event_mark, report_mark
from reports.files.table import PrintedRow, TableSection
from reports.files.write import excel
from tests.documents import Package, W, bookmarks_of_rows, hidden_texts, read_report
from tests.reports.files.write.test_word import table, written
from tests.reports.imports.edits import NAME, PURPOSE, EditedDocument, saved_by_office

OFFICIAL = "Сводный отчёт"
UIDS = [uuid.UUID(int=number << 100 | number) for number in range(1, 6)]
EVENTS = [
    PrintedRow(
        f"Форум {number}", "г. Минск (Республика Беларусь)", "май 2024 года", "Итог.\nЕщё один.", "Гости", uid, number
    )
    for number, uid in enumerate(UIDS, 1)
]
SECTIONS = (TableSection("Город Смоленск", EVENTS[:3], 7, 12), TableSection("Вяземский район", EVENTS[3:], 8, 1))
MARKS = [event_mark(uid, number) for number, uid in enumerate(UIDS, 1)]
OF_ROWS = [report_mark(7, 12), *MARKS[:3], report_mark(8, 1), *MARKS[3:]]


@pytest.fixture
def in_word():
    return written(table(*SECTIONS))


@pytest.fixture
def in_excel():
    stream = BytesIO()
    excel.write(table(*SECTIONS), stream)
    return stream.getvalue()


# --- In the file ---------------------------------------------------------------------------------------


def test_each_row_of_the_word_table_has_its_mark_and_the_header_has_none(in_word):
    assert bookmarks_of_rows(in_word) == [[], *([mark] for mark in OF_ROWS)]


def test_a_mark_stands_with_the_number_where_nobody_types(in_word):
    rows = [row.findall(W + "tc") for row in Package(in_word).table_rows]
    events = [cells for cells in rows[1:] if len(cells) == 6]
    found = [[len(list(cell.iter(W + "bookmarkStart"))) for cell in cells] for cells in events]
    assert found == [[1, 0, 0, 0, 0, 0]] * 5


def test_bookmarks_are_numbered_from_0_and_each_begins_and_ends(in_word):
    body = Package(in_word).body
    begun = [mark.get(W + "id") for mark in body.iter(W + "bookmarkStart")]
    assert begun == [mark.get(W + "id") for mark in body.iter(W + "bookmarkEnd")] == [str(n) for n in range(7)]


def test_marks_change_nothing_that_is_read(in_word):
    bare = [TableSection(section.heading, [PrintedRow(*_texts(row)) for row in section.rows]) for section in SECTIONS]
    with_marks, without = read_report(in_word), read_report(written(table(*bare)))
    assert (with_marks.sections, with_marks.problems) == (without.sections, [])
    assert bookmarks_of_rows(written(table(*bare))) == [[]] * 8


def _texts(row):
    return row.name, row.place, row.period, row.purpose, row.participants


def test_each_row_of_the_sheet_has_its_mark_in_a_hidden_column(in_excel):
    assert hidden_texts(in_excel, OFFICIAL) == dict(enumerate(OF_ROWS, 3))
    assert load_workbook(BytesIO(in_excel))[OFFICIAL].column_dimensions["G"].hidden


def test_an_event_of_several_rows_has_its_mark_in_the_first():
    """Merged rows, and rows that go on with a text which is too long for a cell."""
    long = PrintedRow("Форум", "", "", "слово " * 12_000, "Гости", UIDS[0], 3)
    stream = BytesIO()
    excel.write(table(TableSection("Город", [long, EVENTS[1]])), stream)
    last = load_workbook(stream)[OFFICIAL].max_row
    assert hidden_texts(stream.getvalue(), OFFICIAL) == {4: event_mark(UIDS[0], 3), last: MARKS[1]}
    assert last > 40


def test_rows_without_a_permanent_number_have_no_marks_in_excel():
    stream = BytesIO()
    excel.write(table(TableSection("Город", [PrintedRow("а", "", "", "", "")])), stream)
    assert hidden_texts(stream.getvalue(), OFFICIAL) == {}


def test_an_auditor_of_open_xml_finds_nothing(in_word, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(in_word)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


# --- Saved by another program --------------------------------------------------------------------------


def test_libreoffice_keeps_every_mark_in_its_row_of_the_word_table(needs_program, tmp_path, in_word):
    """Saved twice, for each program may do its own to what the one before has left."""
    office = needs_program("soffice")
    once = saved_by_office(office, in_word, "docx", tmp_path)
    twice = saved_by_office(office, once, "docx", tmp_path)
    for saved in (once, twice):
        assert bookmarks_of_rows(saved) == [[], *([mark] for mark in OF_ROWS)]


def test_marks_stay_with_their_rows_when_texts_change_and_rows_come_and_go(needs_program, tmp_path, in_word):
    edited = EditedDocument(in_word)
    edited.set_text(1, NAME, "Другое имя")
    edited.set_text(2, PURPOSE, "Одно.\nДругое.\nТретье.")
    edited.delete_row(3)
    edited.add_row(3, {NAME: "Новое"})
    saved = saved_by_office(needs_program("soffice"), edited.saved(), "docx", tmp_path)
    rows = Package(saved).table_rows
    names = ["".join(row.findall(W + "tc")[min(1, len(row.findall(W + "tc")) - 1)].itertext()) for row in rows[1:]]
    assert list(zip(names, bookmarks_of_rows(saved)[1:], strict=True)) == [
        ("Город Смоленск", [OF_ROWS[0]]),
        ("Другое имя", [MARKS[0]]),
        ("Форум 2", [MARKS[1]]),
        ("Вяземский район", [OF_ROWS[4]]),
        ("Форум 4", [MARKS[3]]),
        ("Новое", []),
        ("Форум 5", [MARKS[4]]),
    ]


def test_libreoffice_keeps_the_hidden_column_of_the_sheet(needs_program, tmp_path, in_excel):
    saved = saved_by_office(needs_program("localc"), in_excel, "xlsx", tmp_path)
    assert hidden_texts(saved, OFFICIAL) == dict(enumerate(OF_ROWS, 3))
