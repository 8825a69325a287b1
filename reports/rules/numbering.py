"""The number of a row, and how a row is called."""

from reports.prose.words import NBSP


def row_numbers(events):
    """Event's id → its number in the official table; None for one that is left out."""
    numbers, number = {}, 0
    for event in events:
        number += event.is_included
        numbers[event.pk] = number if event.is_included else None
    return numbers


def number_of(event):
    """The number of a stored event in its report; None when it is deleted or left out of the table. One query."""
    number = 0
    for pk, is_included in event.submission.events.present().in_report_order().values_list("pk", "is_included"):
        number += is_included
        if pk == event.pk:
            return number if is_included else None
    return None


def row_name(number):
    """«строка 3»; an event left out of the table has no number."""
    return f"строка{NBSP}{number}" if number else "строка вне таблицы"
