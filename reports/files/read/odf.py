"""What the readers of OpenDocument share: its package or flat XML, and which styles hide or strike letters.

The element and attribute names are those of ODF 1.2 and 1.3 (ГОСТ Р ИСО/МЭК 26300); what LibreOffice adds under names
of its own is taken where it says what is shown.
"""

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from . import signs
from .lists import Level, ListStyle
from .rows import Unreadable
from .safe import DAMAGED, TOO_COMPLEX, elements, open_package

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT, TABLE, DRAW, NUMBER, SVG = (
    f"{{{_ODF}{name}:1.0}}" for name in ("office", "style", "text", "table", "drawing", "datastyle", "svg-compatible")
)
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
CONTENT, STYLES = "content.xml", "styles.xml"
# What the content's styles are, in either part; each comes before the text that uses it.
STYLE_TAGS = (
    *(f"{STYLE}style", f"{STYLE}master-page", f"{TEXT}list-style"),
    *(f"{NUMBER}{kind}-style" for kind in ("date", "time", "number", "text")),
)
MAX_PAGES = 200  # kinds of them
THINNEST = 2  # points; no letter shows in such a row or column
POINTS = {"in": 72, "cm": 28.346, "mm": 2.8346, "pt": 1, "px": 0.75, "pc": 12}
WHITE, NO_GROUND = "#ffffff", ("", "transparent", "#ffffff")
DEEPEST_PARENTS = 20  # of styles; a circle has no end
Node = etree._Element


