"""Takes a whole import back, and nothing that anybody did after it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.editing import (
    NotEditable,
    StaleEdit,
    delete_event,
    has_changed_since,
    restore_version,
    undelete_event,
)
from reports.models import ImportChange, Submission

WRITTEN_SINCE = "После загрузки строку изменили: она осталась как есть."
DELETED_SINCE = "После загрузки строку удалили: она осталась удалённой."
REMARKED_SINCE = "К строке есть замечание координатора: она осталась."
OVER_LIMITS = "Прежний текст больше не помещается, строка осталась как есть."

Kind = ImportChange.Kind


def take_back(job, by):
    """Undo the changes of an ImportJob that are not undone yet, one transaction a report.

    Returns (events that are as before, [(event, sentence), …] of those that are not, whether nothing is left that
    could still be taken back another time).
    """
    changes = job.changes.filter(is_undone=False).select_related("event")
    reports = list(
        dict.fromkeys(changes.order_by("event__submission", "pk").values_list("event__submission", flat=True))
    )
    taken_back, left, is_over = 0, [], True
    for pk in reports:
        with transaction.atomic():
            Submission.objects.select_for_update(of=("self",)).get(pk=pk)
            # Asked under the lock, so that of two clicks one finds nothing to do.
            for change in changes.filter(event__submission=pk).order_by("pk"):
                try:
                    sentence = _take_back(change, by)
                except NotEditable as refusal:
                    sentence, is_over = str(refusal), False
                if sentence:
                    left.append((change.event, sentence))
                else:
                    ImportChange.objects.filter(pk=change.pk).update(is_undone=True)
                    taken_back += 1
    return taken_back, left, is_over


def _take_back(change, by):
    """Undo one change; the sentence that says why not, or None. Raises NotEditable."""
    event = change.event
    if _is_as_before(change):
        return None
    if has_changed_since(event, change.after):
        return DELETED_SINCE if event.is_deleted else WRITTEN_SINCE
    if change.kind == Kind.CREATED and event.remarks.exists():
        return REMARKED_SINCE
    try:
        with transaction.atomic():
            if change.kind == Kind.CREATED:
                delete_event(event, by=by, base_version=event.version, importing=True)
            elif change.kind == Kind.CHANGED:
                restore_version(event, by=by, version=change.before, base_version=event.version, importing=True)
            else:
                undelete_event(event, by=by, importing=True)
    except StaleEdit:
        return WRITTEN_SINCE
    except ValidationError as refusal:  # the text before is from a time without limits
        return f"{OVER_LIMITS} {' '.join(refusal.messages)}"
    return None


def _is_as_before(change):
    """Somebody has undone it by hand: a created event is deleted, a deleted one is there."""
    if change.kind == Kind.CHANGED:
        return not has_changed_since(change.event, change.before)
    return change.event.is_deleted == (change.kind == Kind.CREATED)
