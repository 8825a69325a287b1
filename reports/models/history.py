"""What is only ever added: the base of every history table."""

from django.db import models


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values):
        raise TypeError("История только пополняется.")

    def delete(self):
        raise TypeError("История только пополняется.")


class AppendOnly(models.Model):
    """A row that is written once. Who and when are part of it; `by` is empty for a command."""

    by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,  # a history that forgets its people is none
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто",
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("История только пополняется.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("История только пополняется.")
