"""Until when a report is taken, and how much time is left, in words."""

from dataclasses import dataclass

from django.utils import timezone

from reports.models import State
from reports.pages.look import day
from reports.prose.words import NBSP, counted, plural, write_date

FEW_DAYS = 3


@dataclass(frozen=True, slots=True)
class Days:
    """The time left, or the words in its place. `number` is printed large."""

    words: str
    number: int | None = None
    noun: str = ""
    css: str = ""


def deadlines_of(submission):
    """«Срок сдачи 20 января · принимаются до 31 января · вам продлено до 5 февраля»: the three days that may hold,
    each by its name. Loads the period."""
    words, today = deadlines_of_quarter(submission.period), timezone.localdate()
    if submission.extended_to:
        verb = "продлено" if today <= submission.extended_to else "продлевали"
        words += f" · вам {verb} до{NBSP}{day(submission.extended_to)}"
    return words


def deadlines_of_quarter(period):
    """«Срок сдачи 20 января · принимаются до 31 января»: the days that hold for all municipalities."""
    words = f"Срок сдачи {day(period.deadline)}"
    if period.is_archive:
        return f"Архив · мероприятия с {day(period.window_from)} по {day(period.window_to)}"
    if period.is_closed:
        return f"{words} · квартал закрыт {day(period.closed_at)}"
    verb = "принимаются" if timezone.localdate() <= period.hard_deadline else "принимали"
    return f"{words} · {verb} до{NBSP}{day(period.hard_deadline)}"


def days_of_quarter(period, *, is_settled):
    """How much time is left in an open quarter, or the words in its place; `is_settled`: all its reports are
    approved."""
    if period.is_archive:
        return Days("архив: отчёты вносит координатор")
    if is_settled:
        return Days("все отчёты приняты")
    left = (period.deadline - timezone.localdate()).days
    if left >= 0:
        return _until("срока", period.deadline, left)
    ago = counted(-left, "день", "дня", "дней")
    if period.takes_reports:
        return Days(f"срок прошёл {ago} назад, принимают до {day(period.hard_deadline)}", css="days-late")
    return Days(f"приём закончен, срок прошёл {ago} назад", css="days-late")


def last_day(submission):
    """The last day on which officers may hand this report in. Loads the period."""
    days = [last for last in (submission.extended_to, _hard_deadline(submission.period)) if last]
    return max(days) if days else None


def _hard_deadline(period):
    return None if period.is_closed else period.hard_deadline


def days_of(submission):
    """How much time is left, or the words in its place. Loads the period."""
    if submission.state == State.APPROVED:
        return Days(f"принят {day(submission.approved_at)}")
    if submission.state == State.SUBMITTED:
        return Days(_handed_in_words(submission))
    due, today = submission.due, timezone.localdate()
    if not submission.is_open_for_officers and submission.period.is_archive:
        return Days("архив: отчёт вносит координатор")
    if not submission.is_open_for_officers:
        return Days(f"приём закончен, срок был {day(due)}", css="days-late")
    left = (due - today).days
    name = "продлённого срока" if submission.extended_to == due else "срока"
    if left >= 0:
        return _until(name, due, left)
    until = day(last_day(submission))
    if submission.first_submitted_at:
        return Days(f"сдать снова можно до {until}")
    ago = counted(-left, "день", "дня", "дней")
    return Days(f"срок прошёл {ago} назад, принимают до {until}", css="days-late")


def _until(name, due, left):
    """So many days are left until the day of that name; 0 is the last one."""
    if left == 0:
        return Days(f"последний день срока, {day(due)}", css="days-few", noun="Сегодня")
    few = "days-few" if left <= FEW_DAYS else ""
    return Days(f"до {name}, {day(due)}", left, plural(left, "день", "дня", "дней"), few)


def _handed_in_words(submission):
    """«сдан 13 января, в срок». Lateness is that of the first hand-in."""
    late = submission.days_late
    first = f"на {counted(late, 'день', 'дня', 'дней')} позже срока" if late else "в срок"
    first = "когда приём был закончен" if submission.has_missed_intake else first
    first_day, last_day_ = (timezone.localdate(at) for at in (submission.first_submitted_at, submission.submitted_at))
    if first_day == last_day_:
        return f"сдан {day(last_day_)}, {first}"
    return f"сдан снова {day(last_day_)}, впервые {day(first_day)}, {first}"


def lead_of(period):
    """Until when reports of the quarter are taken, and which events belong to it."""
    today = timezone.localdate()
    with_first_year = period.window_from.year != period.window_to.year
    window = f"с {write_date(period.window_from, with_year=with_first_year)} по {write_date(period.window_to)}"
    if period.is_closed or today > period.hard_deadline:
        over = f"Квартал закрыт {day(period.closed_at)}" if period.is_closed else "Общий приём отчётов закончен"
        return f"{over}. В отчёт входят мероприятия {window}."
    taken = f"Отчёты принимают до {write_date(period.deadline)} включительно."
    if today > period.deadline:
        taken = f"Срок сдачи был {write_date(period.deadline)}, отчёты принимают до {write_date(period.hard_deadline)}."
    return f"{taken} Включайте мероприятия {window}."
