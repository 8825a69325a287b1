"""A table that somebody uploaded: the file, what was read from it, what was chosen, what it changed."""

import uuid

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanTextField
from municipalities.models import Municipality

from .event import Event
from .period import Period
from .stored_file import StoredFile


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The coordinator's are the consolidated tables, and the own ones on a municipality's behalf; an officer's are
        those for the municipalities answered for today; nobody else has any."""
        if user.is_coordinator:
            return self.filter(Q(municipality=None) | Q(by=user))
        return self.filter(municipality__in=user.municipality_ids)

    def without_content(self):
        """For lists and for the worker's questions: what was read may be megabytes."""
        return self.defer("content", "choices")


class ImportJob(models.Model):
    """One import, from the file to its undoing. The row is also the queue: a worker takes what waits."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        READING = "reading", "читается"
        READY = "ready", "прочитан, ждёт вашего решения"
        REFUSED = "refused", "не прочитан"
        APPLYING = "applying", "вносится в отчёт"
        APPLIED = "applied", "внесён в отчёт"
        CANCELLED = "cancelled", "отменён"
        UNDONE = "undone", "загрузка отменена, отчёт возвращён"

    class Kind(models.TextChoices):
        """What the bytes turned out to be; the name of the file decides nothing."""

        WORD = "docx", "документ Word"
        EXCEL = "xlsx", "книга Excel"
        ODT = "odt", "документ OpenDocument"
        ODS = "ods", "таблица OpenDocument"
        RTF = "rtf", "документ RTF"
        CSV = "csv", "текст с разделителями (CSV)"
        OLD_WORD = "doc", "документ Word 97–2003"
        OLD_EXCEL = "xls", "книга Excel 97–2003"
        PDF = "pdf", "документ PDF"
        HTML = "html", "вставленная таблица"
        TEXT = "tsv", "вставленный текст"
        ROWS = "json", "строки JSON"

    uid = models.UUIDField("постоянный номер", default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="imports", verbose_name="период")
    # Empty: a consolidated table, whose sections say whose the rows are.
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="чей отчёт"
    )
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="import_job", verbose_name="файл")
    kind = models.CharField("вид", max_length=4, choices=Kind.choices, blank=True)
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)

    state = models.CharField("состояние", max_length=9, choices=State.choices, default=State.WAITING)
    refusal = CleanTextField("почему не прочитан", blank=True)
    # Rows read or written so far, of how many (0: not known yet).
    done = models.PositiveIntegerField("сделано строк", default=0)
    total = models.PositiveIntegerField("всего строк", default=0)
    # A worker that still lives says so here; one that has not for a while was killed, and another takes over.
    beat_at = models.DateTimeField("работа отмечена", null=True, blank=True)
    is_cancel_wanted = models.BooleanField("просят отменить", default=False)

    content = models.JSONField("что прочитано", null=True, blank=True)
    # Read and written as reports.imports.choices.Choices, which says what it holds.
    choices = models.JSONField("что выбрано", default=dict, blank=True)
    ended_at = models.DateTimeField("закончено", null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "загрузка таблицы"
        verbose_name_plural = "загрузки таблиц"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["state", "beat_at"])]
        constraints = [
            models.CheckConstraint(
                name="import_job_refused_says_why",
                condition=~Q(state="refused") | ~Q(refusal=""),
                violation_error_message="Скажите, почему файл не прочитан.",
            ),
            models.CheckConstraint(
                name="import_job_ready_was_read",
                condition=~Q(state__in=["ready", "applying", "applied", "undone"]) | Q(content__isnull=False),
                violation_error_message="Прочитанное пусто.",
            ),
        ]

    def __str__(self):
        return f"{self.file} ({self.get_state_display()})"

    @property
    def is_running(self):
        return self.state in {self.State.WAITING, self.State.READING, self.State.APPLYING}

    @property
    def is_consolidated(self):
        return self.municipality_id is None


class ImportChange(models.Model):
    """What an import did to one event, so that the whole import can be taken back."""

    class Kind(models.TextChoices):
        CREATED = "created", "внесено"
        CHANGED = "changed", "изменено"
        DELETED = "deleted", "удалено"

    job = models.ForeignKey(ImportJob, models.PROTECT, related_name="changes", verbose_name="загрузка")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", verbose_name="мероприятие")
    kind = models.CharField("что", max_length=8, choices=Kind.choices)
    before = models.PositiveIntegerField("версия до", null=True, blank=True)
    after = models.PositiveIntegerField("версия после")
    is_undone = models.BooleanField("возвращено", default=False)

    class Meta:
        verbose_name = "изменение из файла"
        verbose_name_plural = "изменения из файла"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "event"], name="import_change_once"),
            models.CheckConstraint(
                name="import_change_knows_where_back",
                condition=Q(kind="created", before=None) | (~Q(kind="created") & Q(before__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.get_kind_display()}"
