"""Links with which people set a password, and the letters about somebody's sign-in.

A request only writes down that a letter is wanted (`AccountLetter`); `manage.py send_mail` makes the link and sends it.
So a mail server that hangs holds no page, and the answer to who has forgotten a password tells nothing by its time.
"""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from municipalities.models import guesses
from reports.prose.words import write_date

from .models import AccountLetter, User

# Letters to one person and wishes from one network, an hour.
LETTERS_A_PERSON = 4
WISHES_AN_ADDRESS = 30  # a town hall behind one address
BETWEEN_RESETS = datetime.timedelta(minutes=5)
RETRY_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480)]
# How the history of a user tells of a link: whoever never used it is found by this.
LINK_MADE = "Создана ссылка для первого пароля."
LINK_SENT = "Ссылка для пароля отправляется на адрес"
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


# Asking for a letter


def ask_for_link(user):
    """Let a letter with a link for the password go to the user; one that waits already is enough."""
    AccountLetter.objects.bulk_create([AccountLetter(user=user)], ignore_conflicts=True)


def ask_for_forgotten(name_or_email, network):
    """Let every active user of that sign-in name or e-mail address get a link for a new password.

    One letter in five minutes for a user. The time of the last one is stored in the database and moved by a conditional
    UPDATE, so that it counts for all web processes. A few letters an hour, and not too many wishes from one `network`.
    The letter goes to the address that is stored.
    """
    if not guesses.take(WISHES_AN_ADDRESS, "forgotten", network):
        logger.warning("Too many wishes for a forgotten password from %s", network)
        return
    now = timezone.now()
    asked = Q(username=name_or_email.lower()) | Q(email__iexact=name_or_email)
    free = Q(reset_mailed_at=None) | Q(reset_mailed_at__lte=now - BETWEEN_RESETS)
    for user in User.objects.filter(asked, is_active=True).exclude(email="").order_by("pk"):
        if not User.objects.filter(free, pk=user.pk).update(reset_mailed_at=now):
            continue
        if guesses.take(LETTERS_A_PERSON, "forgotten by", user.pk):
            ask_for_link(user)
        else:
            logger.warning("Too many letters with a link for user %s", user.pk)


def tell_of_changes(user, changes, *, address):
    """Let the person know what was changed in the account: sentences, to the address that held before.

    Call it in the transaction of the change. Without an address nobody can be told; the history names the change.
    """
    if changes and address:
        AccountLetter.objects.create(user=user, address=address, text="\n".join(changes))


# Sending


def send_account_letters(now=None):
    """Send what waits and is due. Returns (sent, failed).

    A letter is claimed by a conditional UPDATE first, so that two senders never send the same one.
    """
    sent = failed = 0
    for letter in AccountLetter.objects.filter(next_try_at__lte=now or timezone.now()).select_related("user"):
        moment = now or timezone.now()  # a server that does not answer makes a run long
        claim = AccountLetter.objects.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if not claim.update(next_try_at=moment + CLAIM, attempts=F("attempts") + 1):
            continue
        if not letter.text and not (letter.user.is_active and letter.user.email):
            letter.delete()
        elif _send(letter):
            letter.delete()
            sent += 1
        else:
            _keep_failure(letter, moment)
            failed += 1
    return sent, failed


def _send(letter):
    try:
        send_mail(*_words(letter), None, [letter.address or letter.user.email])
    except Exception:  # an error in one letter does not hold up the others
        logger.exception("The letter to user %s has not left", letter.user_id)
        return False
    logger.info("A letter about the sign-in has left to user %s", letter.user_id)
    return True


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
