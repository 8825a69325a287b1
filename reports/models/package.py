"""What was sent with a release: the covering letter's text, and each package as it went out. They never change."""

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField, CleanTextField
from municipalities.models.seals import Sealed

from .history import AppendOnly
from .release import Release
from .stored_file import StoredFile


class CoveringText(AppendOnly, Sealed):
    """The covering letter's template after one change of it; the last one is in use. Where there is none, the text that
    comes with the program is (`reports/prose/covering.py`)."""

    SEALED = ("heading", "text", "by_id", "at")

    heading = CleanLineField("заголовок письма", max_length=300)
    text = CleanTextField("текст письма")

    class Meta:
        verbose_name = "текст сопроводительного письма"
        verbose_name_plural = "тексты сопроводительного письма"
        ordering = ["-pk"]

    def __str__(self):
        return self.heading


class Package(AppendOnly, Sealed):
    """One archive of a release with its covering letter; made by `packages.make_package` alone."""

    SEALED = (
        *("release_id", "number", "letter_number", "letter_date", "addressee", "signer_post", "signer_name"),
        *("performer", "copies", "parts", "absent", "file_id", "digest", "by_id", "at"),
    )

    release = models.ForeignKey(Release, models.PROTECT, related_name="packages", verbose_name="выпуск")
    number = models.PositiveSmallIntegerField("номер")
    letter_number = CleanLineField("номер письма", max_length=60, blank=True)
    letter_date = models.DateField("дата письма")
    addressee = CleanTextField("кому")
    signer_post = CleanTextField("должность")
    signer_name = CleanLineField("кто подписывает", max_length=120)
    performer = CleanTextField("исполнитель", blank=True)
    copies = models.PositiveSmallIntegerField("экземпляров", default=1)
    parts = models.JSONField("что в пакете", help_text="По порядку: имя файла, размер и сумма SHA-256")
    absent = models.JSONField("чего нет и почему", default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="архив")
    digest = models.CharField("SHA-256 архива", max_length=64)

    class Meta:
        verbose_name = "пакет"
        verbose_name_plural = "пакеты"
        ordering = ["release", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="package_once"),
            models.CheckConstraint(
                name="package_has_a_digest_and_copies", condition=~Q(digest="") & Q(copies__gte=1) & Q(number__gte=1)
            ),
        ]

    def __str__(self):
        return f"Пакет № {self.number}, {self.release}"
