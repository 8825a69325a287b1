"""A consolidated report as it was sent, or an addendum to it. It never changes."""

from django.db import models
from django.db.models import Q

from municipalities.models.seals import Sealed

from .conversion import Conversion
from .history import AppendOnly
from .period import Period
from .stored_file import StoredFile


class Release(AppendOnly, Sealed):
    """One document that went out, with both its files; made by `releases.make_release` alone."""

    SEALED = (
        *("period_id", "number", "code", "document_id", "digest", "workbook_id", "workbook_digest"),
        *("anchors", "rows", "removed", "by_id", "at"),
    )

    period = models.ForeignKey(Period, models.PROTECT, related_name="releases", verbose_name="период")
    number = models.PositiveSmallIntegerField("номер", help_text="0 — сводный отчёт, дальше дополнения")
    # Printed on every page. It identifies the words of the document, in every file format.
    code = models.CharField("код проверки", max_length=14, unique=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="документ")
    digest = models.CharField("SHA-256 документа", max_length=64)
    workbook = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="книга")
    workbook_digest = models.CharField("SHA-256 книги", max_length=64)
    # Submission's pk → [number, digest] of the last link of its chain: a tail cut off later no longer reaches it.
    anchors = models.JSONField("концы историй", default=dict)
    rows = models.JSONField(
        "строки", help_text="По порядку: постоянный номер, версия и сумма текста; у дополнения – взамен чего"
    )
    removed = models.JSONField("исключённые строки", default=list)

    class Meta:
        verbose_name = "выпуск"
        verbose_name_plural = "выпуски"
        ordering = ["period", "number"]
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="release_once"),
            models.CheckConstraint(
                name="release_has_digests_and_a_code",
                condition=~Q(digest="") & ~Q(workbook_digest="") & ~Q(code=""),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.period}"

    @property
    def name(self):
        return f"Дополнение № {self.number}" if self.number else "Сводный отчёт"


class ReleaseCopy(AppendOnly, Sealed):
    """A release in another format, made once from its very document and kept with it."""

    SEALED = ("release_id", "kind", "file_id", "digest", "by_id", "at")

    release = models.ForeignKey(Release, models.PROTECT, related_name="copies", verbose_name="выпуск")
    kind = models.CharField("вид", max_length=3, choices=Conversion.Kind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="файл")
    digest = models.CharField("SHA-256 файла", max_length=64)

    class Meta:
        verbose_name = "выпуск в другом виде"
        verbose_name_plural = "выпуски в другом виде"
        ordering = ["release", "kind"]
        constraints = [models.UniqueConstraint(fields=["release", "kind"], name="release_copy_once")]

    def __str__(self):
        return f"{self.release}: {self.get_kind_display()}"
