"""Links with which people set a password, and the letters that bring them."""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from reports.prose.words import write_date

from .models import User

BETWEEN_RESETS = datetime.timedelta(minutes=5)

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


def password_link(user, request):
    """A new link with which the user sets a password, on the host that the request was sent to."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    until = timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return PasswordLink(request.build_absolute_uri(path), until)


def send_password_link(user, link):
    """Send the link to the user's e-mail address: an invitation before the first password, else a plain letter.

    Call it after the transaction. Returns whether the letter has left; why it has not is in the log.
    """
    if user.has_usable_password():
        return _send(user, link, "Побратим: новый пароль", "registration/password_reset.txt")
    return _send(user, link, "Приглашение в «Побратим»", "registration/invitation.txt")


def send_forgotten(name_or_email, request):
    """Send every active user of that sign-in name or e-mail address a link for a new password.

    One letter in five minutes for a user: the time of the last one stands in the database and is moved by a
    conditional UPDATE, so that it counts for all web processes. The letter goes to the address that is stored.
    """
    now = timezone.now()
    asked = Q(username=name_or_email.lower()) | Q(email__iexact=name_or_email)
    free = Q(reset_mailed_at=None) | Q(reset_mailed_at__lte=now - BETWEEN_RESETS)
    for user in User.objects.filter(asked, is_active=True).exclude(email="").order_by("pk"):
        if User.objects.filter(free, pk=user.pk).update(reset_mailed_at=now):
            link = password_link(user, request)
            _send(user, link, "Побратим: новый пароль", "registration/password_reset.txt")


def _send(user, link, subject, template):
    text = render_to_string(template, {"person": user, "link": link})
    try:
        send_mail(subject, text, None, [user.email])
    except (OSError, ValueError):  # SMTP's errors are OSErrors; ValueError: an address that no letter can carry
        logger.exception("The letter to user %s has not left", user.pk)
        return False
    logger.info("A letter with a link for the password has left to user %s", user.pk)
    return True
