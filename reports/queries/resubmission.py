"""What a report that was returned and handed in again brings."""

from collections import defaultdict

from municipalities.models.compiled import compiled
from reports.models import EventRevision, Move, Remark, StateChange
from reports.rules.second_review import Outcome, changed_keys, compare, content_at, is_place_changed

from .changes import last_wordings, texts_before


def moves_of(submission):
    """The report's moves with their people, in order (one query)."""
    return _moves(submission=submission.pk)


@compiled(submission=None)
def _moves(submission):
    return StateChange.objects.filter(submission=submission).select_related("by")


def last_return(history):
    """The last StateChange that gave the report back to its officer; None for a first review."""
    returns = [change for change in history if change.move in {Move.RETURN, Move.REOPEN}]
    return returns[-1] if returns else None


def changed_places(remarks):
    """Keys of those of the remarks (of any reports) whose own place was changed since they were written, or since the
    report went back with them: they need no answer any more. Two queries, and none without remarks on events."""
    remarks = [remark for remark in remarks if remark.event_id]
    if not remarks:
        return set()
    returns, history = defaultdict(int), defaultdict(list)
    reports = {remark.submission_id for remark in remarks}
    for change in StateChange.objects.filter(submission__in=reports, move__in=[Move.RETURN, Move.REOPEN]):
        returns[change.submission_id] = change.version
    events = {remark.event_id for remark in remarks}
    for revision in EventRevision.objects.filter(event__in=events).order_by("version"):
        history[revision.event_id].append((revision.report_version, revision.content))
    return {
        remark.pk
        for remark in remarks
        for versions in [history[remark.event_id]]
        for since in [max(returns[remark.submission_id], remark.version)]
        if is_place_changed(remark, content_at(versions, since), content_at(versions))
    }


class Resubmission:
    """A report and what happened to it since the StateChange `returned`. Two queries for any number of rows.

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
        return content_at(self.history.get(event, []), self.since)

    def now(self, event):
        """The content of the event (its pk) now; None when it is not there."""
        return content_at(self.history.get(event, []))

    def changed_in(self, event):
        """Keys of PRINTED and UNPRINTED that differ in the event (its pk), asked for or not."""
        return changed_keys(self.then(event), self.now(event))

    def outcome(self, remark):
        """What became of the remark; None where it cannot be judged: it was settled before the return or written in
        this pass of the review. Nor while the officer still has the report and may yet come to it."""
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
