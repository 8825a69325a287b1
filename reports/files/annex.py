"""What stands behind the table of a document: lists of a few columns, each with a title of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .data_sheet import Kind


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """One column. In Word its width holds; in Excel it is about as wide."""

    heading: str
    width_mm: int
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """A row over all columns: what the rows below it have in common."""

    words: str


@dataclass(frozen=True, slots=True)
class Total:
    """A row that adds up those above it."""

    cells: tuple


@dataclass(frozen=True, slots=True)
class Annex:
    """One list. `sheet`: its name in a workbook. `rows`: a Heading, a Total, or a value for each column (text, whole
    number, day or None). `note`: a sentence below them; `empty_note`: what is said where there are none."""

    title: str
    sheet: str
    columns: tuple[AnnexColumn, ...]
    rows: Iterable[Heading | Total | tuple]
    note: str = ""
    empty_note: str = ""


def as_text(value: str | int | date | None) -> str:
    """A value as a document shows it."""
    if value is None:
        return ""
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
