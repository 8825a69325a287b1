"""What lies where a program beside the pages should have taken it: tables that no worker reads, letters that
`send_mail` has not sent."""

import datetime

from django.db.models import Exists, Min, Q
from django.utils import timezone

from municipalities.models import AccountLetter
from reports.models import Heartbeat, ImportJob, Letter, Notice
from reports.rules.reminding import MORNING

from .days_off import working_days

State = ImportJob.State

DEAD_AFTER = datetime.timedelta(seconds=15)
BEGUN_WITHIN = datetime.timedelta(seconds=10)  # by a worker that runs and has nothing else to do

# What has waited longer for `send_mail`, which runs every few minutes, shows that it does not run.
SENT_WITHIN = datetime.timedelta(hours=1)


# Uploaded tables


def signs_of_worker(since):
    """What tells that `manage.py import_worker` runs, as querysets. One that has much in hands gives its signs
    there."""
    signs = Heartbeat.objects.filter(name=Heartbeat.Name.IMPORT_WORKER, at__gte=since)
    return signs, ImportJob.objects.filter(beat_at__gte=since)


def is_left_lying(job):
    """Whether nobody begins with a running job, or goes on with it, because no worker runs. One query."""
    return jobs_left_lying().filter(pk=job.pk).exists()


def jobs_left_lying(more=datetime.timedelta()):
    """The jobs that nobody begins with or goes on with, for so much longer than usual, while no worker has given a
    sign lately, for these or any other."""
    now = timezone.now()
    waits = Q(state=State.WAITING, at__lt=now - BEGUN_WITHIN - more)
    waits |= Q(state=State.APPLYING, beat_at=None, at__lt=now - more)  # when it was wished for is not kept
    died = Q(state__in=[State.READING, State.APPLYING], beat_at__lt=now - DEAD_AFTER - more)
    signs = ImportJob.objects.filter(beat_at__gte=now - DEAD_AFTER)
    return ImportJob.objects.filter(waits | died).filter(~Exists(signs))


# Letters


def silence_of_letters(since):
    """The last sign of `manage.py send_mail` if it is older, as a queryset: empty before the first one."""
    return Heartbeat.objects.filter(name=Heartbeat.Name.LETTERS, at__lt=since)


def waits_since():
    """Since when something waits that `send_mail` should have sent long ago; None when it runs. Four queries."""
    told, written, wanted = letters_left_lying()
    firsts = [
        rows.aggregate(first=Min(name))["first"]
        for rows, name in ((told, "at"), (written, "next_try_at"), (wanted, "next_try_at"))
    ]
    return min(filter(None, firsts), default=None)


def letters_left_lying():
    """The notices, letters and letters about sign-ins that `send_mail` should have taken long ago, as querysets. What
    waits for a working morning is not late before it. One query."""
    now = timezone.now()
    late = Q(is_urgent=True, at__lt=now - SENT_WITHIN) | Q(at__lt=_last_morning(now))
    return (
        Notice.objects.filter(late, is_mailed=False),
        Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lt=now - SENT_WITHIN),
        AccountLetter.objects.filter(next_try_at__lt=now - SENT_WITHIN),
    )


def beginning_of_work(day):
    """The moment of a working day from which on the program itself writes letters."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(MORNING)))


def _last_morning(now):
    """The working morning by which everything that was told before it should have left."""
    day, working = timezone.localdate(now - SENT_WITHIN), working_days()
    morning = beginning_of_work(working.last_working(day))
    if morning > now - SENT_WITHIN:
        morning = beginning_of_work(working.last_working(day - datetime.timedelta(days=1)))
    return morning
