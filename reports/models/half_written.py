"""That somebody has begun an answer, a remark or a reason and not sent it yet."""

from django.db import models

from .submission import Submission


class HalfWritten(models.Model):
    """A sign without the words: they lie on their author's computer until they are sent. One row a person and form."""

    LONGEST_KEY = 200

    by = models.ForeignKey("municipalities.User", models.CASCADE, related_name="+", verbose_name="кто пишет")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", verbose_name="отчёт")
    key = models.CharField("форма", max_length=LONGEST_KEY)  # the form's data-keep
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "начатый текст"
        verbose_name_plural = "начатые тексты"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["by", "submission", "key"], name="half_written_once")]

    def __str__(self):
        return self.key
