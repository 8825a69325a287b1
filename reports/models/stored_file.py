"""Files kept in the database: one backup covers all, and any web process can serve them."""

import hashlib

from django.db import models, transaction
from django.db.models import Q

from municipalities.fields import CleanLineField
from municipalities.models.seals import Sealed
from reports.files.read.limits import MAX_BYTES


class StoredContent(Sealed):
    """The bytes, once for equal bytes. Nobody fetches it but through a StoredFile.

    The row stays when the bytes are dropped (`reports/actions/retention.py`): size and digest still say what was
    uploaded.
    """

    SEALED = ("sha256", "size", "dropped_at")

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField("размер, байт")
    data = models.BinaryField("содержимое")
    dropped_at = models.DateTimeField("содержимое удалено", null=True, blank=True)

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
    @transaction.atomic
    def keep(cls, data, *, name, content_type, by):
        """Store the bytes (equal ones once) under a name. Raises ValueError over 30 MB."""
        if len(data) > MAX_BYTES:
            raise ValueError("Файл больше 30 МБ.")
        digest = hashlib.sha256(data).hexdigest()
        # Locked, so that the bytes are not dropped before the new file refers to them.
        contents = StoredContent.objects.select_for_update().defer("data")
        content, _ = contents.get_or_create(sha256=digest, defaults={"size": len(data), "data": data})
        if content.dropped_at:
            StoredContent.objects.filter(pk=content.pk).update(data=data, dropped_at=None)
            content = contents.get(pk=content.pk)
        return cls.objects.create(content=content, name=name, content_type=content_type, by=by)
