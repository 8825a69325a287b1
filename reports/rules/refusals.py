"""The sentence that goes with each «no», and the way on."""

from django.utils import timezone

from reports.models import State
from reports.prose.words import write_date

from .permissions import OFFICER_EDITS, can_import, is_coordinator


def closed_reason(submission):
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


def approved_reason(user):
    """That the report is approved, and what this person can do about it."""
    if user.is_coordinator:
        return "Отчёт принят. Чтобы изменить его, откройте его: кнопка «Открыть снова» стоит внизу страницы проверки."
    return "Отчёт принят. Чтобы изменить его, попросите координатора открыть его снова."


def why_not_accepted(submission):
    """Why a report is not one that `accept_on_behalf` may take, as a Russian sentence; empty when it is. Loads the
    period."""
    if submission.state == State.APPROVED:
        return "Отчёт уже принят."
    if submission.state not in OFFICER_EDITS:
        return "Отчёт сдан исполнителем и ждёт вашего решения: проверьте его."
    if submission.is_open_for_officers:
        return "Исполнитель ещё может сдать отчёт сам: срок приёма не прошёл."
    return ""


def why_not_editable(user, submission):
    """Why the person cannot change the report now, and how to go on."""
    if submission.state == State.APPROVED:
        return approved_reason(user)
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


def why_not_now(user, submission):
    """Why the report cannot be handed in, and what this person can do."""
    if submission.state == State.APPROVED:
        return approved_reason(user)
    if submission.state == State.SUBMITTED and is_coordinator(user):
        return "Отчёт уже на проверке: прочитайте его и примите или верните на доработку."
    if submission.state == State.SUBMITTED:
        return "Отчёт уже на проверке. Если в нём нужно что-то изменить, отзовите его."
    return closed_reason(submission)


def why_not_imported(by, submission):
    """Why this person cannot bring rows into the report now, and what to do; "" when nothing stands against it."""
    if can_import(by, submission):
        return ""
    if submission.state == State.APPROVED:
        return approved_reason(by)
    if submission.is_nil and by.is_coordinator:
        return "Отчёт сдан как «нет мероприятий». Верните его на доработку, и строки можно будет внести."
    if submission.is_nil:
        return "Отчёт сдан как «нет мероприятий». Отзовите его, и строки можно будет внести."
    if submission.state == State.SUBMITTED:
        return "Отчёт на проверке. Отзовите его или дождитесь, пока координатор вернёт его на доработку."
    return closed_reason(submission)
