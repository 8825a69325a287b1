"""Files of lists: what the web process does with them, what hostile ones get, what a cell comes as."""

import csv
import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from municipalities.lists.columns import CountryResource
from municipalities.lists.files import UnreadableFile, XlsxList, escape_formula, read_list, unescape_formula
from municipalities.models import Country, ListUpload
from reports.files.read import process
from tests.answers import for_each
from tests.payloads import FORMULAS, NO_FORMULAS
from tests.reports.files.read.bombs import BOMBS
from tests.reports.files.read.packages import book_file, sheet_rows, text_cell

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
HEADINGS = ("Код", "Краткое имя", "Имя в документах")
JAPAN = ("JP", "Япония", "Япония")
IMPORT = "admin:municipalities_country_import"


@pytest.fixture
def bring(client_of, list_administrator):
    """Function: bytes → the page that answers to them."""
    client = client_of(list_administrator)
    return lambda data: client.post(reverse(IMPORT), {"import_file": SimpleUploadedFile("список.xlsx", data)})


def sentence_of(page):
    assert page.status_code == 200
    [sentence] = page.context["form"].errors["import_file"]
    return sentence


def texts(data):
    return [list(row) for row in read_list(data)]


def sheet(*cells, styles="", **more):
    """A book with one row under its headings; `cells` as XML."""
    rows = f'<row r="2">{"".join(cells)}</row></sheetData>'
    return book_file(sheet_rows(HEADINGS).replace("</sheetData>", rows), styles=styles, **more)


# Formulas


@for_each("text", FORMULAS)
def test_what_a_spreadsheet_would_work_out_gets_an_apostrophe_that_comes_off_again(text):
    escaped = escape_formula(text)
    assert escaped == f"'{text}"
    assert unescape_formula(escaped) == text


@for_each("text", NO_FORMULAS)
def test_other_texts_stay_as_they_are(text):
    assert escape_formula(text) == unescape_formula(text) == text


# The child


@pytest.mark.child_process
def test_the_web_process_neither_unpacks_nor_parses(bring, monkeypatch):
    """Both kinds of file are read elsewhere, under limits."""

    files = (book_file(sheet_rows(HEADINGS, JAPAN)), ";".join(HEADINGS).encode() + b"\nJP;J;J")

    def refuse(*args, **kwargs):
        raise AssertionError("parsed in the web process")

    monkeypatch.setattr(zipfile, "ZipFile", refuse)
    monkeypatch.setattr(csv, "reader", refuse)
    for data in files:
        assert bring(data).context["report"]["bad"] == []


@pytest.mark.child_process
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import time; time.sleep(60)", "слишком долго"),
        ("import os; os.abort()", "не удалось прочитать"),
        ('print(\'{"failure": "KeyError"}\')', "не удалось прочитать"),
    ],
)
def test_a_child_that_fails_is_a_sentence_about_the_list(bring, monkeypatch, code, words):
    monkeypatch.setattr(process, "_START", code)
    monkeypatch.setattr(process.read_list, "__kwdefaults__", {"seconds": 1})
    assert words in sentence_of(bring(b"a"))


@pytest.mark.child_process
def test_a_kept_file_that_cannot_be_read_again_is_no_failure(client_of, list_administrator, monkeypatch):
    """The second step says so, and the list stays."""
    client = client_of(list_administrator)
    data = book_file(sheet_rows(HEADINGS, JAPAN))
    page = client.post(reverse(IMPORT), {"import_file": SimpleUploadedFile("список.xlsx", data)})
    monkeypatch.setattr(process, "_START", "import os; os.abort()")
    address = reverse("admin:municipalities_country_process_import")
    answer = client.post(address, page.context["confirm"].initial, follow=True)
    assert "не удалось прочитать" in answer.content.decode()
    assert ListUpload.objects.count() == 1
    assert not Country.objects.exists()


@pytest.mark.stress
@pytest.mark.child_process
@pytest.mark.parametrize("name", BOMBS if STRESS else list(BOMBS)[::6])
def test_bombs_are_refused_in_a_sentence(bring, name):
    """Or read without harm; then their columns are not those of the list. The reader itself is given them in
    tests/reports/files/read/test_process.py; the short run gives each a sixth."""
    sentence = sentence_of(bring(BOMBS[name]()))
    assert sentence.endswith(".")
    assert not any(word in sentence for word in ("отчёт", "загрузите", "окно", "Word"))


