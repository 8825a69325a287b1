"""What is known of the installation: when letters left, backups were made, whether histories are whole, what is left to
a parser that was taken over."""

from functools import cache

from django.db.models.functions import Now

from municipalities.models import AccountLetter, SecondFactor, User
from reports.files import convert
from reports.files.read import process
from reports.models import Heartbeat, Letter, Period, Submission

from .chain import broken_histories, changed_releases
from .sealed_rows import broken_seals

FAILED_AFTER = 2  # tries; the first ones may meet a mail server at its restart


def last_sign(name):
    """When the program of that name (Heartbeat.Name) last gave a sign, or None."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def fresh_backups(since):
    """The sign of a backup that was made since, as a queryset."""
    return Heartbeat.objects.filter(name=Heartbeat.Name.BACKUP, at__gte=since)


def last_letter():
    """When a letter last left, or None."""
    sent = Letter.objects.filter(sent_at__isnull=False).order_by("-sent_at")
    return sent.values_list("sent_at", flat=True).first()


def letters_that_fail():
    """How many letters were tried more than FAILED_AFTER times and have not left, those about a sign-in among them."""
    failed = Letter.objects.filter(state=Letter.State.WAITING, attempts__gt=FAILED_AFTER).count()
    return failed + AccountLetter.objects.filter(attempts__gt=FAILED_AFTER).count()


def time_of_database():
    """The database's clock, or None where nobody is stored yet."""
    return User.objects.annotate(now=Now()).values_list("now", flat=True).first()


def coordinators_without_second_step():
    """How many active coordinators sign in with the password alone."""
    return User.objects.filter(is_active=True, is_coordinator=True, second_factor__confirmed_at=None).count()


def phones_closed_to_us():
    """Sign-in names of those whose phone's key cannot be opened with the keys that the program was given."""
    factors = SecondFactor.objects.filter(confirmed_at__isnull=False).select_related("user").order_by("user__username")
    return [factor.user.username for factor in factors if not factor.is_readable()]


def reports():
    """All reports, as a queryset."""
    return Submission.objects.all()


def broken():
    """What does not verify: histories, releases, seals. It takes as long as `manage.py verify_history`."""
    histories = Submission.objects.with_names()
    return [*broken_histories(histories), *changed_releases(Period.objects.all()), *broken_seals()]


@cache
def left_to_the_reader():
    """What the child that reads strangers' files could still do (`fences.left`); the kernel does not change."""
    return process.left()


@cache
def left_to_libreoffice():
    """Likewise of LibreOffice."""
    return convert.left()
