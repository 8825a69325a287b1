"""Draws «папка визита», one or two upright pages about a partner or a country, as a Word document (DOCX).

The paper is that of the official table: its package, styles and fonts (`base.docx`), the page turned upright. The same
data give the same bytes. No database here.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from . import word_xml as xml
from .fitting import fitted, wide_words
from .package import PROPERTIES, core_properties, entry

BASE = Path(__file__).with_name("base.docx")
DOCUMENT = "word/document.xml"
WIDTH_MM = 180  # of the text: A4 upright, 20 mm on the left, 10 mm on the right
_LYING = b'<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_UPRIGHT = b'<w:pgSz w:w="11906" w:h="16838"/>'
# The card is set in 11 points; letters are measured in the 12 of the table.
_TABLE_SIZE, _CARD_SIZE = (f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'.encode() for half in (24, 22))
MEASURED = 12 / 11
STYLES = "word/styles.xml"
_BOLD = "<w:b/><w:bCs/>"
_ROOM_ABOVE_HEAD = '<w:spacing w:before="240" w:after="60"/>'
_HEAD_SIZE = '<w:sz w:val="26"/><w:szCs w:val="26"/>'
CELL_SIDE_MM = 3.0  # both margins of a cell


@dataclass(frozen=True, slots=True)
class CardList:
    """One list of the card: its heading, columns as (heading, share of the width), rows of a text for each."""

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """The card. `facts`: (name, what) before the lists. `foot`: the last line. A list without rows is not drawn."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    lists: tuple[CardList, ...]
    foot: str
    author: str
    created: datetime


def write(card: VisitCard, stream: BinaryIO) -> None:
    """Write the card to `stream` (seekable, opened for bytes). Raises ValueError when `created` is naive."""
    properties = core_properties(card.title, card.author, card.created)
    with zipfile.ZipFile(stream, "w") as package:
        for name, blob in _parts():
            if name == DOCUMENT:
                before, mark, after = blob.partition(b"<w:sectPr")
                blob = before.replace(b"<w:p/>", "".join(_body(card)).encode()) + mark + after
            package.writestr(entry(name), properties if name == PROPERTIES else blob)


@lru_cache(1)
def _parts() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(BASE) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[DOCUMENT] = parts[DOCUMENT].replace(_LYING, _UPRIGHT)
    parts[STYLES] = parts[STYLES].replace(_TABLE_SIZE, _CARD_SIZE)
    return tuple(parts.items())


def _body(card: VisitCard) -> Iterator[str]:
    yield xml.paragraph(card.title, "Title", keep_with_next=True)
    yield _centred(card.subtitle)
    yield xml.empty_paragraph()
    for name, words in card.facts:
        yield _line([(f"{name}: ", True), (words, False)])
    for one in card.lists:
        if one.rows:
            yield from _list(one)
    yield _line([(card.foot, False)], properties='<w:spacing w:before="240"/>')


def _list(one: CardList) -> Iterator[str]:
    yield _line([(one.title, True)], properties=f"<w:keepNext/>{_ROOM_ABOVE_HEAD}", size=_HEAD_SIZE)
    shares = sum(share for _, share in one.columns)
    widths = [WIDTH_MM * share / shares for _, share in one.columns]
    yield xml.open_table([xml.twips(width) for width in widths])
    heads = [_cell(heading, width, is_bold=True) for (heading, _), width in zip(one.columns, widths, strict=True)]
    yield xml.row("".join(heads), unbroken=True, on_every_page=True)
    for row in one.rows:
        yield xml.row("".join(_cell(text, width) for text, width in zip(row, widths, strict=True)), unbroken=True)
    yield xml.CLOSE_TABLE + (_line([(one.below, False)]) if one.below else xml.empty_paragraph("TableEnd"))


def _cell(text: str, width: float, *, is_bold: bool = False) -> str:
    room = (width - CELL_SIDE_MM) * MEASURED
    drawn = "".join(_words(line, room, is_bold) for line in text.split("\n"))
    return xml.open_cell(xml.twips(width)) + drawn + xml.CLOSE_CELL


def _words(line: str, room: float, is_bold: bool) -> str:
    if wide_words(room)(line):  # a word that is wider than its cell is drawn narrower, as in the table
        return xml.fitted_paragraph(fitted(line, room), "TableText")
    return _line([(line, is_bold)], style="TableText")


def _centred(words: str) -> str:
    return _line([(words, False)], properties='<w:keepNext/><w:jc w:val="center"/>', size=_HEAD_SIZE)


def _line(runs: list[tuple[str, bool]], *, style: str = "Normal", properties: str = "", size: str = "") -> str:
    """A paragraph of pieces, each plain or bold."""
    drawn = "".join(
        f"<w:r><w:rPr>{_BOLD if is_bold else ''}{size}</w:rPr>{xml.text(words)}</w:r>"
        for words, is_bold in runs
        if words
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{drawn}</w:p>'


def _look(is_bold: bool, size: str) -> str:
    look = f"{_BOLD if is_bold else ''}{size}"
    return f"<w:rPr>{look}</w:rPr>" if look else ""
