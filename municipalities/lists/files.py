"""The files in which reference lists come and go: Excel workbooks and CSV. No database.

CSV as Russian Excel writes and opens it: semicolons; out in UTF-8 with a byte order mark, in also in Windows-1251.
What arrives is parsed by the readers of reports, in their child process: one guard for every file. What leaves is
drawn by the writer of reports, so that both know the same of Excel.
"""

import csv
import datetime
import io
import operator

import tablib
from django.conf import settings
from django.utils import timezone
from import_export.formats.base_formats import Format

from reports.files.data_sheet import DataColumn, Kind
from reports.files.read import excel as read_excel
from reports.files.read import formats, process, safe
from reports.files.read.list import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, SAVE_AS, TOO_LARGE
from reports.files.read.rows import Unreadable
from reports.files.write import excel, excel_xml
from reports.files.write.excel_xml import LIKE_A_FORMULA

TOO_COMPLEX = (
    "Книгу не удалось прочитать: она устроена слишком сложно. Скопируйте список в новую книгу и выберите её снова."
)
_SENTENCES = {
    safe.DAMAGED: f"Книгу не удалось прочитать: файл повреждён или это не книга Excel. {SAVE_AS}",
    safe.TOO_COMPLEX: TOO_COMPLEX,
    safe.UNPACKS_TOO_LARGE: (
        "Книга в развёрнутом виде слишком велика. Удалите из неё лишние листы, картинки и пустые строки; если в списке "
        f"больше {MAX_ROWS} строк, разделите его на части с теми же заголовками."
    ),
    f"{formats.MACROS} {formats.AS_EITHER}": f"Это книга с макросами; такие не принимаются. {SAVE_AS}",
    read_excel.TOO_MUCH: TOO_COMPLEX,
    read_excel.NO_SHEETS: "В книге нет листа с таблицей. Проверьте, тот ли файл выбран.",
    process.FAILED: TOO_COMPLEX,
    process.TOO_LONG: "Файл читается слишком долго. Скопируйте список в новую книгу или разделите его на части.",
}


class UnreadableFile(ValueError):
    """The file cannot be taken as it is; the text says why in Russian and what to do."""


# Formulas


def escape_formula(text):
    """An apostrophe before what a spreadsheet program would run; `unescape_formula` takes it off."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text


def unescape_formula(text):
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and LIKE_A_FORMULA.match(text) else text


# Reading


def read_list(data, *, seconds=process.SECONDS_OF_LIST):
    """Return the table in the bytes of a workbook or of CSV: a tablib Dataset of texts with the headings.

    Empty rows are left out; `lines` of the dataset has the file's row number of each row, `notes` what was not taken.
    Dates come as 31.12.2024, yes and no as «да» and «нет», whole numbers without a point. The bytes are parsed in a
    child process, in so many `seconds` at most. Raises UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(TOO_LARGE)
    try:
        read = process.read_list(data, seconds=seconds)
    except Unreadable as refusal:
        raise UnreadableFile(_of_a_list(str(refusal))) from refusal
    if not read["rows"]:
        raise UnreadableFile("В файле ничего нет. В первой строке должны стоять заголовки столбцов.")
    dataset = tablib.Dataset()
    (_, headers), *rows = read["rows"]
    width = max(len(row) for _, row in read["rows"])
    dataset.headers = [*headers, *[""] * (width - len(headers))]
    for _, row in rows:
        dataset.append([unescape_formula(text) for text in row] + [""] * (width - len(row)))
    dataset.lines = [number for number, _ in rows]
    dataset.notes = [f"Столбцы после {MAX_COLUMNS}-го не прочитаны."] if read["is_cut"] else []
    return dataset


def _of_a_list(sentence):
    """The readers speak of a report; here their sentences say what to do with a list."""
    sentence = _SENTENCES.get(sentence, sentence)
    for advice in (formats.AS_WORD, formats.AS_EXCEL, formats.AS_EITHER):
        sentence = sentence.replace(advice, SAVE_AS)
    return sentence


# Writing


class ListFile(Format):
    """What both forms of a list share: both read files of any format alike."""

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream):
        return read_list(in_stream)


class XlsxList(ListFile):
    """A workbook with one sheet: text is text, days are days, the headings stay in sight."""

    def get_title(self):
        return "Книга Excel (XLSX)"

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset, **kwargs):
        """The bytes of the workbook. Raises UnreadableFile for a text that no cell can hold."""
        _refuse_long_texts([dataset.headers, *dataset])  # before writing begins, which must be carried to its end
        columns = tuple(_column(dataset, index) for index in range(len(dataset.headers)))
        stream = io.BytesIO()
        excel.write_list(
            dataset.title[:31],
            columns,
            dataset,
            stream,
            title=dataset.title,
            author=settings.REGION_NAME,
            created=timezone.now(),
        )
        return stream.getvalue()


def _refuse_long_texts(rows):
    for row in rows:
        for text in map(_written, row):
            if not excel_xml.fits(text):
                raise UnreadableFile(
                    f"Текст «{text[:60]}…» длиннее, чем вмещает ячейка Excel (32 767 знаков, 254 строки). Выгрузите "
                    "список в CSV."
                )


def _column(dataset, index):
    heading, values = dataset.headers[index], dataset.get_col(index)
    longest = max(len(_text(value)) for value in [heading, *values])
    # Not for a moment, which is a date to Python too.
    is_day = any(values) and all(not value or type(value) is datetime.date for value in values)
    value_of = operator.itemgetter(index) if is_day else lambda row: _written(row[index])
    return DataColumn(heading, min(longest + 3, 60), Kind.DATE if is_day else Kind.TEXT, value_of)


def _written(value):
    """The text as a workbook has it, so that reading gives the same."""
    text = _text(value)
    return escape_formula(text) if text.startswith("'") else text


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return f"{value:%d.%m.}{value.year} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.}{value.year}"
    return str(value).strip()


class CsvList(ListFile):
    """CSV that Russian Excel opens by a double click: semicolons, UTF-8 with a mark, formulas disarmed."""

    def get_title(self):
        return "CSV (точка с запятой, UTF-8)"

    def get_extension(self):
        return "csv"

    def get_content_type(self):
        return "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        for row in [dataset.headers, *dataset]:
            writer.writerow([escape_formula(_text(value)) for value in row])
        return stream.getvalue().encode("utf-8-sig")
