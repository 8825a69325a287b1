"""The raw `w:` markup of the official table, each piece behind a name that says what Word shows.

Everything here returns a string. Children follow the order of the schema, or Word refuses the file. Every text of a
person passes `text`, the last guard of the file. Styles are named here and drawn in `base.docx`.
"""

import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from .fitting import BREAK, HYPHEN, Run
from .package import printable

NUMBER_STYLE = "TableNumber"
LONG_NUMBER_STYLE = "TableLong"
LIST_ID = 1  # the one list of base.docx

# What `printable` takes out and what markup means by itself, in one set, for two are searched far slower.
# Most texts have none.
_SPECIAL = re.compile("[^\x20-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain_words(letters: int) -> Callable[[str], object]:
    """The function that says whether a text is its own markup in one paragraph: words of at most so many letters, one
    blank between, nothing that markup means by itself. Most texts are such, and are looked at once."""
    word = f"[!-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]{{1,{letters}}}+"
    return re.compile(rf"(?!\s)(?:{word} )*+{word}(?<!\s)").fullmatch


def twips(mm: float) -> int:
    """Millimetres in Word's unit, a twentieth of a point."""
    return round(mm * 1440 / 25.4)


def text(value: str) -> str:
    """The words themselves, as Word shows them letter by letter.

    Characters that XML forbids are left out: one of them, and Word would not open the file. Tabs and
    newlines become blanks. Blanks at the ends and doubled blanks are kept, not swallowed.
    """
    if _SPECIAL.search(value):
        value = escape(printable(value))
    kept = ' xml:space="preserve"' if "  " in value or value != value.strip() else ""
    return f"<w:t{kept}>{value}</w:t>"


def paragraph(
    value: str,
    style: str,
    *,
    keep_with_next: bool = False,
    begins_page: bool = False,
    below_table: bool = False,
    mark: str = "",
) -> str:
    """One paragraph in a style of base.docx; with `keep_with_next` it never ends a page alone, with `begins_page`
    it stands atop one, `below_table` leaves a line free above it. `mark`: markup that shows nothing, before the
    words."""
    keep = ("<w:keepNext/>" if keep_with_next else "") + ("<w:pageBreakBefore/>" if begins_page else "")
    room = ROOM_BELOW_TABLE if below_table else ""
    run = f"<w:r>{text(value)}</w:r>" if value else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{room}</w:pPr>{mark}{run}</w:p>'


ROOM_BELOW_TABLE = '<w:spacing w:before="276"/>'  # a line, which the closing paragraph of a point no longer is


def paragraphs(values: Sequence[str], style: str) -> str:
    """Paragraphs in one style, as `paragraph` draws each: the inner loop of a large table."""
    begin = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    drawn = [f"{begin}<w:r>{text(value)}</w:r></w:p>" if value else f"{begin}</w:p>" for value in values]
    return "".join(drawn)


def around_plain_words(style: str) -> tuple[str, str]:
    """What stands before and after a paragraph's text that `plain_words` has let through."""
    before, _, after = paragraphs(["…"], style).partition("…")
    return before, after


def fitted_paragraph(runs: Sequence[Run], style: str) -> str:
    """A paragraph of runs that `fitting` made: some are drawn narrower, in some a hyphen shows where a line ends."""
    drawn = "".join(f"<w:r>{_scale(run.scale)}{_with_breaks(run.text)}</w:r>" for run in runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{drawn}</w:p>'


def _with_breaks(value: str) -> str:
    """The breaks are elements of their own, so that no letter is added to the words."""
    pieces = _BREAK.split(value)
    return "".join(_BREAKS.get(piece) or text(piece) for piece in pieces if piece)


_BREAK = re.compile(f"([{BREAK}{HYPHEN}])")
_BREAKS = {BREAK: '<w:sym w:font="Times New Roman" w:char="200B"/>', HYPHEN: "<w:softHyphen/>"}


def _scale(per_cent: int) -> str:
    return f'<w:rPr><w:w w:val="{per_cent}"/></w:rPr>' if per_cent != 100 else ""


def empty_paragraph(style: str = "Normal", *, keep_with_next: bool = False) -> str:
    """A blank line. One must follow a table that ends the document: Word calls the file damaged otherwise."""
    return paragraph("", style, keep_with_next=keep_with_next)


def open_automatic_number(style: str = NUMBER_STYLE) -> str:
    """Begin a paragraph that Word shows as the next number of the table's one list: «1.», «2.», …"""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:numPr><w:ilvl w:val="0"/>'
        f'<w:numId w:val="{LIST_ID}"/></w:numPr></w:pPr>'
    )


CLOSE_PARAGRAPH = "</w:p>"


def bookmark(number: int, name: str) -> str:
    """A place with a name, of which a person sees nothing: Word lists no name that begins with «_».

    `number`: its own in the document. `name`: at most 40 letters, digits and «_», its own too, or Word drops it.
    """
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def tabbed_paragraph(values: Sequence[str], style: str, *, below_table: bool = False) -> str:
    """One line whose pieces start at the tab stops of its style."""
    runs = "<w:r><w:tab/></w:r>".join(f"<w:r>{text(value)}</w:r>" for value in values)
    room = ROOM_BELOW_TABLE if below_table else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{room}</w:pPr>{runs}</w:p>'


def open_table(widths: Sequence[int]) -> str:
    """Begin a table with thin lines around every cell; its columns keep these widths (twips) in any text."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{twips(mm)}" w:type="dxa"/>'
        for side, mm in (("top", 0.5), ("left", 1.5), ("bottom", 0.5), ("right", 1.5))
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


CLOSE_TABLE = "</w:tbl>"


def open_cell(width: int, *, columns: int = 1, middle: bool = False) -> str:
    """Begin a cell of this width (twips): over several columns as one, or with its text half-way down."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    align = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{align}</w:tcPr>'


CLOSE_CELL = "</w:tc>"


def with_last_row_kept(rows: str) -> str:
    """The rows, of which the last one stays with what follows, if it is one that is never cut."""
    start = rows.rindex("<w:tr>")
    last = rows[start:]
    if "<w:cantSplit/>" not in last:
        return rows
    return rows[:start] + _STYLE.sub(r"\g<0><w:keepNext/>", last)


_STYLE = re.compile(r'<w:pStyle w:val="\w+"/>(?!<w:keepNext/>)')


def row(cells: str, *, unbroken: bool = False, on_every_page: bool = False) -> str:
    """One row; `unbroken`: moved whole to the next page, never cut; `on_every_page`: printed atop each."""
    properties = ("<w:cantSplit/>" if unbroken else "") + ("<w:tblHeader/>" if on_every_page else "")
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"
