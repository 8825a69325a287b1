"""The files in which reference lists come and go: Excel workbooks and CSV. No database.

CSV as Russian Excel writes and opens it: semicolons; out in UTF-8 with a byte order mark, in also in Windows-1251.
Whatever arrives, reading ends soon: what a file may hold is bounded before it is unpacked.
"""

import csv
import datetime
import io
import re
import warnings
import zipfile

import tablib
from import_export.formats.base_formats import Format
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024  # what openpyxl would hold in memory several times over
MAX_ROWS = 3000  # without the headings: some six seconds, for which SQLite keeps other writers waiting
MAX_WRITTEN_ROWS = 50_000  # with those that hold nothing but a look
MAX_COLUMNS = 100
MAX_LETTERS_IN_CELL = 32_767  # Excel's own; openpyxl would cut without a word
FIRST_YEAR_OF_EXCEL = 1900

# A cell that begins so is a formula to a spreadsheet program, in CSV whatever stands around it.
_FORMULA = re.compile("(?='*[=+\\-@\t\r\n＝＋－＠])")
# Excel writes a sign by its number so, and the underscore of a text that only looks so as _x005F_.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"(_)x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")

TOO_MANY_ROWS = (
    f"В файле больше {MAX_ROWS} строк. Столько за один раз не загрузить: разделите файл на части с теми же заголовками."
)
SAVE_AS = "Сохраните список как «Книга Excel (*.xlsx)» или «CSV (разделители – точка с запятой)» и выберите его снова."


class UnreadableFile(ValueError):
    """The file cannot be taken as it is; the text says why in Russian and what to do."""


# Formulas


def escape_formula(text):
    """An apostrophe before what a spreadsheet program would run; `unescape_formula` takes it off."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text):
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


# Reading


def read_list(data):
    """Return the table in the bytes of a workbook or of CSV: a tablib Dataset of texts with the headings.

    Empty rows are left out; `lines` of the dataset says in which row of the file each of its rows stands.
    Dates come as 31.12.2024, yes and no as «да» and «нет», whole numbers without a point. Raises UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Файл больше 10 МБ. Справочник столько не занимает: удалите из файла лишнее.")
    if data.startswith(b"PK"):
        rows = _rows_of_workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(f"Это книга старого вида (.xls) или книга, закрытая паролем. {SAVE_AS}")
    else:
        rows = _rows_of_csv(data)
    return _dataset(rows)


def _dataset(rows):
    numbered = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    line, headers = next(numbered, (0, ()))
    if not headers:
        raise UnreadableFile("В файле ничего нет. В первой строке должны стоять заголовки столбцов.")
    dataset = tablib.Dataset()
    found, lines = [], []
    for line, row in numbered:
        if len(found) == MAX_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS)
        found.append(row)
        lines.append(line)
    width = max(map(len, [headers, *found]))
    dataset.headers = [*headers, *[""] * (width - len(headers))]
    for row in found:
        dataset.append([unescape_formula(text) for text in row] + [""] * (width - len(row)))
    dataset.lines = lines
    return dataset


