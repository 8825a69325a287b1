"""What the coordinator has written over the list of days off that comes with the program."""

from django.db import models

from municipalities.fields import CleanLineField
from municipalities.models.seals import Sealed

from .history import AppendOnly


class DayOff(Sealed):
    """One day that the coordinator has entered: off, or at work where a list or the week says otherwise."""

    SEALED = ("day", "is_off", "note")

    day = models.DateField("день", unique=True)
    is_off = models.BooleanField("выходной", default=True)
    note = CleanLineField("почему", max_length=200, blank=True)

    class Meta:
        verbose_name = "день календаря"
        verbose_name_plural = "дни календаря"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day}: {'выходной' if self.is_off else 'рабочий'}"


class DayOffChange(AppendOnly, Sealed):
    """One change of the list: what the day became, and by whom."""

    SEALED = ("day", "kind", "note", "by_id", "at")

    class Kind(models.TextChoices):
        OFF = "off", "выходной"
        WORKING = "working", "рабочий день"
        BACK = "back", "как в календаре программы"

    day = models.DateField("день")
    kind = models.CharField("чем стал", max_length=8, choices=Kind.choices)
    note = CleanLineField("почему", max_length=200, blank=True)

    class Meta:
        verbose_name = "изменение календаря"
        verbose_name_plural = "изменения календаря"
        ordering = ["-pk"]