def test_a_csv_without_end_is_refused(bring):
    """Cells, quotes, letters and noughts are bounded, too."""
    assert "не закрыта кавычка" in sentence_of(bring(b'a;b\n"' + b"x;\n" * 100_000))
    assert "слишком длинный" in sentence_of(bring(b"a;b\n" + b"x" * 200_000))
    assert "слишком много текста" in sentence_of(bring(b"a\n" + (b"x" * 100_000 + b"\n") * 50))
    assert "не таблица" in sentence_of(bring(b"a;b\n\0;1"))
    assert "больше 300 строк" in sentence_of(bring(b"a;b\n" * 100_000))


# Cells


def test_cells_come_as_people_see_them():
    """A day as 31.12.2024 under any look, a truth in words, a number without a point."""
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="mmmm yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="22"/></cellXfs>'
    )
    cells = [
        '<c r="A2" s="1"><v>45657</v></c>',
        '<c r="B2" s="2"><v>45657</v></c>',
        '<c r="C2" s="3"><v>45657.5</v></c>',
        '<c r="D2" t="b"><v>1</v></c>',
        '<c r="E2" t="b"><v>0</v></c>',
        '<c r="F2"><v>66701000.0</v></c>',
        '<c r="G2"><v>6.6701E7</v></c>',
        '<c r="H2" t="e"><v>#N/A</v></c>',
    ]
    days = ["31.12.2024", "31.12.2024", "31.12.2024 12:00"]
    assert texts(sheet(*cells, styles=styles)) == [[*days, "да", "нет", "66701000", "66701000", "#N/A"]]


def test_a_formula_that_was_never_calculated_is_named_with_sheet_and_row():
    """Read as an empty cell it would take the value away."""
    with pytest.raises(UnreadableFile, match=r"Лист «Лист1», строка 2: формула без значения, ячейка B2"):
        texts(sheet('<c r="B2"><f>A1</f></c>'))


def test_shared_texts_are_found_where_they_usually_are():
    """Some programs write them and forget to name them in the book."""
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>JP</t></si></sst>'
    assert texts(sheet('<c r="A2" t="s"><v>0</v></c>', more={"xl/sharedStrings.xml": strings})) == [["JP", "", ""]]


def test_letters_that_no_database_holds_are_left_out():
    """A nought or half a letter comes as an escape of Excel."""
    assert texts(sheet(text_cell("A2", "а_x0000__xD800_б_x000D_\nв"))) == [["аб\nв", "", ""]]


def test_a_hidden_first_sheet_is_not_the_list():
    first, second = sheet_rows(("Чужой",), ("а",)), sheet_rows(HEADINGS, JAPAN)
    assert texts(book_file(first, second, states=("hidden", "visible"))) == [list(JAPAN)]


def test_columns_beyond_the_hundredth_are_named(bring):
    """They are not read, and nobody thinks that they were."""
    wide = (*HEADINGS, *[""] * 100, "далеко")
    page = bring(";".join(wide).encode() + b"\r\n" + ";".join(JAPAN).encode())
    assert "Столбцы после 100-го не прочитаны." in page.content.decode()


# Writing


@pytest.mark.parametrize("text", ["я" * 32_768, "😀" * 20_000, "а\n" * 300], ids=["letters", "pairs", "lines"])
def test_a_text_that_excel_cannot_hold_is_refused_in_words(text):
    """Excel counts a rare letter twice and takes 253 breaks of a line."""
    dataset = CountryResource().export([Country(code="JP", name="Япония", synonyms=text)], force_native_type=True)
    dataset.title = "Страны"
    with pytest.raises(UnreadableFile, match="Выгрузите список в CSV"):
        XlsxList().export_data(dataset)


def test_a_workbook_of_a_list_is_one_of_reports():
    """One writer: the same frozen headings, a filter, its own name as the creator."""
    dataset = CountryResource().export([Country(code="JP", name="Япония")], force_native_type=True)
    dataset.title = "Страны"
    with zipfile.ZipFile(io.BytesIO(XlsxList().export_data(dataset))) as package:
        assert b"<Application>Pobratim</Application>" in package.read("docProps/app.xml")
        assert b"<autoFilter" in package.read("xl/worksheets/sheet1.xml")
