"""Whether the histories still are what was written: follows every submission's chain to its end."""

from collections import Counter
from dataclasses import dataclass

from .models import ChainLink, EventRevision, Release, RemarkChange, StateChange, Submission
from .models.history import FIRST_DIGEST, append_link, chained_models, chained_rows, digest_of

KINDS = {EventRevision: "версия мероприятия", RemarkChange: "запись о замечании", StateChange: "смена состояния"}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain does not hold; `number` is that of the link, None for what no link names."""

    submission: Submission
    number: int | None
    text: str


def broken_histories(submissions):
    """Every Break in the histories of the submissions (a queryset, as from `with_names`), in their order. For each
    submission one query for the links, and one for each kind of history."""
    anchors = _anchors()
    for submission in submissions.select_related("period"):
        yield from _breaks(submission, anchors.get(submission.pk, []))


def _anchors():
    """Submission's pk → [(number, digest, release), …]: how far its chain reached at each release."""
    found = {}
    for release in Release.objects.select_related("period"):
        for submission, (number, digest) in release.anchors.items():
            found.setdefault(int(submission), []).append((number, digest, release))
    return found


def _breaks(submission, anchors):
    rows = {(row._meta.model_name, row.pk): row for row in chained_rows(submission)}
    links = list(ChainLink.objects.filter(submission=submission).order_by("number"))
    before = FIRST_DIGEST
    for expected, link in enumerate(links, start=1):
        row = rows.pop((link.kind, link.row), None)
        if link.number != expected:
            yield Break(submission, expected, "звено пропало или переставлено")
            break
        if row is None:
            yield Break(submission, link.number, f"запись удалена ({_kind(link.kind)}, № {link.row})")
        elif link.digest != digest_of(before, row):
            yield Break(submission, link.number, f"запись изменена или переставлена ({_kind(link.kind)}, № {row.pk})")
        before = link.digest
    else:
        # Only behind a chain that was followed to its end: otherwise the links behind the break name them.
        for row in rows.values():
            text = f"запись добавлена мимо журнала ({_kind(row._meta.model_name)}, № {row.pk})"
            yield Break(submission, None, text)
    yield from _beyond(submission, links, anchors)


def _beyond(submission, links, anchors):
    """What a release saw and the chain no longer has."""
    digests = {link.number: link.digest for link in links}
    for number, digest, release in anchors:
        if number and number not in digests:
            yield Break(submission, number, f"конец истории обрезан: {release} видел больше записей")
        elif number and digests[number] != digest:
            yield Break(submission, number, f"история переписана после того, как вышел {release}")


def _kind(name):
    return next((words for model, words in KINDS.items() if model._meta.model_name == name), name)


def chain_ends(submissions):
    """Submission's pk (as text, for JSON) → [number, digest] of its last link; for the anchors of a release."""
    ends = {}
    for link in ChainLink.objects.filter(submission__in=submissions).order_by("number"):
        ends[str(link.submission_id)] = [link.number, link.digest]
    return ends


def chain_anew(submission):
    """Make the chain of a submission from the rows that are there. Only for the demo, which tells of a past that it
    has just made; anywhere else it would hide what a chain is to show."""
    ChainLink.objects.filter(submission=submission).delete()
    for row in chained_rows(submission):
        append_link(row)


def counted_links():
    """How many rows of each kind stand in chains: [(words, number), …]."""
    counts = Counter(ChainLink.objects.order_by().values_list("kind", flat=True))
    return [(_kind(model._meta.model_name), counts[model._meta.model_name]) for model in chained_models()]
