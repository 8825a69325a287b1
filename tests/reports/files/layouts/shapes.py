"""How a layout is written down: what stands in the file, and what of it is right.

A row of a table is one text with « | » between its cells. «{2} Участники» spans two columns, «^» goes on from the cell
above, «\\n» begins a line. A right row is «name | place | period | purpose | participants».
"""

import re
from dataclasses import dataclass, field

FIELDS = ("name", "place", "period", "purpose", "participants")
_SPAN = re.compile(r"\{(\d+)\} ?")


@dataclass(frozen=True)
class Spot:
    """One cell as it stands in the file."""

    text: str
    columns: int = 1
    goes_on: bool = False


@dataclass(frozen=True)
class TableOf:
    """A table with its rows; `sheet`: its name in a workbook; `above`: the paragraphs before it."""

    rows: list[list[Spot]]
    above: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True)
class Right:
    """One event. `doubt`: what one of its sentences must say, "" when nothing may be guessed. `notes`: what its notes
    must hold. `section`: words of its section. `numbers`: its total and its foreigners where columns hold them."""

    texts: tuple[str, ...]
    doubt: str = ""
    notes: tuple[str, ...] = ()
    section: str = ""
    numbers: tuple[int | None, int | None] | None = None


@dataclass(frozen=True)
class LayoutCase:
    """A file. `said`: what its problems or loose texts must say. `only`: the formats that can hold it."""

    name: str
    tables: list[TableOf]
    right: list[Right]
    said: str = ""
    only: tuple[str, ...] = ("docx", "xlsx", "html")
    after: tuple[str, ...] = field(default=())


def table(text: str, *, above: tuple[str, ...] | str = (), sheet: str = "") -> TableOf:
    """A table out of lines."""
    rows = [[_spot(cell) for cell in f" {line.strip()} ".split("|")] for line in text.strip().splitlines()]
    return TableOf(rows, (above,) if isinstance(above, str) else above, sheet)


def _spot(text: str) -> Spot:
    text = text.strip()
    columns = 1
    if match := _SPAN.match(text):
        columns, text = int(match[1]), text[match.end() :]
    return Spot("" if text == "^" else text.replace("\\n", "\n"), columns, text == "^")


def right(text: str, **more) -> Right:
    """A right row out of one text."""
    texts = tuple(one.strip().replace("\\n", "\n") for one in f" {text} ".split("|"))
    assert len(texts) == len(FIELDS), text
    return Right(texts, **more)
