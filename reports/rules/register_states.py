"""How a signed document stands on a day: one rule, as a function of one document and as a condition of the database."""

import datetime
from enum import StrEnum

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from reports.models import Agreement

LAPSES_SOON = datetime.timedelta(days=90)


class DocumentState(StrEnum):
    """In the order of the filter."""

    IN_FORCE = "in_force"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    TERMINATED = "terminated"

    @property
    def words(self) -> str:
        """As a row says it."""
        return _WORDS[self]

    @property
    def full_words(self) -> str:
        """As a filter says it."""
        return "истекает в ближайшие 90 дней" if self == DocumentState.LAPSING else self.words


_WORDS = {
    DocumentState.IN_FORCE: "действует",
    DocumentState.LAPSING: "скоро истекает",
    DocumentState.LAPSED: "срок истёк",
    DocumentState.TERMINATED: "прекращено",
}


def state_of(document: Agreement, today: datetime.date) -> DocumentState:
    """An end that was declared goes before the term. The last day of the term still belongs to it. Without a term, or
    open-ended, it is in force."""
    if document.ended_on and document.ended_on <= today:
        return DocumentState.TERMINATED
    until = document.until
    if until and until < today:
        return DocumentState.LAPSED
    if until and until <= today + LAPSES_SOON:
        return DocumentState.LAPSING
    return DocumentState.IN_FORCE


def with_term(documents: QuerySet) -> QuerySet:
    """Add `term` (as `Agreement.until`) and `over` (the day of the end, as `over_on`), for the conditions below."""
    none = Value(None, output_field=DateField())
    documents = documents.alias(
        term=Case(When(is_open_ended=True, then=none), default=Coalesce("kept_until", "valid_until"))
    )
    return documents.alias(over=Case(When(Q(ended_on__isnull=False), then=F("ended_on")), default=F("term")))


def in_state(state: DocumentState, today: datetime.date) -> Q:
    """The condition under which a document (`with_term`) has that state on that day."""
    ended = Q(ended_on__isnull=False, ended_on__lte=today)
    lapsed, lapsing = Q(term__lt=today), Q(term__gte=today, term__lte=today + LAPSES_SOON)
    return {
        DocumentState.TERMINATED: ended,
        DocumentState.LAPSED: ~ended & Q(term__isnull=False) & lapsed,
        DocumentState.LAPSING: ~ended & Q(term__isnull=False) & lapsing,
        DocumentState.IN_FORCE: ~ended & (Q(term=None) | Q(term__gt=today + LAPSES_SOON)),
    }[state]


def over_on(document: Agreement) -> datetime.date | None:
    """The day on which it ends or ended: declared, else the last day of its term."""
    return document.ended_on or document.until
