"""Reads the text of an OpenDocument: paragraphs, lists and what stands among their letters.

White space is one blank, as ODF wants it; blanks that are meant have elements of their own. Deleted letters stand in
the text while the program shows changes, else in a list at its beginning; both are put apart.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from . import signs
from .lists import Counted, ListStyle
from .odf import DRAW, OFFICE, SVG, TABLE, TEXT, XML, Node, Styles
from .said import Said
from .word_row import TEXT_BOX
from .word_seen import LONGEST, LOOK, OBJECT, PICTURE

NESTED = "вложенная таблица"
NOTE = "сноска"
REMARK = "примечание"
HREF = "{http://www.w3.org/1999/xlink}href"
DRAWINGS = (PICTURE, OBJECT)
MOST_BLANKS = 100

_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_LISTS = ListStyle({})


class Reader:
    """Reads text into a Said. It lives as long as its document: lists go on, and a deletion may reach over cells."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.deleted: dict[str, str] = {}  # id of a deletion → its text, where that is kept apart
        self.open: set[str] = set()  # deletions whose letters follow
        self.struck: list[str] = []  # of the open ones
        self.levels: list[tuple[str, Counted]] = []  # the lists around
        self.counted: dict[str, Counted] = {}  # by the style's name, or «#» and the list's id

    # --- letters --------------------------------------------------------------------------------------------------

    def say(self, text: str | None, found: Said) -> None:
        """Letters of a paragraph."""
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        if self.open:
            self.struck.append(text)
        else:
            found.add(text if found.letters else text.lstrip(" "))

    def end_struck(self, found: Said) -> None:
        """What was deleted so far is of this place."""
        if self.struck:
            found.put_apart("".join(self.struck), signs.STRUCK_OUT)
            self.struck = []

    def take_region(self, node: Node) -> None:
        """A region of tracked changes; an insertion is text, a deletion is none."""
        name = node.get(f"{TEXT}id") or node.get(f"{XML}id") or ""
        deletion = node.find(f"{TEXT}deletion")
        if deletion is None or name in self.deleted:
            return
        own = Said()
        for child in deletion:
            if child.tag != f"{OFFICE}change-info":
                self.take(child, own)
        own.end()
        lines = [*own.outside, *(self.flat(table) for table in own.tables)]
        self.deleted[name] = "\n".join(filter(str.strip, lines))

    # --- elements -------------------------------------------------------------------------------------------------

    def walk(self, node: Node, found: Said) -> None:
        """Everything in an element, in its order."""
        is_text = _has_letters(node)
        if is_text:
            self.say(node.text, found)
        for child in node:
            if isinstance(child.tag, str):
                self.take(child, found)
            if is_text:
                self.say(child.tail, found)

    def take(self, node: Node, found: Said) -> None:
        """One element and everything in it."""
        if way := _WAYS.get(node.tag):
            way(self, node, found)
        elif node.tag.startswith(DRAW) and node.tag not in _DRAWN:
            self._shape(node, found)
        else:
            self.walk(node, found)

    def _paragraph(self, node: Node, found: Said) -> None:
        reason = self.styles.reason("paragraph", node.get(f"{TEXT}style-name", ""))
        if reason != signs.HIDDEN or self.open:
            self._begin_line(found)
        self._meant(node, found, reason)

    def _begin_line(self, found: Said) -> None:
        if self.open and not found.is_new:
            self.struck.append("\n")
        else:
            found.line()

    def _span(self, node: Node, found: Said) -> None:
        self._meant(node, found, self.styles.reason("text", node.get(f"{TEXT}style-name", "")))

    def _meant(self, node: Node, found: Said, reason: str) -> None:
        """Walk on; letters that a style strikes or hides are apart. Those of a deletion are of that."""
        if reason and not self.open:
            self._aside(node, found, reason)
        else:
            self.walk(node, found)

    def _aside(self, node: Node, found: Said, reason: str) -> None:
        own = Said()
        own.marks, own.tables = found.marks, found.tables
        self.walk(node, own)
        own.end()
        found.put_apart("\n".join(own.outside), reason)
        found.beside += own.beside

    def _section(self, node: Node, found: Said) -> None:
        self._meant(node, found, signs.HIDDEN if node.get(f"{TEXT}display") == "none" else "")

    def _blanks(self, node: Node, found: Said) -> None:
        count = 1
        with suppress(ValueError):
            count = min(max(int(node.get(f"{TEXT}c", "1")), 1), MOST_BLANKS)
        (self.struck.append if self.open else found.add)(" " * count)

    def _tab(self, node: Node, found: Said) -> None:
        (self.struck.append if self.open else found.add)(" ")

    def _line_break(self, node: Node, found: Said) -> None:
        self._begin_line(found)

    def _mark(self, node: Node, found: Said) -> None:
        name = node.get(f"{TEXT}name", "")
        if name.startswith("_"):  # hidden in Word; what it says is for others to read
            found.marks.append(name)

    def _note(self, node: Node, found: Said) -> None:
        body = node.find(f"{TEXT}note-body")
        if body is not None and (text := self.flat(body)):
            found.beside.append((text, NOTE))

    def _remark(self, node: Node, found: Said) -> None:
        own = Said()
        for child in node:
            if child.tag in (f"{TEXT}p", f"{TEXT}list", f"{TEXT}h"):
                self.take(child, own)
        own.end()
        if text := "\n".join(filter(str.strip, own.outside)):
            found.beside.append((text, REMARK))

    def _shape(self, node: Node, found: Said) -> None:
        """Whatever is drawn: the text in it."""
        own = Said()
        own.marks, own.tables = found.marks, found.tables
        struck, self.open = self.open, set()
        for child in node:
            if isinstance(child.tag, str) and child.tag != f"{DRAW}image":
                self.take(child, own)
        self.open = struck
        own.end()
        if text := "\n".join(line.strip() for line in own.outside if line.strip()):
            found.beside.append((text, TEXT_BOX))
        elif node.tag == f"{DRAW}frame" and not own.beside and (shown := _picture(node)):
            found.beside.append(shown)
        found.beside += own.beside

    def _table(self, node: Node, found: Said) -> None:
        found.tables.append(node)

    def _silent(self, node: Node, found: Said) -> None:
        """Nothing that is shown as text here."""

    # --- changes --------------------------------------------------------------------------------------------------

    def _change_start(self, node: Node, found: Said) -> None:
        name = node.get(f"{TEXT}change-id", "")
        if name in self.deleted:
            self.open.add(name)

    def _change_end(self, node: Node, found: Said) -> None:
        self.open.discard(node.get(f"{TEXT}change-id", ""))
        if not self.open:
            self.end_struck(found)

    def _change(self, node: Node, found: Said) -> None:
        name = node.get(f"{TEXT}change-id", "")
        if text := self.deleted.get(name):
            found.put_apart(text, signs.STRUCK_OUT)
            self.deleted[name] = ""  # once: a file may name it a million times

    # --- lists ----------------------------------------------------------------------------------------------------

    def _list(self, node: Node, found: Said) -> None:
        name = node.get(f"{TEXT}style-name", "") or (self.levels[-1][0] if self.levels else "")
        counted = self.levels[-1][1] if self.levels else self._counted(node, name)
        self.counted[name] = counted
        if own := node.get(f"{XML}id"):
            self.counted[f"#{own}"] = counted
        self.levels.append((name, counted))
        for item in node:
            if item.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                self._item(item, found)
        self.levels.pop()

    def _counted(self, node: Node, name: str) -> Counted:
        goes_on = node.get(f"{TEXT}continue-list")
        if goes_on and f"#{goes_on}" in self.counted:
            return self.counted[f"#{goes_on}"]
        if node.get(f"{TEXT}continue-numbering") == "true" and name in self.counted:
            return self.counted[name]
        return Counted()

    def _item(self, item: Node, found: Said) -> None:
        """The first paragraph of an item has its number; one that holds only another list has none."""
        is_labelled = item.tag == f"{TEXT}list-header"
        for child in item:
            if child.tag in (f"{TEXT}p", f"{TEXT}h") and not is_labelled:
                is_labelled = True
                self._labelled(item, child, found)
            elif isinstance(child.tag, str) and child.tag != f"{TEXT}number":
                self.take(child, found)

    def _labelled(self, item: Node, paragraph: Node, found: Said) -> None:
        name, counted = self.levels[-1]
        style, level = self.styles.lists.get(name, _NO_LISTS), len(self.levels)
        start = item.get(f"{TEXT}start-value", "")
        label = counted.next(style, level, int(start) if start.isdecimal() and len(start) < 8 else None)
        look = style.levels.get(level)
        if not (self.open and not found.is_new):
            found.line()
            found.is_new = True  # the paragraph begins this very line
            found.label(label, counts=bool(label) and not (look and look.bullet))
        self.take(paragraph, found)

    # --- as one text ----------------------------------------------------------------------------------------------

    def flat(self, node: Node) -> str:
        """All text in an element: rows of a table on a line each, cells apart by a bar."""
        if node.tag == f"{TABLE}table":
            rows = [" | ".join(filter(None, map(self._flat_cell, row))) for row in rows_of(node)]
            return "\n".join(filter(None, rows))
        return "\n".join(filter(None, map(str.strip, self._texts_of(node))))

    def _flat_cell(self, cell: Node) -> str:
        return " ".join(filter(None, map(str.strip, self._texts_of(cell)))) if isinstance(cell.tag, str) else ""

    def _texts_of(self, node: Node) -> list[str]:
        own = Said()
        self.walk(node, own)
        own.end()
        return [
            *own.outside,
            *(text for text, words in own.beside if words not in DRAWINGS),
            *(self.flat(table) for table in own.tables),
        ]


