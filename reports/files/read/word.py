"""Reads the tables of a Word document (DOCX), row by row, in little memory: lxml, no python-docx.

A row of plain text is read in one pass over its elements. Only a row with something special (tracked changes, text
boxes, tables within cells, notes, hidden text) is walked through branch by branch. Texts of a table are never dropped:
a text that is not a line of a cell goes beside the row, with words that say where it was.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator

from reports.files.marks import PROJECT

from .grid import AFTER, BEFORE, Cell, GridRow, NextTable, Piece, Text, row_place
from .list_labels import PARAGRAPH
from .safe import elements, main_part, relations
from .signs import DELETED_ROW, HIDDEN_IN_DOCUMENT, STRUCK_OUT
from .word_lists import Lists
from .word_look import PLAIN, Styles
from .word_row import TEXT_BOX, Node, WordRow, attribute, local, space_of, take
from .word_seen import OTHER_FILE, embedded, old_picture, picture, take_old_field
from .word_table import MARKUP, again, rows_of, take_marks_before

# A table with fewer columns that holds a table is only its frame.
FRAME_COLUMNS = 4

NESTED = "вложенная таблица"
NOTE = "сноска"
COMMENT = "примечание"
HEADER = "колонтитул"
DIAGRAM = "схема"

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"

# What a row of plain text is made of, and what calls for the careful way.
_PLAIN = (
    "tc gridSpan vMerge hMerge gridBefore gridAfter trHeight p ilvl numId t tab br cr noBreakHyphen softHyphen "
    "bookmarkStart"
).split()
_SPECIAL = (
    "del moveFrom txbxContent tbl vanish strike dstrike hidden sym footnoteReference endnoteReference commentReference "
    "showingPlcHdr drawing pict object ruby ffData altChunk"
).split()
_PROPERTIES = {"rPr", "tcPr", "tblPr", "tblGrid", "trPr", "sectPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText"}

# Elements of a row's properties that say that it was not meant.
_NOT_MEANT = {"del": DELETED_ROW, "hidden": HIDDEN_IN_DOCUMENT}
_SEEN = {"drawing": picture, "pict": old_picture, "object": embedded}

# The page's number, alone or with a word and the number of pages: said by the program, not by a person.
_PAGE_NUMBER = re.compile(r"(?:стр\.?|страница|лист|page)?\s*+\d*+\s*(?:(?:из|of|/)\s*\d*)?|[-–—]\s*\d+\s*[-–—]")


def pieces(package: zipfile.ZipFile) -> Iterator[Piece]:
    """Yield the contents of a Word document, in its order; headers, footers and notes that nobody refers to come last.

    `package` comes from `safe.open_package`. Raises Unreadable while iterating.
    """
    return _Document(package).pieces()


class _Document:
    """The parts of one document, and how its text is read."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.main = main_part(package)
        self.styles = Styles(package, self._related("styles"))
        self.lists = Lists(package, self._related("numbering"))
        self.paragraph = PLAIN  # the style of the one that is being read
        self.moved = None  # what moved texts say where they stand now
        self.notes = {}
        self.notes = self._notes()
        self.kinds = {}
        self.tables = 0
        self.table = None  # the one that is being read
        self.where = BEFORE

    def pieces(self) -> Iterator[Piece]:
        # Only rows are asked for: telling of every paragraph costs as much as reading it. Those of the document's flow
        # are still there when the next table begins.
        row = parent = told_twice = None
        number = 0
        for row in elements(self.package, self.main, "{*}tr"):
            if row.getparent() is not parent:  # a table, or a content control around some of its rows
                parent = row.getparent()
                told_twice = again(row, told_twice)
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

    def _flow_before(self, table: Node) -> Iterator[Piece]:
        """Texts before a table that were not yielded yet: beside it, and beside each element around it."""
        for node in reversed([table, *table.iterancestors()]):
            before = reversed(list(node.itersiblings(preceding=True)))
            yield from self._flow(one for one in before if isinstance(one.tag, str))

    def _flow_after(self, row: Node) -> Iterator[Piece]:
        for node in (row, *row.iterancestors()):
            yield from self._flow(one for one in node.itersiblings() if isinstance(one.tag, str))

    # --- rows ---------------------------------------------------------------------------------------------------

    def _next_table(self) -> NextTable:
        self.tables += 1
        self.where = AFTER
        return NextTable(f"таблица {self.tables}")

    def _row(self, row: Node, number: int) -> Iterator[Piece]:
        """One row of a table; a frame around a table is no row, its own texts and the table are yielded instead."""
        where = row_place(self.tables, number)
        found = self._plain_row(row)
        if found is None:
            found = WordRow()
            self._walk(row, found)
            found.end()
            if found.tables and len(found.cells) < FRAME_COLUMNS:
                yield from self._frame(found)
                return
            for table in found.tables:
                found.beside.append((self._flat(table, found), NESTED))
        above = row.getprevious()
        if above is not None and above.tag != row.tag:
            take_marks_before(row, found)
        if found.before:
            found.cells.insert(0, Cell(columns=found.before))
        if found.after:
            found.cells.append(Cell(columns=found.after))
        self._label(found)
        yield GridRow(found.cells, where, found.marks, found.beside, found.apart)

    def _plain_row(self, row: Node) -> WordRow | None:
        """The row by one pass over its elements; None when something in it calls for more care."""
        kinds, paragraph, text, cell = self._kinds_of(row)
        found = WordRow()
        letters = found.letters
        for node in row.iter(*kinds):
            tag = node.tag
            if tag == text:
                letters.append(node.text or "")
            elif tag == paragraph:
                letters = found.line()
            elif tag == cell:
                letters = found.cell()
            elif kinds[tag] == "special" or (kinds[tag] == "style" and attribute(node, "val") in self.styles.odd):
                return None
            else:
                take(node, kinds[tag], found)
                letters = found.letters
        found.end()
        return found

    def _kinds_of(self, node: Node) -> tuple[dict[str, str], str, str, str]:
        """Tag → what it is, in the namespace of this document (Word writes one of two), and the three usual tags."""
        space = space_of(node)
        if space not in self.kinds:
            kinds = {
                **{space + name: name for name in _PLAIN},
                **{space + name: "special" for name in _SPECIAL},
                **({space + name: "style" for name in ("pStyle", "rStyle")} if self.styles.odd else {}),
                MARKUP + "AlternateContent": "special",
                _VML + "textpath": "special",
                _MATH + "t": "special",
            }
            self.kinds[space] = kinds, f"{space}p", f"{space}t", f"{space}tc"
        return self.kinds[space]

    def _frame(self, found: WordRow) -> Iterator[Piece]:
        for cell in found.cells:
            yield from (Text(line, self.where) for line in cell.lines if line.strip())
        yield from (Text(text, words) for text, words in found.beside)
        yield from self._tables(found.tables)

    def _tables(self, tables: list[Node]) -> Iterator[Piece]:
        """Tables in a frame or a text box, as tables of their own."""
        for table in tables:
            yield self._next_table()
            for number, row in enumerate(rows_of(table), start=1):
                yield from self._row(row, number)

    # --- text outside of tables -----------------------------------------------------------------------------------

    def _flow(self, nodes: Iterable[Node]) -> Iterator[Piece]:
        """Paragraphs of the document's flow, and the elements around them."""
        for node in nodes:
            found = WordRow()
            self._walk_one(node, found)
            found.end()
            self._label(found)
            yield from (Text(line, self.where) for line in found.outside if line.strip())
            yield from (Text(text, words) for text, words in found.beside)
            yield from self._tables(found.tables)

    def _label(self, found: WordRow) -> None:
        """Put the numbers and bullets of lists before their paragraphs, in their order; of a cell's only paragraph it
        stays apart, because it may be the number of the row."""
        if not found.items:
            return
        single = {id(cell.lines): cell for cell in found.cells if sum(map(bool, map(str.strip, cell.lines))) == 1}
        for lines, place, number, level, style in found.items:
            label = self.lists.label(number, level, style)
            if place >= len(lines) or not lines[place].strip():
                continue
            if id(lines) in single and lines is not found.outside:
                single[id(lines)].label = label
                continue
            lines[place] = f"{PARAGRAPH}{label} {lines[place].lstrip()}" if label else PARAGRAPH + lines[place]
            if place + 1 < len(lines):
                lines[place + 1] = PARAGRAPH + lines[place + 1].lstrip(PARAGRAPH)

    def _other_parts(self) -> Iterator[Piece]:
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

    def _paragraphs_of(self, name: str) -> Iterator[str]:
        for node in elements(self.package, name, "{*}p", "{*}tbl"):
            found = WordRow()
            if local(node) == "p":
                self._walk(node, found)
            else:
                found.tables.append(node)
            found.end()
            yield from (line.strip() for line in found.outside if line.strip())
            yield from (text for text, _ in found.beside)
            for table in found.tables:
                yield self._flat(table, found)

    def _notes(self) -> dict[tuple[str, str], str]:
        """(name of the element that refers to it, id) → text of a footnote, endnote or comment."""
        found = {}
        for relation, element in (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment")):
            for name in self._related(relation):
                for note in elements(self.package, name, f"{{*}}{element}"):
                    text = self._flat(note, WordRow())
                    if text:
                        found[f"{element}Reference", attribute(note, "id")] = text
        return found

    # --- the careful way --------------------------------------------------------------------------------------------

    def _walk(self, node: Node, found: WordRow) -> None:
        """Take everything below a node, in its order."""
        for child in node:
            if isinstance(child.tag, str):
                self._walk_one(child, found)

    def _walk_one(self, node: Node, found: WordRow) -> None:
        name = local(node)
        if name in ("t", "delText"):
            found.add(node.text or "")
        elif name in _PROPERTIES:
            self._properties(node, name, found)
        elif name in _WAYS:
            _WAYS[name](self, node, found)
        else:
            take(node, name, found)
            self._walk(node, found)

    def _properties(self, node: Node, name: str, found: WordRow) -> None:
        if name in ("tcPr", "trPr"):
            for child in node:
                if isinstance(child.tag, str):
                    take(child, local(child), found)
                    if name == "trPr":
                        found.apart = _NOT_MEANT.get(local(child), found.apart)

    def _walk_cell(self, node: Node, found: WordRow) -> None:
        found.cell()
        self._walk(node, found)

    def _walk_paragraph(self, node: Node, found: WordRow) -> None:
        """A paragraph; one whose mark was deleted with tracking goes on with the next."""
        found.line()
        named = node.find("{*}pPr/{*}pStyle")
        name = "" if named is None else attribute(named, "val")
        outer, self.paragraph = self.paragraph, self.styles.of(name)
        is_gone = any(node.find(f"{{*}}pPr/{{*}}rPr/{{*}}{mark}") is not None for mark in ("del", "moveFrom"))
        before = len(found.items)
        if self.paragraph.number:
            found.item(self.paragraph.number, self.paragraph.level, name)
        self._walk(node, found)
        self.paragraph = outer
        if is_gone:
            del found.items[before:]
            found.goes_on = True

    def _walk_run(self, node: Node, found: WordRow) -> None:
        """A run of letters; struck and hidden ones are no text of the cell, but nobody's to drop."""
        if words := self.styles.looks_of_run(node.find("{*}rPr"), self.paragraph):
            self._aside(node, found, words)
        else:
            self._walk(node, found)

    def _walk_control(self, node: Node, found: WordRow) -> None:
        """A content control: its words unless they only ask to type there."""
        if node.find("{*}sdtPr/{*}showingPlcHdr") is None:
            self._walk(node, found)

    def _walk_alternatives(self, node: Node, found: WordRow) -> None:
        """The same drawing told twice, for new and old programs: one of them."""
        ways = [child for child in node if isinstance(child.tag, str)]
        for way in ways:
            one = WordRow()
            self._walk(way, one)
            one.end()
            if one.says_anything():
                found.take(one)
                return

    def _walk_struck_out(self, node: Node, found: WordRow) -> None:
        self._aside(node, found, STRUCK_OUT)

    def _walk_moved_away(self, node: Node, found: WordRow) -> None:
        """What was moved with tracking stands where it is now; only when it does not, it was struck out."""
        if self.moved is None:
            elsewhere = elements(self.package, self.main, "{*}moveTo")
            self.moved = "".join("".join(part.text or "" for part in one.iter("{*}t")) for one in elsewhere)
            self.moved = "".join(self.moved.split())
        text = "".join("".join(part.text or "" for part in node.iter("{*}t", "{*}delText")).split())
        if text not in self.moved:
            self._aside(node, found, STRUCK_OUT)

    def _walk_seen(self, node: Node, found: WordRow) -> None:
        """A picture, or whatever else in a cell is no letter: its text, else what it is."""
        one = WordRow()
        self._walk(node, one)
        one.end()
        found.take(one)
        if local(node) == "object" or not one.says_anything():
            seen = _SEEN[local(node)](node)
            if seen and found.cells:
                found.beside.append(seen)

    def _walk_ruby(self, node: Node, found: WordRow) -> None:
        for base in node.iterchildren("{*}rubyBase"):
            self._walk(base, found)

    def _walk_old_field(self, node: Node, found: WordRow) -> None:
        take_old_field(node, found)

    def _walk_other_file(self, node: Node, found: WordRow) -> None:
        part = next((value for name, value in node.attrib.items() if name.rpartition("}")[2] == "id"), "")
        _, name = relations(self.package, self.main).get(part, ("", ""))
        found.beside.append((name.rpartition("/")[2] or "другой файл", OTHER_FILE))

    def _walk_text_box(self, node: Node, found: WordRow) -> None:
        self._aside(node, found, TEXT_BOX)

    def _walk_note(self, node: Node, found: WordRow) -> None:
        text = self.notes.pop((local(node), attribute(node, "id")), "")
        if text:
            found.beside.append((text, COMMENT if local(node) == "commentReference" else NOTE))

    def _walk_table(self, node: Node, found: WordRow) -> None:
        if node is not self.table:  # what is left of the table before
            found.tables.append(node)

    def _aside(self, node: Node, found: WordRow, words: str) -> None:
        """Texts below a node go beside the row; tables in it stay tables, marks stay marks."""
        own = WordRow()
        own.tables, own.marks = found.tables, found.marks
        self._walk(node, own)
        own.end()
        text = "\n".join(line if len(own.outside) == 1 else line.strip() for line in own.outside if line.strip())
        if words == TEXT_BOX and text:
            found.beside.append((text, words))
        elif text or own.outside:
            found.set_apart(text or " ", words)
        found.beside += own.beside

    def _flat(self, node: Node, found: WordRow) -> str:
        """All text below a node: rows of a table on a line each, cells apart by a bar."""
        lines = []
        for row in rows_of(node) if local(node) == "tbl" else [node]:
            own = WordRow()
            own.marks = found.marks
            self._walk(row, own)
            own.end()
            cells = [" ".join(filter(None, map(str.strip, cell.lines))) for cell in own.cells]
            lines += [line.strip() for line in own.outside]
            lines += [" | ".join(filter(None, cells))]
            lines += [text for text, _ in own.beside]
            lines += [self._flat(table, found) for table in own.tables]
        return "\n".join(filter(None, lines))

    def _related(self, kind: str) -> list[str]:
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
    "moveFrom": _Document._walk_moved_away,
    "drawing": _Document._walk_seen,
    "pict": _Document._walk_seen,
    "object": _Document._walk_seen,
    "ruby": _Document._walk_ruby,
    "ffData": _Document._walk_old_field,
    "altChunk": _Document._walk_other_file,
    "txbxContent": _Document._walk_text_box,
    "tbl": _Document._walk_table,
    "footnoteReference": _Document._walk_note,
    "endnoteReference": _Document._walk_note,
    "commentReference": _Document._walk_note,
}


def _is_said_by_the_program(text: str) -> bool:
    return bool(PROJECT.fullmatch(text.casefold()) or _PAGE_NUMBER.fullmatch(text.casefold()))
