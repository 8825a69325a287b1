"""What an officer has said of an event of an earlier quarter: whether it was held again."""

from django.db import models

from .event import Event
from .submission import Submission


class Expected(models.Model):
    """One answer a report and earlier event. What has an answer is not offered again in that report."""

    class Answer(models.TextChoices):
        HELD = "held", "состоялось"
        NOT_HELD = "not_held", "не состоялось"
        LATER = "later", "будет позже"
        LEFT = "left", "не нужно в этом квартале"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="expected", verbose_name="отчёт")
    event = models.ForeignKey(Event, models.CASCADE, related_name="answers", verbose_name="прежнее мероприятие")
    answer = models.CharField("ответ", max_length=8, choices=Answer.choices)
    # The row that was made of it.
    taken = models.OneToOneField(
        Event, models.CASCADE, null=True, related_name="taken_from", verbose_name="новая строка"
    )
    # Names of its fields that nobody has looked at since, between blanks.
    to_check = models.CharField("что проверить", max_length=60, blank=True, editable=False)
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто ответил")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "ответ о прежнем мероприятии"
        verbose_name_plural = "ответы о прежних мероприятиях"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "event"], name="expected_once_a_report"),
            models.CheckConstraint(
                name="expected_row_was_held", condition=models.Q(taken=None) | models.Q(answer="held")
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.get_answer_display()}"
