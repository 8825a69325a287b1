"""How large a file may be, and how much of a table is read, whatever file it comes from."""

from collections.abc import Iterable, Iterator

from .grid import GridRow, Piece, Text
from .rows import Unreadable

MAX_BYTES = 30 * 1024 * 1024  # of the file, and of its parts unpacked
MAKE_SMALLER = "Уберите из него рисунки или разделите его на части."
TOO_LARGE = f"Файл больше 30 МБ. {MAKE_SMALLER}"

# Of the tables in it.
MAX_ROWS = 20_000
MAX_CELLS = 64
MAX_CELL_LETTERS = 200_000
MAX_LETTERS = 20_000_000


def within_limits(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pass the pieces on. Raises Unreadable where they are more than anybody's report has."""
    rows = letters = 0
    for piece in pieces:
        if isinstance(piece, GridRow):
            rows += 1
            if rows > MAX_ROWS:
                raise Unreadable("В файле больше 20 000 строк таблицы. Разделите его на части и загрузите по одной.")
            if len(piece.cells) > MAX_CELLS:
                raise Unreadable("В таблице больше 64 столбцов. Оставьте в ней столбцы отчёта и загрузите снова.")
            sizes = [sum(map(len, cell.lines)) for cell in piece.cells]
            sizes += [len(text) for text, _ in piece.beside]
        else:
            sizes = [len(piece.text)] if isinstance(piece, Text) else []
        letters += sum(sizes)
        if letters > MAX_LETTERS:
            raise Unreadable("В файле больше 20 миллионов знаков. Разделите его на части и загрузите по одной.")
        if sizes and max(sizes) > MAX_CELL_LETTERS:
            raise Unreadable("В одной ячейке больше 200 000 знаков. Разделите её текст и загрузите файл снова.")
        yield piece
