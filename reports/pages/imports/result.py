"""What an import did: by report, each row with what became of it; and the rows that stayed in the file, with why."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from reports.files.read.rows import from_json
from reports.imports.choices import SKIP, Choices
from reports.models import ImportChange, ImportJob, Submission
from reports.pages.addresses import event_address, for_municipality, quarter_address, review_address
from reports.prose.words import NBSP, plural

KINDS = {
    ImportChange.Kind.CREATED: ("stamp", "plus", "внесено"),
    ImportChange.Kind.CHANGED: ("stamp", "changed", "изменено"),
    ImportChange.Kind.DELETED: ("wait", "bin", "удалено"),
}
UNDONE = ("ok", "returned", "возвращено")
STAYED = ("wait", "warning", "не возвращено: строку с тех пор меняли")
NOT_TICKED = "Вы её не отметили."
NAMELESS = "Без наименования"


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One event that the import wrote. `href` is empty for one that is there no more."""

    event: object
    href: str
    css: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class DoneReport:
    submission: object
    words: str
    changes: list
    href: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    name: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """`still`: after an undoing, something of the import is there yet."""

    reports: list
    left: list
    still: bool


def gather_result(job, *, on_behalf=False):
    """The Result of an import that was applied, or taken back; `on_behalf`: the coordinator goes on for the
    municipality. Two queries."""
    changes = list(job.changes.select_related("event"))
    scope = Submission.objects.with_names().select_related("period", "municipality").in_report_order()
    reports = []
    for submission in scope.filter(pk__in={change.event.submission_id for change in changes}):
        own = [change for change in changes if change.event.submission_id == submission.pk]
        reports.append(
            DoneReport(
                submission=submission,
                words=_in_words(own),
                changes=[_done(job, change, on_behalf) for change in own],
                href=_desk(job, submission, on_behalf),
            )
        )
    return Result(reports, _left(job), any(not change.is_undone for change in changes))


def _desk(job, submission, on_behalf):
    """Where one goes on with the report."""
    if on_behalf:
        return reverse("on_behalf", args=[submission.pk])
    return review_address(submission) if job.is_consolidated else quarter_address(submission)


def _done(job, change, on_behalf):
    event = change.event
    css, icon, words = KINDS[change.kind]
    if change.is_undone:
        css, icon, words = UNDONE
    elif job.state == ImportJob.State.UNDONE:
        css, icon, words = STAYED
    address = event_address("event", event.uid)
    address = for_municipality(address) if on_behalf else address
    return DoneRow(event, "" if event.is_deleted else address, css, icon, words)


def _in_words(changes):
    """«Внесено 12 строк, изменены 3 строки.»"""
    count = Counter(change.kind for change in changes)
    parts = []
    for kind, verbs in (
        (ImportChange.Kind.CREATED, ("внесена", "внесены", "внесено")),
        (ImportChange.Kind.CHANGED, ("изменена", "изменены", "изменено")),
        (ImportChange.Kind.DELETED, ("удалена", "удалены", "удалено")),
    ):
        if number := count[kind]:
            rows = plural(number, "строка", "строки", "строк")
            parts.append(f"{plural(number, *verbs)} {number}{NBSP}{rows}")
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _left(job):
    """The rows that could not be written any more, then those that the person did not take. Rows that the report had
    already are left out."""
    choices = Choices.from_json(job.choices)
    skipped = [
        LeftRow(_short(row.name), row.where, choice.why or NOT_TICKED)
        for number, row in enumerate(from_json(job.content).rows)
        if (choice := choices.rows.get(number)) and choice.take == SKIP
    ]
    return [LeftRow(_short(one["name"]), one["where"], one["text"]) for one in choices.left] + skipped


def _short(name):
    return Truncator(name).chars(300) or NAMELESS
