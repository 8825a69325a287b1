"""What `manage.py load_lists` has brought."""

from django.db import models


class LoadedRow(models.Model):
    """A row of a list that a file has brought once. When the list lacks it later, somebody has renamed, merged or
    deleted it, and loading again does not bring it back. `key` is a digest of the row's key as the file writes it."""

    model = models.CharField("список", max_length=100)
    key = models.CharField("ключ строки", max_length=64)

    class Meta:
        verbose_name = "загруженная строка"
        verbose_name_plural = "загруженные строки"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_row_once")]

    def __str__(self):
        return f"{self.model} {self.key[:8]}"
