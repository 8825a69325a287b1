"""What the coordinator does with the list of days off."""

from django.db import transaction

from reports.models import DayOff, DayOffChange
from reports.rules.permissions import can_manage_periods, require_right

Kind = DayOffChange.Kind


@transaction.atomic
def set_day(day, *, is_off, note="", by):
    """Enter a day as off, or as a working day; kept in the history. False when it was entered so already."""
    require_right(can_manage_periods, by)
    entered = DayOff.objects.select_for_update().filter(day=day).first() or DayOff(day=day)
    if entered.pk and (entered.is_off, entered.note) == (is_off, note):
        return False
    entered.is_off, entered.note = is_off, note
    entered.save()
    DayOffChange.objects.create(day=day, kind=Kind.OFF if is_off else Kind.WORKING, note=note, by=by)
    return True


@transaction.atomic
def forget_day(day, *, by):
    """Take back what was entered of a day: it is again as the program's calendar has it. False when nothing was."""
    require_right(can_manage_periods, by)
    entered = DayOff.objects.select_for_update().filter(day=day).first()
    if entered is None:
        return False
    entered.delete()
    DayOffChange.objects.create(day=day, kind=Kind.BACK, by=by)
    return True
