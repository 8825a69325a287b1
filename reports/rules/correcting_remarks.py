"""Until when the words of a remark are still its author's own."""

from collections.abc import Iterable

from municipalities.models import User
from reports.models import Remark, RemarkChange, Submission


def why_not_corrected(user: User, remark: Remark, submission: Submission, steps: Iterable[RemarkChange]) -> str:
    """Why the person cannot correct the words of the remark any more, in Russian; "" when it can be done. `steps`: of
    the exchange about it.

    Its author corrects it while nobody has acted on it: it is open, was never answered, and no return has taken it to
    the officer since.
    """
    if remark.by_id != user.pk:
        return "Слова замечания исправляет тот, кто его написал."
    if remark.state != Remark.State.OPEN or any(step.kind == RemarkChange.Kind.ANSWERED for step in steps):
        return "На замечание уже ответили, или оно снято: слова остаются, какими их прочитали. Напишите новое."
    if submission.returned_at and submission.returned_at > remark.at:
        return "Замечание уже ушло исполнителю вместе с отчётом. Снимите его и напишите новое."
    return ""
