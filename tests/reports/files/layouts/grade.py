"""How much of a layout came in right, row by row; `python -m tests.reports.files.layouts.grade` tells of all."""

import sys
from dataclasses import dataclass, field

from reports.files.read.child import read_file
from reports.files.read.rows import ReadFile, ReadRow, Unreadable

from .builders import build
from .shapes import FIELDS, LayoutCase, Right


@dataclass
class Grade:
    """`rows` of the answer, how many of them are `right`; what is `wrong`, and the rows that are so `silently`."""

    rows: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    silently: list[str] = field(default_factory=list)

    def add(self, other: "Grade") -> None:
        self.rows += other.rows
        self.right += other.right
        self.wrong += other.wrong
        self.silently += other.silently


def grade(case: LayoutCase, kind: str) -> Grade:
    """Read the file of that kind and set it beside the right answer."""
    found, where = Grade(), f"{case.name}.{kind}"
    try:
        _, read = read_file(build(case, kind), year=2025, quarter=1)
    except Unreadable as refusal:
        read = ReadFile()
        found.wrong.append(f"{where}: {refusal}")
    rows = [row for row in read.rows if not (case.right == [] and is_held_back(row))]
    found.rows = len(case.right) or 1
    for number, answer in enumerate(case.right):
        differing = _differing(rows[number], answer) if number < len(rows) else ["is missing"]
        found.right += not differing
        _keep(found, f"{where}, row {number + 1}", differing, rows[number] if number < len(rows) else None)
    for row in rows[len(case.right) :]:
        _keep(found, f"{where}, beyond the last", [f"{row.name!r} is no event"], row)
    if not case.right:
        found.right = not rows and not _unsaid(case, read)
    if _unsaid(case, read):
        found.wrong.append(f"{where}: nothing says {case.said!r}")
    return found


def _keep(found: Grade, where: str, differing: list[str], row: ReadRow | None) -> None:
    found.wrong += [f"{where}: {text}" for text in differing]
    if row is not None and not is_held_back(row):
        found.silently += [f"{where}: {text}" for text in differing if not text.startswith("no doubt")][:1]


def is_held_back(row: ReadRow) -> bool:
    """Something about the row says that it was guessed."""
    return any(doubt.is_guess for doubt in row.doubts)


def _unsaid(case: LayoutCase, read: ReadFile) -> bool:
    texts = [problem.text for problem in read.problems] + [f"{one.text} {one.where}" for one in read.loose]
    texts += [doubt.text for row in read.rows for doubt in row.doubts]
    return bool(case.said) and not any(case.said.lower() in text.lower() for text in texts)


def _differing(row: ReadRow, answer: Right) -> list[str]:
    found = []
    for name, wanted in zip(FIELDS, answer.texts, strict=True):
        if _even(getattr(row, name)) != _even(wanted):
            found.append(f"{name} {getattr(row, name)!r} instead of {wanted!r}")
    return found + _differing_beside(row, answer)


def _differing_beside(row: ReadRow, answer: Right) -> list[str]:
    found = []
    guesses = [doubt.text for doubt in row.doubts if doubt.is_guess]
    if answer.doubt and not any(answer.doubt in text.lower().replace("ё", "е") for text in guesses):
        found.append(f"no doubt {answer.doubt!r} in {guesses}")
    if not answer.doubt and guesses:
        found.append(f"needless doubts {guesses}")
    notes = "\n".join(row.notes)
    found += [f"no note {text!r} in {notes!r}" for text in answer.notes if text not in notes]
    if answer.section.lower() not in row.section.lower() or (row.section and not answer.section):
        found.append(f"section {row.section!r} instead of {answer.section!r}")
    if answer.numbers and (row.total, row.foreign) != answer.numbers:
        found.append(f"numbers {(row.total, row.foreign)} instead of {answer.numbers}")
    return found


def _even(text: str) -> str:
    return " ".join(text.split())


def grade_all(cases: list[LayoutCase]) -> Grade:
    """All layouts in all their formats."""
    whole = Grade()
    for case in cases:
        for kind in case.only:
            whole.add(grade(case, kind))
    return whole


if __name__ == "__main__":
    from . import CASES

    wanted = sys.argv[1:]
    whole = grade_all([case for case in CASES if not wanted or case.name in wanted])
    print("\n".join(whole.wrong))
    print(f"{whole.right} of {whole.rows} rows right; wrong without a doubt: {len(whole.silently)}")
    print("\n".join(whole.silently))
