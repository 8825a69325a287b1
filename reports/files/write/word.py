"""Draws the official table as a Word document (DOCX).

python-docx opens base.docx once per process and gives the skeleton; the rows are written as XML strings
straight into the zip entry. So 50 000 events take no more memory than 50, and the same data give the same
bytes. No database here: `consolidated.py` gathers, this draws.
"""

import textwrap
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, count, islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape

import docx

from reports.files.annex import Annex
from reports.files.line_breaks import period_lines, place_lines, stored_paragraphs
from reports.files.marks import event_mark, report_mark
from reports.files.table import CODE_WORDS, COLUMNS, NUMBER_COLUMN, PrintColumn, PrintedRow, Table, TableSection

from . import code_picture
from . import word_xml as xml
from .fitting import fitted, safe_letters, wide_words
from .package import PROPERTIES, core_properties, entry, parts_in_order, printable
from .word_annex import annex

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BASE = Path(__file__).with_name("base.docx")
PROJECT_HERE = "пометка проекта"  # in the skeleton, which is the same for all days and numbers
SIGNATURE_LINE = "_" * 20
LETTERS_OF_A_POST = 62  # fit on a line left of the place to sign

DOCUMENT = "word/document.xml"

_ALL_COLUMNS = (NUMBER_COLUMN, *COLUMNS)
# Widths are differences of rounded edges, so that together they are the text's width to the twip.
_EDGES = [xml.twips(mm) for mm in accumulate((column.width_mm for column in _ALL_COLUMNS), initial=0)]
_WIDTHS = [right - left for left, right in pairwise(_EDGES)]
_OPEN_CELLS = [xml.open_cell(width) for width in _WIDTHS]
_OPEN_NUMBER = _OPEN_CELLS[0] + xml.open_automatic_number()
_OPEN_LONG_NUMBER = _OPEN_CELLS[0] + xml.open_automatic_number(xml.LONG_NUMBER_STYLE)
LARGEST_NUMBER = 999  # that the column shows whole; larger ones are drawn narrower
_CLOSE_NUMBER = xml.CLOSE_PARAGRAPH + xml.CLOSE_CELL

ROWS_AT_ONCE = 50  # written in one piece; each piece costs, and all of them at once would fill the memory
TEXTS_REMEMBERED = 1000


class Skeleton(NamedTuple):
    """The finished parts of the package, and the document's XML before and after its body's text."""

    parts: tuple[tuple[str, bytes], ...]
    before: bytes
    after: bytes


def write(table: Table, stream: BinaryIO, annexes: Iterable[Annex] = ()) -> int:
    """Write `table` and what stands behind it to `stream` (seekable, opened for bytes) and return the number of events
    written.

    Sections are taken one by one, rows a few at once, and never kept. An exception of theirs goes through;
    what is then in the stream is no report. Raises ValueError when `table.created` is naive.
    """
    skeleton = _skeleton(bool(table.project), table.code, table.check_address)
    project = escape(printable(table.project)).encode()
    properties = core_properties(" ".join(table.title.split()), table.author, table.created)
    with zipfile.ZipFile(stream, "w") as package:
        for name, blob in skeleton.parts:
            if name == DOCUMENT:
                events = _write_document(table, annexes, skeleton, package)
            else:
                blob = blob.replace(PROJECT_HERE.encode(), project) if "/header" in name else blob
                package.writestr(entry(name), properties if name == PROPERTIES else blob)
    return events


def write_list(of: Annex, stream: BinaryIO, *, author: str, created: datetime) -> None:
    """Write a document of one list alone, in the look of the official table, to `stream`. Raises ValueError when
    `created` is naive."""
    skeleton = _skeleton(False, "", "")
    properties = core_properties(" ".join(of.title.split()), author, created)
    with zipfile.ZipFile(stream, "w") as package:
        for name, blob in skeleton.parts:
            if name != DOCUMENT:
                package.writestr(entry(name), properties if name == PROPERTIES else blob)
                continue
            with package.open(entry(DOCUMENT), "w") as document:
                document.write(skeleton.before)
                for markup in annex(of, begins_page=False):
                    document.write(markup.encode())
                document.write(skeleton.after)


def _write_document(table: Table, annexes: Iterable[Annex], skeleton: Skeleton, package: zipfile.ZipFile) -> int:
    events = 0
    with package.open(entry(DOCUMENT), "w") as document:
        document.write(skeleton.before)
        for markup, events_in_it in _body(table):
            document.write(markup.encode())
            events += events_in_it
        for one in annexes:
            for markup in annex(one):
                document.write(markup.encode())
        document.write(skeleton.after)
    return events


@lru_cache(8)
def _skeleton(is_project: bool, code: str, check_address: str) -> Skeleton:
    """base.docx without its text, with or without a place for the mark of a project, and a release's code, on each
    page, in letters and as a picture."""
    document = docx.Document(str(BASE))
    document._body.clear_content()
    if is_project:
        section = document.sections[0]
        for header in (section.header, section.first_page_header):
            header.add_paragraph(PROJECT_HERE, document.styles["Пометка «проект»"])
    if code:
        section = document.sections[0]
        for number, footer in enumerate((section.footer, section.first_page_footer), start=1):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.style = document.styles["Header"]
            line.text = f"{CODE_WORDS} {code}"
            if check_address:
                code_picture.place(footer, check_address, number)
    saved = BytesIO()
    document.save(saved)
    parts = parts_in_order(saved)
    before, mark, after = parts[DOCUMENT].partition(b"<w:sectPr")
    return Skeleton(tuple(parts.items()), before, mark + after)


