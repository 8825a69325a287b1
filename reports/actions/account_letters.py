"""Links with which people set a password, and the letters about somebody's sign-in: `manage.py send_mail` makes the
links and sends the letters (asked for in `municipalities/models/account_letters.py`)."""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from municipalities.models import AccountLetter
from reports.prose.words import write_date
from reports.rules.permissions import require_program

from .mail_server import Patience

RETRY_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480)]
CLAIM = datetime.timedelta(minutes=15)  # how long a sender may take before another tries the same letter

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PasswordLink:
    """The whole address, and until when it works. It works once: setting a password, signing in or another
    e-mail address ends it."""

    address: str
    until: datetime.datetime

    @property
    def until_words(self):
        """«15 января 2025 года, 16:40»."""
        until = timezone.localtime(self.until)
        return f"{write_date(until.date())}, {until:%H:%M}"


def password_link(user):
    """A new link with which the user sets a password. It names SITE_URL, because the host in a request is written by
    its sender."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    until = timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return PasswordLink(f"{settings.SITE_URL}{path}", until)


# Sending


def send_account_letters(now=None, *, by):
    """Send what waits and is due; for a command. Returns (sent, failed).

    A letter is claimed by a conditional UPDATE first, so that two senders never send the same one. Where the mail
    server is away or slow, the run ends after a few letters, and the rest waits for the next one.
    """
    require_program(by)
    sent, failed, patience = 0, 0, Patience()
    for letter in AccountLetter.objects.filter(next_try_at__lte=now or timezone.now()).select_related("user"):
        moment = now or timezone.now()  # a server that does not answer makes a run long
        claim = AccountLetter.objects.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if not claim.update(next_try_at=moment + CLAIM, attempts=F("attempts") + 1):
            continue
        if not letter.text and not (letter.user.is_active and letter.user.email):
            letter.delete()
            continue
        failure = _send(letter)
        if failure:
            _keep_failure(letter, moment)
            failed += 1
        else:
            letter.delete()
            sent += 1
        patience.note(failure)
        if patience.is_over:
            break
    return sent, failed


def _send(letter):
    """None, or why it has not left."""
    try:
        send_mail(*_words(letter), None, [letter.address or letter.user.email])
    except Exception as failure:  # an error in one letter does not hold up the others
        logger.exception("The letter to user %s has not left", letter.user_id)
        return failure
    logger.info("A letter about the sign-in has left to user %s", letter.user_id)
    return None


def _words(letter):
    """Subject and text: of changes, of a new password, or an invitation before the first one."""
    user = letter.user
    if letter.text:
        context = {"person": user, "changes": letter.text, "phone": settings.LISTS_PHONE}
        return "Побратим: изменена ваша учётная запись", render_to_string("accounts/changed.txt", context)
    context = {"person": user, "link": password_link(user)}
    if user.has_usable_password():
        return "Побратим: новый пароль", render_to_string("accounts/password_reset.txt", context)
    return "Приглашение в «Побратим»", render_to_string("accounts/invitation.txt", context)


def _keep_failure(letter, now):
    """Try again later; after the last time the letter is given up, and the log says so."""
    if letter.attempts < len(RETRY_AFTER):
        again = now + RETRY_AFTER[letter.attempts]
        AccountLetter.objects.filter(pk=letter.pk).update(next_try_at=again)
        return
    letter.delete()
    logger.error("A letter about the sign-in of user %s is given up", letter.user_id)
