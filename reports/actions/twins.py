"""What is said of two rows that seem to tell of the same event: kept once for both reports."""

from django.db import transaction

from reports.models import Twin
from reports.rules.permissions import can_judge_twins, require_right


@transaction.atomic
def judge_twins(event, other, *, by, answer):
    """Keep the answer about two rows; a new answer takes the place of an earlier one. Raises PermissionDenied for
    whoever answers for neither report, ValueError for a row with itself."""
    require_right(can_judge_twins, by, event.submission, other.submission)
    one, other = _in_order(event, other)
    return Twin.objects.update_or_create(one=one, other=other, defaults={"answer": Twin.Answer(answer), "by": by})[0]


@transaction.atomic
def forget_answer(event, other, *, by):
    """Take the answer back, so that the pair is asked about again. Raises PermissionDenied as `judge_twins`."""
    require_right(can_judge_twins, by, event.submission, other.submission)
    one, other = _in_order(event, other)
    Twin.objects.filter(one=one, other=other).delete()


def _in_order(event, other):
    if event.pk == other.pk:
        raise ValueError("a row is not its own twin")
    return (event, other) if event.pk < other.pk else (other, event)
