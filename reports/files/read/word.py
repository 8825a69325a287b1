"""Reads the tables of a Word document (DOCX), row by row, in little memory: lxml, no python-docx.

A row of plain text is read in one pass over its elements; only a row that holds something special (tracked changes,
text boxes, tables within cells, notes, hidden text) is walked through branch by branch. Texts of a table are never
dropped: what stands in no cell's own lines goes beside the row, with words for where it stood.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .safe import elements, main_part, relations

# A table with fewer columns that holds a table is only its frame.
FRAME_COLUMNS = 4

STRUCK_OUT = "вычеркнуто при правке"
TEXT_BOX = "надпись"
NESTED = "вложенная таблица"
HIDDEN = "скрытый текст"
NOTE = "сноска"
COMMENT = "примечание"
HEADER = "колонтитул"
DIAGRAM = "схема"

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"

# What a row of plain text is made of, and what calls for the careful way.
_PLAIN = (
    "tc gridSpan vMerge hMerge gridBefore gridAfter p numId t tab br cr noBreakHyphen softHyphen bookmarkStart"
).split()
_SPECIAL = (
    "del moveFrom txbxContent tbl vanish sym footnoteReference endnoteReference commentReference showingPlcHdr"
).split()
_PROPERTIES = {"rPr", "tcPr", "tblPr", "tblGrid", "trPr", "sectPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText"}

# The page's number, alone or with a word and the number of pages: said by the program, not by a person.
_PAGE_NUMBER = re.compile(r"(?:стр\.?|страница|лист|page)?\s*\d*\s*(?:(?:из|of|/)\s*\d*)?|[-–—]\s*\d+\s*[-–—]")
_DRAFT_MARK = "черновик"  # on every page of a report of ours that is not approved

# Letters of Word's symbol fonts that stand for a sign of Unicode.
_SYMBOLS = {
    0xB7: "•", 0xA7: "•", 0xA8: "•", 0xD8: "•", 0x6F: "•", 0x76: "•", 0xFC: "•", 0x2D: "–", 0xBE: "–", 0xE0: "→",
    0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xA3: "≤", 0xB3: "≥",
}  # fmt: skip


def pieces(package: zipfile.ZipFile) -> Iterator[Piece]:
    """Yield what stands in a Word document, in its order; headers, footers and notes that nobody refers to come last.

    `package` comes from `safe.open_package`. Raises Unreadable while iterating.
    """
    return _Document(package).pieces()


class _Document:
    """The parts of one document, and how its text is read."""

    def __init__(self, package):
        self.package = package
        self.main = main_part(package)
        self.notes = {}
        self.notes = self._notes()
        self.kinds = {}
        self.tables = 0
        self.table = None  # the one that is being read
        self.where = BEFORE

    def pieces(self):
        # Only rows are asked for: telling of every paragraph costs as much as reading it. Those of the document's flow
        # are still there when the next table begins.
        row = parent = told_twice = None
        number = 0
        for row in elements(self.package, self.main, "{*}tr"):
            if row.getparent() is not parent:  # a table, or a content control around some of its rows
                parent = row.getparent()
                told_twice = _again(row, told_twice)
                own = next(row.iterancestors("{*}tbl"), None)
                if own is not self.table:
                    yield from self._flow_before(own)
                    self.table, number = own, 0
                    yield self._next_table()
            number += 1
            if told_twice is None:
                yield from self._row(row, number)
        if row is not None:
            yield from self._flow_after(row)
        yield from self._other_parts()

    def _flow_before(self, table):
        """What stands before a table and has not been told: beside it, and beside all that it stands in."""
        for node in reversed([table, *table.iterancestors()]):
            before = reversed(list(node.itersiblings(preceding=True)))
            yield from self._flow(one for one in before if isinstance(one.tag, str))

    def _flow_after(self, row):
        for node in (row, *row.iterancestors()):
            yield from self._flow(one for one in node.itersiblings() if isinstance(one.tag, str))

    # --- rows ---------------------------------------------------------------------------------------------------

    def _next_table(self):
        self.tables += 1
        self.where = AFTER
        return NextTable(f"таблица {self.tables}")

    def _row(self, row, number):
        """One row of a table; a frame around a table is no row, its own texts and the table are yielded instead."""
        where = row_place(self.tables, number)
        found = self._plain_row(row)
        if found is None:
            found = _Row()
            self._walk(row, found)
            found.end()
            if found.tables and len(found.cells) < FRAME_COLUMNS:
                yield from self._frame(found)
                return
            for table in found.tables:
                found.beside.append((self._flat(table, found), NESTED))
        above = row.getprevious()
        if above is not None and above.tag != row.tag:
            _take_marks_before(row, found)
        if found.before:
            found.cells.insert(0, Cell(columns=found.before))
        if found.after:
            found.cells.append(Cell(columns=found.after))
        yield GridRow(found.cells, where, found.marks, found.beside)

    def _plain_row(self, row):
        """The row by one pass over its elements; None when something in it calls for more care."""
        kinds, paragraph, text, cell = self._kinds_of(row)
        found = _Row()
        letters = found.letters
        for node in row.iter(*kinds):
            tag = node.tag
            if tag == text:
                letters.append(node.text or "")
            elif tag == paragraph:
                letters = found.line()
            elif tag == cell:
                letters = found.cell()
            elif kinds[tag] == "special":
                return None
            else:
                _take(node, kinds[tag], found)
                letters = found.letters
        found.end()
        return found

    def _kinds_of(self, node):
        """Tag → what it is, in the namespace of this document (Word writes one of two), and the three usual tags."""
        space = _space(node)
        if space not in self.kinds:
            kinds = {
                **{space + name: name for name in _PLAIN},
                **{space + name: "special" for name in _SPECIAL},
                _MARKUP + "AlternateContent": "special",
                _VML + "textpath": "special",
                _MATH + "t": "special",
            }
            self.kinds[space] = kinds, f"{space}p", f"{space}t", f"{space}tc"
        return self.kinds[space]

    def _frame(self, found):
        for cell in found.cells:
            yield from (Text(line, self.where) for line in cell.lines if line.strip())
        yield from (Text(text, words) for text, words in found.beside)
        yield from self._tables(found.tables)

    def _tables(self, tables):
        """Tables that stand in a frame or a text box, as tables of their own."""
        for table in tables:
            yield self._next_table()
            for number, row in enumerate(_rows_of(table), start=1):
                yield from self._row(row, number)

    # --- text outside of tables -----------------------------------------------------------------------------------

    def _flow(self, nodes):
        """Paragraphs of the document's flow, and whatever stands around them."""
        for node in nodes:
            found = _Row()
            self._walk_one(node, found)
            found.end()
            yield from (Text(line, self.where) for line in found.outside if line.strip())
            yield from (Text(text, words) for text, words in found.beside)
            yield from self._tables(found.tables)

    def _other_parts(self):
        """Headers and footers (each text once), notes that no text refers to, diagrams."""
        seen = set()
        for kind in ("header", "footer"):
            for name in self._related(kind):
                for text in self._paragraphs_of(name):
                    if text not in seen and not _is_said_by_the_program(text):
                        seen.add(text)
                        yield Text(text, HEADER)
        for (kind, _), text in self.notes.items():
            if text.strip():
                yield Text(text, COMMENT if kind == "commentReference" else NOTE)
        for name in self._related("diagramData"):
            for node in elements(self.package, name, "{*}t"):
                if node.text and node.text.strip():
                    yield Text(node.text, DIAGRAM)

    def _paragraphs_of(self, name):
        for node in elements(self.package, name, "{*}p", "{*}tbl"):
            found = _Row()
            if _local(node) == "p":
                self._walk(node, found)
            else:
                found.tables.append(node)
            found.end()
            yield from (line.strip() for line in found.outside if line.strip())
            yield from (text for text, _ in found.beside)
            for table in found.tables:
                yield self._flat(table, found)

    def _notes(self):
        """(name of the element that refers to it, id) → text of a footnote, endnote or comment."""
        found = {}
        for relation, element in (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment")):
            for name in self._related(relation):
                for note in elements(self.package, name, f"{{*}}{element}"):
                    text = self._flat(note, _Row())
                    if text:
                        found[f"{element}Reference", _attribute(note, "id")] = text
        return found

    # --- the careful way --------------------------------------------------------------------------------------------

    def _walk(self, node, found):
        """Take everything below a node, in its order."""
        for child in node:
            if isinstance(child.tag, str):
                self._walk_one(child, found)

    def _walk_one(self, node, found):
        name = _local(node)
        if name in ("t", "delText"):
            found.add(node.text or "")
        elif name in _PROPERTIES:
            self._properties(node, name, found)
        elif name in _WAYS:
            _WAYS[name](self, node, found)
        else:
            _take(node, name, found)
            self._walk(node, found)

    def _properties(self, node, name, found):
        if name in ("tcPr", "trPr"):
            for child in node:
                if isinstance(child.tag, str):
                    _take(child, _local(child), found)

    def _walk_cell(self, node, found):
        found.cell()
        self._walk(node, found)

    def _walk_paragraph(self, node, found):
        found.line()
        self._walk(node, found)

    def _walk_run(self, node, found):
        """A run of letters; hidden ones are no text of the cell, but nobody's to drop."""
        if any(_local(part) == "rPr" and any(map(_is_vanish, part)) for part in node if isinstance(part.tag, str)):
            self._aside(node, found, HIDDEN)
        else:
            self._walk(node, found)

    def _walk_control(self, node, found):
        """A content control: its words unless they only ask to type there."""
        if node.find("{*}sdtPr/{*}showingPlcHdr") is None:
            self._walk(node, found)

    def _walk_alternatives(self, node, found):
        """The same drawing told twice, for new and old programs: one of them."""
        ways = [child for child in node if isinstance(child.tag, str)]
        for way in ways:
            one = _Row()
            self._walk(way, one)
            one.end()
            if one.says_anything():
                found.take(one)
                return

    def _walk_struck_out(self, node, found):
        self._aside(node, found, STRUCK_OUT)

    def _walk_text_box(self, node, found):
        self._aside(node, found, TEXT_BOX)

    def _walk_note(self, node, found):
        text = self.notes.pop((_local(node), _attribute(node, "id")), "")
        if text:
            found.beside.append((text, COMMENT if _local(node) == "commentReference" else NOTE))

    def _walk_table(self, node, found):
        if node is not self.table:  # what is left of the table before
            found.tables.append(node)

    def _aside(self, node, found, words):
        """What stands below a node goes beside the row; tables in it stay tables, marks stay marks."""
        own = _Row()
        own.tables, own.marks = found.tables, found.marks
        self._walk(node, own)
        own.end()
        text = "\n".join(line.strip() for line in own.outside if line.strip())
        if text:
            found.beside.append((text, words))
        found.beside += own.beside

    def _flat(self, node, found):
        """All text below a node: rows of a table on a line each, cells apart by a bar."""
        lines = []
        for row in _rows_of(node) if _local(node) == "tbl" else [node]:
            own = _Row()
            own.marks = found.marks
            self._walk(row, own)
            own.end()
            cells = [" ".join(filter(None, map(str.strip, cell.lines))) for cell in own.cells]
            lines += [line.strip() for line in own.outside]
            lines += [" | ".join(filter(None, cells))]
            lines += [text for text, _ in own.beside]
            lines += [self._flat(table, found) for table in own.tables]
        return "\n".join(filter(None, lines))

    def _related(self, kind):
        """Names of the parts that the document refers to as `kind`, as far as they are there."""
        names = set(self.package.namelist())
        related = relations(self.package, self.main).values()
        return list(dict.fromkeys(name for found, name in related if found == kind and name in names))


_WAYS = {
    "tc": _Document._walk_cell,
    "p": _Document._walk_paragraph,
    "r": _Document._walk_run,
    "sdt": _Document._walk_control,
    "AlternateContent": _Document._walk_alternatives,
    "del": _Document._walk_struck_out,
    "moveFrom": _Document._walk_struck_out,
    "txbxContent": _Document._walk_text_box,
    "tbl": _Document._walk_table,
    "footnoteReference": _Document._walk_note,
    "endnoteReference": _Document._walk_note,
    "commentReference": _Document._walk_note,
}


class _Row:
    """What has been read of one row (or of one paragraph, whose lines then stand outside of every cell).

    The letters of a line are joined at its end: a line of a hundred thousand pieces is read in the same time a letter.
    """

    __slots__ = ("after", "before", "beside", "cells", "is_new", "letters", "lines", "marks", "outside", "tables")

    def __init__(self):
        self.cells = []
        self.marks = []
        self.beside = []
        self.tables = []
        self.before = self.after = 0
        self.outside = self.lines = []
        self.letters = []  # of the last line
        self.is_new = True  # no line has begun here yet

    def cell(self):
        """Begin a cell; returns the list that takes the letters of its first line."""
        self.end()
        self.lines = []
        self.cells.append(Cell(self.lines))
        self.is_new = True
        return self.letters

    def line(self):
        """Begin a line; returns the list that takes its letters."""
        if self.letters or not self.is_new:
            self.lines.append("".join(self.letters))
            self.letters = []
        self.is_new = False
        return self.letters

    def add(self, text):
        self.letters.append(text)

    def end(self):
        """End the last line; then all lines are where they belong."""
        if self.letters or not self.is_new:
            self.lines.append("".join(self.letters))
            self.letters = []
            self.is_new = True

    def merge_to_the_left(self):
        """The last cell is no cell of its own but more room for the one before it."""
        self.end()
        self.cells.pop()
        self.cells[-1].columns += 1
        self.lines = self.cells[-1].lines

    def take(self, other):
        """Go on with what was read apart: its lines where this row's last line stands."""
        for number, line in enumerate(other.outside):
            if number:
                self.line()
            self.add(line)
        self.marks += other.marks
        self.beside += other.beside
        self.tables += other.tables

    def says_anything(self):
        own = [*self.outside, *(line for cell in self.cells for line in cell.lines)]
        return bool(self.beside or self.tables or any(line.strip() for line in own))


def _take(node, kind, found):
    """What one element of ordinary text means."""
    if kind == "bookmarkStart":
        name = _attribute(node, "name")
        if name.startswith("_"):  # hidden; what it says is for others to read
            found.marks.append(name)
    elif kind == "numId":
        if found.cells and _attribute(node, "val") not in ("", "0"):
            found.cells[-1].is_numbered = True
    elif kind == "tab":
        if _local(node.getparent()) == "r":  # not a tab stop
            found.add(" ")
    elif kind in ("br", "cr"):
        found.line()
    elif kind == "noBreakHyphen":
        found.add("\u2011")
    elif kind == "softHyphen":
        found.add("\u00ad")
    elif kind == "ptab":
        found.add(" ")
    elif kind == "sym":
        found.add(_symbol(node))
    elif kind == "textpath":
        if node.get("string", "").strip():
            found.beside.append((node.get("string"), TEXT_BOX))
    elif kind in _SPANS:
        _take_span(node, kind, found)


_SPANS = {"gridSpan", "vMerge", "hMerge", "gridBefore", "gridAfter"}


def _take_span(node, kind, found):
    value = _attribute(node, "val")
    if kind in ("gridBefore", "gridAfter"):
        setattr(found, kind[4:].lower(), _count(value))
    elif not found.cells:
        return
    elif kind == "gridSpan":
        found.cells[-1].columns = _count(value)
    elif kind == "vMerge":
        found.cells[-1].goes_on = value != "restart"
    elif value != "restart" and len(found.cells) > 1:  # hMerge, as Word 97 wrote it
        found.merge_to_the_left()


def _count(value):
    """A number of columns; what is no number, or too large to be true, counts as few."""
    with suppress(ValueError):
        return min(max(int(value), 1), 64)
    return 1


def _symbol(node):
    with suppress(ValueError):
        code = int(_attribute(node, "char"), 16)
        return _SYMBOLS.get(code & 0xFF, chr(code)) if 0xF000 <= code <= 0xF0FF else chr(code)
    return ""


def _again(row, before):
    """The part of a drawing that tells for old programs what has been told for new ones, if the row stands in it."""
    part = next(row.iterancestors(_MARKUP + "Fallback"), None)
    is_again = part is not None and (
        part is before or next(part.itersiblings("{*}Choice", preceding=True), None) is not None
    )
    return part if is_again else None


def _take_marks_before(row, found):
    """Bookmarks that Word has put between two rows belong to the lower one."""
    for mark in row.itersiblings("{*}bookmarkStart", preceding=True):
        _take(mark, "bookmarkStart", found)


def _rows_of(table):
    """The rows of a table, without those of tables inside it, also when a content control stands around them."""
    for child in table:
        if isinstance(child.tag, str):
            if _local(child) == "tr":
                yield child
            elif _local(child) not in ("tbl", "tc"):
                yield from _rows_of(child)


def _is_vanish(node):
    return isinstance(node.tag, str) and _local(node) == "vanish" and _attribute(node, "val") not in ("0", "false")


def _is_said_by_the_program(text):
    return text.casefold() == _DRAFT_MARK or bool(_PAGE_NUMBER.fullmatch(text.casefold()))


def _local(node):
    return node.tag.rpartition("}")[2]


def _attribute(node, name):
    """The attribute so called in the element's own namespace, "" without it."""
    return node.get(_space(node) + name) or ""


def _space(node):
    """«{namespace}» of an element, "" without one."""
    tag = node.tag
    return tag[: tag.rfind("}") + 1]
