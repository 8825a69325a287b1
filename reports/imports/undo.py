"""Takes a whole import back, and nothing that anybody did after it."""

from itertools import groupby
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.actions.events import NotEditable, StaleEdit, delete_event, restore_version, undelete_event
from reports.models import ImportChange, Submission
from reports.queries.event_content import has_changed_since
from reports.rules.permissions import can_go_on_with_import, require_right

from .apply import ROWS_AT_ONCE, let_others_write

WRITTEN_SINCE = "После загрузки строку изменили: она осталась как есть."
DELETED_SINCE = "После загрузки строку удалили: она осталась удалённой."
REMARKED_SINCE = "К строке есть замечание координатора: она осталась."
OVER_LIMITS = "Прежний текст больше не помещается, строка осталась как есть."

Kind = ImportChange.Kind
ENOUGH = 60  # events that one call takes back, about a second


def undo_import(job, by):
    """Undo the changes of an ImportJob that are not undone yet, ROWS_AT_ONCE a transaction, until ENOUGH are undone.

    Returns four values: the events that are as before; [(event, sentence), …] of the others; how many were not looked
    at yet; whether the undo is complete, so that trying again would change nothing.
    """
    require_right(can_go_on_with_import, by, job)
    open_changes = job.changes.filter(is_undone=False).order_by("event__submission", "pk")
    chunks = list(_in_chunks(open_changes.values_list("event__submission", "pk")))
    taken_back, left, is_over = 0, [], True
    for number, (report, pks) in enumerate(chunks):
        if taken_back >= ENOUGH:
            return taken_back, left, sum(len(pks) for _, pks in chunks[number:]), False
        if number:
            let_others_write()
        with transaction.atomic():
            Submission.objects.select_for_update(of=("self",)).get(pk=report)
            # Asked under the lock, so that of two clicks one finds nothing to do.
            for change in open_changes.filter(pk__in=pks).select_related("event"):
                try:
                    sentence = _undo(change, by)
                except NotEditable as refusal:
                    sentence, is_over = str(refusal), False
                if sentence:
                    left.append((change.event, sentence))
                else:
                    ImportChange.objects.filter(pk=change.pk).update(is_undone=True)
                    taken_back += 1
    return taken_back, left, 0, is_over


def _in_chunks(pairs):
    """(report, at most ROWS_AT_ONCE keys of its changes) of pairs (report, key of a change), which are sorted by
    report."""
    for report, own in groupby(pairs, key=itemgetter(0)):
        pks = [pk for _, pk in own]
        for start in range(0, len(pks), ROWS_AT_ONCE):
            yield report, pks[start : start + ROWS_AT_ONCE]


def _undo(change, by):
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
