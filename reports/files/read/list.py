"""Reads an uploaded reference list, a workbook or CSV, as rows of texts. Runs in the child of `process.py`.

CSV as Russian Excel writes it: semicolons; UTF-8 or Windows-1251. What the columns mean is decided by who asked.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from . import excel as read_excel
from . import formats, safe
from .rows import Unreadable

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 300  # without the headings: each costs a worker some four milliseconds, a municipality twice as much
MAX_WRITTEN_ROWS = 50_000  # with those that hold nothing but a look
MAX_COLUMNS = 100
MAX_LETTERS_IN_CELL = 131_072  # four times Excel's own, since CSV has no limit
MAX_LETTERS = 4_000_000  # of the whole list; whoever asked keeps them all in memory

SAVE_AS = "Сохраните список как «Книга Excel (*.xlsx)» или «CSV (разделители – точка с запятой)» и выберите его снова."
TOO_LARGE = "Файл больше 10 МБ. Справочник столько не занимает: удалите из файла лишнее."
TOO_MANY_ROWS = (
    f"В файле больше {MAX_ROWS} строк. Столько за один раз не загрузить: разделите файл на части с теми же заголовками."
)
TOO_MANY_LETTERS = (
    "В файле слишком много текста. Столько за один раз не загрузить: разделите файл на части с теми же заголовками."
)
# What neither a workbook nor a database can hold; tabs and line ends are blanks and stay.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r")


def read_list(data: bytes) -> dict:
    """Return {"rows": [[number, texts], …], "is_cut": bool}: rows that are not empty, headings first.

    `number` is the number of the row in the file. `is_cut`: texts beyond MAX_COLUMNS are left out. Raises
    Unreadable, and nothing else for any bytes.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"Это книга старого вида (.xls) или книга, закрытая паролем. {SAVE_AS}")
    if not data.startswith(b"PK"):
        return _bounded(_rows_of_csv(data))
    if formats.kind_of(data) != formats.EXCEL:
        raise Unreadable(f"Это не книга Excel. {SAVE_AS}")
    return _bounded(_rows_of_book(data))


def _bounded(rows: Iterable[tuple[int, list[str]]]) -> dict:
    """The rows while there are not too many of them, each without the blanks at its ends and beside its texts."""
    found, letters, is_cut = [], 0, False
    for number, row in rows:
        is_cut = is_cut or any(map(str.strip, row[MAX_COLUMNS:]))
        texts = [_LINE_END.sub("\n", _UNPRINTABLE.sub("", text)).strip() for text in row[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(found) > MAX_ROWS:
            raise Unreadable(TOO_MANY_ROWS)
        if number > MAX_WRITTEN_ROWS:
            raise Unreadable(f"Далеко под списком, в строке {number}, что-то написано. Очистите лист под списком.")
        for column, text in enumerate(texts, 1):
            if len(text) > MAX_LETTERS_IN_CELL:
                raise Unreadable(
                    f"Строка {number}, столбец {column}: текст длиннее {MAX_LETTERS_IN_CELL} знаков. Сократите его."
                )
            letters += len(text)
        if letters > MAX_LETTERS:
            raise Unreadable(TOO_MANY_LETTERS)
        found.append([number, texts])
    return {"rows": found, "is_cut": is_cut}


def _rows_of_book(data: bytes) -> Iterator[tuple[int, list[str]]]:
    for number, texts in read_excel.list_rows(safe.open_package(data), safe.MAX_ELEMENTS):
        near = max((column for column in texts if column <= MAX_COLUMNS), default=0)
        far = next((text for column, text in texts.items() if column > MAX_COLUMNS), "")
        row = [texts.get(column, "") for column in range(1, near + 1)]
        yield number, [*row, *[""] * (MAX_COLUMNS - near), far] if far else row


def _rows_of_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    stream = io.StringIO(_decoded(data), newline="")
    first = stream.readline().strip()
    if first.startswith("sep="):  # Excel's own mark of the separator
        separator = first[4:5]
    else:
        separator = max(";,\t", key=first.count)
        stream.seek(0)
    if separator not in tuple(";,\t|"):
        raise Unreadable(f"Столбцы разделены неизвестным знаком. {SAVE_AS}")
    reader = csv.reader(stream, delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise Unreadable(
            f"Около строки {reader.line_num} таблица обрывается: не закрыта кавычка или текст слишком длинный. "
            f"{SAVE_AS}"
        ) from error


def _decoded(data: bytes) -> str:
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
    raise Unreadable(f"Это не таблица или её буквы записаны неизвестным способом. {SAVE_AS}")
