"""A link with which those who held an event write its row, without an account."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.fields import CleanLineField, CleanTextField

from .event import Event
from .submission import Submission


class Invitation(models.Model):
    """One link for one event. What was answered waits here until the officer takes it or sends it back."""

    uid = models.UUIDField("номер", default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="invitations", verbose_name="отчёт")
    asked = CleanLineField("о каком мероприятии", max_length=300)
    words = CleanTextField("что ещё сказать", blank=True)
    until = models.DateField("действует до")
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто просит")
    at = models.DateTimeField("когда", auto_now_add=True)
    revoked_at = models.DateTimeField("отозвана", null=True, blank=True)

    answered_at = models.DateTimeField("ответили", null=True, blank=True)
    answer = models.JSONField("ответ", null=True, blank=True)  # the printed texts by field
    author = CleanLineField("кто ответил", max_length=200, blank=True)
    post = CleanLineField("должность", max_length=300, blank=True)
    phone = CleanLineField("телефон", max_length=100, blank=True)
    sent_back = CleanTextField("что уточнить", blank=True)
    taken = models.OneToOneField(Event, models.CASCADE, null=True, related_name="+", verbose_name="строка")

    class Meta:
        verbose_name = "просьба прислать строку"
        verbose_name_plural = "просьбы прислать строку"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_answer_has_a_time",
                condition=Q(answered_at=None) | Q(answer__isnull=False, author__gt=""),
            ),
            models.CheckConstraint(
                name="invitation_taken_was_answered", condition=Q(taken=None) | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.asked

    @property
    def is_open(self):
        """The link takes an answer: neither revoked nor answered nor out of date. The last day counts whole."""
        return not self.revoked_at and not self.answered_at and timezone.localdate() <= self.until

    @property
    def waits(self):
        """An answer waits for the officer."""
        return bool(self.answered_at) and self.taken_id is None and not self.revoked_at

    @property
    def signature(self):
        """Who answers for the words, as the row's note tells it."""
        return ", ".join(filter(None, (self.author, self.post, self.phone)))
