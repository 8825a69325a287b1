"""Which row of a file an event is, for people and for our own marks."""

from collections.abc import Sequence

from reports.files.marks import EventMark

from .event import Event

TWO_EVENTS = (
    "В этой строке соединены две строки выгруженной таблицы. Проверьте тексты, а вторую строку добавьте отдельно."
)
MARK_TWICE = (
    "Строка скопирована с другой строки выгруженной таблицы, поэтому считается новой. Проверьте, что она нужна."
)


class Numbering:
    """`is_numbered`: whether rows of this table have numbers. `events`: automatic numbers so far."""

    def __init__(self) -> None:
        self.is_numbered = False
        self.events = 0
        self._marks: set = set()

    def give_mark(self, event: Event, marks: Sequence[EventMark]) -> None:
        """A mark counts once; a row with two of them is doubted."""
        if not marks:
            return
        if marks[0].uid in self._marks:
            event.doubt(MARK_TWICE)
        else:
            self._marks.add(marks[0].uid)
            event.mark = marks[0]
        if len({mark.uid for mark in marks}) > 1:
            event.doubt(TWO_EVENTS)

    def give_place(self, event: Event, section: int) -> None:
        """«раздел 2, строка 14»: by the number that people see, the automatic one too, else by the table's row."""
        if event.number or event.is_numbered:
            self.is_numbered = True
        self.events += event.is_numbered
        where = event.where
        if event.number:
            where = f"строка {event.number}"
        elif event.is_numbered:
            where = f"строка {self.events}"
        elif where.startswith("строка"):
            where += " таблицы"
        event.where = place_of(event, where, section)


def place_of(event: Event, where: str, section: int) -> str:
    """`where` with the sheet and the section, where the file has several."""
    sheet, _, _ = event.where.rpartition(", строка ")
    if sheet.startswith("лист ") and not where.startswith("лист "):
        where = f"{sheet}, {where}"
    return f"раздел {section}, {where}" if section else where
