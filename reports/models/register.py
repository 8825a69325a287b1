"""What the register of agreements keeps beside the documents: scans, history, what texts name, reminders."""

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField, CleanTextField
from municipalities.models import User
from municipalities.models.seals import Sealed
from reports.prose.documents.write import KINDS

from .agreement import Agreement
from .event import Event
from .stored_file import StoredFile


class Scan(Sealed):
    """A file of the signed paper. At most one of a document is in use; the others were replaced or removed."""

    SEALED = ("document_id", "file_id", "by_id", "at", "ended_at", "ended_by_id")

    document = models.ForeignKey(Agreement, models.CASCADE, related_name="scans", verbose_name="документ")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="scan", verbose_name="файл")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)
    ended_at = models.DateTimeField("заменён или убран", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кем")

    class Meta:
        verbose_name = "скан документа"
        verbose_name_plural = "сканы документов"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(ended_at=None), name="scan_in_use_once"),
            models.CheckConstraint(
                name="scan_end_is_whole",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.file.name


class DocumentStep(Sealed):
    """One line of a document's history in the register."""

    SEALED = ("document_id", "words", "by_id", "at")

    document = models.ForeignKey(Agreement, models.CASCADE, related_name="steps", verbose_name="документ")
    words = CleanTextField("что")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "запись о документе"
        verbose_name_plural = "записи о документах"
        ordering = ["-pk"]

    def __str__(self):
        return self.words


class FoundDocument(models.Model):
    """A document that the text of an approved row names and nobody has entered, and what a person has said of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "найдено в тексте"
        ENTERED = "entered", "внесено в реестр"
        DISMISSED = "dismissed", "не документ"

    event = models.ForeignKey(Event, models.CASCADE, related_name="found", verbose_name="мероприятие")
    version = models.PositiveIntegerField("версия мероприятия")
    key = models.CharField("чем отличается", max_length=64)  # of its words: the answer holds as long as they do
    kind = models.CharField("вид", max_length=20, choices=list(KINDS.items()))
    title = CleanLineField("название", max_length=500)
    parties = CleanTextField("стороны", blank=True)
    countries = models.JSONField("страны", default=list)
    signed_on = models.DateField("дата подписания", null=True)
    signed_text = CleanLineField("дата подписания (словами)", max_length=200, blank=True)
    words = CleanTextField("слова текста")
    doubts = models.JSONField("сомнения", default=list)
    state = models.CharField("состояние", max_length=9, choices=State.choices, default=State.WAITING)
    document = models.OneToOneField(
        Agreement, models.SET_NULL, null=True, related_name="found", verbose_name="что внесено"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="кто решил")
    at = models.DateTimeField("когда решено", null=True)

    class Meta:
        verbose_name = "документ, найденный в тексте"
        verbose_name_plural = "документы, найденные в тексте"
        ordering = ["pk"]
        indexes = [models.Index(fields=["state"], name="found_document_state")]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="found_document_once")]

    def __str__(self):
        return self.title


class DocumentReminder(models.Model):
    """That people were reminded of a document: once an occasion and day. A new term brings new ones."""

    class Occasion(models.TextChoices):
        SCAN = "scan", "нужен скан"
        ENDS_90 = "ends_90", "заканчивается через 90 дней"
        ENDS_30 = "ends_30", "заканчивается через 30 дней"

    document = models.ForeignKey(Agreement, models.CASCADE, related_name="reminders", verbose_name="документ")
    occasion = models.CharField("повод", max_length=7, choices=Occasion.choices)
    due = models.DateField("о каком дне")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "напоминание о документе"
        verbose_name_plural = "напоминания о документах"
        constraints = [models.UniqueConstraint(fields=["document", "occasion", "due"], name="document_reminder_once")]

    def __str__(self):
        return f"{self.document}: {self.get_occasion_display()}"
