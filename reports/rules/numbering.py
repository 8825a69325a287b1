"""The number of a row, and how a row is called."""

from collections.abc import Iterable

from reports.models import Event
from reports.prose.words import NBSP


def row_numbers(events: Iterable[Event]) -> dict[int, int | None]:
    """Event's key → its number in the official table, of events in report order; None for one that is deleted or left
    out of the table."""
    return _numbered((event.pk, event.is_included and not event.is_deleted) for event in events)


def number_of(event: Event) -> int | None:
    """The number of a stored event as from `row_numbers`. One query."""
    present = event.submission.events.present().in_report_order()
    return _numbered(present.values_list("pk", "is_included")).get(event.pk)


def _numbered(rows: Iterable[tuple[int, bool]]) -> dict[int, int | None]:
    """`rows`: pairs of a key and whether the row is in the table."""
    numbers, number = {}, 0
    for key, is_in_table in rows:
        number += is_in_table
        numbers[key] = number if is_in_table else None
    return numbers


def row_name(number: int | None) -> str:
    """«строка 3»; an event without a number is left out of the table."""
    return f"строка{NBSP}{number}" if number else "строка вне таблицы"
