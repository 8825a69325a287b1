"""What a person has said of two rows that seem to tell of the same event."""

from django.db import models
from django.db.models import F, Q

from .event import Event


class Twin(models.Model):
    """One answer a pair, whichever of the two reports it was given in: `one` is the row that was entered first."""

    class Answer(models.TextChoices):
        JOINT = "joint", "совместное мероприятие"
        BOTH = "both", "оставить обе строки"
        DIFFERENT = "different", "разные мероприятия"

    one = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name="строка")
    other = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name="другая строка")
    answer = models.CharField("ответ", max_length=9, choices=Answer.choices)
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто ответил")
    at = models.DateTimeField("когда", auto_now=True)

    class Meta:
        verbose_name = "ответ о похожих строках"
        verbose_name_plural = "ответы о похожих строках"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="twin_once"),
            models.CheckConstraint(name="twin_in_order_of_entry", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self):
        return f"{self.one} / {self.other}: {self.get_answer_display()}"
