"""What people are told of, and the letters that carry it.

A move tells in its own transaction, so that nothing is told that did not happen and nothing that happened stays
untold; letters leave afterwards, by `manage.py send_mail`. The bell on the page is the truth, a letter its echo.
"""

import datetime
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import punycode

from municipalities.models import AccountLetter, Officer, User
from reports.models import (
    Letter,
    LetterTry,
    MailChoice,
    Notice,
    Reminder,
    ReminderRule,
    State,
    Submission,
)
from reports.prose.typography import quoted
from reports.prose.words import plural, write_date
from reports.rules.permissions import (
    THE_PROGRAM,
    can_manage_periods,
    is_anybody,
    is_coordinator,
    is_officer_of,
    person_of,
    require_program,
    require_right,
)

Kind = Notice.Kind

MORNING = 8  # o'clock, local time; digests and reminders never come at night
RETRY_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440)]
CLAIM = datetime.timedelta(minutes=15)  # how long a sender may take before another tries the same letter
# A reminder whose day the command slept through is still sent for so long; then it would say what all know.
STILL_WORTH_SAYING = datetime.timedelta(days=2)
# What has waited longer for `send_mail`, which runs every few minutes, shows that it does not run.
SENT_WITHIN = datetime.timedelta(hours=1)
DIGEST_WITHIN = datetime.timedelta(hours=26)

logger = logging.getLogger(__name__)


# Telling. Who may do a thing may tell of it: asked here again, because a notice is a write as any other.


def _tell(users, kind, text, *, path, submission=None, urgent=False):
    """Put a notice behind the bell of each of these users. Call it in the transaction of what it tells."""
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, text=text, path=path, submission=submission, is_urgent=urgent) for user in users
    )


def officers_of(submission, *, but=None):
    """Who answers for the report today, without the one who did it."""
    links = Officer.objects.current().filter(municipality=submission.municipality_id)
    return _without(User.objects.filter(pk__in=links.values("user")).order_by("pk"), but)


def coordinators(*, but=None):
    return _without(User.objects.filter(is_coordinator=True, is_active=True).order_by("pk"), but)


def _without(users, but):
    return users.exclude(pk=but.pk) if but else users


def tell_handed_in(submission, *, by):
    """To the coordinators: a report came in, or came back. Not urgent: the board shows it."""
    what = "мероприятий не было" if submission.is_nil else "отчёт сдан"
    if submission.returned_at:
        what = f"{what} после доработки"
    _tell_coordinators(submission, Kind.HANDED_IN, f"{_whose(submission)}: {what}.", by=by)


def tell_withdrawn(submission, *, by):
    """Who has neither read of the hand-in nor been written to need never know of it; the board shows what is now."""
    require_right(is_officer_of, by, submission)
    Notice.objects.filter(submission=submission, kind=Kind.HANDED_IN, read_at=None, letter=None).delete()


def tell_returned(submission, *, by, note, remarks):
    """To the officers: what to put right, remark by remark, and until when. `remarks`: the open ones, with their
    events."""
    lines = [f"{_whose(submission)}: отчёт возвращён на доработку. {_until_when(submission)}"]
    if note:
        lines.append(note)
    lines += [f"– {_about(remark)}: {remark.text}" for remark in remarks]
    _tell_officers(submission, Kind.RETURNED, "\n".join(lines), by=by, urgent=True)


def _until_when(submission):
    """What the officer of a returned report can do, and until which day."""
    if not submission.is_open_for_officers:
        return "Приём отчётов закончен: чтобы исправить отчёт, попросите координатора продлить срок."
    is_ahead = timezone.localdate() <= submission.due
    return f"Исправьте и сдайте снова до {write_date(submission.due if is_ahead else submission.period.hard_deadline)}."


def tell_replied(remark, *, by, text):
    """To the officers: the coordinator asks on about a remark that they have answered. Not urgent: the report may
    still be under review; when it comes back, the remark is listed once more."""
    whose = _whose(Submission.objects.select_related("period").with_names().get(pk=remark.submission_id))
    words = f"{whose}: координатор ответил по замечанию ({_about(remark)}): {text}"
    _tell_officers(remark.submission, Kind.REMARK, words, by=by)


def tell_approved(submission, *, by):
    _tell_officers(submission, Kind.APPROVED, f"{_whose(submission)}: отчёт принят.", by=by)


def tell_unapproved(submission, *, by, since):
    """An approval of that moment was taken back. Who has neither read of it nor been written to need never know;
    the others learn that the report is under review again."""
    require_right(is_coordinator, by)
    told = Notice.objects.filter(submission=submission, kind=Kind.APPROVED, at__gte=since)
    told.filter(read_at=None, letter=None).delete()
    text = f"{_whose(submission)}: отчёт снова на проверке, принятие отменено."
    path = reverse("report", args=[submission.pk])
    _tell(User.objects.filter(pk__in=told.values("user")), Kind.UNAPPROVED, text, path=path, submission=submission)


