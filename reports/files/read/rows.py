"""What every reader of a file yields: rows that know their place in the file, and problems found on the way.

Readers touch no database; `apply.py` checks the rows against it and writes them.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from reports.files.table import Texts

ERROR = "error"
WARNING = "warning"

# One line names so many places; the rest are counted.
PLACES_NAMED = 12


class Unreadable(Exception):
    """The file cannot be read at all; the text says why, in Russian."""


class NoTable(Unreadable):
    """There is no table in the file; `prose` is what its paragraphs say instead."""

    def __init__(self, prose: str = "") -> None:
        super().__init__(
            "В файле не нашлось таблицы. Проверьте, тот ли это файл: нужна таблица отчёта, в которой каждое "
            "мероприятие – отдельная строка."
        )
        self.prose = prose


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A signed document as a file tells it; days as ISO strings or None."""

    title: str
    kind: str = "agreement"
    parties: str = ""
    countries: tuple[str, ...] = ()
    signed_on: str | None = None
    signed_text: str = ""
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about one field of a row that a person should look at; a Russian sentence. `field` as in ReadRow, or
    empty for the whole row. `is_guess`: the text itself came about by a guess (joined, filled down), so the sentence
    goes into the event's note; otherwise the event's own findings will say it again. `holds_back`: perhaps it is no
    event of the report at all, so it is never ticked beforehand."""

    text: str
    field: str = ""
    is_guess: bool = False
    holds_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow(Texts):
    """One event as a file tells it, texts cleaned as they will be stored. `where` is «раздел 2, строка 14».

    `uid` (UUID as text) and `version`: the mark of our own file, nobody's proof. `notes`: texts of the row that fit no
    field, kept as the event's note, a line each. A name may be empty: then a person must give one. `apart`: why the
    writer of the file did not mean the row («строка скрыта в книге»): it enters only when a person says so.
    """

    where: str
    section: str
    total: int | None = None
    foreign: int | None = None
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    uid: str = ""
    version: int | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    apart: str = ""


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section row: its text, and the mark of our own file (the report's pk and version) where it has one."""

    title: str
    where: str
    report: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    """Text of the file that belongs to no row: shown, never dropped. `where` is «перед таблицей»."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or doubtful) at one place of the file; `where` is empty for the whole file."""

    level: str
    text: str
    where: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == ERROR


@dataclass(slots=True)
class ReadFile:
    """What a reader found: the title that the file gives itself, sections and rows in its order, the texts beside
    them, and all problems at once. `ReadRow.section` is the title of the last section row before it."""

    title: str = ""
    rows: list[ReadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sections: list[ReadSection] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)


def as_json(read: ReadFile) -> dict:
    """The whole as a dict that JSON can carry; `from_json` is the way back."""
    return asdict(read)


def from_json(content: dict) -> ReadFile:
    """The ReadFile of `as_json`."""
    return ReadFile(
        title=content["title"],
        rows=[_row(raw) for raw in content["rows"]],
        problems=[Problem(**raw) for raw in content["problems"]],
        sections=[ReadSection(**raw) for raw in content["sections"]],
        loose=[Loose(**raw) for raw in content["loose"]],
    )


def _row(raw: dict) -> ReadRow:
    agreements = tuple(
        AgreementRow(**{**agreement, "countries": tuple(agreement["countries"])}) for agreement in raw["agreements"]
    )
    lists = {key: tuple(raw[key]) for key in ("partners", "countries", "notes")}
    doubts = tuple(Doubt(**doubt) for doubt in raw["doubts"])
    return ReadRow(**{**raw, **lists, "agreements": agreements, "doubts": doubts})


def folded(problems: Iterable[Problem]) -> list[str]:
    """One sentence for each kind of problem, in the order of their first appearance, with all its places."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        places.setdefault(problem.text, []).append(problem.where)
    return [_with_places(text, [where for where in found if where]) for text, found in places.items()]


def _with_places(text: str, places: list[str]) -> str:
    if not places:
        return f"{text}."
    named = "; ".join(places[:PLACES_NAMED])
    rest = len(places) - PLACES_NAMED
    return f"{text}: {named}{f' и ещё {rest}' if rest > 0 else ''}."
