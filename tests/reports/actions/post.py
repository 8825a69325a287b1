"""What tests of notices, letters and reminders ask."""

from django.core import mail

from reports.actions.letters import send_letters, write_letters
from reports.models import Notice
from reports.rules.permissions import THE_PROGRAM

OUTBOX = "django.core.mail.backends.locmem.EmailBackend"


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def letters():
    """(address, subject) of what has left, in that order."""
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def send():
    write_letters(by=THE_PROGRAM)
    return send_letters(by=THE_PROGRAM)
