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

from .beginnings import in_the_file

KINDS = {
    ImportChange.Kind.CREATED: ("stamp", "plus", "внесено"),
    ImportChange.Kind.CHANGED: ("stamp", "changed", "изменено"),
    ImportChange.Kind.DELETED: ("wait", "bin", "удалено"),
}
UNDONE = {
    ImportChange.Kind.CREATED: "убрано",
    ImportChange.Kind.CHANGED: "возвращён прежний текст",
    ImportChange.Kind.DELETED: "восстановлено",
}
STAYED = ("wait", "warning", "не отменено: строку с тех пор меняли")
NOT_TICKED = "Строка не отмечена."
NAME_MISSING = "Нет наименования."
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
                words=_in_words(change.kind for change in own),
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
        css, icon, words = "ok", "returned", UNDONE[change.kind]
    elif job.state == ImportJob.State.UNDONE:
        css, icon, words = STAYED
    address = event_address("event", event.uid)
    address = for_municipality(address) if on_behalf else address
    return DoneRow(event, "" if event.is_deleted else address, css, icon, words)


def done_words(job):
    """«Внесено 12 строк, изменены 3 строки.» One query."""
    return _in_words(change.kind for change in job.changes.all())


def undone_words(job):
    """«Убраны 23 строки, восстановлена 1 строка.», or "" where nothing was undone. One query."""
    # A changed row has its former text again, as a deleted one has.
    kinds = [
        kind if kind == ImportChange.Kind.CREATED else ImportChange.Kind.DELETED
        for kind in job.changes.filter(is_undone=True).values_list("kind", flat=True)
    ]
    return _in_words(kinds, UNDONE_VERBS) if kinds else ""


DONE_VERBS = {
    ImportChange.Kind.CREATED: ("внесена", "внесены", "внесено"),
    ImportChange.Kind.CHANGED: ("изменена", "изменены", "изменено"),
    ImportChange.Kind.DELETED: ("удалена", "удалены", "удалено"),
}
UNDONE_VERBS = {
    ImportChange.Kind.CREATED: ("убрана", "убраны", "убрано"),
    ImportChange.Kind.DELETED: ("восстановлена", "восстановлены", "восстановлено"),
}


def _in_words(kinds, words=DONE_VERBS):
    count = Counter(kinds)
    parts = []
    for kind, verbs in words.items():
        if number := count[kind]:
            rows = plural(number, "строка", "строки", "строк")
            parts.append(f"{plural(number, *verbs)} {number}{NBSP}{rows}")
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _left(job):
    """The rows that could not be written any more, then those that the person did not take. Rows that the report had
    already are left out."""
    choices = Choices.from_json(job.choices)
    rows = from_json(job.content).rows
    wheres = [row.where for row in rows]
    skipped = [
        LeftRow(
            _short(row.name), in_the_file(row.where, wheres), choice.why or (NOT_TICKED if row.name else NAME_MISSING)
        )
        for number, row in enumerate(rows)
        if (choice := choices.rows.get(number)) and choice.take == SKIP
    ]
    return [
        LeftRow(_short(one["name"]), in_the_file(one["where"], wheres), one["text"]) for one in choices.left
    ] + skipped


def _short(name):
    return Truncator(name).chars(300) or NAMELESS
