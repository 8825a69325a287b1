"""Word documents that LibreOffice turns into PDF or ODT: the queue, and what came of it for a day."""

from django.db import models
from django.db.models import Q


class Conversion(models.Model):
    """One document in one other format, from the wish for it to the file. The row is also the queue.

    It belongs to the bytes of the document, not to a report: whoever may have those may have this. What was made of a
    release is kept with it (`ReleaseCopy`); everything else is made anew from the data when it is wanted again.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        ODT = "odt", "ODT"

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        WORKING = "working", "готовится"
        READY = "ready", "готов"
        FAILED = "failed", "не получился"

    digest = models.CharField("SHA-256 документа", max_length=64)
    kind = models.CharField("вид", max_length=3, choices=Kind.choices)
    source = models.BinaryField("документ", blank=True)
    result = models.BinaryField("файл", blank=True)
    release = models.ForeignKey(
        "reports.Release", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="выпуск"
    )
    by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    state = models.CharField("состояние", max_length=7, choices=State.choices, default=State.WAITING)
    # A worker that still lives says so here; one that has not for a while was killed, and another takes over.
    beat_at = models.DateTimeField("работа отмечена", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    is_too_long = models.BooleanField("не хватило времени", default=False)
    ended_at = models.DateTimeField("закончено", null=True, blank=True)

    class Meta:
        verbose_name = "перевод документа в другой вид"
        verbose_name_plural = "переводы документов в другой вид"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["state", "beat_at"])]
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind"], name="conversion_once"),
            models.CheckConstraint(
                name="conversion_ended_says_when",
                condition=Q(state__in=["waiting", "working"], ended_at=None)
                | Q(state__in=["ready", "failed"], ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.get_state_display()}"

    @property
    def is_running(self):
        return self.state in {self.State.WAITING, self.State.WORKING}
