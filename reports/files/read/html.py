"""Reads the tables of a web page, and of what Word, LibreOffice, Excel and Google put on the clipboard as HTML.

lxml's parser repairs what is wrong in it; scripts and styles are not looked at. No text of a page is dropped: what
is hidden or struck out stands apart from its cell.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

import lxml.html
from lxml import etree

from reports.files.marks import read_mark

from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .html_look import Counts, Look
from .list_labels import PARAGRAPH, bullet
from .rows import Unreadable
from .safe import TOO_COMPLEX
from .signs import HIDDEN, HIDDEN_ON_PAGE
from .text import decode

MAX_TAGS = 1_500_000
# A table with fewer columns that holds a table is only its frame.
FRAME_COLUMNS = 4
MAX_SPAN = 64  # columns; more is refused anyway
MOST_COLUMNS = 1_000
NESTED = "вложенная таблица"

_SILENT = {"script", "style", "head", "title", "template", "meta", "link", "xml", "col", "colgroup", "noscript"}
_BLOCKS = set(
    "p div li h1 h2 h3 h4 h5 h6 ul ol dl dt dd blockquote pre section article header footer main address center hr "
    "fieldset form figure figcaption caption tr td th".split()
)
_IS_LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
_NOTE_CLASS = re.compile(r"footnote(?:reference|anc)|endnote(?:reference|anc)|commentreference", re.I)
_NOTE_SIGN = re.compile(r"\s*+\[?\w{0,4}\]?\s*")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CLIPBOARD_HEADER = re.compile(r"\s*Version:[^<]*", re.I)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*+[\"']?\s*([\w-]+)|<\?xml[^>]{0,200}encoding=[\"']([\w-]+)", re.I
)
Node = etree._Element


def pieces(source: bytes | str) -> Iterator[Piece]:
    """Yield the contents of a page, in its order: a file's bytes, or text from the clipboard.

    Raises Unreadable for a page that is too large or too deep to be anybody's table.
    """
    text = source if isinstance(source, str) else _decoded(source)
    text = text[match.end() :] if (match := _CLIPBOARD_HEADER.match(text)) else text
    if text.count("<") > MAX_TAGS:
        raise Unreadable(TOO_COMPLEX)
    page = _Page()
    root = _parsed(text)
    if root is not None:
        page.walk_body(root)
    return iter(page.pieces)


def _decoded(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode((match[1] or match[2]).decode("ascii"))
    return decode(data)


def _parsed(text: str) -> Node:
    content = text.replace("\0", "").encode("utf-8", "ignore")
    if not content.strip():
        return None
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # nothing but comments
        return None
    except etree.LxmlError as error:
        raise Unreadable(TOO_COMPLEX) from error
    # The parser gives up silently where the nesting is bottomless.
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise Unreadable(TOO_COMPLEX)
    return root


# Column → [rows to come, width] of the cells that reach down from above.
Spans = dict[int, list[int]]


class _Words:
    """What is said in one place of the page: lines, marks, and the texts beside them."""

    def __init__(self, words: "_Words | None" = None) -> None:
        self.lines = [[]]  # each of its pieces
        self.items = {}  # number of a line that is an item of a list → what is drawn before it
        self.begun = set()  # numbers of lines that begin a paragraph, whatever they say
        self.is_numbered = False
        self.marks = words.marks if words else []
        self.beside = words.beside if words else []
        self.apart = words.apart if words else []

    def line(self) -> None:
        """Begin a line, unless one has just begun."""
        if self.lines[-1]:
            self.lines.append([])

    def item(self, label: str) -> None:
        """The line that has begun is an item of a list."""
        self.items[len(self.lines) - 1] = label
        self.begin()

    def begin(self) -> None:
        """The line that has begun, or begins next, is a paragraph of its own."""
        self.begun.add(len(self.lines) - 1)

    def add(self, text: str, *, is_laid_out: bool = False) -> None:
        if not text:
            return
        first, *more = text.split("\n") if is_laid_out else [_BLANKS.sub(" ", text)]
        if self.lines[-1] or first.strip(" "):  # blanks at the beginning of a line are dropped
            self.lines[-1].append(first)
        self.lines += [[line] for line in more]

    def said(self) -> list[str]:
        """The lines that say something, with what is drawn before the items of lists."""
        return [f"{self.items.get(number, '')} {line}".strip(" ") for number, line in self._said()]

    def cell(self) -> Cell:
        """As a cell: lines that are paragraphs whatever they say begin with their sign. What is drawn before the only
        line stands apart, because it may be the number of the row."""
        said = self._said()
        label = self.items.get(said[0][0], "") if len(said) == 1 else ""
        lines = [said[0][1]] if label else self.said()
        if len(said) > 1:
            begun = [PARAGRAPH if number in self.begun else "" for number, _ in said]
            lines = [sign + line for sign, line in zip(begun, lines, strict=True)]
        return Cell(lines, is_numbered=self.is_numbered, label=label, apart=self.apart)

    def _said(self) -> list[tuple[int, str]]:
        whole = enumerate(map("".join, self.lines))
        return [(number, line.strip(" ")) for number, line in whole if line.strip()]


class _Page:
    """Walks the tree of a page and collects the pieces."""

    def __init__(self) -> None:
        self.pieces = []
        self.tables = 0
        self.flow = _Words()
        self.look, self.counts = Look(), Counts()
        self.unseen: set[int] = set()  # the columns of the table that are not displayed
        self.marked: Node | None = None  # the last paragraph in which Word has drawn a number or bullet

    def walk_body(self, root: Node) -> None:
        for sheet in root.iter("style"):
            self.look.take_sheet(sheet.text or "")
        self._walk(root, self.flow)
        self._end_flow()

    def _end_flow(self) -> None:
        where = AFTER if self.tables else BEFORE
        self.pieces += [Text(line, where) for line in self.flow.said()]
        self.pieces += [Text(text, words) for text, words in (*self.flow.beside, *self.flow.apart)]
        self.flow.lines = [[]]
        for told in (self.flow.items, self.flow.begun, self.flow.beside, self.flow.apart):
            told.clear()

    # --- one place of the page --------------------------------------------------------------------------------

    def _walk(self, node: Node, words: _Words, is_laid_out: bool = False) -> None:
        """Take everything in an element; `is_laid_out`: its line ends count."""
        is_laid_out = is_laid_out or node.tag == "pre"
        words.add(node.text, is_laid_out=is_laid_out)
        for child in node:
            if isinstance(child.tag, str):
                self._take(child, words, is_laid_out)
            words.add(child.tail, is_laid_out=is_laid_out)

    def _take(self, node: Node, words: _Words, is_laid_out: bool) -> None:
        _take_marks(node, words)
        if node.tag in _SILENT or _is_note_sign(node):
            return
        why = self.look.why_apart(node)
        if why:
            self._aside(node, words, why)
        elif node.tag == "br":
            words.lines.append([])
        elif node.tag == "table":
            self._take_table(node, words)
        elif _IS_LIST_MARK.search(node.get("style", "")):
            self._take_drawn_mark(node, words)
        elif node.tag in _BLOCKS:
            words.line()
            self._begin_item(node, words)
            self._walk(node, words, is_laid_out)
            words.line()
            if node.tag == "li":
                words.begin()
        else:
            self._walk(node, words, is_laid_out)

    def _take_drawn_mark(self, node: Node, words: _Words) -> None:
        """Word writes the number or bullet of an item as text. Alone in its paragraph it is the number of a row."""
        sign = " ".join(node.text_content().split())
        paragraph = next(node.iterancestors("p", "li", "td", "th"), None)
        is_first, self.marked = paragraph is not None and paragraph is not self.marked, paragraph
        if is_first and paragraph.text_content().split() != sign.split():
            words.line()
            words.item(sign if any(map(str.isalnum, sign)) and len(sign) > 1 else bullet(sign))
        else:
            words.add(f"{sign} ")

    def _begin_item(self, node: Node, words: _Words) -> None:
        """The marker of a list item is not part of the page's text."""
        if node.tag != "li":
            return
        label = self.counts.label(node)
        words.is_numbered = words.is_numbered or node.getparent().tag == "ol"
        if node.text_content().strip():
            words.item(label)

    def _aside(self, node: Node, words: _Words, where: str) -> None:
        own = _Words(words)
        self._walk(node, own)
        if own.said():
            words.apart.append(("\n".join(own.said()), where))

    # --- tables ---------------------------------------------------------------------------------------------------

    def _take_table(self, table: Node, words: _Words) -> None:
        """A table on the page. One in a cell of another goes beside the row, unless the outer one is only a frame."""
        if words is not self.flow:
            self._flatten(table, words)
            return
        self._take_stray(table, words)
        rows = list(_rows_of(table))
        if table.find(".//table") is not None and max(map(len, rows), default=0) < FRAME_COLUMNS:
            for cell in (cell for row in rows for cell in row):
                words.line()
                self._walk(cell, words)
                words.line()
            return
        self._end_flow()
        self.tables += 1
        self.pieces.append(NextTable(f"таблица {self.tables}"))
        spans, self.unseen = {}, self._unseen_columns(table)
        for number, row in enumerate(rows, start=1):
            self.pieces.append(self._row(row, row_place(self.tables, number), spans))

    def _unseen_columns(self, table: Node) -> set[int]:
        """The columns that are not displayed."""
        column, found = 0, set()
        for node in (*table.iterchildren("col"), *table.iterfind("colgroup/col")):
            width = _span(node, "span", MAX_SPAN)
            if self.look.is_hidden(node):
                found.update(range(column, column + width))
            column += width
            if column > MOST_COLUMNS:
                break
        return found

    def _flatten(self, table: Node, words: _Words) -> None:
        lines = []
        for row in _rows_of(table):
            cells = []
            for cell in row:
                own = _Words(words)
                self._walk(cell, own)
                cells.append(" ".join(own.said()))
            lines.append(" | ".join(filter(None, cells)))
        self._take_stray(table, words)
        text = "\n".join(filter(None, lines))
        if text:
            words.beside.append((text, NESTED))

    def _take_stray(self, table: Node, words: _Words) -> None:
        """A caption, and what a broken page has between its rows."""
        for node in _parts_of(table):
            words.line()
            if node.tag in ("table", "thead", "tbody", "tfoot", "tr"):
                words.add(node.text)
            elif node.tag not in ("td", "th"):
                self._take(node, words, False)
            if node.tag != "table":
                words.add(node.tail)
            words.line()

    def _row(self, tags: list[Node], where: str, spans: Spans) -> GridRow:
        """One row; `spans`: of the cells that reach down from above."""
        row, column = GridRow([], where), 0
        of_row = _Words()
        struck = ""
        if tags:
            around = tags[0].getparent()
            _take_marks(around, of_row)
            is_hidden = any(map(self.look.is_hidden, [around, *around.iterancestors("tbody", "thead", "tfoot")]))
            row.apart = HIDDEN_ON_PAGE if is_hidden else ""
            struck = "" if is_hidden else self.look.why_apart(around)
        for tag in tags:
            column = _reach_down(row.cells, spans, column)
            words = _Words(of_row)
            words.apart = []
            _take_marks(tag, words)
            if why := (HIDDEN if column in self.unseen else self.look.why_apart(tag) or struck):
                self._aside(tag, words, why)
            else:
                self._walk(tag, words)
            width, height = _span(tag, "colspan", MAX_SPAN), _span(tag, "rowspan", 65_534)
            row.cells.append(words.cell())
            row.cells[-1].columns = width
            if height > 1:
                spans[column] = [height - 1, width]
            column += width
        for start in sorted(start for start in spans if start >= column):
            if start > column:
                row.cells.append(Cell([], start - column))
            column = _reach_down(row.cells, spans, start)
        row.marks, row.beside = of_row.marks, of_row.beside
        return row


