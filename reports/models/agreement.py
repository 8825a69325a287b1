"""A signed document: of an event, of a partnership, or of both."""

from django.db import models
from django.db.models import F, Q

from municipalities.fields import CleanLineField, CleanTextField
from municipalities.models import Country, Partnership
from municipalities.models.seals import Sealed
from reports.prose.documents.write import KINDS

from .event import Event


class Agreement(Sealed):
    SEALED = (
        *("event_id", "partnership_id", "kind", "title", "parties"),
        *("signed_on", "signed_text", "valid_until", "ended_on"),
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

    class Meta:
        verbose_name = "договорённость"
        verbose_name_plural = "договорённости"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="agreement_belongs_somewhere",
                condition=Q(event__isnull=False) | Q(partnership__isnull=False),
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