class Flat:
    """A document in one XML file, with as much of a package's manners as the guards ask for."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def namelist(self) -> list[str]:
        return [CONTENT]

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self.data)


def opened(data: bytes) -> zipfile.ZipFile | Flat:
    """The parts of a document whose bytes are a package or flat XML. Raises Unreadable as `safe.open_package`."""
    return open_package(data) if data.startswith(b"PK") else Flat(data)


@dataclass(slots=True)
class Styles:
    """What is known of the styles by name; names of one family do not meet those of another."""

    apart: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # why letters of a style are not meant, "" if they are
    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    lists: dict[str, ListStyle] = field(default_factory=dict)
    hidden_tables: set[str] = field(default_factory=set)
    formats: dict[str, str] = field(default_factory=dict)  # of a style of cells: the name of its data style
    dates: dict[str, str] = field(default_factory=dict)  # data style → a format of Excel that shows the same
    unseen: set[str] = field(default_factory=set)  # data styles that show nothing of any value
    thin: set[tuple[str, str]] = field(default_factory=set)  # styles of rows and columns in which no letter shows
    colors: dict[tuple[str, str], str] = field(default_factory=dict)  # of letters
    grounds: dict[tuple[str, str], str] = field(default_factory=dict)  # behind them
    margins: list[tuple[str, str]] = field(default_factory=list)  # nothing but what headers and footers said

    def take(self, node: Node) -> None:
        """Take one of STYLE_TAGS other than a page."""
        if node.tag == f"{TEXT}list-style":
            self.lists[node.get(f"{STYLE}name", "")] = _list_style(node)
        elif node.tag == f"{STYLE}style":
            self._take_style(node)
        elif node.tag in (f"{NUMBER}number-style", f"{NUMBER}text-style"):
            if self._shows_nothing(node):
                self.unseen.add(node.get(f"{STYLE}name", ""))
        elif node.tag.startswith(NUMBER):
            self.dates[node.get(f"{STYLE}name", "")] = _format_of(node)

    def _take_style(self, node: Node) -> None:
        family, name = node.get(f"{STYLE}family", ""), node.get(f"{STYLE}name", "")
        if parent := node.get(f"{STYLE}parent-style-name"):
            self.parents[family, name] = parent
        if data := node.get(f"{STYLE}data-style-name"):
            self.formats[name] = data
        for child in node:
            if child.tag == f"{STYLE}text-properties":
                reason = _reason(child)
                if reason is not None:
                    self.apart[family, name] = reason
                if color := child.get(f"{FO}color"):
                    self.colors[family, name] = color.lower()
            elif child.tag == f"{STYLE}table-cell-properties":
                if ground := child.get(f"{FO}background-color"):
                    self.grounds[family, name] = ground.lower()
            elif child.tag in _SIZED:
                if _is_thin(child):
                    self.thin.add((family, name))
            elif child.tag == f"{STYLE}table-properties" and child.get(f"{TABLE}display") == "false":
                self.hidden_tables.add(name)

    def reason(self, family: str, name: str) -> str:
        """Why the letters of this style are not meant (a word of `signs`), "" for ordinary ones."""
        return self._nearest(self.apart, family, name)

    def reason_of_cell(self, name: str) -> str:
        """Why the whole of a workbook's cell is not meant; so too where it shows nothing: by its format, or because
        its letters are white on white."""
        family = "table-cell"
        if reason := self.reason(family, name):
            return reason
        is_white = self._nearest(self.colors, family, name) == WHITE
        is_white = is_white and self._nearest(self.grounds, family, name) in NO_GROUND
        return signs.HIDDEN if is_white or (self.unseen and self._data_of(name) in self.unseen) else ""

    def _nearest(self, known: dict[tuple[str, str], str], family: str, name: str) -> str:
        """What the style says, or the nearest of those that it follows; "" where none does."""
        for _ in range(DEEPEST_PARENTS):
            if (said := known.get((family, name))) is not None:
                return said
            if not (name := self.parents.get((family, name), "")):
                break
        return ""

    def _shows_nothing(self, node: Node) -> bool:
        """Whether a data style has no part of the value, and no word of its own («;;;» of Excel)."""
        for child in node:
            if child.tag == f"{STYLE}map":
                if child.get(f"{STYLE}apply-style-name", "") not in self.unseen:
                    return False
            elif child.tag != f"{STYLE}text-properties" and (child.tag != f"{NUMBER}text" or child.text):
                return False
        return len(node) > 0

    def format_of(self, name: str) -> str:
        """The format of dates in a style of cells, as Excel would write it, "" where it shows no date."""
        return self.dates.get(self._data_of(name), "")

    def _data_of(self, name: str) -> str:
        """The name of the data style of a style of cells."""
        for _ in range(DEEPEST_PARENTS):
            if name in self.formats:
                return self.formats[name]
            if not (name := self.parents.get(("table-cell", name), "")):
                break
        return ""


def named_styles(package: zipfile.ZipFile | Flat) -> tuple[Styles, list[Node]]:
    """The styles of the package's part for them, and its pages, which have the headers and footers; flat XML has them
    before its content."""
    styles, pages = Styles(), []
    if isinstance(package, zipfile.ZipFile):
        if CONTENT not in package.namelist():
            raise Unreadable(DAMAGED)
        if STYLES in package.namelist():
            for node in elements(package, STYLES, *STYLE_TAGS):
                take_style(node, styles, pages)
    return styles, pages


def take_style(node: Node, styles: Styles, pages: list[Node]) -> None:
    """Take one of STYLE_TAGS; of a page a copy, since the parser forgets it."""
    if node.tag == f"{STYLE}master-page":
        if len(pages) >= MAX_PAGES:
            raise Unreadable(TOO_COMPLEX)
        pages.append(etree.fromstring(etree.tostring(node, with_tail=False)))
    else:
        styles.take(node)


def _reason(properties: Node) -> str | None:
    if display := properties.get(f"{TEXT}display"):
        return signs.HIDDEN if display in ("none", "condition") else ""
    through = [properties.get(f"{STYLE}text-line-through-{name}") for name in ("type", "style")]
    if any(through):
        return signs.STRUCK if all(value != "none" for value in through if value) else ""
    return None


def _list_style(node: Node) -> ListStyle:
    levels = {}
    for child in node:
        number = child.get(f"{TEXT}level", "")
        if not number.isdecimal():
            continue
        if child.tag == f"{TEXT}list-level-style-number":
            start, shown = child.get(f"{TEXT}start-value", "1"), child.get(f"{TEXT}display-levels", "1")
            levels[int(number)] = Level(
                form=child.get(f"{STYLE}num-format", ""),
                before=child.get(f"{STYLE}num-prefix", ""),
                after=child.get(f"{STYLE}num-suffix", ""),
                start=_count(start),
                shown=_count(shown),
            )
        elif child.tag == f"{TEXT}list-level-style-bullet":
            levels[int(number)] = Level(bullet=child.get(f"{TEXT}bullet-char") or "•")
    return ListStyle(levels)


_SIZED = {
    f"{STYLE}table-row-properties": f"{STYLE}row-height",
    f"{STYLE}table-column-properties": f"{STYLE}column-width",
}


def _is_thin(properties: Node) -> bool:
    """Whether a row or column has so little room, and keeps it whatever it holds."""
    size = properties.get(_SIZED[properties.tag], "").strip()
    if not size or properties.get(f"{STYLE}use-optimal-row-height") == "true":
        return False
    with suppress(ValueError):
        return float(size[:-2]) * POINTS.get(size[-2:], 72) <= THINNEST
    return False


_DATE_PARTS = {"day": "d", "month": "m", "year": "y", "hours": "h", "minutes": "m", "seconds": "s"}


def _format_of(node: Node) -> str:
    """A data style of dates or times in the letters of Excel: what it shows, in its order, and no more."""
    found = []
    for child in node:
        name = child.tag.rpartition("}")[2]
        if name == "month" and child.get(f"{NUMBER}textual") == "true":
            found.append("mmmm")
        elif name in _DATE_PARTS:
            found.append(_DATE_PARTS[name] * (4 if name == "year" else 2 if name == "minutes" else 1))
        elif name == "text":
            found.append('"г."' if "г" in (child.text or "") else " ")
    return "".join(found)


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 1
