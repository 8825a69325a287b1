"""Letters that carry notices: written, sent, tried again."""

import datetime
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Min, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import punycode

from municipalities.models import AccountLetter
from reports.models import Letter, LetterTry, MailChoice, Notice
from reports.prose.words import plural
from reports.rules.permissions import THE_PROGRAM, require_program, require_right

from .notices import Kind, tell_undelivered

MORNING = 8  # o'clock, local time; digests and reminders never come at night

logger = logging.getLogger(__name__)
RETRY_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440)]
CLAIM = datetime.timedelta(minutes=15)  # how long a sender may take before another tries the same letter

# What has waited longer for `send_mail`, which runs every few minutes, shows that it does not run.
SENT_WITHIN = datetime.timedelta(hours=1)
DIGEST_WITHIN = datetime.timedelta(hours=26)


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
    except Exception as failure:  # an error in one letter does not hold up the others
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
    tell_undelivered(letter, by=THE_PROGRAM)


def waits_since():
    """Since when something waits that `send_mail` should have sent long ago; None when it runs. Three queries."""
    told, written, wanted = waiting_too_long()
    firsts = [
        rows.aggregate(first=Min(name))["first"]
        for rows, name in ((told, "at"), (written, "next_try_at"), (wanted, "next_try_at"))
    ]
    return min(filter(None, firsts), default=None)


def waiting_too_long():
    """The notices, letters and letters about sign-ins that `send_mail` should have taken long ago, as querysets."""
    now = timezone.now()
    late = Q(is_urgent=True, at__lt=now - SENT_WITHIN) | Q(at__lt=now - DIGEST_WITHIN)
    return (
        Notice.objects.filter(late, is_mailed=False),
        Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lt=now - SENT_WITHIN),
        AccountLetter.objects.filter(next_try_at__lt=now - SENT_WITHIN),
    )


def choose_letters(choice, *, by):
    """Keep which letters the person wants. Raises PermissionDenied for another's MailChoice."""
    require_right(lambda person: choice.user_id == person.pk, by)
    choice.save()
