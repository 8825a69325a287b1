"""How the cells of a workbook look, as far as that says what they mean: their formats, fonts that are struck through,
rows and columns that are not shown; and the words of a cell, with those that are struck through apart.
"""

import re
import zipfile
from contextlib import suppress

from lxml import etree

from .excel_formats import BUILT_IN, GENERAL, is_unseen
from .safe import elements
from .signs import FOLDED_ROW, HIDDEN_ROW

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

THINNEST_ROW = 1  # points; no letter shows in it
THINNEST_COLUMN = 0.3  # letters


class Styles:
    """What the style of a cell says of it: the code of its format, and whether its letters are struck through."""

    def __init__(self, package: zipfile.ZipFile, part: str) -> None:
        codes = {str(number): code for number, code in BUILT_IN.items()}
        struck: list[bool] = []  # of each font
        white: list[bool] = []
        filled: list[bool] = []  # of each fill
        self.codes: list[str] = []
        self.struck: list[bool] = []
        self.unseen: list[bool] = []
        for element in elements(package, part, "{*}numFmt", "{*}font", "{*}fill", "{*}xf") if part else ():
            kind, room = local(element.tag), local(element.getparent().tag)
            if kind == "numFmt":
                codes[element.get("numFmtId", "")] = element.get("formatCode", GENERAL)
            elif kind == "font" and room == "fonts":
                struck.append(_is_struck(element))
                white.append(_is_white(element.find("{*}color")))
            elif kind == "fill" and room == "fills":
                filled.append(_is_filled(element))
            elif kind == "xf" and room == "cellXfs":
                font = _number(element.get("fontId"))
                self.codes.append(codes.get(element.get("numFmtId", ""), GENERAL))
                self.struck.append(_of(struck, font))
                self.unseen.append(_of(white, font) and not _of(filled, _number(element.get("fillId"))))

    def format(self, style: str | None) -> str:
        """The format code of a cell with this style."""
        index = _number(style)
        return self.codes[index] if index < len(self.codes) else GENERAL

    def is_struck(self, style: str | None) -> bool:
        """Whether all letters of such a cell are struck through."""
        return _of(self.struck, _number(style))

    def is_unseen(self, style: str | None) -> bool:
        """Whether such a cell shows nothing: by its format, or because its letters are white on white."""
        return _of(self.unseen, _number(style)) or is_unseen(self.format(style))


class Words(str):
    """The text of a shared or inline string as it is not struck through; `struck` are the other words."""

    struck: str = ""


def words_of(element: etree._Element) -> str:
    """The text of a shared or inline string: its runs, without the reading aids of Japanese. Where some of them are
    struck through, a Words."""
    if len(element) == 1 and local(element[0].tag) == "t":  # nearly always
        return unescaped(element[0].text or "")
    live, struck = [], []
    for node in element.iter("{*}t"):
        above = node.getparent()
        if local(above.tag) != "rPh":
            look = above.find("{*}rPr")
            (struck if look is not None and _is_struck(look) else live).append(node.text or "")
    words = Words(unescaped("".join(live)))
    words.struck = unescaped("".join(struck))
    return words if words.struck else str(words)


def why_hidden(row: etree._Element) -> str:
    """Why a row of a sheet is not shown; "" when it is."""
    height = row.get("ht")
    if is_on(row.get("hidden")):
        return FOLDED_ROW if row.get("outlineLevel", "0") != "0" else HIDDEN_ROW
    with suppress(ValueError):
        return HIDDEN_ROW if height and float(height) <= THINNEST_ROW else ""
    return ""


def hidden_columns(column: etree._Element) -> tuple[int, int] | None:
    """The first and last column that a <col> hides, or None."""
    width, is_hidden = column.get("width"), is_on(column.get("hidden"))
    with suppress(ValueError):
        is_hidden = is_hidden or (width is not None and float(width) <= THINNEST_COLUMN)
    return (_number(column.get("min")), _number(column.get("max"))) if is_hidden else None


def unescaped(text: str) -> str:
    """Excel writes «_x000D_» for what XML does not carry."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def column_letters(number: int) -> str:
    """«AB» of the 28th column."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """28 of «AB»."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def is_on(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in ("1", "true")


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _is_struck(look: etree._Element) -> bool:
    strike = look.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _is_white(color: etree._Element | None) -> bool:
    if color is None or color.get("tint", "0") not in ("0", "0.0"):
        return False
    return color.get("rgb", "")[-6:].upper() == "FFFFFF" or color.get("theme") == "0"


def _is_filled(fill: etree._Element) -> bool:
    """Whether a fill makes white letters readable."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return len(fill) > 0  # from one colour to another
    kind = pattern.get("patternType", "none")
    return kind != "none" and not (kind == "solid" and _is_white(pattern.find("{*}fgColor")))


def _of(flags: list[bool], index: int) -> bool:
    return index < len(flags) and flags[index]


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 8 else 0
