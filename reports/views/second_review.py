"""The second review: what the officer did with each remark since the report went back, and what else changed.

`compare` judges, from the versions of the events alone; the rest fetches for it and prints what it found.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import Enum

from reports.models import EventRevision, Move, Remark
from reports.prose.quotes import place_of, places_of
from reports.views.changes import PRINTED, difference, is_changed, is_kept, texts_before
from reports.views.proof import (
    REPORT_ANCHOR,
    acts_maker,
    exchange_of,
    is_marked,
    margin_remark,
    mark_quotes,
    moment_words,
    short_day,
)

# What an event has beside its printed texts, in words.
UNPRINTED = {
    "window_reason": "причина вне периода сбора",
    "note": "заметка",
    "total": "всего участников",
    "total_foreign": "иностранных участников",
    "period_pin": "сроки, указанные вручную",
    "place_pin": "место, указанное вручную",
    "partners": "партнёры",
    "countries": "страны",
    "agreements": "соглашения",
}
NOTHING = (None, "", [])


class Outcome(Enum):
    """What happened to the place of a remark since the return."""

    FIXED = "исправлено"
    ANSWERED = "отвечено"
    ELSEWHERE = "изменено в другом месте"
    UNTOUCHED = "без изменений"


@dataclass(frozen=True, slots=True)
class Difference:
    """One event between the return and now. `kind`: added, deleted, changed. `fields`: printed ones that no remark
    asked about (of an added row all); `others`: names of UNPRINTED. `included`: the new standing, if it changed."""

    event: int
    kind: str
    fields: tuple = ()
    others: tuple = ()
    included: bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`outcomes`: remark's pk → Outcome; `unasked`: Differences that no remark asked for, by event."""

    outcomes: dict
    unasked: list
    is_reordered: bool


def compare(remarks, history, since, *, answered):
    """Judge a resubmission.

    `remarks`: those to judge; `history`: event's pk → [(report's version, content), …] from the oldest, each event's
    first one being what it was at the return; `since`: the report's version at the return; `answered`: pks of
    the remarks that were answered after it. A remark that was written later is judged by the text of its own time.

    - исправлено: the words of its own place are others now (of a quote: the quoted words), or its row is gone;
    - отвечено: they are the same, but there is an answer;
    - изменено в другом месте: neither, but other words of its row were changed;
    - без изменений: nothing of this.

    A remark on the whole report counts as its place whatever no other remark asked for.
    """
    asked = _asked(remarks, history, since)
    unasked = [found for event in history for found in _unasked(event, history[event], since, asked)]
    is_any_changed = any(_changed(at(found, since), at(found)) for found in history.values())
    outcomes = {}
    for remark in remarks:
        if remark.event_id is None:
            own = any(one.kind != "changed" or one.fields or one.others for one in unasked)
            elsewhere = is_any_changed
        else:
            versions = history.get(remark.event_id, [])
            own, elsewhere = _own_and_elsewhere(remark, at(versions, max(since, remark.version)), at(versions))
        if own:
            outcomes[remark.pk] = Outcome.FIXED
        elif remark.pk in answered:
            outcomes[remark.pk] = Outcome.ANSWERED
        else:
            outcomes[remark.pk] = Outcome.ELSEWHERE if elsewhere else Outcome.UNTOUCHED
    return Comparison(outcomes, unasked, _is_reordered(history, since))


def at(versions, version=None):
    """The content at that version of the report (now, when None); None when the event was not there."""
    past = [content for number, content in versions if version is None or number <= version]
    return past[-1] if past and not past[-1].get("is_deleted") else None


def _asked(remarks, history, since):
    """Event's pk → the fields that remarks ask about; "" for the whole row. What had changed before its remark was
    written, that remark did not ask for."""
    asked = defaultdict(set)
    for remark in remarks:
        versions = history.get(remark.event_id, [])
        earlier = _changed(at(versions, since), at(versions, max(since, remark.version)))
        if remark.event_id is not None and not (remark.field in earlier if remark.field else earlier):
            asked[remark.event_id].add(remark.field)
    return asked


def _changed(before, after):
    """Keys of PRINTED and UNPRINTED that differ; all that say something, for a row that came or went."""
    if before is after:
        return []
    if before is None or after is None:
        there = before or after or {}
        return [key for key in (*PRINTED, *UNPRINTED) if there.get(key) not in NOTHING]
    printed = [key for key in PRINTED if is_changed(before.get(key) or "", after.get(key) or "")]
    return printed + [key for key in UNPRINTED if _facts(before.get(key)) != _facts(after.get(key))]


