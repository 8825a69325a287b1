"""When people are reminded of a signed document, and in which words: a scan that is owed, a term that ends."""

import datetime

from reports.models import Agreement, DocumentReminder
from reports.prose.typography import quoted
from reports.prose.words import write_date

SCAN_OWED_AFTER = datetime.timedelta(days=14)  # the signing was approved
SCAN_ASKED_FOR = datetime.timedelta(days=90)  # after that nobody is asked any more
ENDS_WITHIN = {
    DocumentReminder.Occasion.ENDS_30: datetime.timedelta(days=30),
    DocumentReminder.Occasion.ENDS_90: datetime.timedelta(days=90),
}


def ending_occasion(until: datetime.date, today: datetime.date) -> DocumentReminder.Occasion | None:
    """Of which end a document that holds until that day is to be reminded today: of the nearest."""
    if until < today:
        return None
    return next((occasion for occasion, within in ENDS_WITHIN.items() if until - within <= today), None)


def is_scan_owed(approved_on: datetime.date, today: datetime.date) -> bool:
    """Whether the scan of a document whose signing was approved on that day is asked for today."""
    owed_on = approved_on + SCAN_OWED_AFTER
    return owed_on <= today <= owed_on + SCAN_ASKED_FOR


def scan_words(document: Agreement) -> str:
    return f"{quoted(document.title)}: приложите скан подписанного документа. Подойдёт PDF или снимок, до 10 МБ."


def ending_words(document: Agreement, until: datetime.date) -> str:
    return (
        f"{quoted(document.title)} действует до {write_date(until)}. Если документ продлён, впишите новый срок и "
        "приложите скан, а если его не продлевают, сообщите координатору."
    )