def tell_reopened(submission, *, by, reason, until):
    text = f"{_whose(submission)}: отчёт открыт снова до {write_date(until)}. Причина: {reason}"
    _tell_officers(submission, Kind.REOPENED, text, by=by, urgent=True)


def tell_extended(submission, *, by, reason, until):
    text = f"{_whose(submission)}: срок продлён до {write_date(until)}. Причина: {reason}"
    _tell_officers(submission, Kind.EXTENDED, text, by=by, urgent=True)


def tell_asked(submission, *, by, reason, wanted):
    """To the coordinators: an officer asks for more time. Urgent: a lock may stand before the officer."""
    until = f" до {write_date(wanted)}" if wanted else ""
    text = f"{_whose(submission)}: просят продлить срок{until}. Причина: {reason}"
    _tell_coordinators(submission, Kind.ASKED, text, by=by, urgent=True)


def tell_declined(submission, *, by, answer):
    text = f"{_whose(submission)}: срок не продлён. Координатор пишет: {answer}"
    _tell_officers(submission, Kind.DECLINED, text, by=by, urgent=True)


def tell_on_behalf(submission, *, by):
    """To the officers: the coordinator handed the report in for them. Not urgent: nothing is lost by a day."""
    what = "сообщил, что мероприятий не было" if submission.is_nil else "внёс и сдал отчёт"
    text = (
        f"{_whose(submission)}: координатор {what} за вас. Прочитайте и подтвердите, а если что-то не так, отзовите "
        "отчёт или позвоните координатору."
    )
    _tell_officers(submission, Kind.ON_BEHALF, text, by=by)


def tell_accepted_on_behalf(submission, *, by):
    """To the officers: a table of a past quarter was taken in and accepted for them. One notice for both moves, and of
    the kind that goes when the approval is taken back."""
    text = (
        f"{_whose(submission)}: координатор внёс отчёт за вас из сводной таблицы и принял его. Прочитайте и "
        "подтвердите, а если что-то не так, позвоните координатору."
    )
    _tell_officers(submission, Kind.APPROVED, text, by=by)


def _tell_officers(submission, kind, text, *, by, urgent=False):
    require_right(is_coordinator, by, program=True)
    path = reverse("report", args=[submission.pk])
    _tell(officers_of(submission, but=person_of(by)), kind, text, path=path, submission=submission, urgent=urgent)


def tell_unsaved(submission, person, names, *, until, by):
    """To whoever has written them: these unsaved texts (names of events) of a report will be deleted."""
    require_program(by)
    shown = "; ".join(quoted(name) for name in names[:5]) + (" и другие" if len(names) > 5 else "")
    text = (
        f"{_whose(submission)}: несохранённые тексты давно никто не открывал, {write_date(until)} они будут удалены. "
        f"Это {shown}. Откройте отчёт, продолжите и сохраните нужное."
    )
    path = reverse("review" if person.is_coordinator else "report", args=[submission.pk])
    _tell([person], Kind.UNSAVED, text, path=path, submission=submission)


def tell_import_ended(job, *, until, by):
    """To whoever has brought it: a table about which nobody has decided is cancelled; its file can still be had."""
    require_program(by)
    text = (
        f"Загрузка {quoted(job.file.name)} отменена: по ней давно ничего не решили, в отчёт она не внесена. Файл можно "
        f"скачать до {write_date(until)}."
    )
    report = Submission.objects.filter(period=job.period_id, municipality=job.municipality_id).first()
    _tell([job.by], Kind.UNSAVED, text, path=reverse("import", args=[job.uid]), submission=report)


def _tell_coordinators(submission, kind, text, *, by, urgent=False):
    require_right(is_officer_of, by, submission)
    path = reverse("review", args=[submission.pk])
    _tell(coordinators(but=by), kind, text, path=path, submission=submission, urgent=urgent)


def _whose(submission):
    """«Вяземский район, IV квартал 2024 года»: the name valid at the quarter's end."""
    label = getattr(submission, "label", None)
    if label is None:
        label = Submission.objects.with_names().get(pk=submission.pk).label
    return f"{label[:1].upper()}{label[1:]}, {submission.period}"


def _about(remark):
    if remark.event is None:
        return "ко всему отчёту"
    field = f", {remark.get_field_display()}" if remark.field else ""
    words = f", к словам {quoted(remark.quote)}" if remark.quote else ""
    return f"{quoted(remark.event.name)}{field}{words}"


