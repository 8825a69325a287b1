"""How programs of a person get in without a password: tokens for the data, and the secret address of a calendar.

Neither can be read from the database. Of a token there is only a digest; the address is made of a number here and of
the secret key (reports/actions/machines.py), because it must be shown again.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.fields import CleanLineField


class AccessTokenQuerySet(models.QuerySet):
    def living(self):
        """Neither revoked nor past the last day, which counts whole."""
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate())


class AccessToken(models.Model):
    """A token of one person. It was shown once, when it was made; `ending` is by what its owner knows it again."""

    user = models.ForeignKey("municipalities.User", models.PROTECT, related_name="access_tokens", verbose_name="чей")
    name = CleanLineField("для чего", max_length=100)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    ending = models.CharField("последние знаки", max_length=4)
    made_at = models.DateTimeField("создан", auto_now_add=True)
    expires_on = models.DateField("действует по")
    last_used_on = models.DateField("использован", null=True, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "ключ доступа"
        verbose_name_plural = "ключи доступа"
        ordering = ["-pk"]
        constraints = [
            # Whoever sends the form of a new one twice gets no second one that nobody has seen.
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(revoked_at=None), name="access_token_name_once_a_person"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_living(self):
        return self.revoked_at is None and timezone.localdate() <= self.expires_on


class CalendarFeed(models.Model):
    """The secret address of one person's calendar. A new number is a new address; without a row there is none."""

    user = models.OneToOneField("municipalities.User", models.PROTECT, related_name="calendar_feed", verbose_name="чей")
    uid = models.UUIDField("номер", default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField("создан", default=timezone.now)
    last_used_on = models.DateField("использован", null=True, blank=True)

    class Meta:
        verbose_name = "адрес календаря"
        verbose_name_plural = "адреса календарей"

    def __str__(self):
        return f"{self.user}: календарь"


def end_access(user):
    """All tokens of the person and the calendar's address end now, for good."""
    AccessToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    CalendarFeed.objects.filter(user=user).delete()
