"""What of a row that was taken from an earlier report somebody has written on since: it need not be looked at again."""

from reports.models import Expected
from reports.rules.event_fields import PARTICIPANTS, PURPOSE

CHECKED = ("period_text", PURPOSE, PARTICIPANTS)


def note_written(event, keys):
    """Part of saving the event, under the lock of its report: these of its values were written anew."""
    if not set(CHECKED) & set(keys):
        return
    for answer in Expected.objects.filter(taken=event).exclude(to_check=""):
        left = [name for name in answer.to_check.split() if name not in keys]
        Expected.objects.filter(pk=answer.pk).update(to_check=" ".join(left))
