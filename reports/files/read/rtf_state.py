"""What holds in a group of an RTF file, where its letters go, and what has been read of one of its cells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import signs
from .grid import Cell
from .odt import HEADER
from .rtf_words import joined
from .said import Said
from .word_row import TEXT_BOX

# Where letters go. Those of SILENT groups go nowhere, but a group within them may speak.
BODY, SILENT, SKIPPED, FONTS, MARK, LABEL, DRAWN = "body", "silent", "skipped", "fonts", "mark", "label", "drawn"
NOTE, REMARK = "сноска", "примечание"
PICTURED = {BODY, TEXT_BOX}  # where a picture is told of
COLLECTED = {NOTE, REMARK, TEXT_BOX, HEADER, MARK, LABEL}  # what is collected, and dealt with when its group ends

PLACES = {
    b"fonttbl": FONTS, b"footnote": NOTE, b"annotation": REMARK, b"shptxt": TEXT_BOX, b"dptxbxtext": TEXT_BOX,
    b"bkmkstart": MARK, b"listtext": LABEL, b"pntext": LABEL, b"shpinst": SILENT, b"do": SILENT, b"upr": SILENT,
    b"nesttableprops": SILENT, b"pict": DRAWN, b"shppict": DRAWN,
    **dict.fromkeys((b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf"),
                    HEADER),
    **dict.fromkeys((b"colortbl", b"stylesheet", b"info", b"fldinst", b"listtable", b"listoverridetable",
                     b"revtbl", b"rsidtbl", b"sn", b"sv", b"shprslt", b"nonesttables", b"nonshppict", b"xe", b"tc",
                     b"rxe", b"txe", b"tcn", b"pn", b"pnseclvl", b"objdata", b"objclass",
                     b"filetbl", b"ftnsep", b"ftnsepc", b"aftnsep", b"aftnsepc", b"ftncn",
                     b"template", b"private1"), SKIPPED),
}  # fmt: skip
SIGNS = {
    b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"tab": " ", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"zwj": "\u200d",
    b"zwnj": "\u200c",
}  # fmt: skip
SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"-": "\u00ad", b"\\": "\\", b"{": "{", b"}": "}"}


@dataclass(slots=True)
class State:
    """What holds in a group. `struck`, `hidden` and `deleted` of letters; `is_inside` a table, as a paragraph says;
    `level` of the table; `before`: where the letters around a silent group go."""

    place: str = BODY
    before: str = BODY
    page: str = ""
    uc: int = 1
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    is_inside: bool = False
    level: int = 1

    @property
    def reason(self) -> str:
        """Why the letters are not meant."""
        if self.deleted:
            return signs.STRUCK_OUT
        return signs.HIDDEN if self.hidden else signs.STRUCK if self.struck else ""


# What a control word does with its number to a document that is being read.
Way = Callable[[Any, int | None], None]


def look(name: str) -> Way:
    """A word for the look of letters: it holds, unless its number is nought."""

    def take(document: Any, number: int | None) -> None:
        setattr(document.state, name, number != 0)

    return take


def merged(way: str, state: str) -> Way:
    """A word for the next cell that is told of: «first» or «next» of merged ones."""

    def take(document: Any, number: int | None) -> None:
        setattr(document.edge, way, state)

    return take


@dataclass(slots=True)
class Fonts:
    """The code page of each font, and the font that is being told of."""

    pages: dict[int, str] = field(default_factory=dict)
    now: int = 0


class Content(Said):
    """A cell in the making, or paragraphs of the flow."""

    __slots__ = ("is_live", "parts")

    def __init__(self) -> None:
        super().__init__()
        self.cell()
        self.is_live = True  # letters came after the last ones that were apart
        self.parts: list[tuple[list[str], str]] = []  # apart, with the reason

    def letters_apart(self, text: str, reason: str) -> None:
        if self.parts and not self.is_live and self.parts[-1][1] == reason:
            self.parts[-1][0].append(text)
        else:
            self.parts.append(([text], reason))
        self.is_live = False

    def end_paragraph(self) -> None:
        """The line is whole, even an empty one."""
        if self.is_new and not self.letters:
            self.line()
        self.line()

    def whole(self) -> Cell:
        """The cell as it is."""
        self.end()
        cell = self.cells[0]
        cell.lines = [joined(line) for line in cell.lines]
        cell.apart = [(text, reason) for one, reason in self.parts if (text := joined("".join(one)).strip())]
        return cell

    def as_text(self) -> str:
        """All of it, with what is apart, as one text."""
        cell = self.whole()
        lines = [f"{cell.label} {line}".strip() if not place else line for place, line in enumerate(cell.lines)]
        return "\n".join(filter(str.strip, [*lines, *(text for text, _ in cell.apart)])).strip()