def _reach_down(cells: list[Cell], spans: Spans, column: int) -> int:
    """Continue the cells from above at a column; return the first free column after them."""
    while column in spans:
        rest, width = spans[column]
        cells.append(Cell([], width, goes_on=True))
        spans[column][0] = rest - 1
        if rest == 1:
            del spans[column]
        column += width
    return column


def _parts_of(table: Node) -> Iterator[Node]:
    """The elements of a table around its cells, and the cells, in their order, without what is in the cells."""
    yield table
    for child in table:
        if not isinstance(child.tag, str):
            continue
        if child.tag in ("thead", "tbody", "tfoot", "tr"):
            yield from _parts_of(child)
        else:
            yield child


def _rows_of(table: Node) -> Iterator[list[Node]]:
    """The cells of each row; cells that a broken page has in no row are one together."""
    row, parent = [], None
    for node in _parts_of(table):
        if node.tag in ("td", "th"):
            if row and node.getparent() is not parent:
                yield row
                row = []
            parent = node.getparent()
            row.append(node)
        elif row and node.tag in ("table", "thead", "tbody", "tfoot", "tr"):
            yield row
            row = []
    if row:
        yield row


def _span(tag: Node, name: str, most: int) -> int:
    with suppress(ValueError):
        return min(max(int(tag.get(name, "1")), 1), most)
    return 1


def _take_marks(node: Node, words: _Words) -> None:
    words.marks += [name for name in dict.fromkeys((node.get("name"), node.get("id"))) if name and read_mark(name)]


def _is_note_sign(node: Node) -> bool:
    """The «[1]» that refers to a footnote: the program added it, its text comes below."""
    return bool(_NOTE_CLASS.search(node.get("class", ""))) and bool(_NOTE_SIGN.fullmatch(node.text_content()))
