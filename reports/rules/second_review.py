"""What became of a report since it went back to its officer: of each remark, and of what nobody asked for.

`compare` judges, from the versions of the events alone; `Resubmission` fetches for it. Both views of a review, what has
changed and the whole sheet, take their labels and words from here.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from reports.models import EventRevision, Move, Remark
from reports.pages.differences import (
    ADDED,
    DELETED,
    INCLUDED,
    LEFT_OUT,
    PRINTED,
    RESTORED,
    is_changed,
    is_kept,
    last_wordings,
    texts_before,
)
from reports.prose.quotes import place_of, places_of

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
    """One event between the return and now. `kind`: added, restored (it had been deleted before), deleted, changed.
    `fields`: printed ones that no remark asked about (of an added row all); `others`: names of UNPRINTED. `included`:
    the new standing, if it changed."""

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

    A remark on the whole report counts as its place whatever no other remark asked for; but an answer in words to it is
    certain, and that a change belongs to it is a guess, so there the answer goes first.
    """
    asked = _asked(remarks, history, since)
    unasked = [found for event in history for found in _unasked(event, history[event], since, asked)]
    is_any_changed = any(differing(at(found, since), at(found)) for found in history.values())
    outcomes = {}
    for remark in remarks:
        if remark.event_id is None:
            is_any_unasked = any(one.kind != "changed" or one.fields or one.others for one in unasked)
            own = is_any_unasked and remark.pk not in answered
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
        earlier = differing(at(versions, since), at(versions, max(since, remark.version)))
        if remark.event_id is not None and not (remark.field in earlier if remark.field else earlier):
            asked[remark.event_id].add(remark.field)
    return asked


def differing(before, after):
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
    changed = differing(before, after)
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
        was_deleted = any(number <= since for number, _ in versions)
        return [Difference(event, "restored" if was_deleted else "added", tuple(PRINTED))]
    if after is None:
        return [] if event in asked else [Difference(event, "deleted")]
    changed = [] if "" in asked[event] else [key for key in differing(before, after) if key not in asked[event]]
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


# Fetching


def last_return(history):
    """The last StateChange that gave the report back to its officer; None for a first review."""
    returns = [change for change in history if change.move in {Move.RETURN, Move.REOPEN}]
    return returns[-1] if returns else None


class Resubmission:
    """A report and what happened to it since the StateChange `returned`. Two queries, whatever the number of rows.

    `since`: the report's version then; `before`: event's pk → the revision that was current then (with its event);
    `history` as `compare` takes it; `last`: event's pk → the last revision that changed words (or, without one, the
    last); `moments`: when it was written to; `outcomes`, `unasked` (event's pk → Difference), `is_reordered`: what
    `compare` found.
    """

    def __init__(self, submission, returned, remarks):
        self.submission, self.since = submission, returned.version
        self.remarks = [remark for remark in remarks if _is_of_now(remark, returned)]
        self.before = texts_before(submission, report_version__lte=self.since)
        self.history = {pk: [(revision.report_version, revision.content)] for pk, revision in self.before.items()}
        written = list(self._written())
        for revision in written:
            self.history.setdefault(revision.event_id, []).append((revision.report_version, revision.content))
        self.last, self.moments = last_wordings(written), [revision.at for revision in written]
        answered = {remark.pk for remark in self.remarks if _answered(remark, returned)}
        compared = compare(self.remarks, self.history, self.since, answered=answered)
        self.outcomes, self.is_reordered = compared.outcomes, compared.is_reordered
        self.unasked = {one.event: one for one in compared.unasked}

    def _written(self):
        written = EventRevision.objects.filter(event__submission=self.submission, report_version__gt=self.since)
        return written.select_related("by").order_by("report_version")

    def then(self, event):
        """The content of the event (its pk) when the report went back; None when it was not there."""
        return at(self.history.get(event, []), self.since)

    def now(self, event):
        """The content of the event (its pk) now; None when it is not there."""
        return at(self.history.get(event, []))

    def changed_in(self, event):
        """Keys of PRINTED and UNPRINTED that differ in the event (its pk), asked for or not."""
        return differing(self.then(event), self.now(event))

    def outcome(self, remark):
        """What became of the remark; None where there is nothing to judge: it was settled before the return or
        written in this pass of the review, or the officer still has the report and may yet come to it."""
        if is_new(remark, self.submission):
            return None
        outcome = self.outcomes.get(remark.pk)
        is_under_way = self.submission.submitted_at is None
        return None if outcome == Outcome.UNTOUCHED and is_under_way else outcome


def _is_of_now(remark, returned):
    """All but those that were settled before the report went back."""
    return remark.state != Remark.State.ACCEPTED or remark.accepted_at > returned.at


def _answered(remark, returned):
    return bool(remark.answer) and remark.answered_at > returned.at


def is_new(remark, submission):
    """Written in this pass of the review, so there is nothing to judge yet."""
    return submission.submitted_at is not None and remark.at > submission.submitted_at


# In words


def what_happened(difference, exclusion_reason):
    """What nobody asked for, as the words of its tag; empty where only what is not printed has changed."""
    if difference.kind != "changed":
        return KINDS[difference.kind]
    if difference.included is not None:
        return INCLUDED if difference.included else LEFT_OUT.format(exclusion_reason)
    return "Изменено" if difference.fields else ""


def unprinted(keys):
    """Those of the keys that are not printed, in words."""
    return ", ".join(UNPRINTED[key] for key in keys if key in UNPRINTED)


KINDS = {"added": ADDED, "restored": RESTORED, "deleted": DELETED}
