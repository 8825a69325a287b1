"""Remembers that a report was opened by somebody who decides about it."""

from municipalities.models.compiled import compiled
from reports.models import Reading
from reports.rules.permissions import is_coordinator, require_right


@compiled(submission=None, version=Reading._meta.get_field("version"), by=None)
def _readings(submission, version, by):
    return Reading.objects.filter(submission=submission, version=version, by=by).values_list("pk")


def note_reading(submission, *, by):
    """The person has the report on the screen in its present version. Written once a version and person, so that a page
    which is read again costs one query, and none where the report says so (`is_read`)."""
    require_right(is_coordinator, by)
    seen = {"submission": submission, "version": submission.version, "by": by}
    is_read = getattr(submission, "is_read", None)
    if is_read is None:
        is_read = bool(_readings(submission=submission.pk, version=submission.version, by=by.pk))
    if not is_read:
        Reading.objects.bulk_create([Reading(**seen)], ignore_conflicts=True)
