"""One row of the table, and every version that it has had."""

import uuid

from django.db import models
from django.db.models import F, Q

from municipalities.fields import CleanLineField, CleanTextField, SortKeyField
from municipalities.models import Country, PartnerCity

from .history import AppendOnly
from .report_order import REPORT_ORDER
from .submission import Submission


class Source(models.TextChoices):
    """Where a structure comes from: understood from the text, or pinned down by a person."""

    TEXT = "text", "из текста"
    HAND = "hand", "указано вручную"


class Precision(models.TextChoices):
    DAY = "day", "по дням"
    MONTH = "month", "по месяцам"
    QUARTER = "quarter", "квартал"
    HALF_YEAR = "half-year", "полугодие"
    YEAR = "year", "год"
    PART_OF_MONTH = "part-of-month", "часть месяца"
    NONE = "none", "не понято"


class PlaceFormat(models.TextChoices):
    OFFLINE = "offline", "очно"
    ONLINE = "online", "дистанционно"
    VIDEOCONFERENCE = "videoconference", "видео-конференц-связь"
    MIXED = "mixed", "смешанный"
    UNKNOWN = "unknown", "не указан"


class EventQuerySet(models.QuerySet):
    def present(self):
        return self.filter(deleted_at=None)

    def included(self):
        """Those that go into the official table."""
        return self.filter(deleted_at=None, is_included=True)

    def in_report_order(self):
        return self.order_by(*REPORT_ORDER)

    def visible_to(self, user):
        return self.filter(submission__in=Submission.objects.visible_to(user).order_by())


