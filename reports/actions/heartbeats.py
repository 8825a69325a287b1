"""What runs beside the web processes says that it lives."""

from django.utils import timezone

from reports.models import Heartbeat
from reports.rules.permissions import require_program


def give_a_sign(name, *, by):
    """Write down that this program runs now. `name` is one of Heartbeat.Name; for commands only."""
    require_program(by)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