def rows_of(table: Node) -> Iterator[Node]:
    """The rows of a table, without those of tables inside it, also where they are grouped."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from rows_of(child)


_ROW_GROUPS = {f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}
_DRAWN = {f"{DRAW}a", f"{DRAW}text-box", f"{DRAW}g"}
_SILENT = (
    *(f"{TEXT}{name}" for name in ("soft-page-break", "bookmark-end", "ruby-text", "placeholder", "tracked-changes")),
    *(f"{TEXT}{name}" for name in ("sequence-decls", "variable-decls", "user-field-decls", "note-citation", "script")),
    *(f"{TEXT}{name}" for name in ("hidden-text", "toc-mark", "alphabetical-index-auto-mark-file", "page-number")),
    *(f"{OFFICE}{name}" for name in ("annotation-end", "forms", "event-listeners", "binary-data", "change-info")),
    f"{TABLE}shapes",
    *(f"{SVG}{name}" for name in ("title", "desc")),
    *(f"{DRAW}{name}" for name in ("image", "object", "object-ole", "control")),
)


def _picture(frame: Node) -> tuple[str, str] | None:
    """What a frame shows that holds no text: its description, and what it is; None for an empty one."""
    kind = OBJECT if any(frame.find(f"{DRAW}{name}") is not None for name in ("object", "object-ole")) else ""
    image = frame.find(f"{DRAW}image")
    if not kind and image is not None and (image.get(HREF) or image.find(f"{OFFICE}binary-data") is not None):
        kind = PICTURE
    said = (frame.findtext(f"{SVG}{name}", "").strip() for name in ("desc", "title"))
    return (next(filter(None, said), LOOK)[:LONGEST], kind) if kind else None


def _has_letters(node: Node) -> bool:
    """Whether letters directly in an element are text: not so in those that only hold others. What is unknown stands
    within a paragraph, such as controls and fields that a program fills in."""
    return node.tag not in _BLOCKS and not node.tag.startswith((TABLE, OFFICE, DRAW))


_BLOCKS = {f"{TEXT}{name}" for name in ("list", "list-item", "list-header", "section", "note-body", "index-body")} | {
    f"{TEXT}{name}"
    for name in ("table-of-content", "deletion", "insertion", "changed-region", "index-title", "numbered-paragraph")
}
_WAYS = {
    **dict.fromkeys(_SILENT, Reader._silent),
    f"{TEXT}p": Reader._paragraph,
    f"{TEXT}h": Reader._paragraph,
    f"{TEXT}span": Reader._span,
    f"{TEXT}section": Reader._section,
    f"{TEXT}s": Reader._blanks,
    f"{TEXT}tab": Reader._tab,
    f"{TEXT}line-break": Reader._line_break,
    f"{TEXT}bookmark": Reader._mark,
    f"{TEXT}bookmark-start": Reader._mark,
    f"{TEXT}note": Reader._note,
    f"{OFFICE}annotation": Reader._remark,
    f"{TEXT}change-start": Reader._change_start,
    f"{TEXT}change-end": Reader._change_end,
    f"{TEXT}change": Reader._change,
    f"{TEXT}list": Reader._list,
    f"{TABLE}table": Reader._table,
}
