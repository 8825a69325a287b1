"""A signed document: of an event, of a partnership, or of both; or one that the register has found in an event's text.

What the register knows beyond the words (term, end, scan) stands in columns that no version of an event holds. So it
can be written after the report was approved, and neither the version nor the officer's form changes by it.
"""

import datetime
import re

from django.db import models
from django.db.models import F, Q

from municipalities.fields import CleanLineField, CleanTextField
from municipalities.models import Country, Partnership
from municipalities.models.seals import Sealed
from reports.prose.documents.write import KINDS
from reports.prose.periods.understand import understand_period

from .event import Event

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Agreement(Sealed):
    SEALED = (
        *("event_id", "partnership_id", "kind", "title", "parties"),
        *("signed_on", "signed_text", "valid_until", "ended_on"),
        *("found_in_id", "words_version", "kept_until", "is_open_ended", "taken_out_at", "signed_till"),
    )

    event = models.ForeignKey(
        Event,
        models.PROTECT,  # events are never deleted for good
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name="мероприятие",
    )
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name="партнёрство",
    )
    kind = models.CharField("вид", max_length=20, choices=list(KINDS.items()), default="agreement")
    title = CleanLineField("название", max_length=500)
    parties = CleanTextField("стороны", blank=True)
    countries = models.ManyToManyField(Country, blank=True, related_name="+", verbose_name="страны")
    signed_on = models.DateField("дата подписания", null=True, blank=True)
    signed_text = CleanLineField("дата подписания (словами)", max_length=200, blank=True)
    valid_until = models.DateField("действует до", null=True, blank=True)
    ended_on = models.DateField("прекращено", null=True, blank=True)

    # Confirmed in the register: the event's text names it, the event's own documents do not.
    found_in = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="found_documents",
        verbose_name="найдено в тексте мероприятия",
    )
    # The version of the event since which these words stand: a release of an earlier one has not printed them.
    words_version = models.PositiveIntegerField("слова с версии", default=1, editable=False)
    # The term as the register keeps it; `valid_until` of an event's document is part of the event's version.
    kept_until = models.DateField("срок по реестру", null=True, blank=True, editable=False)
    is_open_ended = models.BooleanField("бессрочно", default=False, editable=False)
    taken_out_at = models.DateTimeField("убрано из реестра", null=True, blank=True, editable=False)
    # The last day on which it can have been signed, as far as is known. Lists are sorted and filtered by it.
    signed_till = models.DateField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "договорённость"
        verbose_name_plural = "договорённости"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="agreement_belongs_somewhere",
                condition=Q(event__isnull=False) | Q(partnership__isnull=False) | Q(found_in__isnull=False),
                violation_error_message="Договорённость относится к мероприятию или к партнёрству.",
            ),
            models.CheckConstraint(
                name="agreement_valid_after_signing",
                condition=Q(signed_on=None) | Q(valid_until=None) | Q(valid_until__gte=F("signed_on")),
                violation_error_message="Срок действия не может кончиться раньше подписания.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.signed_till = self._last_day_of_signing()
        super().save(*args, **kwargs)

    def _last_day_of_signing(self):
        """The day; else the last one that the words allow; else that of the quarter in which it was reported."""
        if self.signed_on:
            return self.signed_on
        period = self.row and self.row.submission.period
        of_report = {"year": period.year, "quarter": period.quarter} if period else {}
        if self.signed_text and (end := understand_period(self.signed_text, **of_report).end):
            return end
        if year := _YEAR.search(self.signed_text):
            return datetime.date(int(year[0]), 12, 31)
        return period and period.ends_on

    @property
    def row(self):
        """The event that it is of or was found in, or None."""
        return self.event or self.found_in

    @property
    def municipality(self):
        """Whose document it is."""
        return self.partnership.municipality if self.partnership else self.row.submission.municipality

    @property
    def until(self):
        """The last day of its term; None where it has none or none is known."""
        return None if self.is_open_ended else self.kept_until or self.valid_until
