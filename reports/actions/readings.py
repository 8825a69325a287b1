"""Remembers that a report was opened by somebody who decides about it."""

from reports.models import Reading
from reports.rules.permissions import is_coordinator, require_right


def note_reading(submission, *, by):
    """The person has the report on the screen in its present version. Written once a version and person, so that a page
    which is read again costs one query."""
    require_right(is_coordinator, by)
    seen = {"submission": submission, "version": submission.version, "by": by}
    if not Reading.objects.filter(**seen).exists():
        Reading.objects.bulk_create([Reading(**seen)], ignore_conflicts=True)
