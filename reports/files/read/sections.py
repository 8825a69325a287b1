"""Whose the rows are that are being read: the section that a row, a text, a sheet or a column named last, and the
group rows that hold within it."""

import dataclasses

from reports.files.marks import ReportMark

from .rows import ReadSection

OWNER_ABOVE = "Муниципальное образование взято из строки выше. Проверьте, чья это строка."


class Sections:
    """`title` and `number` of the present section, "" and 0 before the first. `groups`: kind of a group → words of its
    row, for the rows below it. `ends_with_table`: the sheet or a column has named it."""

    def __init__(self) -> None:
        self.title = ""
        self.number = 0
        self.groups: dict[str, str] = {}
        self.ends_with_table = False
        self.owner = ""  # what the column of municipalities said last
        self.found: list[ReadSection] = []
        self._numbers: dict[str, int] = {}

    def begin_table(self, sheet: str, where: str) -> None:
        """The next table begins. `sheet`: the municipality that the name of its sheet says, or ""."""
        self.owner = ""
        if sheet:
            self.begin(sheet, where)
        elif self.ends_with_table:
            self.title, self.number = "", 0
            self.groups.clear()
        self.ends_with_table = bool(sheet)

    def begin(self, title: str, where: str, mark: ReportMark | None = None) -> None:
        """From here on rows are of this section, be it one from before."""
        self.groups.clear()
        self.ends_with_table = False
        self.title = title
        self.number = self.note(title, where)
        known = self.found[self.number - 1]
        if mark and known.report is None:
            self.found[self.number - 1] = dataclasses.replace(known, report=mark.pk, version=mark.version)

    def note(self, title: str, where: str) -> int:
        """The number of a section, whether or not it is the present one."""
        if title not in self._numbers:
            self.found.append(ReadSection(title, where))
            self._numbers[title] = len(self.found)
        return self._numbers[title]

    def take_owner(self, owner: str, where: str) -> bool:
        """The column of municipalities says this of a row; "" means the row above. Whether that was a guess."""
        is_guess = not owner and bool(self.owner)
        self.owner = owner or self.owner
        if self.owner and self.owner != self.title:
            groups = dict(self.groups)
            self.begin(self.owner, where)
            self.groups = groups
            self.ends_with_table = True
        return is_guess
