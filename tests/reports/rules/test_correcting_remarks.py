"""The words of a remark are its author's own until somebody has acted on them."""

import datetime

import pytest

from municipalities.models import User
from reports.models import Remark, RemarkChange, Submission
from reports.rules.correcting_remarks import why_not_corrected

AT = datetime.datetime(2025, 1, 20, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
ADDED, ANSWERED, CORRECTED = (RemarkChange.Kind[name] for name in ("ADDED", "ANSWERED", "CORRECTED"))


@pytest.mark.parametrize(
    "author, state, returned_at, kinds, says",
    [
        (1, "open", None, [ADDED], ""),
        (1, "open", AT - HOUR, [ADDED, CORRECTED], ""),
        (2, "open", None, [ADDED], "тот, кто его написал"),
        (1, "answered", None, [ADDED, ANSWERED], "уже ответили"),
        (1, "open", None, [ADDED, ANSWERED, RemarkChange.Kind.REPLIED], "уже ответили"),
        (1, "accepted", None, [ADDED], "снято"),
        (1, "open", AT + HOUR, [ADDED], "уже ушло исполнителю"),
    ],
)
def test_who_may_correct_which_remark(author, state, returned_at, kinds, says):
    remark = Remark(by_id=author, state=state, at=AT)
    steps = [RemarkChange(kind=kind) for kind in kinds]
    why = why_not_corrected(User(pk=1), remark, Submission(returned_at=returned_at), steps)
    assert says in why and bool(why) == bool(says)
