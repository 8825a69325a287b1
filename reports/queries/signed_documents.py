"""Every signed document: of partnerships, and of events that were handed in."""

from django.db.models import Q, QuerySet

from reports.models import Agreement
from reports.prose.cleaning import search_key


def signed_documents(documents: QuerySet | None = None) -> QuerySet:
    """Those that people may read: an officer's draft is nobody else's, and a deleted event signs nothing."""
    documents = Agreement.objects.all() if documents is None else documents
    of_event = Q(event__deleted_at=None, event__submission__first_submitted_at__isnull=False)
    return documents.filter(Q(partnership__isnull=False) | (Q(event__isnull=False) & of_event))


def having_words(documents: QuerySet, words: str) -> QuerySet:
    """Those whose title or parties, municipality or partner have every word, however it is written. Titles have no
    stored key and are few: one query a word."""
    for word in search_key(words).split():
        titles = documents.values_list("pk", "title", "parties")
        documents = documents.filter(
            Q(pk__in=[pk for pk, *texts in titles if word in search_key(" ".join(texts))])
            | Q(partnership__municipality__search_key__contains=word)
            | Q(partnership__partner__search_key__contains=word)
            | Q(event__submission__municipality__search_key__contains=word)
        )
    return documents
