"""What merging two partners has moved, so that it can be undone."""

from django.db import models

from municipalities.models import PartnerCity


class PartnerMerge(models.Model):
    """One merge. `moved`: the columns of the row that went, and what of it went over to the kept one, by numbers."""

    kept = models.ForeignKey(PartnerCity, models.CASCADE, related_name="merges", verbose_name="кто остался")
    name = models.CharField("кто присоединён", max_length=250)
    moved = models.JSONField("что перешло")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "объединение партнёров"
        verbose_name_plural = "объединения партнёров"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.name} → {self.kept}"
