"""A report in the house style: what the proofreader suggests for its events, accepting that, and the undo."""

from dataclasses import dataclass

from django.db import transaction

from reports.models import Event, EventRevision
from reports.prose.proofreading import NO_BREAK_RULE, Suggestion, accept, proofread
from reports.queries.reference_lists import reference_lists, stamp_of
from reports.rules.event_fields import PRINTED

from .events import StaleEdit, lock_report, restore_version, save_event


@dataclass(frozen=True, slots=True)
class Advice:
    """One suggestion for one text of one event. `key` names it as long as the event keeps its version."""

    event: Event
    field: str
    suggestion: Suggestion

    @property
    def key(self):
        return f"{self.event.uid}.{self.field}.{self.suggestion.key}"

    @property
    def label(self):
        return Event._meta.get_field(self.field).verbose_name

    @property
    def is_unseen(self):
        """Only blanks become no-break ones: nobody can judge that by looking."""
        return self.suggestion.rule == NO_BREAK_RULE


def advice_for(submission, events=None):
    """Everything that the house style would write otherwise in the report's events, in report order. Two queries; none
    where the events are given and the report has brought the stamp of the reference lists along."""
    period, lists = submission.period, reference_lists(stamp_of(submission))
    context = {"year": period.year, "quarter": period.quarter}

    def read(text, field):
        return lists.proofread_place(text) if field == "place_text" else proofread(text, field, **context)

    return [
        Advice(event, field, suggestion)
        for event in (submission.events.present().in_report_order() if events is None else events)
        for field in PRINTED
        for suggestion in read(getattr(event, field), field)
    ]


def seen_advice(text, field):
    """Suggestions for one prose text that a person can judge by looking. No query."""
    return [suggestion for suggestion in proofread(text, field) if suggestion.rule != NO_BREAK_RULE]


@transaction.atomic
def accept_advice(submission, *, by, keys):
    """Do what the keys name; advice that is no longer given (somebody changed the text) is passed over.

    Returns (changed events, report's version before, after); the versions are for `undo_advice`. Raises NotEditable.
    """
    before = lock_report(submission, by).version
    wanted = {}
    for advice in advice_for(submission):
        if advice.key in keys:
            wanted.setdefault(advice.event, {}).setdefault(advice.field, []).append(advice.suggestion)
    for event, fields in wanted.items():
        values = {field: accept(getattr(event, field), suggestions) for field, suggestions in fields.items()}
        save_event(event, by=by, values=values, base_version=event.version, cause=EventRevision.Cause.HOUSE_STYLE)
    return list(wanted), before, lock_report(submission, by).version


@transaction.atomic
def undo_advice(submission, *, by, after, until):
    """Give the events back the texts that they had before `accept_advice` made report versions after+1 … until.

    Events that were changed since stay as they are. Returns how many went back and how many stayed. Raises NotEditable.
    """
    lock_report(submission, by)
    revisions = EventRevision.objects.filter(
        event__submission=submission,
        event__deleted_at=None,
        cause=EventRevision.Cause.HOUSE_STYLE,
        report_version__gt=after,
        report_version__lte=until,
    )
    back = stayed = 0
    for revision in revisions.select_related("event").order_by("pk"):
        try:
            if revision.event.version != revision.version:
                raise StaleEdit(revision.event, {}, [])
            restore_version(revision.event, by=by, version=revision.version - 1, base_version=revision.version)
            back += 1
        except StaleEdit:
            stayed += 1
    return back, stayed