# Reminding


def add_usual_reminders(*, by):
    """The reminders that a new installation begins with, where there are none yet."""
    require_right(can_manage_periods, by, program=True)
    if not ReminderRule.objects.exists():
        ReminderRule.objects.bulk_create(
            ReminderRule(deadline=deadline, days=days)
            for deadline, days in (("soft", -5), ("soft", -1), ("soft", 1), ("hard", -1))
        )


@transaction.atomic
def set_reminders(rules, *, removed=(), by):
    """Write these rules of reminders, new or changed, and take out the removed ones. Raises IntegrityError for two that
    have changed places: the database takes them one after the other and refuses the first."""
    require_right(can_manage_periods, by)
    for rule in removed:
        rule.delete()
    for rule in rules:
        rule.save()


@transaction.atomic
def remind(*, by):
    """Tell the debtors what is due by the rules of reminders; each reminder once, of several due together the last.

    Who has reported (or said «нет») owes nothing, nor does anybody in a closed quarter without a running extension.
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
        text = _reminder(submission, rule, due, today)
        _tell_officers(submission, Kind.DEADLINE, text, by=THE_PROGRAM, urgent=True)
    return is_new


def _due(submission, rule):
    """The day that the rule counts from: with an extension, its last day is both deadlines."""
    period = submission.period
    if submission.extended_to:
        return submission.extended_to if rule.deadline == ReminderRule.Deadline.SOFT else None
    return period.deadline if rule.deadline == ReminderRule.Deadline.SOFT else period.hard_deadline


def _reminder(submission, rule, due, today):
    report = f"{_whose(submission)}: отчёт ещё не сдан"
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


# Reading


def mark_read(notice, *, by):
    """The person has read this notice of his own; another's stays as it is."""
    require_right(is_anybody, by)
    Notice.objects.unread().filter(pk=notice.pk, user=by).update(read_at=timezone.now())


def mark_all_read(*, by):
    """The person has read all of his own notices."""
    require_right(is_anybody, by)
    Notice.objects.unread().filter(user=by).update(read_at=timezone.now())


def choose_letters(choice, *, by):
    """Keep which letters the person wants. Raises PermissionDenied for another's MailChoice."""
    require_right(lambda person: choice.user_id == person.pk, by)
    choice.save()


# Writing letters


def write_letters(now=None, *, by):
    """Turn notices that are not decided yet into letters: the urgent at once, the rest once a day in the morning. For a
    command. Returns how many letters were written."""
    require_program(by)
    now = now or timezone.now()
    waiting = Notice.objects.filter(is_mailed=False).select_related("user", "submission").order_by("user", "pk")
    by_user = {}
    for notice in waiting:
        by_user.setdefault(notice.user, []).append(notice)
    choices = {choice.user_id: choice for choice in MailChoice.objects.filter(user__in=by_user)}
    return sum(
        _write_to(user, notices, choices.get(user.pk) or MailChoice(user=user), now)
        for user, notices in by_user.items()
    )


def _write_to(user, notices, choice, now):
    wanted = [notice for notice in notices if _is_wanted(notice, user, choice)]
    _decide([notice for notice in notices if notice not in wanted], None)
    at_once = [notice for notice in wanted if notice.is_urgent or choice.frequency == MailChoice.Frequency.AT_ONCE]
    written = 0
    if at_once:
        written += _write(user, at_once, is_digest=False)
    rest = [notice for notice in wanted if notice not in at_once]
    if rest and _is_time_for_digest(user, now):
        written += _write(user, rest, is_digest=True)
    return written


def _is_wanted(notice, user, choice):
    """Whether a letter should tell it: asked when the letter is written, and again when it leaves."""
    if not user.is_active or not user.email or choice.frequency == MailChoice.Frequency.NONE:
        return False
    if notice.read_at and not notice.is_urgent:
        return False
    submission = notice.submission
    if notice.kind == Kind.DEADLINE and not (choice.reminders and submission.is_owed):
        return False
    return user.is_coordinator or (submission is not None and submission.municipality_id in user.municipality_ids)


def _is_time_for_digest(user, now):
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return local.hour >= MORNING and not user.letters.filter(is_digest=True, made_at__gte=midnight).exists()


@transaction.atomic
def _write(user, notices, *, is_digest):
    """One letter of these notices; none when another sender was faster."""
    letter = Letter.objects.create(user=user, is_digest=is_digest, **_words(user, notices))
    if _decide(notices, letter) != len(notices):
        transaction.set_rollback(True)
        return 0
    return 1


