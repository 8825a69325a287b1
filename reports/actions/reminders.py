"""Reminders of deadlines, by the rules of the coordinator."""

import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from reports.models import Notice, Reminder, ReminderRule, State, StateChange, Submission
from reports.models.submission import WAIT_FOR_OFFICER
from reports.prose.cleaning import clean_text
from reports.queries.addressees import addressees
from reports.queries.days_off import working_days
from reports.queries.letter_words import name_of, with_open_remarks
from reports.queries.standing import last_reminders
from reports.rules.permissions import THE_PROGRAM, can_manage_periods, require_program, require_right
from reports.rules.reminding import MORNING, is_due, morning_of, reminder_words

from .notices import tell_deadline, tell_late


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

    Whose report was never handed in, or was returned, is a debtor; in a closed quarter only with a running extension.
    The coordinators learn who is late. For a command. Returns how many reports were reminded of; none before a working
    morning.
    """
    require_program(by)
    now, working = timezone.localtime(), working_days()
    today = now.date()
    if now.hour < MORNING or working.is_off(today):
        return 0
    rules = list(ReminderRule.objects.filter(is_on=True))
    owed = list(_owed(today))
    count = sum(_remind_of(submission, rules, today, working) for submission in owed)
    _tell_of_the_late(owed, today, working)
    return count


def _owed(today):
    """The reports that officers owe, without the drafts of long ago, which an archive leaves."""
    long_ago = today - datetime.timedelta(days=90)
    reports = Submission.objects.filter(
        Q(period__hard_deadline__gte=long_ago) | Q(extended_to__gte=long_ago),
        state__in=WAIT_FOR_OFFICER,
        period__is_archive=False,
    )
    moved = StateChange.objects.filter(submission=OuterRef("pk")).order_by("-pk").values("at")[:1]
    reports = with_open_remarks(reports).annotate(moved_at=Subquery(moved)).with_names()
    reports = reports.select_related("period", "municipality").in_report_order()
    return (report for report in reports if not report.period.is_closed or report.is_extended)


def _remind_of(submission, rules, today, working):
    due_rules = [
        (morning_of(due, rule.days, working), rule.days, rule, due)
        for rule in rules
        for due in [_due(submission, rule)]
        if due is not None
    ]
    due_rules = [
        found for found in due_rules if is_due(found[0], today, working) and _is_news(submission, found[0], today)
    ]
    if not due_rules:
        return False
    *_, rule, due = max(due_rules, key=lambda found: (found[0], found[1], found[2].pk))
    _, is_new = Reminder.objects.get_or_create(rule=rule, submission=submission, due=due)
    if is_new:
        words = reminder_words(submission, due, today, submission.open_remarks)
        tell_deadline(submission, words, due=due, by=THE_PROGRAM)
    return is_new


def _is_news(submission, morning, today):
    """Who has moved the report today, or was told of a move, knows how it stands. The letter of a return says until
    when; a reminder of that day or before would say it again."""
    if submission.moved_at and timezone.localdate(submission.moved_at) >= today:
        return False
    return submission.state != State.RETURNED or morning > timezone.localdate(submission.returned_at)


def _due(submission, rule):
    """The day that the rule counts from: with an extension, its last day is both deadlines."""
    period = submission.period
    if submission.extended_to:
        return submission.extended_to if rule.deadline == ReminderRule.Deadline.SOFT else None
    return period.deadline if rule.deadline == ReminderRule.Deadline.SOFT else period.hard_deadline


def _tell_of_the_late(owed, today, working):
    """On the working morning after each of a quarter's deadlines, once."""
    by_period = {}
    for report in owed:
        by_period.setdefault(report.period, []).append(report)
    for period, reports in by_period.items():
        for due in (period.deadline, period.hard_deadline):
            morning = morning_of(due, 1, working)
            late = [report for report in reports if not report.is_extended]
            told = Notice.objects.filter(kind=Notice.Kind.DEADLINE, period=period, due=due)
            if late and is_due(morning, today, working) and not told.exists():
                drafts, returned = (
                    [name_of(report) for report in late if report.state == state]
                    for state in (State.DRAFT, State.RETURNED)
                )
                tell_late(period, drafts, returned, due, by=THE_PROGRAM)


@transaction.atomic
def remind_by_hand(submissions, *, by, note=""):
    """The coordinator reminds of these reports, with words of the coordinator's own below those of the program. Nobody
    is reminded by hand twice a day. Returns (the reports reminded of, [(submission, why not), …])."""
    require_right(can_manage_periods, by)
    today, note = timezone.localdate(), clean_text(note)
    keys = [submission.pk for submission in submissions]
    # Locked, so that of two presses at once the second finds what the first one left.
    list(Submission.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    reports = with_open_remarks(Submission.objects.filter(pk__in=keys)).select_related("period", "municipality")
    reports = list(reports.with_names().in_report_order())
    readers = addressees([report.municipality for report in reports])
    last = last_reminders(reports)
    reminded, skipped = [], []
    for report in reports:
        if why := _why_no_reminder(report, readers[report.municipality_id], last.get(report.pk), today):
            skipped.append((report, why))
            continue
        Reminder.objects.create(submission=report, by=by, due=report.due)
        words = reminder_words(report, report.due, today, report.open_remarks)
        below = f"\nКоординатор пишет: {note}" if note else ""
        tell_deadline(report, f"{words}{below}", due=report.due, by=by)
        reminded.append(report)
    return reminded, skipped


def _why_no_reminder(report, to, last, today):
    """Why the coordinator's reminder cannot go, as the end of a sentence; empty when it can."""
    if not report.waits_for_officer:
        return f"отчёт уже в состоянии «{report.get_state_display()}»"
    if report.period.is_closed and not report.is_extended:
        return "квартал закрыт: сначала продлите срок"
    if not to.officers and not to.card_address:
        return to.why_not
    if last and last.by_id and timezone.localdate(last.at) == today:
        return "сегодня уже напоминали"
    return ""


@transaction.atomic
def set_reminders(rules, *, removed=(), by):
    """Write these rules of reminders, new or changed, and take out the removed ones. Raises IntegrityError for two that
    have changed places: the database takes them one after the other and refuses the first."""
    require_right(can_manage_periods, by)
    for rule in removed:
        rule.delete()
    for rule in rules:
        rule.save()
