"""What the readers of OpenDocument share: its package or flat XML, and which styles hide or strike letters.

The element and attribute names are those of ODF 1.2 and 1.3 (ГОСТ Р ИСО/МЭК 26300); what LibreOffice adds under names
of its own is taken where it says what is shown.
"""

import io
import zipfile
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
XML = "{http://www.w3.org/XML/1998/namespace}"
CONTENT, STYLES = "content.xml", "styles.xml"
# What the content's styles are, in either part; each comes before the text that uses it.
STYLE_TAGS = (f"{STYLE}style", f"{STYLE}master-page", f"{TEXT}list-style", f"{NUMBER}date-style", f"{NUMBER}time-style")
MAX_PAGES = 200  # kinds of them
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
    margins: list[tuple[str, str]] = field(default_factory=list)  # nothing but what headers and footers said

    def take(self, node: Node) -> None:
        """Take one of STYLE_TAGS other than a page."""
        if node.tag == f"{TEXT}list-style":
            self.lists[node.get(f"{STYLE}name", "")] = _list_style(node)
        elif node.tag == f"{STYLE}style":
            self._take_style(node)
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
            elif child.tag == f"{STYLE}table-properties" and child.get(f"{TABLE}display") == "false":
                self.hidden_tables.add(name)

    def reason(self, family: str, name: str) -> str:
        """Why the letters of this style are not meant (a word of `signs`), "" for ordinary ones."""
        for _ in range(DEEPEST_PARENTS):
            if (reason := self.apart.get((family, name))) is not None:
                return reason
            if not (name := self.parents.get((family, name), "")):
                break
        return ""

    def format_of(self, name: str) -> str:
        """The format of dates in a style of cells, as Excel would write it, "" where it shows no date."""
        for _ in range(DEEPEST_PARENTS):
            if name in self.formats:
                return self.dates.get(self.formats[name], "")
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
