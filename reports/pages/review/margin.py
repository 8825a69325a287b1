"""A remark as it stands in the margin: its words, what was said and done about it, and what has become of it."""

from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.utils import timezone

from municipalities.models.compiled import compiled
from reports.models import Remark, RemarkChange
from reports.prose.quotes import place_of
from reports.prose.words import write_date
from reports.rules.correcting_remarks import why_not_corrected
from reports.rules.second_review import Outcome


@dataclass(frozen=True, slots=True)
class MarginRemark:
    """A remark, and what has become of it. `thread`: as from `thread_of`; `seen`: the key of the last step that it
    shows; `is_quote_gone`: its words are no longer there; `is_fixed`: its place has changed since the return, and it is
    not settled yet; `corrected_by`: who may still put its words right, or None."""

    remark: Remark
    label: str
    css: str
    sign: str
    day: str
    thread: list
    seen: int
    is_quote_gone: bool
    is_fixed: bool = False
    corrected_by: object = None


def exchange_of(submission):
    """The report's remarks as from `with_exchange`, as a list. One query: every remark has at least the step of its
    being added; none where `has_remarks` says that there is no remark."""
    if not getattr(submission, "has_remarks", True):
        return []
    found = {}
    for step in _steps(submission=submission.pk):
        remark = found.setdefault(step.remark_id, step.remark)
        if remark is step.remark:
            remark._prefetched_objects_cache = {"changes": []}
        remark._prefetched_objects_cache["changes"].append(step)
    return list(found.values())


@compiled(submission=None)
def _steps(submission):
    steps = RemarkChange.objects.filter(remark__submission=submission)
    place = [F("remark__event__position").asc(nulls_first=True), "remark__event__sort_key", "remark__event"]
    return steps.select_related("by", "remark__by", "remark__event").order_by(*place, "remark", "pk")


def with_exchange(remarks):
    """The remarks with their people, events and what was said about them. Two queries."""
    changes = Prefetch("changes", RemarkChange.objects.select_related("by"))
    return remarks.select_related("by", "event").prefetch_related(changes)


def is_marked(remark):
    """Whether the words that it quotes are shown in the text: until it is settled."""
    return bool(remark.quote) and remark.state != Remark.State.ACCEPTED


def margin_remark(remark, submission, *, text, outcome=None):
    """A remark as shown beside its row; `text`: that of its field now; `outcome`: of the second review."""
    label, (css, sign) = remark.get_state_display(), STATE_LOOKS[remark.state]
    if outcome and remark.state != Remark.State.ACCEPTED:
        label, (css, sign) = outcome.value, OUTCOME_LOOKS[outcome.name]
    steps = remark.changes.all()
    return MarginRemark(
        remark=remark,
        label=label,
        css=css,
        sign=sign,
        day=short_day(remark.at, submission),
        thread=thread_of(remark, submission),
        seen=max(step.pk for step in steps),
        is_quote_gone=is_quote_gone(remark, text),
        is_fixed=outcome == Outcome.FIXED and remark.state != Remark.State.ACCEPTED,
        corrected_by=None if why_not_corrected(remark.by, remark, submission, steps) else remark.by,
    )


def thread_of(remark, submission):
    """What was said and done about a remark after it was written, in order: [(RemarkChange, its day, the words that it
    had before), …]; the last are empty but for a correction."""
    thread, words = [], ""
    for change in remark.changes.all():
        before, words = words, change.text if change.kind in RemarkChange.WORDINGS else words
        if change.kind != RemarkChange.Kind.ADDED:
            thread.append(
                (change, short_day(change.at, submission), before if change.kind in RemarkChange.WORDINGS else "")
            )
    return thread


def is_quote_gone(remark, text):
    """Whether the field's text no longer contains the words that the remark is about."""
    return is_marked(remark) and place_of(text, remark.quote) is None


# How the state of a remark, and what became of it, look: class and icon of the tag.
STATE_LOOKS = {
    Remark.State.OPEN: ("tag-wait", "waiting"),
    Remark.State.ANSWERED: ("tag-stamp", "remark"),
    Remark.State.ACCEPTED: ("tag-ok", "understood"),
}
OUTCOME_LOOKS = {
    "FIXED": ("tag-ok", "changed"),
    "ANSWERED": ("tag-stamp", "remark"),
    "ELSEWHERE": ("tag-wait", "warning"),
    "UNTOUCHED": ("tag-wait", "waiting"),
}


def short_day(moment, submission):
    """«14 января»; with the year only where the reports were due in another one. The margin is narrow, and the page
    names the quarter."""
    if moment is None:
        return ""
    day = timezone.localdate(moment)
    return write_date(day, with_year=day.year != submission.period.deadline.year)


def moment_words(moment, submission):
    return moment and f"{short_day(moment, submission)}, {timezone.localtime(moment):%H:%M}"