def _body(table: Table) -> Iterator[tuple[str, int]]:
    """The document's text in pieces, each with how many events it has."""
    for line in table.title.split("\n"):
        yield xml.paragraph(line, "Title", keep_with_next=True), 0
    yield xml.empty_paragraph(keep_with_next=True), 0
    for line in table.before:
        yield xml.paragraph(line, "Lead"), 0
    yield xml.open_table(_WIDTHS) + _header_row(), 0
    marks, numbers = count(), count(1)  # of the bookmarks, of the rows
    rows = (piece for section in table.sections for piece in _section_rows(section, table.empty_note, marks, numbers))
    yield from _kept_with_what_follows(rows) if table.signature else rows
    yield xml.CLOSE_TABLE + xml.empty_paragraph("TableEnd", keep_with_next=bool(table.signature)), 0
    for number, line in enumerate(table.after):
        yield xml.paragraph(line, "Normal", below_table=number == 0), 0
    if table.signature:
        yield _signature(*table.signature), 0


def _kept_with_what_follows(pieces: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The pieces of the table; the last row comes along where the signature begins a page."""
    last = next(pieces, None)
    while last is not None:
        following = next(pieces, None)
        if following is None:
            markup, events = last
            last = xml.with_last_row_kept(markup), events
        yield last
        last = following


def _header_row() -> str:
    cells = (
        xml.open_cell(width, middle=True)
        + "".join(xml.paragraph(line, "TableHead") for line in column.heading)
        + xml.CLOSE_CELL
        for width, column in zip(_WIDTHS, _ALL_COLUMNS, strict=True)
    )
    return xml.row("".join(cells), unbroken=True, on_every_page=True)


def _section_rows(
    section: TableSection, empty_note: str | None, marks: Iterator[int], numbers: Iterator[int]
) -> Iterator[tuple[str, int]]:
    mark = ""
    if section.report is not None:
        mark = xml.bookmark(next(marks), report_mark(section.report, section.version))
    heading = xml.paragraph(section.heading, "TableSection", keep_with_next=True, mark=mark)
    yield _merged_row(heading), 0
    rows, empty = iter(section.rows), True
    while piece := [_event_row(row, next(numbers), marks) for row in islice(rows, ROWS_AT_ONCE)]:
        empty = False
        yield "".join(piece), len(piece)
    if empty and empty_note:
        yield _merged_row(xml.paragraph(empty_note, "TableCentred")), 0


def _merged_row(paragraph: str) -> str:
    """One cell over all columns. Written with its span: merging cells afterwards takes time by the square."""
    cell = xml.open_cell(sum(_WIDTHS), columns=len(_WIDTHS)) + paragraph + xml.CLOSE_CELL
    return xml.row(cell, unbroken=True)


def _event_row(row: PrintedRow, number: int, marks: Iterator[int]) -> str:
    # The mark is in the number's cell, where nobody types: edits in the other cells leave it.
    # In this empty paragraph LibreOffice keeps it, but writes its beginning twice; see docs/design/layout.md.
    mark = xml.bookmark(next(marks), event_mark(row.uid, row.version)) if row.uid else ""
    open_number = _OPEN_NUMBER if number <= LARGEST_NUMBER else _OPEN_LONG_NUMBER
    cells, is_long = f"{open_number}{mark}{_CLOSE_NUMBER}", False
    for draw, text in zip(_DRAW, _TEXTS(row), strict=True):
        cell, is_long_cell = draw(text)
        cells += cell
        is_long = is_long or is_long_cell
    return xml.row(cells, unbroken=not is_long)


def _drawing(column: PrintColumn, open_cell: str) -> Callable[[str], tuple[str, bool]]:
    """The function that draws the column's cells: text → markup, and whether it may break over two pages."""
    style = "TableCentred" if column.centred else "TableText"
    has_wide_word = wide_words(column.text_mm)
    is_plain = xml.plain_words(safe_letters(column.text_mm))
    before, after = xml.around_plain_words(style)
    before, after = open_cell + before, after + xml.CLOSE_CELL
    is_prose, letters_kept_whole = column.split is stored_paragraphs, column.letters_kept_whole

    def draw(text: str) -> tuple[str, bool]:
        if is_prose and is_plain(text):
            return f"{before}{text}{after}", len(text) > letters_kept_whole
        paragraphs = column.split(text)
        if has_wide_word(text):
            drawn = "".join(xml.fitted_paragraph(fitted(line, column.text_mm), style) for line in paragraphs)
        else:
            drawn = xml.paragraphs(paragraphs, style)
        return open_cell + drawn + xml.CLOSE_CELL, column.is_long(paragraphs)

    return draw


# Places and periods repeat in a report, and breaking their lines is the costly part of a row.
_DRAW = [
    lru_cache(TEXTS_REMEMBERED)(draw) if column.split in (place_lines, period_lines) else draw
    for column, open_cell in zip(COLUMNS, _OPEN_CELLS[1:], strict=True)
    for draw in [_drawing(column, open_cell)]
]
_TEXTS = attrgetter(*[column.field for column in COLUMNS])


def _signature(post: str, name: str) -> str:
    """Post, a line to sign on, name. A long post wraps on its own side; all lines stay on one page."""
    *upper, last = textwrap.wrap(post, LETTERS_OF_A_POST, break_on_hyphens=False) or [""]
    wrapped = "".join(xml.paragraph(line, "Signature", below_table=number == 0) for number, line in enumerate(upper))
    return wrapped + xml.tabbed_paragraph((last, SIGNATURE_LINE, name), "Signature", below_table=not upper)
