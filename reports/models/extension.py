"""An officer's request for more time, and the coordinator's answer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.fields import CleanTextField
from municipalities.models.seals import Sealed, SealedQuerySet

from .submission import Submission


class ExtensionRequestQuerySet(SealedQuerySet):
    def open(self):
        return self.filter(outcome=ExtensionRequest.Outcome.OPEN)


class ExtensionRequest(Sealed):
    """One request; answered once, kept for ever. At most one of a report is open."""

    SEALED = (
        *("submission_id", "by_id", "at", "reason", "wanted"),
        *("outcome", "answer", "answered_by_id", "answered_at"),
    )

    class Outcome(models.TextChoices):
        OPEN = "open", "ждёт ответа"
        GRANTED = "granted", "срок продлён"
        DECLINED = "declined", "не продлён"
        LAPSED = "lapsed", "больше не нужно: отчёт сдан"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="extension_requests", verbose_name="отчёт")
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто просит")
    at = models.DateTimeField("когда", auto_now_add=True)
    reason = CleanTextField("почему")
    wanted = models.DateField("до какого дня", null=True, blank=True)
    outcome = models.CharField("ответ", max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    answer = CleanTextField("слова координатора", blank=True)
    answered_by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто ответил"
    )
    answered_at = models.DateTimeField("когда ответили", null=True, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "просьба продлить срок"
        verbose_name_plural = "просьбы продлить срок"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(outcome="open"), name="extension_request_one_open"
            ),
            models.CheckConstraint(
                name="extension_request_answered_has_person_and_time",
                condition=Q(outcome="open", answered_by=None, answered_at=None, answer="")
                | (~Q(outcome="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="extension_request_says_why",
                condition=~Q(reason="") & (~Q(outcome="declined") | ~Q(answer="")),
                violation_error_message="Назовите причину.",
            ),
        ]

    def __str__(self):
        return f"{self.submission}: {self.get_outcome_display()}"

    @property
    def is_open(self):
        return self.outcome == self.Outcome.OPEN

    @property
    def is_wish_to_come(self):
        """A day was named, and it has not passed while the request waited."""
        return self.wanted is not None and self.wanted >= timezone.localdate()
