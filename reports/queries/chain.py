"""Whether the histories still are as written. Follows every submission's chain to its end and compares its last state
with the report as it is now."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from municipalities.models import PartnerCity
from reports.models import (
    ChainLink,
    EventRevision,
    Move,
    Release,
    Remark,
    RemarkChange,
    State,
    StateChange,
    Submission,
)
from reports.models.history import (
    FIRST_DIGEST,
    append_link,
    chained_models,
    chained_rows,
    digest_of,
    seal_of,
    standing_facts,
    standing_seal,
)
from reports.models.submission import ON_BEHALF_NOTE
from reports.prose.typography import quoted

from .event_content import content_of

KINDS = {EventRevision: "версия мероприятия", RemarkChange: "запись о замечании", StateChange: "смена состояния"}

# What a step of the exchange leaves of its remark.
STATES_AFTER = {
    RemarkChange.Kind.ADDED: {Remark.State.OPEN},
    RemarkChange.Kind.CORRECTED: {Remark.State.OPEN},
    RemarkChange.Kind.ANSWERED: {Remark.State.ANSWERED},
    RemarkChange.Kind.REPLIED: {Remark.State.OPEN},
    RemarkChange.Kind.ACCEPTED: {Remark.State.ACCEPTED},
    RemarkChange.Kind.REOPENED: {Remark.State.OPEN, Remark.State.ANSWERED},  # as before it was accepted
}


# History → how what it tells of is found by its report.
WHAT_STANDS = {StateChange: "pk", EventRevision: "submission", RemarkChange: "submission"}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain does not hold; `number` is that of the link, None for what no link names."""

    submission: Submission
    number: int | None
    text: str


def broken_histories(submissions):
    """Every Break in the histories of the submissions (a queryset, as from `with_names`), in their order. For each
    submission one query for the links, one for each kind of history, and two for its events and remarks."""
    anchors, kept = _anchors(), _kept_partners()
    for submission in submissions.select_related("period"):
        yield from _breaks(submission, anchors.get(submission.pk, []), kept)


def _anchors():
    """Submission's pk → [(number, digest, release), …]: how far its chain reached at each release."""
    found = {}
    for release in Release.objects.select_related("period"):
        for submission, number, digest in anchors_of(release):
            found.setdefault(submission, []).append((number, digest, release))
    return found


def anchors_of(release):
    """[(submission's pk, number, digest), …]; none where somebody has put other things there, which its seal shows."""
    try:
        return [(int(submission), int(number), digest) for submission, (number, digest) in release.anchors.items()]
    except (AttributeError, TypeError, ValueError):
        return []


def _breaks(submission, anchors, kept):
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
        elif link.seal != seal_of(link):
            yield Break(submission, link.number, _wrong_seal(link, seal_of(link)))
        before = link.digest
    else:
        # Only behind a chain that was followed to its end: otherwise the links behind the break name them.
        for row in rows.values():
            text = f"запись добавлена мимо журнала ({_kind(row._meta.model_name)}, № {row.pk})"
            yield Break(submission, None, text)
    yield from _beyond(submission, links, anchors)
    yield from _standing_otherwise(submission, links, written)
    for text in _unlike_its_end(submission, written, kept):
        yield Break(submission, None, text)


def _wrong_seal(link, expected):
    if expected:
        return f"печать звена не та: запись вписана без ключа ({_kind(link.kind)}, № {link.row})"
    return f"ключ {link.key or 'звена'} неизвестен: верните его в HISTORY_KEY или HISTORY_KEYS_BEFORE"


def _standing_otherwise(submission, links, written):
    """Breaks where the report, an event or a remark is no longer as the last history row about it has left it."""
    numbered = {(link.kind, link.row): link for link in links}
    last = {}
    for row in written:
        if link := numbered.get((row._meta.model_name, row.pk)):
            last[type(row), getattr(row, f"{row.SUBJECT}_id")] = link
    for model, which in WHAT_STANDS.items():
        facts = standing_facts(model, **{which: submission.pk})
        for subject in sorted({pk for kind, pk in last if kind is model} - facts.keys()):
            yield Break(
                submission,
                None,
                f"запись есть, а того, о чём она, нет ({_kind(model._meta.model_name)}, "
                f"{model._meta.get_field(model.SUBJECT).verbose_name} № {subject})",
            )
        for subject, stands in facts.items():
            link = last.get((model, subject))
            if link and link.standing != standing_seal(link, subject, stands):
                what = model._meta.get_field(model.SUBJECT).verbose_name
                yield Break(submission, None, f"{what} № {subject}: стоит не то, что записано последним в журнале")


