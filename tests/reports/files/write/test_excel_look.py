"""The skeletons of workbooks: all but the rows."""

import zipfile
from io import BytesIO

import pytest
from lxml import etree
from openpyxl import load_workbook

from reports.files.data_sheet import DATA_COLUMNS, DataColumn, Kind
from reports.files.write.excel_look import SHEETS, consolidated_skeleton, form_skeleton, list_skeleton
from tests.answers import for_each
from tests.documents import S, read_workbook

COLUMNS = (
    DataColumn("Муниципалитет", 30, Kind.TEXT, str),
    DataColumn("Событий", 10, Kind.NUMBER, int),
    DataColumn("Принят", 12, Kind.DATE, str),
)


def packed(skeleton, rows=b""):
    """The skeleton as a workbook, with these rows in each sheet."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in skeleton.parts.items():
            package.writestr(name, content)
        for number, sheet in enumerate(skeleton.sheets, 1):
            package.writestr(SHEETS % number, sheet.before + rows + b"</sheetData>" + sheet.after)
    return stream.getvalue()


@pytest.fixture(scope="module")
def consolidated():
    return read_workbook(packed(consolidated_skeleton("А1Б2")))


def looks(skeleton, sheet=0):
    """Function: name of a style → its cell as openpyxl reads it, bare or with the quote prefix."""
    numbers = sorted({number for pair in skeleton.sheets[sheet].styles.values() for number in pair})
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="{number}"/></row>' for number in numbers)
    book = load_workbook(BytesIO(packed(skeleton, rows.encode())))
    page = book.worksheets[sheet]
    return lambda name, quoted=False: page.cell(skeleton.sheets[sheet].styles[name][quoted], 1)


def test_the_consolidated_report_has_the_official_sheet_and_the_data(consolidated):
    assert list(consolidated.sheets) == ["Сводный отчёт", "Данные"]
    assert list(read_workbook(packed(form_skeleton())).sheets) == ["Отчёт"]


def test_widths_are_in_the_proportions_of_the_word_table(consolidated):
    root = consolidated.sheets["Сводный отчёт"].root
    columns = [column for column in root.iter(S + "col") if not column.get("hidden")]
    assert [round(float(column.get("width")) * 8 / 96 * 25.4) for column in columns] == [11, 42, 40, 32, 79, 63]


def test_the_column_of_marks_is_hidden(consolidated):
    root = consolidated.sheets["Сводный отчёт"].root
    assert [column.get("min") for column in root.iter(S + "col") if column.get("hidden")] == ["7"]


@pytest.mark.parametrize("sheet", ["Сводный отчёт", "Данные"])
def test_sheets_print_on_a4_landscape_one_page_wide_with_the_margins_of_word(sheet, consolidated):
    root = consolidated.sheets[sheet].root
    setup, margins = root.find(S + "pageSetup"), root.find(S + "pageMargins")
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert (setup.get("fitToWidth"), setup.get("fitToHeight")) == ("1", "0")
    assert root.find(f"{S}sheetPr/{S}pageSetUpPr").get("fitToPage") == "1"
    mm = {side: round(float(margins.get(side)) * 25.4) for side in ("left", "right", "top", "bottom")}
    assert mm == {"left": 20, "right": 10, "top": 20, "bottom": 15}
    header = root.find(S + "headerFooter")
    assert (header.get("differentFirst"), header.find(S + "oddHeader").text) == ("1", "&C&P")


def test_headings_stay_on_the_screen_and_on_every_page(consolidated):
    panes = {name: sheet.root.find(f".//{S}pane") for name, sheet in consolidated.sheets.items()}
    assert [(pane.get("topLeftCell"), pane.get("state")) for pane in panes.values()] == [
        ("A3", "frozen"),
        ("B2", "frozen"),
    ]
    names = consolidated.names()
    assert names["_xlnm.Print_Titles", 0] == "'Сводный отчёт'!$2:$2"
    assert names["_xlnm.Print_Titles", 1] == "'Данные'!$1:$1"


@pytest.mark.parametrize(("code", "footer"), [("А1Б2", "&CКод проверки А1Б2"), ("", None)])
def test_the_code_of_a_release_is_at_the_foot_of_every_official_page(code, footer):
    book = read_workbook(packed(consolidated_skeleton(code)))
    feet = {
        name: [sheet.root.findtext(f"{S}headerFooter/{S}{page}Footer") or None for page in ("first", "odd")]
        for name, sheet in book.sheets.items()
    }
    assert feet == {"Сводный отчёт": [footer, footer], "Данные": [None, None]}


def test_a_list_has_the_widths_of_its_columns_a_filter_and_its_title_on_paper():
    sheet = read_workbook(packed(list_skeleton("Итоги", COLUMNS, "Итоги & сроки"))).sheets["Итоги"]
    assert [float(column.get("width")) for column in sheet.root.iter(S + "col")] == [30, 10, 12]
    assert sheet.root.find(S + "autoFilter").get("ref") == "A1:C1"
    assert sheet.root.findtext(f"{S}headerFooter/{S}oddHeader") == "&LИтоги && сроки&C&P"


def test_what_a_person_types_into_the_table_stays_text_and_the_number_a_number():
    look = looks(form_skeleton())
    assert [look(name).number_format for name in ("text", "centred", "mark", "number")] == ["@", "@", "@", '0"."']
    assert look("text").alignment.wrap_text


@for_each("name", ["title", "header", "section", "number", "text", "centred", "mark"])
def test_each_look_has_a_twin_with_the_quote_prefix(name):
    look = looks(form_skeleton())
    bare, quoted = look(name), look(name, quoted=True)
    assert (bare.quotePrefix, quoted.quotePrefix) == (False, True)
    assert [repr(part) for part in (bare.font, bare.border, bare.alignment)] == [
        repr(part) for part in (quoted.font, quoted.border, quoted.alignment)
    ]


def test_a_list_shows_days_as_days():
    look = looks(consolidated_skeleton(""), sheet=1)
    assert look(Kind.DATE.name).number_format == "DD.MM.YYYY"
    assert {column.kind.name for column in DATA_COLUMNS} <= set(consolidated_skeleton("").sheets[1].styles)


def test_the_book_is_measured_in_times_new_roman():
    """Excel measures the widths of columns by the digits of the book's font."""
    styles = etree.fromstring(form_skeleton().parts["xl/styles.xml"])
    first = styles.find(f"{S}fonts/{S}font")
    assert (first.find(S + "name").get("val"), float(first.find(S + "sz").get("val"))) == ("Times New Roman", 12)


def test_a_sheet_says_nothing_of_its_size_before_its_rows():
    """A reader would stop at the skeleton's."""
    assert all(b"<dimension" not in sheet.before for sheet in consolidated_skeleton("").sheets)
