"""The sentence that goes with each «no», and the way on.

`why_not(right, user, submission)` asks a right of permissions.py and answers with its Refusal; SENTENCES has the
function of each right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils import timezone

from municipalities.models import User
from reports.models import State, Submission
from reports.prose.words import write_date

from .permissions import (
    OFFICER_EDITS,
    can_accept_on_behalf,
    can_answer,
    can_ask_extension,
    can_correct_released,
    can_decide,
    can_edit_events,
    can_enter_on_behalf,
    can_extend,
    can_hand_in,
    can_import,
    can_leave_out,
    can_remark,
    can_reopen,
    is_coordinator,
)

Right = Callable[[User, Submission], bool]
Sentence = Callable[[User, Submission], str]


class Way(Enum):
    """How a person opens a report that is shut: the name of the page that does it."""

    REOPEN = "reopen"
    ASK_EXTENSION = "ask_extension"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be done now, in Russian, and the way on where there is one."""

    sentence: str
    way: Way | None = None


def why_not(right: Right, user: User, submission: Submission) -> Refusal | None:
    """The Refusal when the person does not have this right to the report now; None when the person has it."""
    return None if right(user, submission) else refusal_of(right, user, submission)


def refusal_of(right: Right, user: User, submission: Submission) -> Refusal:
    """The Refusal for who is known not to have this right: the function that writes has said so."""
    return Refusal(SENTENCES[right](user, submission), way_on(user, submission))


def way_on(user: User, submission: Submission | None) -> Way | None:
    """The Way on which this person can open the report: an officer who is locked out asks for more time, the
    coordinator opens what is approved. None for everybody else. Loads the period."""
    if submission is None:
        return None
    if can_reopen(user, submission):
        return Way.REOPEN
    is_locked = submission.state in OFFICER_EDITS and not submission.is_open_for_officers
    return Way.ASK_EXTENSION if is_locked and can_ask_extension(user, submission) else None


# Sentences that go with several rights


def closed_reason(submission: Submission) -> str:
    """Which rule keeps officers out, since when, and how to go on. Loads the period."""
    period = submission.period
    over = f"Приём отчётов закончен {write_date(period.hard_deadline)}"
    if period.is_closed:
        over = f"Квартал закрыт {write_date(timezone.localdate(period.closed_at))}"
    if submission.extended_to:
        over += f", продление вашему муниципалитету закончилось {write_date(submission.extended_to)}"
    return (
        f"{over}. Чтобы изменить или сдать отчёт, попросите координатора продлить срок: кнопка «Попросить продлить "
        "срок» стоит у отчёта."
    )


def in_state(submission: Submission, rest: str) -> str:
    """«Отчёт в состоянии «на проверке»: …»."""
    return f"Отчёт в состоянии «{submission.get_state_display()}»: {rest}."


def already_moved(submission: Submission) -> str:
    """For a move that does not start from the state in which the report is."""
    return (
        f"Отчёт уже в состоянии «{submission.get_state_display()}»: действие выполнено раньше или это сделал "
        "кто-то другой."
    )


def locked_reason(user: User, submission: Submission) -> str:
    """For who was let onto a page and finds the report shut on saving."""
    if submission.state not in OFFICER_EDITS or user.is_coordinator:
        return in_state(submission, "сейчас его нельзя изменить")
    return "Приём отчётов закончен: попросите координатора продлить срок."


def no_upload_reason(submission: Submission) -> str:
    """For the officer at the page that takes tables. Loads the period."""
    if submission.state in OFFICER_EDITS:
        return closed_reason(submission)
    return in_state(submission, "сейчас в него не внести таблицу")


def _approved(user: User) -> str:
    if user.is_coordinator:
        return "Отчёт принят. Чтобы изменить его, откройте его: кнопка «Открыть снова» стоит внизу страницы проверки."
    return "Отчёт принят. Чтобы изменить его, попросите координатора открыть его снова."


def _only(rule: str) -> Sentence:
    """The sentence of a right that depends on the state alone; `rule` says on which."""
    return lambda user, submission: (
        f"Отчёт сейчас в состоянии «{submission.get_state_display()}», а {rule}. "
        "Возможно, его только что изменил кто-то другой."
    )


# One function a right


def _not_edited(user: User, submission: Submission) -> str:
    if submission.state == State.APPROVED:
        return _approved(user)
    if is_coordinator(user):
        if submission.is_nil:
            return "Отчёт сдан как «нет мероприятий». Верните его на доработку, и мероприятия можно будет внести."
        return (
            "Отчёт сейчас у исполнителя: править его слова можно, когда он сдан на проверку. Если исполнитель не может "
            "внести их сам, откройте отчёт и нажмите «Внести за муниципалитет»."
        )
    if submission.state == State.SUBMITTED:
        return (
            "Отчёт на проверке у координатора. Чтобы исправить строку, отзовите отчёт, "
            "если решения ещё нет, или попросите вернуть его на доработку."
        )
    return closed_reason(submission)


def _not_handed_in(user: User, submission: Submission) -> str:
    if submission.state == State.APPROVED:
        return _approved(user)
    if submission.state == State.SUBMITTED and is_coordinator(user):
        return "Отчёт уже на проверке: прочитайте его и примите или верните на доработку."
    if submission.state == State.SUBMITTED:
        return "Отчёт уже на проверке. Если в нём нужно что-то изменить, отзовите его."
    return closed_reason(submission)


def _not_imported(user: User, submission: Submission) -> str:
    if submission.state == State.APPROVED:
        return _approved(user)
    if submission.is_nil and user.is_coordinator:
        return "Отчёт сдан как «нет мероприятий». Верните его на доработку, и строки можно будет внести."
    if submission.is_nil:
        return "Отчёт сдан как «нет мероприятий». Отзовите его, и строки можно будет внести."
    if submission.state == State.SUBMITTED:
        return "Отчёт на проверке. Отзовите его или дождитесь, пока координатор вернёт его на доработку."
    return closed_reason(submission)


def _not_accepted(user: User, submission: Submission) -> str:
    if submission.state == State.APPROVED:
        return "Отчёт уже принят."
    if submission.state not in OFFICER_EDITS:
        return "Отчёт сдан исполнителем и ждёт вашего решения: проверьте его."
    return "Исполнитель ещё может сдать отчёт сам: срок приёма не прошёл."


def _not_entered(user: User, submission: Submission) -> str:
    state = submission.get_state_display()
    return f"Отчёт сейчас в состоянии «{state}»: за муниципалитет вносят, пока он не сдан."


SENTENCES = {
    can_edit_events: _not_edited,
    can_hand_in: _not_handed_in,
    can_import: _not_imported,
    can_enter_on_behalf: _not_entered,
    can_accept_on_behalf: _not_accepted,
    can_ask_extension: lambda user, submission: _approved(user),
    can_answer: lambda user, submission: in_state(submission, "на замечания сейчас не отвечают"),
    can_correct_released: _only("строку после выпуска исправляют, пока отчёт принят"),
    can_decide: _only("вернуть можно отчёт на проверке"),
    can_reopen: _only("снова открывают принятый отчёт"),
    can_extend: lambda user, submission: "Отчёт уже принят. Чтобы его изменить, откройте его снова.",
    can_leave_out: _only("строки исключают и переставляют, пока отчёт на проверке"),
    can_remark: _only("замечания бывают у отчёта на проверке и на доработке"),
}
