"""Rows as search, figures and machines read them: derived from events and releases, and made anew at any time.

An event has at most two: as it stands now, and as a release printed it last. The second one holds the words of then,
so that whoever may read released words only is told nothing of what was written since.
"""

from django.db import models

from municipalities.models import Country, Municipality, PartnerCity
from reports.prose.documents.write import KINDS

from .event import Event, PlaceFormat, Precision
from .period import Period
from .release import Release
from .submission import Submission

_COUNTED = ("place_format", "start", "total", "total_foreign")


class ArchiveRow(models.Model):
    """One edition of an event. Written by reports/actions/archive.py alone; it is no evidence, so nothing seals it."""

    class Edition(models.TextChoices):
        NOW = "now", "как в отчёте"
        RELEASED = "released", "как в выпуске"

    event = models.ForeignKey(Event, models.CASCADE, related_name="archive_rows", verbose_name="мероприятие")
    edition = models.CharField("что", max_length=8, choices=Edition.choices)
    version = models.PositiveIntegerField("версия мероприятия")
    # Of the event; they stand here so that one index answers.
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", verbose_name="отчёт")
    period = models.ForeignKey(Period, models.CASCADE, related_name="+", verbose_name="период")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name="чьё")
    release = models.ForeignKey(Release, models.CASCADE, null=True, related_name="+", verbose_name="выпуск")
    number = models.PositiveIntegerField("номер строки в выпуске", null=True)

    is_included = models.BooleanField("входит в сводный отчёт")
    start = models.DateField("первый день", null=True)
    end = models.DateField("последний день", null=True)
    precision = models.CharField("точность", max_length=14, choices=Precision.choices)
    place_format = models.CharField("формат", max_length=16, choices=PlaceFormat.choices)
    place_country = models.ForeignKey(Country, models.CASCADE, null=True, related_name="+", verbose_name="где")
    total = models.PositiveIntegerField("всего, человек", null=True)
    total_foreign = models.PositiveIntegerField("из них иностранных", null=True)
    newest = models.DateField("по какому дню стоит", help_text="Первый день, а без него последний день квартала")

    # Foreign ones: of the participants, the place, the partners and the signed documents.
    countries = models.ManyToManyField(Country, related_name="+", verbose_name="страны")
    partners = models.ManyToManyField(PartnerCity, related_name="+", verbose_name="партнёры")

    class Meta:
        verbose_name = "строка архива"
        verbose_name_plural = "строки архива"
        ordering = ["-newest", "-event"]
        constraints = [models.UniqueConstraint(fields=["event", "edition"], name="archive_row_once")]
        indexes = [
            models.Index(fields=["newest", "event"], name="archive_row_newest"),
            models.Index(fields=["municipality", "period", "edition"], name="archive_row_whose"),
            # Figures are counted out of it alone.
            models.Index(
                fields=["period", "municipality", "edition", "is_included", "submission", *_COUNTED],
                name="archive_row_counted",
            ),
        ]

    def __str__(self):
        return f"{self.event_id}, {self.get_edition_display()}"


class ArchiveDocument(models.Model):
    """A signed document that the row names."""

    row = models.ForeignKey(ArchiveRow, models.CASCADE, related_name="documents", verbose_name="строка")
    kind = models.CharField("вид", max_length=20, choices=list(KINDS.items()))
    title = models.CharField("название", max_length=500)
    signed_on = models.DateField("дата подписания", null=True)

    class Meta:
        verbose_name = "документ строки архива"
        verbose_name_plural = "документы строк архива"
        ordering = ["pk"]

    def __str__(self):
        return self.title


class ArchiveBuild(models.Model):
    """With which way of reading the rows were made. Another way makes them anew after `migrate`."""

    way = models.CharField("способ", max_length=20, primary_key=True)

    class Meta:
        verbose_name = "построение архива"
        verbose_name_plural = "построения архива"

    def __str__(self):
        return self.way
