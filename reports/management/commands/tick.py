"""`manage.py tick`: all that is to be done beside the pages. For a timer, every few minutes; safe twice at a time.

Reminders and letters at each run; the cleaning up once a day, at night; in the night to Monday it is asked whether
anybody has edited the histories behind the program's back."""

import datetime

from django.core.management import call_command
from django.utils import timezone

from reports.actions.heartbeats import give_a_sign
from reports.models import Heartbeat
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand

NIGHT = 3  # the hour from which on it may clean up
MONDAY = 0
A_DAY = datetime.timedelta(hours=20)  # so that a late night moves no later one


class Command(RussianCommand):
    help = (
        "Делает всё, что нужно делать помимо страниц: напоминает, отправляет письма, раз в сутки убирает лишнее, "
        "раз в неделю проверяет истории."
    )

    def handle(self, **options):
        call_command("send_mail", stdout=self.stdout, stderr=self.stderr)
        now = timezone.localtime()
        if _is_time_to_clean(now):
            call_command("clean_up", stdout=self.stdout, stderr=self.stderr)
            give_a_sign(Heartbeat.Name.CLEAN_UP, by=THE_PROGRAM)
            if now.weekday() == MONDAY:  # the last: what it finds ends this run with 1
                call_command("verify_history", stdout=self.stdout, stderr=self.stderr)


def _is_time_to_clean(now):
    """At night, and in the day where last night was missed: a machine may be off at night."""
    last = Heartbeat.objects.filter(name=Heartbeat.Name.CLEAN_UP).values_list("at", flat=True).first()
    if last is None or abs(now - last) >= 2 * A_DAY:  # a last one in the future is one of a wrong clock
        return True
    return now.hour in range(NIGHT, NIGHT + 3) and now - last >= A_DAY
