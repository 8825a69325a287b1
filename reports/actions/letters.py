"""Letters that carry notices: written, sent, tried again."""

import datetime
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.encoding import punycode

from municipalities.models import AccountLetter
from reports.models import Heartbeat, Letter, LetterTry, MailChoice, Notice
from reports.queries.days_off import working_days
from reports.queries.left_lying import beginning_of_work
from reports.queries.letter_words import Reader, letter_words, with_reports
from reports.rules.permissions import THE_PROGRAM, can_keep_lists, can_manage_periods, require_program, require_right
from reports.rules.reminding import MORNING

from .mail_server import Patience
from .notices import Kind, tell_undelivered

logger = logging.getLogger(__name__)
RETRY_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440)]
CLOCKS_APART = datetime.timedelta(minutes=1)  # of two machines that send
CLAIM = datetime.timedelta(minutes=15)  # how long a sender may take before another tries the same letter

# What is due of signed documents: reminders, as those of deadlines.
OF_DOCUMENTS = (Kind.SCAN, Kind.ENDS)
# What the whole quarter is told.
TO_EVERYBODY = (Kind.OPENED, Kind.DATES)


def write_letters(now=None, *, by):
    """Turn notices that are not decided yet into letters: the urgent at once, the rest once on a working morning. What
    is told to a whole quarter waits for working hours. For a command. Returns how many letters were written."""
    require_program(by)
    now = now or timezone.now()
    waiting = Notice.objects.filter(is_mailed=False)
    current = set(waiting.current().values_list("pk", flat=True))
    by_reader = {}
    for notice in waiting.select_related("user", "municipality", "by", "period").order_by("user", "municipality", "pk"):
        by_reader.setdefault(Reader(notice.user, notice.municipality), []).append(notice)
    choices = {choice.user_id: choice for choice in MailChoice.objects.filter(user__in=_users(by_reader))}
    is_working = is_working_time(now)
    return sum(
        _write_to(reader, with_reports(notices), choices.get(reader.user and reader.user.pk), current, now, is_working)
        for reader, notices in by_reader.items()
    )


def _users(readers):
    return [reader.user for reader in readers if reader.user]


def is_working_time(now):
    """Whether the program itself may write now: from the morning on, on working days."""
    local = timezone.localtime(now)
    return local.hour >= MORNING and not working_days().is_off(local.date())


def _write_to(reader, notices, choice, current, now, is_working):
    choice = choice or MailChoice(user=reader.user)
    wanted = [notice for notice in notices if notice.pk in current and _is_wanted(notice, reader, choice)]
    _decide([notice for notice in notices if notice not in wanted], None)
    at_once = [notice for notice in wanted if _leaves_at_once(notice, choice, is_working)]
    written = _write(reader, at_once, is_digest=False)
    if is_working and _is_time_for_digest(reader, now):
        written += _write(reader, [notice for notice in wanted if notice not in at_once], is_digest=True)
    return written


def _leaves_at_once(notice, choice, is_working):
    """What a person did about one report and cannot wait goes at any hour, for somebody is at work."""
    if notice.kind in TO_EVERYBODY:
        return is_working
    return notice.is_urgent or choice.frequency == MailChoice.Frequency.AT_ONCE


def _is_wanted(notice, reader, choice):
    """Whether this reader should get it by letter: asked when the letter is written, and again when it leaves."""
    user = reader.user
    if not reader.address or (user and (not user.is_active or choice.frequency == MailChoice.Frequency.NONE)):
        return False
    if user is None:
        return True
    if notice.read_at and not notice.is_urgent and notice.kind not in TO_EVERYBODY:
        return False
    is_reminder = notice.kind in OF_DOCUMENTS or (notice.kind == Kind.DEADLINE and notice.submission)
    if is_reminder and not notice.by_id and not choice.reminders:
        return False
    return _still_concerns(notice, user)


def _still_concerns(notice, user):
    """Who no longer answers for the report need not read of it; of quarters everybody reads to whom it was told."""
    if notice.kind == Kind.PROPOSED:
        return can_keep_lists(user)
    if notice.kind in OF_DOCUMENTS:
        return notice.document is not None and notice.document.municipality.pk in user.municipality_ids
    if user.is_coordinator or notice.kind == Kind.QUARTER:
        return True
    return notice.submission is not None and notice.submission.municipality_id in user.municipality_ids


def _is_time_for_digest(reader, now):
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (midnight, midnight + datetime.timedelta(days=1))  # not what a clock that was ahead has dated
    written = Letter.objects.filter(user=reader.user, municipality=reader.municipality, is_digest=True)
    return not written.filter(made_at__range=today).exists()


@transaction.atomic
def _write(reader, notices, *, is_digest):
    """One letter of these notices; none without any, and when another sender was faster."""
    if not notices:
        return 0
    words = letter_words(reader, notices, is_digest=is_digest)
    letter = Letter.objects.create(user=reader.user, municipality=reader.municipality, is_digest=is_digest, **words)
    if _decide(notices, letter) != len(notices):
        transaction.set_rollback(True)
        return 0
    return 1


def _decide(notices, letter):
    undecided = Notice.objects.filter(pk__in=[notice.pk for notice in notices], is_mailed=False)
    return undecided.update(is_mailed=True, letter=letter)


