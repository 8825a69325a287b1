"""The skeletons of Excel workbooks: styles, widths, frozen panes, what to print how. All but the rows."""

from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

from reports.files.annex import Annex
from reports.files.data_sheet import DATA_COLUMNS, DataColumn, Kind
from reports.files.table import CODE_WORDS, COLUMNS, NUMBER_COLUMN

from .package import parts_in_order

OFFICIAL, DATA, FORM = "Сводный отчёт", "Данные", "Отчёт"
SHEETS = "xl/worksheets/sheet%d.xml"

ALL_COLUMNS = (NUMBER_COLUMN, *COLUMNS)
LETTERS = [get_column_letter(index) for index in range(1, len(ALL_COLUMNS) + 1)]
MARK_LETTER = get_column_letter(len(ALL_COLUMNS) + 1)
HEADER_ROW = 2  # below the title

FONT, POINTS, LINE_POINTS = "Times New Roman", 12, 15.75
DIGIT_PX = 8  # of this font; Excel measures widths in its digits
MM_PER_LETTER, MM_PER_BOLD_LETTER = 2.15, 2.4  # the mean, and a little to be sure
TYPED_TEXT = "@"  # what a person types stays what it is: «1-2» would become a day, «- подписано» a formula
MARGINS_MM = {"left": 20, "right": 10, "top": 20, "bottom": 15, "header": 8, "footer": 8}  # as in Word


class Sheet(NamedTuple):
    """A sheet's XML before and after its rows; `styles` by name, each with and without the quote prefix."""

    before: bytes
    after: bytes
    styles: dict[str, tuple[int, int]]


class Skeleton(NamedTuple):
    """The finished parts of the package but its sheets, and the sheets around their rows."""

    parts: dict[str, bytes]
    sheets: list[Sheet]


@lru_cache(8)
def consolidated_skeleton(code: str) -> Skeleton:
    """The consolidated report's two sheets; `code` stands in the footers."""
    return skeleton_with(code, (), DATA_COLUMNS)


def skeleton_with(code: str, annexes: Sequence[Annex], columns: tuple[DataColumn, ...]) -> Skeleton:
    """The same two sheets, the second with these columns, and one for each annex behind them."""
    book = _new_book()
    official, data = book.create_sheet(OFFICIAL), book.create_sheet(DATA)
    if code:
        for footer in (official.oddFooter, official.firstFooter):
            footer.center.text = f"{CODE_WORDS} {code}"
    styles = [_official_look(official), _list_look(data, columns)]
    styles += [_annex_look(book.create_sheet(one.sheet), one) for one in annexes]
    return _taken_apart(book, styles)


@cache
def form_skeleton() -> Skeleton:
    """The official sheet alone."""
    book = _new_book()
    return _taken_apart(book, [_official_look(book.create_sheet(FORM))])


def list_skeleton(name: str, columns: tuple[DataColumn, ...], title: str) -> Skeleton:
    """One sheet for a list; `title` stands atop each printed page."""
    book = _new_book()
    sheet = book.create_sheet(name)
    styles = _list_look(sheet, columns)
    sheet.oddHeader.left.text = title.replace("&", "&&")
    return _taken_apart(book, [styles])


def _new_book() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    font = Font(name=FONT, size=POINTS)
    book._fonts = IndexedList([font])  # the font of the book: Excel measures columns by its digits
    book._named_styles["Normal"].font = font
    return book


def _taken_apart(book: Workbook, styles: list[dict]) -> Skeleton:
    book.calculation.fullCalcOnLoad = None  # nothing to calculate, and Excel would ask to save on closing
    book.active.sheet_view.tabSelected = True
    saved = BytesIO()
    book.save(saved)
    parts = parts_in_order(saved)
    sheets = []
    for number, own in enumerate(styles, 1):
        before, start, rest = parts.pop(SHEETS % number).partition(b"<sheetData>")
        _, _, after = rest.partition(b"</sheetData>")
        head, _, tail = before.partition(b"<dimension")  # the skeleton's size: readers would stop there
        sheets.append(Sheet(head + tail.partition(b"/>")[2] + start, after, own))
    return Skeleton(parts, sheets)


