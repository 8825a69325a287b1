"""Signs that the writer of a file meant «not this one»: hidden rows and sheets, what is struck out or deleted with
tracking, and error values of Excel. The words for them, and what becomes of a row that has them.

Such a text is shown apart with the reason and is never the text of a field.
"""

import re

from reports.prose.cleaning import even_out
from reports.prose.typography import quoted

from . import headings
from .grid import Cell, GridRow

# Why a whole row was not meant.
HIDDEN_ROW = "строка скрыта в книге"
FILTERED_ROW = "строка скрыта в книге (фильтром)"
FOLDED_ROW = "строка скрыта в книге (группа свёрнута)"
HIDDEN_IN_DOCUMENT = "строка скрыта в документе"
HIDDEN_ON_PAGE = "строка скрыта на странице"
DELETED_ROW = "строка удалена при правке"
STRUCK_ROW = "вся строка зачёркнута"
HIDDEN_TEXT_ROW = "весь текст строки скрыт"
STRUCK_OUT_ROW = "весь текст строки вычеркнут при правке"
# The writer has taken these out; the others are only not shown.
TAKEN_OUT = frozenset({DELETED_ROW, STRUCK_ROW, STRUCK_OUT_ROW})

# Why a part of a cell was not meant.
STRUCK = "зачёркнуто"
HIDDEN = "скрытый текст"
STRUCK_OUT = "вычеркнуто при правке"
_WHOLE = {STRUCK: STRUCK_ROW, HIDDEN: HIDDEN_TEXT_ROW, STRUCK_OUT: STRUCK_OUT_ROW}
_DOUBTS = {STRUCK: "Зачёркнутый текст не взят", HIDDEN: "Скрытый текст не взят"}
MOST_OF_A_ROW = 3  # cells
SHOWN = 80  # letters of a text that is only named

# As Excel and LibreOffice write them in English and in Russian.
_IN_RUSSIAN = {
    "#DIV/0!": "#ДЕЛ/0!",
    "#REF!": "#ССЫЛКА!",
    "#NAME?": "#ИМЯ?",
    "#VALUE!": "#ЗНАЧ!",
    "#N/A": "#Н/Д",
    "#NUM!": "#ЧИСЛО!",
    "#NULL!": "#ПУСТО!",
    "#SPILL!": "#ПЕРЕНОС!",
    "#CALC!": "#ВЫЧИСЛ!",
    "#GETTING_DATA": "#ЗАГРУЗКА_ДАННЫХ",
    "#FIELD!": "#ПОЛЕ!",
    "#BLOCKED!": "#ЗАБЛОКИРОВАНО!",
    "#CONNECT!": "#ПОДКЛЮЧИТЬСЯ!",
    "#BUSY!": "#ЗАНЯТО!",
    "#UNKNOWN!": "#НЕИЗВЕСТНО!",
    "#EXTERNAL!": "#ВНЕШНИЙ!",
}
_KNOWN = [*_IN_RUSSIAN, *_IN_RUSSIAN.values(), "#ССЫЛ!", "#ПЕРЕПОЛНЕНИЕ!", "#MACRO?", "#МАКРОС?"]
_ERROR = re.compile(
    rf"(?<![\w#])(?:{'|'.join(map(re.escape, sorted(_KNOWN, key=len, reverse=True)))})(?!\w)|(?<!\w)Err:5\d\d(?!\w)"
    r"|(?<![\w#])#{3,}(?![\w#])",
    re.IGNORECASE,
)


def hidden_sheet(name: str) -> str:
    """The reason of all rows of a sheet that is not shown."""
    return f"скрытый лист {quoted(name)}"


def hidden_column(letters: str) -> str:
    """Where a text stood whose column is not shown."""
    return f"столбец {letters} скрыт в книге"


def is_error(text: str) -> bool:
    """Whether a cell shows nothing but an error value, in either language."""
    return bool(_ERROR.fullmatch(text.strip()))


def excel_error(value: str, place: str = "") -> str:
    """The doubt about a cell whose formula is broken; `place` is «F3» where it is known."""
    value = value.strip()
    cell = f"В ячейке {place}" if place else "В ячейке"
    if value.startswith("##"):
        return f"{cell} вместо значения стоят решётки: столбец слишком узок. Впишите значение."
    return f"{cell} ошибка Excel {_IN_RUSSIAN.get(value.upper(), value)}. Впишите значение."


def settled(row: GridRow) -> GridRow:
    """The row, with what its writer did not mean put where it belongs.

    A row that says nothing else is apart as a whole, and its cells have their texts back. Otherwise the parts go
    beside the row, and a doubt about their cell says so. Error values leave a doubt alone.
    """
    for cell in row.cells:
        if any("#" in line or "Err:" in line for line in cell.lines):
            _take_errors_out(cell)
    if any(cell.apart for cell in row.cells):
        reason = row.apart or _reason(row)
        if row.apart or (reason and _is_apart_as_a_whole(row)):
            row.apart = reason
            _give_back(row)
        else:
            _put_beside(row)
    return row


def _reason(row: GridRow) -> str:
    words = (words for cell in row.cells for _, words in cell.apart)
    return next((_WHOLE[one] for one in words if one in _WHOLE), "")


def _give_back(row: GridRow) -> None:
    for cell in row.cells:
        lines = [line for text, _ in cell.apart for line in text.split("\n")]
        if lines:
            cell.lines, cell.apart = [*filter(str.strip, cell.lines), *lines], []


def _put_beside(row: GridRow) -> None:
    for cell in row.cells:
        row.beside += cell.apart
        asked = [(_DOUBTS[words], text) for text, words in cell.apart if words in _DOUBTS]
        cell.doubts += [f"{words}: {quoted(_beginning(text))}." for words, text in asked]
        cell.apart = []


def _take_errors_out(cell: Cell) -> None:
    lines = []
    for line in cell.lines:
        for error in dict.fromkeys(match[0] for match in _ERROR.finditer(line)):
            cell.doubts.append(excel_error(error))
        lines.append(_ERROR.sub("", line))
    cell.lines = lines


def _is_apart_as_a_whole(row: GridRow) -> bool:
    """Nothing is left of the row, or no more than a forgotten cell beside three and more that were not meant."""
    left = sum(map(_says_something, row.cells))
    gone = sum(bool(cell.apart) and not _says_something(cell) for cell in row.cells)
    return not left or (left == 1 and gone >= MOST_OF_A_ROW)


def _says_something(cell: Cell) -> bool:
    """A number alone is often left as it is when the rest of a row is struck out."""
    text = even_out(" ".join(cell.lines))
    return bool(text) and not headings.is_number(text)


def _beginning(text: str) -> str:
    text = even_out(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