def _rows_of_workbook(data):
    """Rows of the first sheet that is shown, as texts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl does not know and we do not need
            _refuse_dangerous(data)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
            if sheet is None:
                raise UnreadableFile("В книге нет листа с таблицей.")
            # The size that a sheet claims is a claim: with it every row would be filled up to the far corner.
            sheet.reset_dimensions()
            return list(_until_too_many(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), _text_of_cell))
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over: KeyError, ParseError, OSError, …
        raise UnreadableFile(f"Книгу не удалось прочитать: файл повреждён или это не книга Excel. {SAVE_AS}") from error


def _until_too_many(rows, text_of=str.strip):
    full, before = 0, None
    for number, row in enumerate(rows, 1):
        # A far cell leaves a million empty rows before it; openpyxl gives one object for all of them.
        is_gap, before = row is before, row
        texts = [] if is_gap else [text_of(value) for value in row[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        full += bool(texts)
        if full > MAX_ROWS + 1:
            raise UnreadableFile(TOO_MANY_ROWS)
        if texts and number > MAX_WRITTEN_ROWS:
            raise UnreadableFile(f"Далеко под списком, в строке {number}, что-то написано. Очистите лист под списком.")
        if number <= MAX_WRITTEN_ROWS:
            yield texts


def _refuse_dangerous(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {part.filename for part in package.infolist()}
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UnreadableFile(f"Это книга с макросами; такие не принимаются. {SAVE_AS}")
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise UnreadableFile(f"Это не книга Excel. {SAVE_AS}")
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise UnreadableFile("Книга в развёрнутом виде слишком велика. Удалите из неё лишние листы и картинки.")
        if b"macroEnabled" in package.read("[Content_Types].xml"):
            raise UnreadableFile(f"Это книга с макросами; такие не принимаются. {SAVE_AS}")
        # Counted before openpyxl parses: it reads a sheet that claims no size to its end only to learn it.
        for name in names:
            if name.startswith("xl/worksheets/") and _written_rows(package, name) > MAX_WRITTEN_ROWS:
                raise UnreadableFile(TOO_MANY_ROWS)


def _written_rows(package, name):
    with package.open(name) as part:
        return sum(chunk.count(b"<row") for chunk in iter(lambda: part.read(1024 * 1024), b""))


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return f"{value:%d.%m.}{value.year} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.}{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text_of_cell(value):
    return _ESCAPED.sub(r"\1", value).strip() if isinstance(value, str) else _text(value)


def _rows_of_csv(data):
    stream = io.StringIO(_decoded(data), newline="")
    first = stream.readline().strip()
    if first.startswith("sep="):  # Excel's own mark of the separator
        separator = first[4:5]
    else:
        separator = max(";,\t", key=first.count)
        stream.seek(0)
    if separator not in tuple(";,\t|"):
        raise UnreadableFile(f"Столбцы разделены неизвестным знаком. {SAVE_AS}")
    reader = csv.reader(stream, delimiter=separator, strict=True)
    try:
        return list(_until_too_many(reader))
    except csv.Error as error:
        raise UnreadableFile(
            f"Около строки {reader.line_num} таблица обрывается: не закрыта кавычка или текст слишком длинный. "
            f"{SAVE_AS}"
        ) from error


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"Это не таблица или её буквы записаны неизвестным способом. {SAVE_AS}")


# Writing


class ListFile(Format):
    """What both forms of a list share: they are read alike, whatever the bytes turn out to be."""

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
        rows = [dataset.headers, *dataset]
        _refuse_long_texts(rows)  # before writing begins, which must be carried to its end
        book = Workbook(write_only=True)
        sheet = book.create_sheet(dataset.title[:31])
        sheet.freeze_panes = "A2"
        for number, column in enumerate(zip(*rows, strict=True), 1):
            longest = max(len(_text(value)) for value in column)
            sheet.column_dimensions[get_column_letter(number)].width = min(longest + 3, 60)
        for row in rows:
            font = Font(bold=True) if row is rows[0] else None
            sheet.append([_cell(sheet, value, font) for value in row])
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


def _refuse_long_texts(rows):
    for row in rows:
        for text in map(_written, row):
            if len(text) > MAX_LETTERS_IN_CELL:
                raise UnreadableFile(
                    f"Текст «{text[:60]}…» длиннее, чем вмещает ячейка Excel (32 767 знаков). Выгрузите список в CSV."
                )


def _written(value):
    """The text as it stands in a workbook, so that reading gives the same."""
    text = _text(value)
    return _LOOKS_ESCAPED.sub("_x005F_", escape_formula(text) if text.startswith("'") else text)


def _cell(sheet, value, font):
    cell = WriteOnlyCell(sheet)
    if isinstance(value, datetime.date) and value.year > FIRST_YEAR_OF_EXCEL:
        cell.value, cell.number_format = value, "DD.MM.YYYY"
        return cell
    cell.value = text = _written(value)
    cell.data_type = "s"  # openpyxl would make a formula of «=…»
    cell.quotePrefix = bool(_FORMULA.match(text))  # Excel keeps it a text when someone edits the cell
    cell.alignment = Alignment(wrap_text="\n" in text, vertical="top")
    if font:
        cell.font = font
    return cell


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
