"""Signs of what runs beside the web processes."""

from django.db import models


class Heartbeat(models.Model):
    """When a program that nobody looks at last gave a sign: one row for each, written over and over."""

    class Name(models.TextChoices):
        IMPORT_WORKER = "import_worker", "чтение таблиц"
        LETTERS = "letters", "отправка писем"
        BACKUP = "backup", "резервная копия"
        CLEAN_UP = "clean_up", "уборка"
        HISTORIES = "histories", "проверка историй"

    name = models.CharField("программа", max_length=20, choices=Name, primary_key=True)
    at = models.DateTimeField("последний знак")

    class Meta:
        verbose_name = "знак работы"
        verbose_name_plural = "знаки работы"

    def __str__(self):
        return f"{self.get_name_display()}: {self.at:%d.%m.%Y %H:%M:%S}"
