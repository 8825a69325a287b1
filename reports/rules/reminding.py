"""What officers are told of deadlines, in words that hold on the day on which they are said; and on which working
morning a reminder goes."""

import datetime

from django.utils import timezone

from reports.models import State, Submission
from reports.prose.words import plural, write_date

from .working_days import WorkingDays

# A reminder whose morning the command slept through is still sent for so many working days; later all know it.
STILL_WORTH_SAYING = 2

MORNING = 8  # o'clock, local time; digests and reminders never come at night


def morning_of(due: datetime.date, days: int, working: WorkingDays) -> datetime.date:
    """The working day on which a reminder goes that is meant for so many days after (negative: before) a deadline.

    One meant for a day off waits for the next working day. Where that would be after the deadline of which it warns, it
    goes on the last working day before.
    """
    meant = due + datetime.timedelta(days=days)
    following = working.next_working(meant)
    return working.last_working(meant) if days <= 0 and following > due else following


def is_due(morning: datetime.date, today: datetime.date, working: WorkingDays) -> bool:
    """Whether a reminder of that morning is to be sent today, if it was not."""
    return morning <= today and working.between(morning, today) <= STILL_WORTH_SAYING


def reminder_words(submission: Submission, due: datetime.date, today: datetime.date, open_remarks: int) -> str:
    """What the officer of a report that is owed is reminded of: what is missing, until when, and what to do. Loads the
    period."""
    returned = submission.state == State.RETURNED
    report, what_to_do = _returned(submission, open_remarks) if returned else _never_handed_in()
    if due < today:
        until = submission.period.hard_deadline
        if not submission.is_open_for_officers:
            what_to_do = "Чтобы сдать его теперь, попросите координатора продлить срок: кнопка стоит у отчёта."
        elif until >= today:
            what_to_do = f"Его ещё принимают до {write_date(until)} включительно. {what_to_do}"
        passed = "ждали до" if returned else "срок сдачи прошёл"
        return f"{report}, {passed} {write_date(due)}. {what_to_do}"
    left = (due - today).days
    days = plural(left, "остался {} день", "осталось {} дня", "осталось {} дней").format(left)
    when = "сегодня последний день" if left == 0 else days
    if due == submission.period.hard_deadline and not submission.extended_to:
        return f"{report}. После {write_date(due)} его не примут: {when}. {what_to_do}"
    return f"{report}. Его ждут до {write_date(due)}: {when}. {what_to_do}"


def _never_handed_in() -> tuple[str, str]:
    return "отчёт ещё не сдан", "Внесите мероприятия или сообщите, что их не было."


def _returned(submission: Submission, open_remarks: int) -> tuple[str, str]:
    day = write_date(timezone.localdate(submission.returned_at), with_year=False)
    remarks = f", замечаний {open_remarks}" if open_remarks else ""
    return f"отчёт вернули {day}{remarks}, он не сдан снова", "Исправьте и сдайте снова."


def opened_words(submission: Submission, working: WorkingDays) -> str:
    """What officers are told when their quarter opens. Loads the period."""
    period = submission.period
    window = f"с {write_date(period.window_from)} по {write_date(period.window_to)}"
    return (
        f"открыт приём отчётов. Вносите мероприятия {window} или сообщите, что их не было. "
        f"{_deadlines(submission, working)}"
    )


def dates_words(submission: Submission, working: WorkingDays) -> str:
    """What officers are told when the dates of their quarter have changed: the dates that hold now. Loads the
    period."""
    period = submission.period
    own = ""
    if submission.is_extended:
        own = f" Вашему муниципалитету срок продлён до {write_date(submission.extended_to)}, это остаётся в силе."
    window = f"с {write_date(period.window_from)} по {write_date(period.window_to)}"
    return f"сроки изменены. {_deadlines(submission, working)} Мероприятия собирают {window}.{own}"


def _deadlines(submission: Submission, working: WorkingDays) -> str:
    period = submission.period
    deadline, last = (f"{write_date(day)} ({working.name(day)})" for day in (period.deadline, period.hard_deadline))
    return f"Срок сдачи – {deadline}, принимают до {last} включительно."


def late_words(owed: list[str], returned: list[str], due: datetime.date, *, is_last: bool) -> str:
    """What the coordinator is told on the working morning after a deadline: who has not handed in."""
    passed = f"{'приём закончился' if is_last else 'срок сдачи прошёл'} {write_date(due)}."
    parts = []
    if owed:
        parts.append(f"Не сдали {len(owed)}: {', '.join(owed)}.")
    if returned:
        parts.append(f"На доработке {len(returned)}: {', '.join(returned)}.")
    return " ".join([passed, *parts])


def standing_words(waiting: int, owed: int, returned: int, asking: int) -> str:
    """«ждут решения 5, не сдали 3, просят срок 1»; what is none is left out, and empty when all is."""
    parts = [("ждут решения", waiting), ("не сдали", owed), ("просят срок", asking), ("на доработке", returned)]
    return ", ".join(f"{words} {number}" for words, number in parts if number)
