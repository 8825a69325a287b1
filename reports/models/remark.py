"""A coordinator's remark on a report, on an event, on one of its fields or on words of it. What was said and done about
it is kept for good. Also the remarks that a coordinator writes again and again."""

from django.db import models
from django.db.models import F, Q

from municipalities.fields import CleanTextField
from reports.files.table import COLUMNS

from .event import Event
from .history import AppendOnly
from .submission import Submission


class RemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Remark.State.OPEN)

    def unsettled(self):
        """Open or answered: those that the coordinator has not accepted yet."""
        return self.exclude(state=Remark.State.ACCEPTED)


class Remark(models.Model):
    # All that it is, sealed beside the last step about it.
    STANDS = (
        *("submission_id", "event_id", "field", "quote", "quote_number", "text", "by_id", "at", "version", "state"),
        *("answer", "answered_by_id", "answered_at", "accepted_by_id", "accepted_at"),
    )

    class State(models.TextChoices):
        OPEN = "open", "открыто"
        ANSWERED = "answered", "есть ответ"
        ACCEPTED = "accepted", "снято"

    # The printed texts of an event, by the names of the form.
    Field = models.TextChoices(
        "Field", [(column.field.upper(), (column.stored, column.short.lower())) for column in COLUMNS]
    )

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="remarks", verbose_name="отчёт")
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="мероприятие"
    )
    field = models.CharField("столбец", max_length=20, choices=Field.choices, blank=True)
    # Words of the field, with any spacing; and which of their occurrences, counted from 1.
    quote = CleanTextField("к словам", blank=True)
    quote_number = models.PositiveSmallIntegerField("которые по счёту", default=1)
    text = CleanTextField("замечание")
    by = models.ForeignKey("municipalities.User", models.PROTECT, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)
    # The version of the report that the coordinator had in view.
    version = models.PositiveIntegerField("версия отчёта")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.OPEN)
    answer = CleanTextField("ответ", blank=True)
    answered_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто ответил",
    )
    answered_at = models.DateTimeField("когда ответили", null=True, blank=True)
    accepted_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто снял",
    )
    accepted_at = models.DateTimeField("когда снято", null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "замечание"
        verbose_name_plural = "замечания"
        ordering = [F("event__position").asc(nulls_first=True), "event__sort_key", "event", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_field_needs_an_event",
                condition=Q(field="") | Q(event__isnull=False),
                violation_error_message="Столбец бывает только у мероприятия.",
            ),
            models.CheckConstraint(
                name="remark_quote_needs_a_field",
                condition=Q(quote="") | ~Q(field=""),
                violation_error_message="Назовите столбец, в котором стоят эти слова.",
            ),
            models.CheckConstraint(
                name="remark_has_text",
                condition=~Q(text=""),
                violation_error_message="Напишите замечание.",
            ),
            models.CheckConstraint(
                name="remark_answer_has_person_and_time",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="remark_answered_has_an_answer",
                condition=~Q(state="answered") | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="remark_accepted_has_person_and_time",
                condition=Q(state="accepted", accepted_by__isnull=False, accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_by=None, accepted_at=None)),
            ),
        ]

    def __str__(self):
        return self.text


class RemarkChange(AppendOnly):
    """One step of the exchange about a remark, with the words that went with it."""

    CHAINED = ("remark_id", "kind", "text", "by_id", "at")
    CHAIN_PATH = "remark__submission"
    SUBJECT = "remark"

    class Kind(models.TextChoices):
        ADDED = "added", "замечание"
        ANSWERED = "answered", "ответ"
        REPLIED = "replied", "ответ координатора"
        ACCEPTED = "accepted", "снято"
        REOPENED = "reopened", "открыто снова"
        CORRECTED = "corrected", "исправлено"

    WORDINGS = (Kind.ADDED, Kind.CORRECTED)  # whose words are those of the remark itself

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="changes", verbose_name="замечание")
    kind = models.CharField("что", max_length=10, choices=Kind.choices)
    text = CleanTextField("слова", blank=True)

    class Meta:
        verbose_name = "запись о замечании"
        verbose_name_plural = "записи о замечаниях"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}" if self.text else self.get_kind_display()


class FrequentRemark(models.Model):
    """A remark that its coordinator offers himself again; `used` puts the usual ones first."""

    LONGEST = 500  # letters

    by = models.ForeignKey("municipalities.User", models.CASCADE, related_name="frequent_remarks", verbose_name="чьё")
    text = models.CharField("замечание", max_length=LONGEST)
    used = models.PositiveIntegerField("сколько раз написано", default=1)

    class Meta:
        verbose_name = "частое замечание"
        verbose_name_plural = "частые замечания"
        ordering = ["-used", "pk"]
        constraints = [models.UniqueConstraint(fields=["by", "text"], name="frequent_remark_once")]

    def __str__(self):
        return self.text
