"""Reminders of deadlines, by the rules of the coordinator."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reports.models import Reminder, ReminderRule, State, Submission
from reports.prose.words import plural, write_date
from reports.rules.permissions import THE_PROGRAM, can_manage_periods, require_program, require_right

from .letters import MORNING
from .notices import tell_deadline

# A reminder whose day the command slept through is still sent for so long; then it would say what all know.
STILL_WORTH_SAYING = datetime.timedelta(days=2)


def add_usual_reminders(*, by):
    """The reminders of a new installation, if the table is empty."""
    require_right(can_manage_periods, by, program=True)
    if not ReminderRule.objects.exists():
        ReminderRule.objects.bulk_create(
            ReminderRule(deadline=deadline, days=days)
            for deadline, days in (("soft", -5), ("soft", -1), ("soft", 1), ("hard", -1))
        )


@transaction.atomic
def remind(*, by):
    """Tell the debtors what is due by the rules of reminders; each reminder once, of several due together the last.

    Whoever has reported (or said «нет») owes nothing. In a closed quarter only a running extension makes one a debtor.
    For a command. Returns how many reports were reminded of; before the morning none.
    """
    require_program(by)
    now = timezone.localtime()
    if now.hour < MORNING:
        return 0
    today, count = now.date(), 0
    rules = list(ReminderRule.objects.filter(is_on=True))
    owed = Submission.objects.filter(state=State.DRAFT).select_related("period").with_names().in_report_order()
    # Not the drafts of long ago, which an archive leaves.
    long_ago = today - datetime.timedelta(days=90)
    for submission in owed.filter(Q(period__hard_deadline__gte=long_ago) | Q(extended_to__gte=long_ago)):
        if not submission.period.is_closed or submission.is_extended:
            count += _remind_of(submission, rules, today)
    return count


def _remind_of(submission, rules, today):
    due_rules = [
        (due + datetime.timedelta(days=rule.days), rule, due)
        for rule in rules
        for due in [_due(submission, rule)]
        if due is not None
    ]
    due_rules = [(day, rule, due) for day, rule, due in due_rules if today - STILL_WORTH_SAYING <= day <= today]
    if not due_rules:
        return False
    _, rule, due = max(due_rules, key=lambda found: (found[0], found[1].pk))
    _, is_new = Reminder.objects.get_or_create(rule=rule, submission=submission, due=due)
    if is_new:
        tell_deadline(submission, _reminder(submission, rule, due, today), by=THE_PROGRAM)
    return is_new


def _due(submission, rule):
    """The day that the rule counts from: with an extension, its last day is both deadlines."""
    period = submission.period
    if submission.extended_to:
        return submission.extended_to if rule.deadline == ReminderRule.Deadline.SOFT else None
    return period.deadline if rule.deadline == ReminderRule.Deadline.SOFT else period.hard_deadline


def _reminder(submission, rule, due, today):
    report = "отчёт ещё не сдан"
    day, left = write_date(due), (due - today).days
    what_to_do = "Внесите мероприятия или сообщите, что их не было."
    if left < 0:
        until = submission.period.hard_deadline
        if until >= today > due:
            what_to_do = f"Его ещё принимают до {write_date(until)} включительно. {what_to_do}"
        elif not submission.is_open_for_officers:
            what_to_do = "Чтобы сдать его теперь, попросите координатора продлить срок: кнопка стоит у отчёта."
        return f"{report}, срок сдачи прошёл {day}. {what_to_do}"
    days = plural(left, "остался {} день", "осталось {} дня", "осталось {} дней").format(left)
    when = "сегодня последний день" if left == 0 else days
    if rule.deadline == ReminderRule.Deadline.HARD:
        return f"{report}. После {day} его не примут: {when}. {what_to_do}"
    return f"{report}. Его ждут до {day}: {when}. {what_to_do}"


@transaction.atomic
def set_reminders(rules, *, removed=(), by):
    """Write these rules of reminders, new or changed, and take out the removed ones. Raises IntegrityError for two that
    have changed places: the database takes them one after the other and refuses the first."""
    require_right(can_manage_periods, by)
    for rule in removed:
        rule.delete()
    for rule in rules:
        rule.save()
