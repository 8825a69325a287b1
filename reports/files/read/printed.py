"""What a file prints, line by line, nothing understood: for asking whether it says the same as another.

Readers of tables join rows, fill cells down and leave repeats out, so that a report can be taken in. Here a line stays
the line that it is, or a row that was added would not show.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports.files.table import CODE_WORDS, COLUMNS

from . import excel, formats, odf, odt, pdf, safe, word
from .grid import GridRow, Piece, Text
from .limits import within_limits
from .rows import Unreadable

KINDS = (formats.WORD, formats.EXCEL, formats.ODT, formats.PDF)
CONTINUED = "…"  # in place of a number: the row before goes on, for it is higher than a page

_HEADER = "колонтитул"
WIDTH = 1 + len(COLUMNS)


@dataclass(slots=True)
class Line:
    """A row of the table by its columns, without the number, or any other text as one cell. `number`: as it is shown,
    "" where the program that opens the file counts. `apart`: why the line is not shown as it stands."""

    cells: list[str]
    number: str = ""
    apart: str = ""


@dataclass(slots=True)
class Printed:
    """A file's lines in their order. `data`: those of the workbook's sheet of data. `codes`: what it calls its code of
    verification. `beside`: (text, where) of what is no line: comments, struck out words, text boxes, other texts at the
    edges of the pages."""

    lines: list[Line] = field(default_factory=list)
    data: list[Line] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)


def read_printed(data: bytes, kind: str) -> Printed:
    """Read a document of one of KINDS; a PDF as the flat XML that LibreOffice has made of it. Raises Unreadable."""
    try:
        if kind == formats.PDF:
            return _printed(within_limits(pdf.pieces(odf.opened(data))), drops_repeated=True)
        package = safe.open_package(data)
        read = _printed(
            within_limits({formats.WORD: word, formats.EXCEL: excel, formats.ODT: odt}[kind].pieces(package))
        )
        if kind == formats.EXCEL:
            read.data = list(_data_lines(package))
    except RecursionError as deep:
        raise Unreadable(safe.TOO_COMPLEX) from deep
    return read


def _data_lines(package: zipfile.ZipFile) -> Iterator[Line]:
    """The lines of the workbook's own sheet of data, where it has one."""
    for sheet in excel.Book(package).sheets():
        if sheet.is_our_data():
            sheet.read()
            for line in sheet.lines:
                yield Line([" ".join(line.texts[column].split()) for column in sorted(line.texts)])


def as_json(read: Printed) -> dict:
    """As a dict that JSON can carry; `from_json` is the way back."""
    return {
        "lines": [[line.cells, line.number, line.apart] for line in read.lines],
        "data": [line.cells for line in read.data],
        "codes": read.codes,
        "beside": read.beside,
    }


def from_json(content: dict) -> Printed:
    return Printed(
        [Line(*line) for line in content["lines"]],
        [Line(cells) for cells in content["data"]],
        content["codes"],
        [(text, where) for text, where in content["beside"]],
    )


def _printed(pieces: Iterable[Piece], *, drops_repeated: bool = False) -> Printed:
    """`drops_repeated`: the heading of the table stands on each page anew, and so does the code."""
    read, head, has_row = Printed(), None, False
    for piece in pieces:
        if isinstance(piece, Text):
            _take_text(piece, read, goes_on=not has_row)
        elif isinstance(piece, GridRow):
            line = _line(piece, read)
            if line is None:
                continue
            if len(line.cells) == 1 and not has_row:
                _take_title(line.cells[0], read)
                continue
            has_row = True
            if line.number == CONTINUED and read.lines:
                _go_on(read.lines[-1], line)
            elif not (drops_repeated and head is not None and line.cells == head):
                read.lines.append(line)
            head = line.cells if head is None else head
    return read


def _take_text(piece: Text, read: Printed, *, goes_on: bool) -> None:
    text = " ".join(piece.text.split())
    if text.startswith(CODE_WORDS):
        read.codes.append(text.removeprefix(CODE_WORDS).strip(" :"))
    elif piece.where == _HEADER or piece.where not in ("перед таблицей", "после таблицы"):
        read.beside.append((text, piece.where))
    elif goes_on:
        _take_title(text, read)
    elif text:
        read.lines.append(Line([text]))


def _take_title(text: str, read: Printed) -> None:
    """The lines above the table are one text: a program may put them into one cell, or break them elsewhere."""
    if read.lines:
        read.lines[0].cells[0] = f"{read.lines[0].cells[0]} {text}".strip()
    else:
        read.lines.append(Line([text]))


def _line(row: GridRow, read: Printed) -> Line | None:
    """The row as a Line, or None for one that says nothing."""
    texts = [" ".join(" ".join(cell.lines).split()) for cell in row.cells]
    said = [*row.beside, *(part for cell in row.cells for part in cell.apart)]
    read.beside += [(" ".join(text.split()), f"{row.where}, {where}") for text, where in said]
    if not any(texts):
        return None
    if len(texts) == WIDTH:
        return Line(texts[1:], texts[0] or row.cells[0].label, row.apart)
    full = [text for text in texts if text]
    return Line(full if len(texts) > 1 and len(full) != 1 else full[:1], apart=row.apart)


def _go_on(before: Line, line: Line) -> None:
    before.cells = [" ".join(filter(None, pair)) for pair in zip(before.cells, line.cells, strict=True)]