def _beyond(submission, links, anchors):
    """What a release saw and the chain no longer has."""
    digests = {link.number: link.digest for link in links}
    for number, digest, release in anchors:
        if number and number not in digests:
            yield Break(submission, number, f"конец истории обрезан: {release} видел больше записей")
        elif number and digests[number] != digest:
            yield Break(submission, number, f"история переписана после того, как вышел {release}")


def _unlike_its_end(submission, written, kept):
    """Sentences about differences between the report and the end of its history. Either it was changed past the
    history, or the end of the history is gone. `written`: the rows of all its histories, in their order."""
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
        told = dict(State.choices).get(ends_in, ends_in)
        yield f"отчёт в состоянии «{submission.get_state_display()}», а по истории – «{told}»"
    if last_move is None and any(getattr(submission, name) for name in Submission.STANDS if name != "state"):
        yield "у отчёта, о котором в истории ничего нет, есть даты, люди или отметки"
    yield from _wrong_versions(submission, written)
    events = list(submission.events.prefetch_related("partners", "countries", "agreements__countries"))
    yield from _wrong_order(submission, events, written)
    for event in events:
        if not _is_as_written(event, revisions.get(event.pk), kept):
            yield f"мероприятие не такое, как в последней записи о нём ({quoted(event.name)}, № {event.pk})"
    for remark in submission.remarks.order_by("pk"):
        if not _is_as_exchanged(remark, steps.get(remark.pk)):
            yield f"замечание не такое, как в последней записи о нём (№ {remark.pk})"


def _is_as_written(event, last, kept):
    """All that the last version kept. Merging two partners, renaming one or deleting one that nobody has confirmed is
    nobody's change of the event."""
    if last is None or last.version != event.version or not isinstance(last.content, dict):
        return False
    then, now = last.full_content, content_of(event)
    known = then.keys() & now.keys()
    return all(_comparable(key, then[key], kept) == _comparable(key, now[key], kept) for key in known)


def _comparable(key, value, kept):
    """A value of a content as it is compared: partners by the keys that the list has now."""
    return sorted({kept[pk] for pk, _ in value if pk in kept}) if key == "partners" else value


def _kept_partners():
    """Key of a partner, merged ones too → key of the one that replaced it (one query)."""
    partners = list(PartnerCity.objects.values_list("pk", "merged_ids"))
    merged_into = {gone: pk for pk, merged in partners if isinstance(merged, list) for gone in merged}
    return merged_into | {pk: pk for pk, _ in partners}


def _wrong_order(submission, events, written):
    """A sentence when the report says otherwise than its rows, or than their history, whether the order is by hand."""
    present = [event for event in events if not event.is_deleted]
    ordered = any(isinstance(row, EventRevision) and row.cause == EventRevision.Cause.ORDERED for row in written)
    by_hand = submission.is_ordered_by_hand
    if (by_hand and not ordered) or any((event.position is not None) != by_hand for event in present):
        yield "отметка «порядок задан вручную» не подходит к строкам"


def _was_on_behalf(move):
    return move.move in (Move.SUBMIT, Move.DECLARE_NIL) and move.note == ON_BEHALF_NOTE


def _wrong_versions(submission, written):
    """Sentences when the report's version, or a mark on a move, is not what the history says."""
    versions = [row.report_version for row in written if isinstance(row, EventRevision)]
    if submission.version != max(versions, default=1):
        yield f"версия отчёта {submission.version}, а по истории – {max(versions, default=1)}"
    for row in written:
        if isinstance(row, StateChange) and row.on_behalf != _was_on_behalf(row):
            yield f"отметка «за муниципалитет» не подходит к записи (№ {row.pk})"


def _is_as_exchanged(remark, steps):
    wordings = [step.text for step in steps or () if step.kind in RemarkChange.WORDINGS]
    return wordings[-1:] == [remark.text] and remark.state in STATES_AFTER.get(steps[-1].kind, ())


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
    """How many rows of each kind the chains have: [(words, number), …]."""
    counts = Counter(ChainLink.objects.order_by().values_list("kind", flat=True))
    return [(_kind(model._meta.model_name), counts[model._meta.model_name]) for model in chained_models()]
