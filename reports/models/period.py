"""The reporting period: a quarter, its collecting window and its deadlines."""

import calendar
import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from municipalities.fields import CleanTextField
from municipalities.models.seals import Sealed, SealedQuerySet
from reports.prose.words import quarter_name

from .history import AppendOnly


def month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def default_dates(year, quarter):
    """The usual dates of a quarter, by field name.

    Window: from the first day of the month before the quarter (17 of 53 events of Q4 2024 begin before the quarter:
    docs/design/periods.md) to its last day. Deadline: the 20th of the next month; hard deadline: its last day.
    """
    first_month = 3 * quarter - 2
    starts_on = datetime.date(year, first_month, 1)
    ends_on = month_end(year, first_month + 2)
    next_year, next_month = (year + 1, 1) if quarter == 4 else (year, first_month + 3)
    return {
        "window_from": (starts_on - datetime.timedelta(days=1)).replace(day=1),
        "window_to": ends_on,
        "deadline": datetime.date(next_year, next_month, 20),
        "hard_deadline": month_end(next_year, next_month),
    }


# A quarter that is opened so long after its last day belongs to the archive. One that is opened a few days late does
# not: its coordinator will set other dates, or knows who is late.
OPENED_LATE = datetime.timedelta(days=14)


def is_of_the_past(hard_deadline, on):
    """Whether a quarter with this last day that is opened on the day `on` is an archive."""
    return on - hard_deadline > OPENED_LATE


class PeriodQuerySet(SealedQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def in_use(self):
        """Without those that were opened by mistake and taken back."""
        return self.filter(taken_back_at=None)

    def current(self):
        """The quarter that people work on: the latest open one that is no archive, else the latest open one, else the
        latest; None without such a period."""
        quarters = self.in_use().alias(is_shut=Q(closed_at__isnull=False))
        return quarters.order_by("is_shut", "is_archive", "-year", "-quarter").first()


class Period(Sealed):
    SEALED = (
        *("year", "quarter", "starts_on", "ends_on", "window_from", "window_to"),
        *("deadline", "hard_deadline", "closed_at", "is_archive", "taken_back_at"),
    )

    year = models.PositiveSmallIntegerField("год")
    quarter = models.PositiveSmallIntegerField(
        "квартал", choices=[(n, ["I", "II", "III", "IV"][n - 1]) for n in (1, 2, 3, 4)]
    )
    starts_on = models.DateField("первый день", editable=False)
    ends_on = models.DateField("последний день", editable=False)
    window_from = models.DateField("мероприятия с")
    window_to = models.DateField("мероприятия по")
    deadline = models.DateField("срок сдачи")
    hard_deadline = models.DateField("принимаются до")
    closed_at = models.DateTimeField("закрыт", null=True, blank=True, editable=False)
    # Opened long after its intake was over: nobody is late in it, owes a report, or is reminded.
    is_archive = models.BooleanField("архив", default=False, editable=False)
    # Opened by mistake: it has no reports, and is closed; opening it again takes this off.
    taken_back_at = models.DateTimeField("открытие отменено", null=True, blank=True, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "отчётный период"
        verbose_name_plural = "отчётные периоды"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                name="period_once",
                violation_error_message="Этот квартал уже открыт.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4, year__gte=2000, year__lte=2100),
                name="period_is_a_quarter",
                violation_error_message="Квартал от 1 до 4, год от 2000 до 2100.",
            ),
            models.CheckConstraint(
                condition=Q(window_to__gte=F("window_from")),
                name="period_window_in_order",
                violation_error_message="Последний день сбора не может быть раньше первого.",
            ),
            models.CheckConstraint(
                condition=Q(hard_deadline__gte=F("deadline")),
                name="period_deadlines_in_order",
                violation_error_message="Последний день приёма не может быть раньше срока сдачи.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(closed_at__isnull=False),
                name="period_taken_back_is_closed",
                violation_error_message="Квартал, открытие которого отменено, закрыт.",
            ),
        ]

    def __str__(self):
        return quarter_name(self.year, self.quarter)

    def save(self, *args, **kwargs):
        self.starts_on = datetime.date(self.year, 3 * self.quarter - 2, 1)
        self.ends_on = month_end(self.year, 3 * self.quarter)
        super().save(*args, **kwargs)

    @property
    def slug(self):
        """Its place in addresses: 2024-4."""
        return f"{self.year}-{self.quarter}"

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_over(self):
        """The last day of the quarter has passed: all that it can report has been."""
        return timezone.localdate() > self.ends_on

    @property
    def takes_reports(self):
        """Officers without an extension may still hand in today (deadline days count whole)."""
        return not self.is_closed and timezone.localdate() <= self.hard_deadline


class PeriodChange(AppendOnly, Sealed):
    """What was done to a period: opened, taken back, dates changed, closed, reopened; who joined it, and who left."""

    SEALED = ("period_id", "kind", "note", "by_id", "at")

    class Kind(models.TextChoices):
        OPENED = "opened", "квартал открыт"
        DATES = "dates", "изменены сроки"
        CLOSED = "closed", "квартал закрыт"
        REOPENED = "reopened", "квартал открыт снова"
        TAKEN_BACK = "taken_back", "открытие квартала отменено"
        JOINED = "joined", "добавлено муниципальное образование"
        LEFT = "left", "муниципальное образование больше не отчитывается"

    period = models.ForeignKey(Period, models.PROTECT, related_name="changes", verbose_name="период")
    kind = models.CharField("что", max_length=20, choices=Kind.choices)
    note = CleanTextField("пояснение", blank=True)

    class Meta:
        verbose_name = "изменение периода"
        verbose_name_plural = "изменения периодов"
        ordering = ["-pk"]  # the clock may have been set back