def _official_look(sheet: Worksheet) -> dict[str, tuple[int, int]]:
    for letter, column in zip(LETTERS, ALL_COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = column.width_mm / 25.4 * 96 / DIGIT_PX
    sheet.column_dimensions[MARK_LETTER].hidden = True
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _print_on_a4(sheet)
    line = Side(style="thin")
    lines = Border(left=line, right=line, top=line, bottom=line)
    bold = Font(name=FONT, size=POINTS, bold=True)
    top = {"vertical": "top", "wrap_text": True}
    middle = {"vertical": "center", "horizontal": "center", "wrap_text": True}
    return _styles(
        sheet,
        {
            "title": {"font": Font(name=FONT, size=14, bold=True), "alignment": Alignment(**middle)},
            "header": {"font": bold, "alignment": Alignment(**middle), "border": lines},
            "section": {"font": bold, "alignment": Alignment(**middle), "border": lines},
            "number": {"alignment": Alignment(horizontal="center", **top), "border": lines, "number_format": '0"."'},
            "text": {"alignment": Alignment(horizontal="left", **top), "border": lines, "number_format": TYPED_TEXT},
            "centred": {
                "alignment": Alignment(horizontal="center", **top),
                "border": lines,
                "number_format": TYPED_TEXT,
            },
            "mark": {"number_format": TYPED_TEXT},
        },
    )


def _list_look(sheet: Worksheet, columns: tuple[DataColumn, ...]) -> dict[str, tuple[int, int]]:
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.letters
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    sheet.print_title_rows = "1:1"
    _print_on_a4(sheet)
    top = {"vertical": "top"}
    hair = Border(bottom=Side(style="hair"))
    return _styles(
        sheet,
        {
            "header": {
                "font": Font(name=FONT, size=POINTS, bold=True),
                "alignment": Alignment(vertical="center", wrap_text=True),
                "fill": PatternFill("solid", start_color="FFE7E6EC"),
                "border": Border(bottom=Side(style="thin")),
            },
            Kind.TEXT.name: {"alignment": Alignment(wrap_text=True, **top), "border": hair},
            Kind.LONG_TEXT.name: {"alignment": Alignment(wrap_text=True, **top), "border": hair},
            Kind.NUMBER.name: {"alignment": Alignment(horizontal="center", **top), "border": hair},
            Kind.DATE.name: {
                "alignment": Alignment(horizontal="center", **top),
                "border": hair,
                "number_format": "DD.MM.YYYY",
            },
        },
    )


def _annex_look(sheet: Worksheet, of: Annex) -> dict[str, tuple[int, int]]:
    for index, column in enumerate(of.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width_mm / MM_PER_LETTER
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _print_on_a4(sheet)
    sheet.oddHeader.left.text = of.title.replace("\n", " ").replace("&", "&&")
    sheet.oddHeader.center.text, sheet.oddHeader.right.text = None, "&P"  # a long title takes the middle
    bold = Font(name=FONT, size=POINTS, bold=True)
    top = {"vertical": "top", "wrap_text": True}
    hair = Border(bottom=Side(style="hair"))
    centred = {"alignment": Alignment(horizontal="center", **top), "border": hair}
    return _styles(
        sheet,
        {
            "header": {"font": bold, "alignment": Alignment(**top), "border": Border(bottom=Side(style="thin"))},
            "heading": {"font": bold, "alignment": Alignment(**top), "border": hair},
            "total": {"font": bold, "alignment": Alignment(horizontal="center", **top), "border": hair},
            "note": {"alignment": Alignment(**top)},
            Kind.TEXT.name: {"alignment": Alignment(**top), "border": hair, "number_format": TYPED_TEXT},
            Kind.LONG_TEXT.name: {"alignment": Alignment(**top), "border": hair, "number_format": TYPED_TEXT},
            Kind.NUMBER.name: centred,
            Kind.DATE.name: {**centred, "number_format": "DD.MM.YYYY"},
        },
    )


def _print_on_a4(sheet: Worksheet) -> None:
    """Landscape, as wide as the page, its number atop each page but the first."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_format.defaultRowHeight = LINE_POINTS
    for side, mm in MARGINS_MM.items():
        setattr(sheet.page_margins, side, round(mm / 25.4, 4))
    sheet.HeaderFooter.differentFirst = True
    sheet.oddHeader.center.text = "&P"


def _styles(sheet: Worksheet, looks: dict[str, dict]) -> dict[str, tuple[int, int]]:
    """The numbers of the looks in the book: bare, and with the quote prefix («'» in Excel's line of entry)."""
    numbers = {}
    for row, (name, look) in enumerate(looks.items(), 1):
        pair = [sheet.cell(row, column) for column in (1, 2)]
        for cell in pair:
            for attribute, value in look.items():
                setattr(cell, attribute, value)
        pair[1].quotePrefix = True
        numbers[name] = tuple(cell.style_id for cell in pair)
    return numbers