class Event(models.Model):
    # All columns, sealed beside the last version; what is named in lists is compared with its content.
    STANDS = (
        *("uid", "submission_id", "name", "place_text", "period_text", "purpose", "participants"),
        *("start", "end", "precision", "period_source", "period_pinned_for"),
        *("place_format", "place_country_id", "place_locality", "place_source", "place_pinned_for"),
        *("sort_key", "search_key", "total", "total_foreign", "window_reason", "note"),
        *("is_included", "exclusion_reason", "position", "is_place_to_check", "version"),
        *("created_at", "created_by_id", "changed_at", "changed_by_id", "deleted_at", "deleted_by_id"),
    )

    uid = models.UUIDField("постоянный номер", default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events", verbose_name="отчёт")

    # The printed text is the truth.
    name = CleanLineField("наименование мероприятия", max_length=4000)
    place_text = CleanLineField("место проведения", max_length=2000, blank=True)
    period_text = CleanLineField("сроки проведения", max_length=1000, blank=True)
    purpose = CleanTextField("цель, содержание и результат", blank=True)
    participants = CleanTextField("участники", blank=True)

    # What is understood from it, or pinned by hand for exactly the text kept beside it.
    start = models.DateField("первый день", null=True, blank=True)
    end = models.DateField("последний день", null=True, blank=True)
    precision = models.CharField("точность", max_length=14, choices=Precision.choices, default=Precision.NONE)
    period_source = models.CharField("сроки", max_length=4, choices=Source.choices, default=Source.TEXT)
    period_pinned_for = models.CharField(max_length=1000, blank=True, editable=False)
    place_format = models.CharField("формат", max_length=16, choices=PlaceFormat.choices, default=PlaceFormat.UNKNOWN)
    place_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="страна проведения"
    )
    place_locality = CleanLineField("населённый пункт", max_length=300, blank=True)
    place_source = models.CharField("место", max_length=4, choices=Source.choices, default=Source.TEXT)
    place_pinned_for = models.CharField(max_length=2000, blank=True, editable=False)
    sort_key = SortKeyField(max_length=40, db_index=True)
    search_key = models.TextField(editable=False)

    total = models.PositiveIntegerField("всего, человек", null=True, blank=True)
    total_foreign = models.PositiveIntegerField("из них иностранных", null=True, blank=True)
    partners = models.ManyToManyField(
        PartnerCity, through="EventPartner", blank=True, related_name="events", verbose_name="партнёры"
    )
    countries = models.ManyToManyField(
        Country, blank=True, related_name="events", verbose_name="страны иностранных участников"
    )

    window_reason = CleanTextField("почему вне периода сбора", blank=True)
    note = CleanTextField("заметка, в таблицу не идёт", blank=True)
    is_included = models.BooleanField("входит в сводный отчёт", default=True)
    exclusion_reason = CleanTextField("почему не входит", blank=True)
    position = models.FloatField("место в порядке, заданном вручную", null=True, blank=True)
    is_place_to_check = models.BooleanField("проверьте место в порядке", default=False)

    version = models.PositiveIntegerField("версия", default=1)
    created_at = models.DateTimeField("внесено", auto_now_add=True)
    created_by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, related_name="+", verbose_name="кто внёс"
    )
    changed_at = models.DateTimeField("изменено", auto_now=True)
    changed_by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, related_name="+", verbose_name="кто изменил"
    )
    deleted_at = models.DateTimeField("удалено", null=True, blank=True)
    deleted_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто удалил",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "мероприятие"
        verbose_name_plural = "мероприятия"
        ordering = ["pk"]
        indexes = [
            # The rows of reports are counted out of it alone.
            models.Index(fields=["submission", "is_included"], condition=Q(deleted_at=None), name="event_present"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Напишите наименование мероприятия.",
            ),
            models.CheckConstraint(
                name="event_foreign_within_total",
                condition=Q(total=None) | Q(total_foreign=None) | Q(total_foreign__lte=F("total")),
                violation_error_message="Иностранных участников не может быть больше, чем всего.",
            ),
            models.CheckConstraint(
                name="event_days_in_order",
                condition=Q(start=None, end=None, precision="none")
                | (Q(start__isnull=False, end__gte=F("start")) & ~Q(precision="none")),
                violation_error_message="Последний день не может быть раньше первого.",
            ),
            models.CheckConstraint(
                name="event_left_out_says_why",
                condition=Q(is_included=True, exclusion_reason="") | (Q(is_included=False) & ~Q(exclusion_reason="")),
                violation_error_message="Назовите причину, по которой мероприятие не входит в сводный отчёт.",
            ),
            models.CheckConstraint(
                name="event_to_check_has_a_position",
                condition=Q(is_place_to_check=False) | Q(position__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_deleted(self):
        return self.deleted_at is not None


class EventPartner(models.Model):
    """A partner named in an event. A model of our own instead of Django's table protects the partner:
    deleting it would change reports without a trace. Partners are merged instead (reports/actions/partners.py)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    partner = models.ForeignKey(PartnerCity, models.PROTECT, db_column="partnercity_id", related_name="+")

    class Meta:
        verbose_name = "партнёр мероприятия"
        verbose_name_plural = "партнёры мероприятий"
        db_table = "reports_event_partners"
        unique_together = [("event", "partner")]

    def __str__(self):
        return f"{self.partner} в мероприятии"


class EventRevision(AppendOnly):
    """An event as it was after one write: texts, structure, agreements, partners, place in the order."""

    CHAINED = ("event_id", "version", "report_version", "content", "cause", "by_id", "at")
    CHAIN_PATH = "event__submission"
    SUBJECT = "event"

    class Cause(models.TextChoices):
        CREATED = "created", "внесено"
        EDITED = "edited", "изменено"
        COORDINATOR = "coordinator", "изменено координатором"
        IMPORTED = "imported", "загружено из файла"
        DELETED = "deleted", "удалено"
        UNDELETED = "undeleted", "удаление отменено"
        RESTORED = "restored", "возвращён прежний текст"
        LEFT_OUT = "left_out", "исключено из сводного отчёта"
        INCLUDED = "included", "возвращено в сводный отчёт"
        ORDERED = "ordered", "изменён порядок"
        UNDERSTOOD = "understood", "сроки и место поняты заново"
        HOUSE_STYLE = "house_style", "приведено к образцу"
        CORRECTED = "corrected", "исправлено после выпуска"

    event = models.ForeignKey(Event, models.PROTECT, related_name="revisions", verbose_name="мероприятие")
    version = models.PositiveIntegerField("версия")
    # Which version this write made of the report: what a file of that version held, and what it did not yet.
    report_version = models.PositiveIntegerField("версия отчёта")
    content = models.JSONField("содержание")
    cause = models.CharField("что", max_length=12, choices=Cause.choices)

    class Meta:
        verbose_name = "версия мероприятия"
        verbose_name_plural = "версии мероприятий"
        ordering = ["event", "version"]
        constraints = [models.UniqueConstraint(fields=["event", "version"], name="event_revision_once")]

    @property
    def full_content(self):
        """The content, with what events did not have yet when an old one was written."""
        return {"note": "", **self.content}
