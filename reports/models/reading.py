"""Which reports were opened, so that nothing is approved in a heap that nobody has seen."""

from django.db import models

from .submission import Submission


class ReadingQuerySet(models.QuerySet):
    def of_now(self):
        """Readings of the reports as they are now."""
        return self.filter(version=models.F("submission__version"))


class Reading(models.Model):
    """Somebody who decides has opened this version of the report, the first time at that moment."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="readings", verbose_name="отчёт")
    version = models.PositiveIntegerField("версия отчёта")
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "прочтение отчёта"
        verbose_name_plural = "прочтения отчётов"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "version", "by"], name="reading_once_a_version")]

    def __str__(self):
        return f"{self.submission_id}, версия {self.version}: {self.by}"