def _words(user, notices):
    """To which address, under which subject and with which text a letter of these notices goes."""
    count = len(notices)
    about = notices[0].get_kind_display()
    if count > 1:
        about = f"{count} {plural(count, 'уведомление', 'уведомления', 'уведомлений')}"
    body = render_to_string("mail/letter.txt", {"person": user, "notices": notices, "site": settings.SITE_URL})
    return {"address": user.email, "subject": f"Побратим: {about}", "body": body}


def _decide(notices, letter):
    undecided = Notice.objects.filter(pk__in=[notice.pk for notice in notices], is_mailed=False)
    return undecided.update(is_mailed=True, letter=letter)


# Sending


def send_letters(now=None, *, by):
    """Send what waits in the outbox and is due; each attempt goes into the delivery log. Returns (sent, failed).

    A letter is claimed by a conditional UPDATE first, so that two senders never send the same one. Killed between the
    mail server's answer and its own note of it, a sender leaves a letter that is sent once more, after CLAIM, under
    the same Message-ID. What nobody needs to read any more is dropped. For a command.
    """
    require_program(by)
    sent = failed = 0
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    for letter in waiting.filter(next_try_at__lte=now or timezone.now()).select_related("user"):
        moment = now or timezone.now()  # a server that does not answer makes a run long
        claim = waiting.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if not claim.update(next_try_at=moment + CLAIM, attempts=F("attempts") + 1):
            continue
        letter.attempts += 1
        if not _bring_up_to_date(letter):
            Letter.objects.filter(pk=letter.pk).update(state=Letter.State.DROPPED)
        elif _send(letter, moment):
            sent += 1
        else:
            failed += 1
    return sent, failed


def _bring_up_to_date(letter):
    """A letter may have waited for hours: say only what its reader still should read, to the address of now. False
    when nothing is left."""
    user = letter.user
    choice = MailChoice.objects.filter(user=user).first() or MailChoice(user=user)
    notices = list(letter.notices.select_related("submission").order_by("pk"))
    wanted = [notice for notice in notices if _is_wanted(notice, user, choice)]
    if wanted and (len(wanted) < len(notices) or letter.address != user.email):
        words = _words(user, wanted)
        Letter.objects.filter(pk=letter.pk).update(**words)
        letter.address, letter.subject, letter.body = words["address"], words["subject"], words["body"]
    return bool(wanted)


def _send(letter, now):
    try:
        EmailMessage(letter.subject, letter.body, None, [letter.address], headers=_headers(letter)).send()
    except Exception as failure:  # whatever is wrong with one letter, the others leave
        _keep_failure(letter, failure, now)
        return False
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, sent_at=now)
        LetterTry.objects.create(letter=letter)
    return True


def _headers(letter):
    """One Message-ID for all attempts, by which a mail server knows a letter that it has already; and a word to other
    programs that nobody waits for their answer."""
    host = punycode(urlsplit(settings.SITE_URL).hostname)
    message_id = f"<letter-{letter.pk}-{int(letter.made_at.timestamp())}@{host}>"
    return {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}


@transaction.atomic
def _keep_failure(letter, failure, now):
    logger.warning("Letter %s has not left (attempt %s): %s", letter.pk, letter.attempts, failure)
    LetterTry.objects.create(letter=letter, failure=f"{type(failure).__name__}: {failure}"[:2000])
    if letter.attempts <= len(RETRY_AFTER):
        again = now + RETRY_AFTER[letter.attempts - 1]
        Letter.objects.filter(pk=letter.pk).update(next_try_at=again)
        return
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.GIVEN_UP)
    if not letter.notices.exclude(kind=Kind.UNDELIVERED).exists():
        return  # a coordinator whose own letters do not arrive would be told of each of them for ever
    text = (
        f"Письмо не доставлено: {letter.user.full_name}, {letter.address}. Позвоните и проверьте адрес; "
        "уведомление на сайте человек увидит."
    )
    _tell(coordinators(), Kind.UNDELIVERED, text, path=reverse("home"))


def waits_since():
    """Since when something waits that `send_mail` should have sent long ago; None when it runs. Three queries."""
    now = timezone.now()
    late = Q(is_urgent=True, at__lt=now - SENT_WITHIN) | Q(at__lt=now - DIGEST_WITHIN)
    told = Notice.objects.filter(late, is_mailed=False).aggregate(first=Min("at"))["first"]
    due = Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lt=now - SENT_WITHIN)
    written = due.aggregate(first=Min("next_try_at"))["first"]
    of_accounts = AccountLetter.objects.filter(next_try_at__lt=now - SENT_WITHIN)
    wanted = of_accounts.aggregate(first=Min("next_try_at"))["first"]
    return min(filter(None, (told, written, wanted)), default=None)
