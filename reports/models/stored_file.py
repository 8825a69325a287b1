"""Files kept in the database: one backup covers all, and any web process can serve them."""

import hashlib

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField
from municipalities.seals import Sealed

MAX_BYTES = 30 * 1024 * 1024


class StoredContent(models.Model):
    """The bytes, once for equal bytes. Nobody fetches it but through a StoredFile."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField("размер, байт")
    data = models.BinaryField("содержимое")

    class Meta:
        verbose_name = "содержимое файла"
        verbose_name_plural = "содержимое файлов"
        constraints = [models.CheckConstraint(name="stored_content_size", condition=Q(size__lte=MAX_BYTES))]

    def __str__(self):
        return self.sha256[:12]


class StoredFile(Sealed):
    """A file under a name. Access goes by the object that owns it (an import, a release)."""

    SEALED = ("content_id", "name", "content_type", "by_id", "at")

    content = models.ForeignKey(StoredContent, models.PROTECT, related_name="files", verbose_name="содержимое")
    name = CleanLineField("имя файла", max_length=255)
    content_type = models.CharField("тип", max_length=120)
    by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, data, *, name, content_type, by):
        """Store the bytes (equal ones once) under a name. Raises ValueError over 30 MB."""
        if len(data) > MAX_BYTES:
            raise ValueError("Файл больше 30 МБ.")
        digest = hashlib.sha256(data).hexdigest()
        content, _ = StoredContent.objects.get_or_create(sha256=digest, defaults={"size": len(data), "data": data})
        return cls.objects.create(content=content, name=name, content_type=content_type, by=by)
