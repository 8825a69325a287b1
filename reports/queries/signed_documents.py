"""Every signed document: of partnerships, of events that were handed in, and those that the register found in their
texts."""

from django.db.models import Q, QuerySet

from reports.models import Agreement
from reports.prose.cleaning import search_key


def signed_documents(documents: QuerySet | None = None) -> QuerySet:
    """Those that people may read: an officer's draft is nobody else's, and a deleted event signs nothing."""
    documents = Agreement.objects.all() if documents is None else documents
    is_known = Q(event__isnull=True, found_in__isnull=True) | _of_known("event")
    is_known |= Q(event__isnull=True) & _of_known("found_in")
    return documents.filter(Q(partnership__isnull=False) | is_known, taken_out_at=None)


def _of_known(row):
    """The row was handed in and is there."""
    known = {"isnull": False, "deleted_at": None, "submission__first_submitted_at__isnull": False}
    return Q(**{f"{row}__{name}": value for name, value in known.items()})


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
            | Q(found_in__submission__municipality__search_key__contains=word)
        )
    return documents
