"""Signs that somebody writes an answer, a remark or a reason: given and taken away by the script of the page. They
touch no report, so they take no lock of one."""

from django.db import transaction
from django.utils import timezone

from reports.models import HalfWritten
from reports.rules.permissions import can_see, require_right

MOST = 200  # signs of one person


@transaction.atomic
def begin(submission, *, by, key):
    """The person writes in the form of this key, now. One more than MOST takes the place of the person's oldest."""
    require_right(can_see, by, submission)
    HalfWritten.objects.update_or_create(by=by, submission=submission, key=key, defaults={"at": timezone.now()})
    kept = HalfWritten.objects.filter(by=by).values("pk")[:MOST]
    HalfWritten.objects.filter(by=by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def end(submission, *, by, key):
    """The text was sent or given up. Doing it twice is no error."""
    require_right(can_see, by, submission)
    HalfWritten.objects.filter(by=by, submission=submission, key=key).delete()