def send_letters(now=None, *, by):
    """Send what waits in the outbox and is due; each attempt goes into the delivery log. Returns (sent, failed).

    A letter is claimed by a conditional UPDATE first, so that two senders never send the same one. Killed between the
    mail server's answer and its own note of it, a sender leaves a letter that is sent once more, after CLAIM, under
    the same Message-ID. What nobody needs to read any more is dropped. Where the mail server is away or slow, the run
    ends after a few letters, and the rest waits for the next one. For a command.
    """
    require_program(by)
    sent, failed, patience = 0, 0, Patience()
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    for letter in waiting.filter(next_try_at__lte=now or timezone.now()).select_related("user", "municipality"):
        moment = now or timezone.now()  # a server that does not answer makes a run long
        claim = waiting.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if not claim.update(next_try_at=moment + CLAIM, attempts=F("attempts") + 1):
            continue
        letter.attempts += 1
        if not _bring_up_to_date(letter):
            Letter.objects.filter(pk=letter.pk).update(state=Letter.State.DROPPED)
            continue
        failure = _send(letter, moment)
        sent, failed = (sent, failed + 1) if failure else (sent + 1, failed)
        patience.note(failure)
        if patience.is_server_away:  # no try of the rest is used up
            waiting.filter(next_try_at__lte=moment).update(next_try_at=moment + RETRY_AFTER[0])
        if patience.is_over:
            break
    return sent, failed


def follow_the_clock(*, by):
    """Where the clock was put back since the last run (its sign lies ahead), let what waits wait no longer than it was
    to. For a command, before it sends."""
    require_program(by)
    last = Heartbeat.objects.filter(name=Heartbeat.Name.LETTERS).values_list("at", flat=True).first()
    back = last - timezone.now() if last else datetime.timedelta()
    if back > CLOCKS_APART:
        for outbox in (Letter.objects.filter(state=Letter.State.WAITING), AccountLetter.objects.all()):
            outbox.update(next_try_at=F("next_try_at") - back)


def _bring_up_to_date(letter):
    """A letter may have waited for hours: say only what still is and its reader still should read, to the address of
    now. False when nothing is left."""
    if letter.is_trial:
        return letter.user.is_active and letter.address == letter.user.email
    reader = Reader(letter.user, letter.municipality)
    choice = MailChoice.objects.filter(user=letter.user).first() or MailChoice(user=letter.user)
    notices = letter.notices.current().select_related("by", "period").order_by("pk")
    wanted = [notice for notice in with_reports(list(notices)) if _is_wanted(notice, reader, choice)]
    if wanted:
        words = letter_words(reader, wanted, is_digest=letter.is_digest)
        Letter.objects.filter(pk=letter.pk).update(**words)
        for name, value in words.items():
            setattr(letter, name, value)
    return bool(wanted)


def _send(letter, now):
    """None, or why it has not left."""
    try:
        answers = [letter.reply_to] if letter.reply_to else None
        headers = _headers(letter)
        EmailMessage(letter.subject, letter.body, None, [letter.address], headers=headers, reply_to=answers).send()
    except Exception as failure:  # an error in one letter does not hold up the others
        _keep_failure(letter, failure, now)
        return failure
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, sent_at=now)
        LetterTry.objects.create(letter=letter)
    return None


def _headers(letter):
    """One Message-ID for all attempts, by which a mail server knows a letter that it has already; and a word to other
    programs that nobody waits for their answer."""
    host = punycode(urlsplit(settings.SITE_URL).hostname)
    message_id = f"<letter-{letter.pk}-{int(letter.made_at.timestamp())}@{host}>"
    return {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}


@transaction.atomic
def _keep_failure(letter, failure, now):
    logger.warning("Letter %s has not left (attempt %s): %s", letter.pk, letter.attempts, type(failure).__name__)
    LetterTry.objects.create(letter=letter, failure=f"{type(failure).__name__}: {failure}"[:2000])
    if letter.attempts <= len(RETRY_AFTER):
        again = _next_try(letter, now + RETRY_AFTER[letter.attempts - 1])
        Letter.objects.filter(pk=letter.pk).update(next_try_at=again)
        return
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.GIVEN_UP)
    if not letter.notices.exclude(kind=Kind.UNDELIVERED).exists():
        return  # a coordinator whose own letters do not arrive would be told of each of them for ever
    tell_undelivered(letter, by=THE_PROGRAM)


def _next_try(letter, again):
    """When it is tried again: what the program says of itself, and what everybody is told, not on a day off."""
    if letter.is_trial or letter.notices.filter(is_urgent=True).exclude(kind=Kind.DEADLINE, by=None).exists():
        return again
    local = timezone.localtime(again)
    working = working_days().next_working(local.date())
    return again if working == local.date() else beginning_of_work(working)


def send_again(letter, *, by):
    """Let a letter that was given up be tried anew, as if it had just been written. False when it is not given up any
    more."""
    require_right(can_manage_periods, by)
    given_up = Letter.objects.filter(pk=letter.pk, state=Letter.State.GIVEN_UP)
    return bool(given_up.update(state=Letter.State.WAITING, attempts=0, next_try_at=timezone.now()))


def choose_letters(choice, *, by):
    """Keep which letters the person wants. Raises PermissionDenied for another's MailChoice."""
    require_right(lambda person: choice.user_id == person.pk, by)
    choice.save()
