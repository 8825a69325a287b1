"""Who has forgotten the password asks for a letter with a link."""

import datetime
import logging

from django.db.models import Q
from django.utils import timezone

from municipalities.models import User, guesses
from municipalities.models.account_letters import ask_for_link

# Letters to one person and wishes from one network, an hour.
LETTERS_A_PERSON = 4
WISHES_AN_ADDRESS = 30  # a town hall behind one address
BETWEEN_RESETS = datetime.timedelta(minutes=5)

logger = logging.getLogger(__name__)


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
            logger.info("A link for the password is mailed to user %s", user.pk)
        else:
            logger.warning("Too many letters with a link for user %s", user.pk)