def _facts(value):
    """A value as far as a person wrote it: without keys of rows, and with one word for «nothing»."""
    if value in NOTHING:
        return None
    if isinstance(value, list) and isinstance(value[0], dict):
        return [{key: fact for key, fact in row.items() if key != "id"} for row in value]
    return value


def _own_and_elsewhere(remark, before, after):
    """Whether the remark's own place has changed, and whether anything else of its row has."""
    if before is None and after is None:
        return False, False
    if before is None or after is None:
        return True, False
    changed = _changed(before, after)
    if not remark.field:
        return bool(changed), False
    if remark.quote and remark.field in changed:
        texts = before.get(remark.field) or "", after.get(remark.field) or ""
        return not _is_quote_kept(*texts, remark.quote, remark.quote_number), True
    return remark.field in changed, bool(changed)


def _is_quote_kept(before, after, quote, number):
    """Whether the quoted words still stand where they stood (words that had gone before the return: False)."""
    place, count = place_of(before, quote, number), len(places_of(after, quote))
    if place is None or not count:
        return False
    return count >= len(places_of(before, quote)) or is_kept(before, after, place)


def _unasked(event, versions, since, asked):
    """The Difference of one event that nobody asked for, as a list of one or none."""
    before, after = at(versions, since), at(versions)
    if before is None and after is None:
        return []
    if before is None:
        return [Difference(event, "added", tuple(PRINTED))]
    if after is None:
        return [] if event in asked else [Difference(event, "deleted")]
    changed = [] if "" in asked[event] else [key for key in _changed(before, after) if key not in asked[event]]
    is_other_standing = before.get("is_included", True) != after.get("is_included", True)
    if not changed and not is_other_standing:
        return []
    return [
        Difference(
            event,
            "changed",
            fields=tuple(key for key in changed if key in PRINTED),
            others=tuple(key for key in changed if key in UNPRINTED),
            included=after.get("is_included", True) if is_other_standing else None,
        )
    ]


def _is_reordered(history, since):
    """Whether somebody has moved rows by hand."""
    pairs = [(at(versions, since), at(versions)) for versions in history.values()]
    return any(one and other and one.get("position") != other.get("position") for one, other in pairs)


# For the page


@dataclass(slots=True)
class Block:
    """What remarks ask about, or what nobody asked for: `fields` as (name of the form, words, HTML of the text)."""

    fields: list
    remarks: list = field(default_factory=list)
    what: str = ""  # «Новая строка», of what nobody asked for
    others: str = ""  # what is not printed, in words


@dataclass(slots=True)
class ChangedRow:
    """One row of the second review."""

    event: object
    label: str
    anchor: str
    written_by: object
    written_day: str
    acts: str
    blocks: list


@dataclass(frozen=True, slots=True)
class SecondReview:
    """`asked`: rows with remarks; `whole`: remarks on the whole report; `unasked`: rows; `counts`: [(words, n), …];
    `open_remarks`: pairs (anchor, words) for links."""

    asked: list
    whole: list
    unasked: list
    is_reordered: bool
    counts: list
    open_remarks: list
    open_count: int
    answered_count: int
    read_at: str


def last_return(history):
    """The last StateChange that gave the report back to its officer; None for a first review."""
    returns = [change for change in history if change.move in {Move.RETURN, Move.REOPEN}]
    return returns[-1] if returns else None


def gather_second_review(submission, returned, *, can_remark, can_edit):
    """What changed since the StateChange `returned` (four queries, whatever the number of rows)."""
    since = returned.version
    events = list(submission.events.select_related("deleted_by").in_report_order())
    written = list(
        EventRevision.objects.filter(event__submission=submission, report_version__gt=since)
        .select_related("by")
        .order_by("report_version")
    )
    before = texts_before(submission, report_version__lte=since)
    history = {pk: [(revision.report_version, revision.content)] for pk, revision in before.items()}
    for revision in written:
        history.setdefault(revision.event_id, []).append((revision.report_version, revision.content))
    remarks = [remark for remark in exchange_of(submission) if _is_of_now(remark, returned)]
    compared = compare(
        remarks, history, since, answered={remark.pk for remark in remarks if _answered(remark, returned)}
    )
    acts_of = acts_maker(submission, can_remark=can_remark, can_edit=can_edit)
    rows = _Rows(submission, events, history, since, written, acts_of)
    asked, whole = rows.asked(remarks, compared.outcomes)
    unasked = rows.unasked(compared.unasked)
    counts = Counter(compared.outcomes[remark.pk] for remark in remarks if not is_new(remark, submission))
    is_open = [remark for remark in remarks if remark.state == Remark.State.OPEN]
    moments = [revision.at for revision in written] + [submission.submitted_at]
    return SecondReview(
        asked=asked,
        whole=whole,
        unasked=unasked,
        is_reordered=compared.is_reordered,
        counts=[(outcome.value, counts[outcome]) for outcome in Outcome if counts[outcome]],
        open_remarks=_links(asked, {remark.event_id for remark in is_open}),
        open_count=len(is_open),
        answered_count=sum(remark.state == Remark.State.ANSWERED for remark in remarks),
        read_at=moment_words(max(filter(None, moments), default=None), submission),
    )


