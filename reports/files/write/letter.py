"""Draws a covering letter as a Word document: number and day at the left, the addressee at the right, the text, what is
attached, who signs. The same bytes for the same letter."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import BinaryIO

from . import word_xml as xml
from .package import PROPERTIES, core_properties, entry, parts_in_order
from .word import BASE, DOCUMENT

STYLES = "word/styles.xml"

LEFT_MM, RIGHT_MM = 80, 85  # of the head; together the width of the text, 165 mm
POINTS = 28  # half points: 14 pt
SMALL = 20
FIRST_LINE_MM = 12.5
NUMBER_MM, WORDS_MM = 32, 38  # where the number of an attachment begins, and its words
NO_NUMBER = "__________"

# A4 upright; margins 30, 15, 20, 20 mm. Page 1 has no number, as in the table.
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="454" w:footer="454" w:gutter="0"/>'
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the letter says. Texts of several lines have newlines. `number`: "" leaves a place to write it.
    `performer`: who has prepared it, with a phone. `author`, `created`: for the document's properties."""

    number: str
    day: str
    addressee: str
    heading: str
    text: str
    attachments: Sequence[str]
    signer_post: str
    signer_name: str
    performer: str
    author: str
    created: datetime


def write(letter: Letter, stream: BinaryIO) -> None:
    """Write the letter to `stream`. Raises ValueError when `created` is naive."""
    properties = core_properties(letter.heading or "Сопроводительное письмо", letter.author, letter.created)
    with zipfile.ZipFile(stream, "w") as package:
        for name, blob in _parts():
            if name == DOCUMENT:
                before, _, after = blob.partition(b"@BODY@")
                blob = before + _body(letter).encode() + after
            package.writestr(entry(name), properties if name == PROPERTIES else blob)


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    """Those of base.docx, with a page that stands upright and the letter's own styles."""
    with BASE.open("rb") as base:
        parts = parts_in_order(base)
    document = parts[DOCUMENT].decode()
    start, _, rest = document.partition("<w:body>")
    section = rest[rest.index("<w:sectPr") :]
    size = section[section.index("<w:pgSz") : section.index("<w:cols")]
    parts[DOCUMENT] = f"{start}<w:body>@BODY@{section.replace(size, _PAGE)}".encode()
    parts[STYLES] = parts[STYLES].decode().replace("</w:styles>", f"{_OWN_STYLES}</w:styles>").encode()
    return tuple(parts.items())


def _style(identifier: str, name: str, paragraph: str, half_points: int = POINTS) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _attached_style(identifier: str, name: str, start_mm: float) -> str:
    """Lines that begin at `start_mm`, with their number and their words each at a place of its own."""
    number, words = xml.twips(NUMBER_MM), xml.twips(WORDS_MM)
    room = '<w:spacing w:before="360"/>' if not start_mm else ""
    return _style(
        identifier,
        name,
        f'<w:keepLines/><w:tabs><w:tab w:val="left" w:pos="{number}"/><w:tab w:val="left" w:pos="{words}"/></w:tabs>'
        f'{room}<w:ind w:left="{words}" w:hanging="{words - xml.twips(start_mm)}"/><w:jc w:val="left"/>',
    )


_OWN_STYLES = (
    _style("LetterHead", "Письмо: реквизиты", '<w:jc w:val="left"/>')
    + _style("LetterHeading", "Письмо: заголовок", '<w:spacing w:before="480" w:after="480"/><w:ind w:right="3402"/>')
    + _style(
        "LetterText",
        "Письмо: текст",
        f'<w:spacing w:line="312" w:lineRule="auto"/><w:ind w:firstLine="{xml.twips(FIRST_LINE_MM)}"/>'
        '<w:jc w:val="both"/>',
    )
    + _attached_style("LetterAttached", "Письмо: приложение", NUMBER_MM)
    + _attached_style("LetterAttachedFirst", "Письмо: первое приложение", 0)
    + _style(
        "LetterSigned",
        "Письмо: подпись",
        f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="right" w:pos="{xml.twips(LEFT_MM + RIGHT_MM)}"/></w:tabs>',
    )
    + _style("LetterPerformer", "Письмо: исполнитель", '<w:keepLines/><w:jc w:val="left"/>', SMALL)
)


def _body(letter: Letter) -> str:
    pieces = [_head(letter)]
    pieces += [xml.paragraph(letter.heading, "LetterHeading")]
    pieces += [xml.paragraph(line, "LetterText") for line in letter.text.split("\n")]
    pieces += _attached(letter.attachments)
    pieces += _signed(letter)
    return "".join(pieces)


def _head(letter: Letter) -> str:
    widths = [xml.twips(LEFT_MM), xml.twips(RIGHT_MM)]
    about = xml.paragraph(f"{letter.day} № {letter.number or NO_NUMBER}", "LetterHead")
    to = "".join(xml.paragraph(line, "LetterHead") for line in letter.addressee.split("\n"))
    cells = xml.open_cell(widths[0]) + about + xml.CLOSE_CELL + xml.open_cell(widths[1]) + to + xml.CLOSE_CELL
    table = xml.open_table(widths)
    # Only a frame: its lines are not drawn.
    lines = table[table.index("<w:tblBorders>") : table.index("</w:tblBorders>") + len("</w:tblBorders>")]
    table = table.replace(lines, "").replace(f'<w:left w:w="{xml.twips(1.5)}"', '<w:left w:w="0"')
    return table + xml.row(cells, unbroken=True) + xml.CLOSE_TABLE


def _attached(attachments: Sequence[str]) -> list[str]:
    if len(attachments) == 1:
        return [xml.tabbed_paragraph(("Приложение:", attachments[0]), "LetterAttachedFirst")]
    numbered = [(f"{number}.", words) for number, words in enumerate(attachments, start=1)]
    first = [xml.tabbed_paragraph(("Приложение:", *numbered[0]), "LetterAttachedFirst")] if numbered else []
    return first + [xml.tabbed_paragraph(line, "LetterAttached") for line in numbered[1:]]


def _signed(letter: Letter) -> list[str]:
    *upper, last = letter.signer_post.split("\n")
    made = [xml.empty_paragraph("LetterSigned"), xml.empty_paragraph("LetterSigned")]
    made += [xml.paragraph(line, "LetterSigned") for line in upper]
    made.append(xml.tabbed_paragraph((last, letter.signer_name), "LetterSigned"))
    if letter.performer:
        made += [xml.empty_paragraph("LetterSigned"), xml.empty_paragraph("LetterSigned")]
        made += [xml.paragraph(line, "LetterPerformer") for line in letter.performer.split("\n")]
    return made
