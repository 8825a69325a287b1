"""Whether the histories still are what was written: follows every submission's chain to its end, and compares where it
ends with what stands in the report now."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from .editing import LINES, NUMBERS, STANDING, TEXTS
from .models import ChainLink, EventRevision, Release, Remark, RemarkChange, State, StateChange, Submission
from .models.history import FIRST_DIGEST, append_link, chained_models, chained_rows, digest_of
from .prose.typography import quoted

KINDS = {EventRevision: "версия мероприятия", RemarkChange: "запись о замечании", StateChange: "смена состояния"}

# What a step of the exchange leaves of its remark.
STATES_AFTER = {
    RemarkChange.Kind.ADDED: {Remark.State.OPEN},
    RemarkChange.Kind.ANSWERED: {Remark.State.ANSWERED},
    RemarkChange.Kind.REPLIED: {Remark.State.OPEN},
    RemarkChange.Kind.ACCEPTED: {Remark.State.ACCEPTED},
    RemarkChange.Kind.REOPENED: {Remark.State.OPEN, Remark.State.ANSWERED},  # as before it was accepted
}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain does not hold; `number` is that of the link, None for what no link names."""

    submission: Submission
    number: int | None
    text: str


def broken_histories(submissions):
    """Every Break in the histories of the submissions (a queryset, as from `with_names`), in their order. For each
    submission one query for the links, one for each kind of history, and two for its events and remarks."""
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
    written = chained_rows(submission)
    rows = {(row._meta.model_name, row.pk): row for row in written}
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
    for text in _unlike_its_end(submission, written):
        yield Break(submission, None, text)


def _beyond(submission, links, anchors):
    """What a release saw and the chain no longer has."""
    digests = {link.number: link.digest for link in links}
    for number, digest, release in anchors:
        if number and number not in digests:
            yield Break(submission, number, f"конец истории обрезан: {release} видел больше записей")
        elif number and digests[number] != digest:
            yield Break(submission, number, f"история переписана после того, как вышел {release}")


def _unlike_its_end(submission, written):
    """Sentences about what stands in the report otherwise than its history ends: changed past every history, or the
    end of the history is gone. `written`: the rows of all its histories, in their order."""
    last_move, revisions, steps = None, {}, {}
    for row in written:
        if isinstance(row, StateChange):
            last_move = row
        elif isinstance(row, EventRevision):
            revisions[row.event_id] = max(row, revisions.get(row.event_id, row), key=lambda one: one.version)
        else:
            steps.setdefault(row.remark_id, []).append(row)
    ends_in = last_move.to_state if last_move else State.DRAFT
    if submission.state != ends_in:
        yield f"отчёт в состоянии «{submission.get_state_display()}», а по истории – «{State(ends_in).label}»"
    for event in submission.events.all():
        if not _is_as_written(event, revisions.get(event.pk)):
            yield f"мероприятие не такое, как в последней записи о нём ({quoted(event.name)}, № {event.pk})"
    for remark in submission.remarks.order_by("pk"):
        if not _is_as_exchanged(remark, steps.get(remark.pk)):
            yield f"замечание не такое, как в последней записи о нём (№ {remark.pk})"


def _is_as_written(event, last):
    """Words, numbers and standing. What is understood from them and named in lists is outside: merging two partners is
    nobody's change of the event."""
    if last is None or last.version != event.version:
        return False
    now = {key: getattr(event, key) for key in (*TEXTS, *LINES, *NUMBERS, *STANDING, "is_deleted")}
    return all(now[key] == value for key, value in last.full_content.items() if key in now)


def _is_as_exchanged(remark, steps):
    return bool(steps) and remark.text == steps[0].text and remark.state in STATES_AFTER[steps[-1].kind]


def changed_releases(periods):
    """The releases of these periods whose files are no longer the bytes that were sent."""
    for release in Release.objects.filter(period__in=periods).select_related(
        "period", "document__content", "workbook__content"
    ):
        files = (release.document, release.digest), (release.workbook, release.workbook_digest)
        if any(hashlib.sha256(bytes(file.content.data)).hexdigest() != digest for file, digest in files):
            yield release


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
