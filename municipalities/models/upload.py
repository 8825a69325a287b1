"""A list that was uploaded and waits for its answer."""

from django.db import models

from municipalities.fields import CleanLineField

from .people import User


class ListUpload(models.Model):
    """A file between «посмотреть» and «загрузить» of a list's import; deleted after the second."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="кто")
    model = models.CharField("список", max_length=100)
    name = CleanLineField("имя файла", max_length=255)
    data = models.BinaryField("содержимое")
    at = models.DateTimeField("когда", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "файл для загрузки"
        verbose_name_plural = "файлы для загрузки"

    def __str__(self):
        return self.name