def _is_of_now(remark, returned):
    """All but those that were settled before the report went back."""
    return remark.state != Remark.State.ACCEPTED or remark.accepted_at > returned.at


def _answered(remark, returned):
    return bool(remark.answer) and remark.answered_at > returned.at


def is_new(remark, submission):
    """Written in this pass of the review, so there is nothing to judge yet."""
    return submission.submitted_at is not None and remark.at > submission.submitted_at


def _links(rows, open_events):
    links = [(row.anchor, row.label) for row in rows if row.event.pk in open_events]
    return [(REPORT_ANCHOR, "отчёт в\u00a0целом"), *links] if None in open_events else links


class _Rows:
    """Makes the page's rows of one report."""

    def __init__(self, submission, events, history, since, written, acts_of):
        self.submission, self.events, self.history, self.since, self.acts_of = (
            submission,
            events,
            history,
            since,
            acts_of,
        )
        self.last = {revision.event_id: revision for revision in written}
        self.labels, number = {}, 0
        for event in events:
            number += event.is_included and not event.is_deleted
            self.labels[event.pk] = _label(number if event.is_included else None, event)

    def asked(self, remarks, outcomes):
        """Rows with their remarks, one block for each place; and the remarks on the whole report."""
        by_place = defaultdict(list)
        for remark in remarks:
            by_place[remark.event_id, remark.field, max(self.since, remark.version)].append(remark)
        blocks, whole = defaultdict(list), []
        for (event, name, version), several in by_place.items():
            texts = at(self.history.get(event, []), version) or {}, at(self.history.get(event, [])) or {}
            notes = [self._note(remark, outcomes, texts[1]) for remark in several]
            if event is None:
                whole += notes
            else:
                blocks[event].append(Block(fields=_texts(name, *texts, several), remarks=notes))
        return [self._row(event, blocks[event.pk]) for event in self.events if event.pk in blocks], whole

    def unasked(self, differences):
        by_event = {one.event: one for one in differences}
        return [self._row(event, [self._unasked(by_event[event.pk])]) for event in self.events if event.pk in by_event]

    def _row(self, event, blocks):
        last = self.last.get(event.pk)
        return ChangedRow(
            event=event,
            label=self.labels[event.pk],
            anchor=f"row-{event.pk}",
            written_by=last and last.by,
            written_day=short_day(last.at, self.submission) if last else "",
            acts="" if event.is_deleted else self.acts_of(event, self.labels[event.pk]),
            blocks=blocks,
        )

    def _note(self, remark, outcomes, content):
        outcome = None if is_new(remark, self.submission) else outcomes[remark.pk]
        return margin_remark(remark, self.submission, text=content.get(remark.field) or "", outcome=outcome)

    def _unasked(self, one):
        versions = self.history[one.event]
        before, after = at(versions, self.since) or {}, at(versions) or {}
        if one.kind == "added":
            before = after
        texts = [(key, before.get(key) or "", after.get(key) or "") for key in one.fields]
        return Block(
            fields=[(key, PRINTED[key], difference(*pair)) for key, *pair in texts],
            what=_what(one, after),
            others=", ".join(UNPRINTED[key] for key in one.others),
        )


def _label(number, event):
    if event.is_deleted:
        return "удалённая строка"
    return f"строка\u00a0{number}" if number else "строка без номера"


def _what(one, after):
    if one.kind != "changed":
        return {"added": "Новая строка", "deleted": "Строка удалена"}[one.kind]
    if one.included is not None:
        out = f"Не входит в сводный отчёт: {after.get('exclusion_reason', '')}"
        return "Снова входит в сводный отчёт" if one.included else out
    return "Изменено" if one.fields else ""


def _texts(name, before, after, remarks):
    """The texts of the remarks' place with what was added and removed, the quoted words marked: of a field always,
    of a whole row those that have changed."""
    names = [name] if name else [key for key in PRINTED if is_changed(before.get(key) or "", after.get(key) or "")]
    found = []
    for key in names:
        html = difference(before.get(key) or "", after.get(key) or "")
        quotes = [(remark.quote, remark.quote_number) for remark in remarks if is_marked(remark)]
        found.append((key, PRINTED[key], mark_quotes(html, quotes)))
    return found
