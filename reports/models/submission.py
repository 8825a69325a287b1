"""The report of one municipality for one period, its state and the history of its states."""

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from municipalities.fields import CleanTextField
from municipalities.models import Municipality, MunicipalityName
from municipalities.models.seals import Sealed, SealedQuerySet

from .history import AppendOnly
from .period import Period
from .report_order import SECTION_ORDER


class State(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "на проверке"
    RETURNED = "returned", "на доработке"
    APPROVED = "approved", "принят"


WAIT_FOR_OFFICER = (State.DRAFT, State.RETURNED)


def label_on(municipality, period, name="label"):
    """The municipality's name (`label` or `heading`) valid on the last day of the period, both found by these paths."""
    names = MunicipalityName.objects.filter(
        municipality=OuterRef(municipality), valid_from__lte=OuterRef(f"{period}__ends_on")
    )
    found = names.order_by("-valid_from").values(name)[:1]
    return Coalesce(Subquery(found), F(f"{municipality}__short_name"))


def _number_of(events):
    """Counted in a query of its own: with a join the database would group by every column of the report."""
    counted = events.order_by().values("submission").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class SubmissionQuerySet(SealedQuerySet):
    def visible_to(self, user):
        """The coordinator's are all; an officer's are those of the municipalities answered for today;
        nobody else has any."""
        if user.is_coordinator:
            return self
        return self.filter(municipality__in=user.municipality_ids)

    def in_period(self, period):
        return self.filter(period=period)

    def with_names(self):
        """Add `label` and `heading`: the municipality's names valid on the quarter's last day."""
        return self.annotate(
            label=label_on("municipality", "period"), heading=label_on("municipality", "period", "heading")
        )

    def with_counts(self):
        """Add `event_count` (rows that are not deleted) and `row_count` (those of them that go into the table)."""
        present = self._own_events().filter(deleted_at=None)
        return self.annotate(event_count=_number_of(present), row_count=_number_of(present.filter(is_included=True)))

    def with_deleted_count(self):
        """Add `deleted_count`: how many rows can be restored."""
        return self.annotate(deleted_count=_number_of(self._own_events().filter(deleted_at__isnull=False)))

    def _own_events(self):
        return self.model.events.rel.related_model.objects.filter(submission=OuterRef("pk"))

    def in_report_order(self):
        return self.order_by(*SECTION_ORDER)

    def by_urgency(self):
        """For the coordinator's work: waiting for a decision first, approved last."""
        rank = Case(
            *[
                When(state=state, then=Value(n))
                for n, state in enumerate([State.SUBMITTED, State.DRAFT, State.RETURNED, State.APPROVED])
            ]
        )
        return self.order_by(rank, *SECTION_ORDER)


class Submission(Sealed):
    SEALED = ("period_id", "municipality_id")  # that it is there; all else is told by its history
    # What a move leaves, sealed beside the move's link.
    STANDS = (
        *("state", "is_nil", "first_submitted_at", "submitted_at", "submitted_by_id"),
        *("returned_at", "returned_by_id", "return_note", "approved_at", "approved_by_id", "approved_version"),
        *("extended_to", "own_deadline", "extension_reason", "awaits_confirmation"),
    )

    period = models.ForeignKey(Period, models.PROTECT, related_name="submissions", verbose_name="период")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="submissions", verbose_name="муниципальное образование"
    )
    state = models.CharField("состояние", max_length=12, choices=State.choices, default=State.DRAFT)
    is_nil = models.BooleanField("нет мероприятий", default=False)
    version = models.PositiveIntegerField("версия", default=1)
    is_ordered_by_hand = models.BooleanField("порядок задан вручную", default=False)

    first_submitted_at = models.DateTimeField("впервые сдан", null=True, blank=True)
    submitted_at = models.DateTimeField("сдан", null=True, blank=True)
    submitted_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто сдал",
    )
    # The last return; kept while the report is on its way again, so that a withdrawal knows where to go back.
    returned_at = models.DateTimeField("возвращён", null=True, blank=True)
    returned_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто вернул",
    )
    return_note = CleanTextField("что исправить", blank=True)
    approved_at = models.DateTimeField("принят", null=True, blank=True)
    approved_by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто принял",
    )
    approved_version = models.PositiveIntegerField("принятая версия", null=True, blank=True)
    extended_to = models.DateField("продлено до", null=True, blank=True)
    # An extension given before the first hand-in moves the day by which lateness is judged; later ones do not.
    own_deadline = models.DateField("собственный срок сдачи", null=True, blank=True)
    extension_reason = CleanTextField("причина продления", blank=True)
    # Handed in by the coordinator for the municipality, and its officer has not said yet that it is so.
    awaits_confirmation = models.BooleanField("ждёт подтверждения исполнителя", default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "отчёт муниципалитета"
        verbose_name_plural = "отчёты муниципалитетов"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "municipality"], name="submission_once_a_period"),
            models.CheckConstraint(
                name="submission_submitted_has_time_and_person",
                condition=Q(
                    state__in=["submitted", "approved"],
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                )
                | Q(state__in=["draft", "returned"], submitted_at=None, submitted_by=None),
                violation_error_message="У сданного отчёта есть дата и тот, кто сдал; у несданного их нет.",
            ),
            models.CheckConstraint(
                name="submission_approved_has_time_person_and_version",
                condition=Q(
                    state="approved",
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approved_version=F("version"),
                )
                | (~Q(state="approved") & Q(approved_at=None, approved_by=None, approved_version=None)),
                violation_error_message="У принятого отчёта есть дата, тот, кто принял, и принятая версия.",
            ),
            models.CheckConstraint(
                name="submission_returned_has_time_and_person",
                condition=(Q(returned_at=None, returned_by=None, return_note="") & ~Q(state="returned"))
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(state="draft")),
                violation_error_message="У возвращённого отчёта есть дата и тот, кто вернул.",
            ),
            models.CheckConstraint(
                name="submission_nil_is_handed_in",
                condition=Q(is_nil=False) | Q(state__in=["submitted", "approved"]),
                violation_error_message="«Нет мероприятий» бывает только у сданного отчёта.",
            ),
            models.CheckConstraint(
                name="submission_first_submitted_is_kept",
                condition=Q(state="draft") | Q(first_submitted_at__isnull=False),
                violation_error_message="Первая сдача не забывается.",
            ),
            models.CheckConstraint(
                name="submission_extension_has_reason",
                condition=Q(extended_to=None, extension_reason="")
                | (Q(extended_to__isnull=False) & ~Q(extension_reason="")),
                violation_error_message="У продления есть день и причина.",
            ),
            models.CheckConstraint(
                name="submission_confirmed_is_handed_in",
                condition=Q(awaits_confirmation=False) | Q(state__in=["submitted", "approved"]),
                violation_error_message="Подтверждают только сданный отчёт.",
            ),
        ]

    def __str__(self):
        return f"{self.municipality}, {self.period}"

    @property
    def is_extended(self):
        """An extension (or a reopening with a day) runs today."""
        return self.extended_to is not None and timezone.localdate() <= self.extended_to

    @property
    def is_open_for_officers(self):
        """Officers may edit and hand in today. Loads the period."""
        return self.is_extended or self.period.takes_reports

    @property
    def due(self):
        """The day by which the officer is to act now. Loads the period."""
        return max(self.period.deadline, self.extended_to) if self.extended_to else self.period.deadline

    @property
    def days_late(self):
        """Whole days after the deadline, of the first hand-in or, if there was none, of today; 0 in time, and in an
        archive, which nobody could hand in in time.

        Judged by the first hand-in (docs/design/workflow.md, «Lateness»): a return never makes a report late, a
        reopening never makes a late one early. Loads the period.
        """
        if self.period.is_archive:
            return 0
        handed_in = self.first_submitted_at
        day = timezone.localdate(handed_in) if handed_in else timezone.localdate()
        return max(0, (day - max(self.period.deadline, self.own_deadline or self.period.deadline)).days)

    @property
    def has_missed_intake(self):
        """Late beyond the last day, when only the coordinator can still hand in: then days of lateness say nothing.
        Loads the period."""
        if self.first_submitted_at is None:
            return self.days_late > 0 and not self.is_open_for_officers
        return self.days_late > 0 and timezone.localdate(self.first_submitted_at) > self.period.hard_deadline

    @property
    def waits_for_officer(self):
        """The officer owes it: never handed in, or returned and not handed in again; not of an archive. Loads the
        period."""
        return self.state in WAIT_FOR_OFFICER and not self.period.is_archive

    @property
    def state_before_submitting(self):
        """Where a withdrawal goes back to."""
        return State.RETURNED if self.returned_at else State.DRAFT


class Move(models.TextChoices):
    """What can happen to a submission's state; EXTEND, CONFIRM and CORRECT leave the state as it is."""

    SUBMIT = "submit", "сдан"
    DECLARE_NIL = "declare_nil", "сдан: мероприятий не было"
    WITHDRAW = "withdraw", "отозван"
    RETURN = "return_for_changes", "возвращён на доработку"
    APPROVE = "approve", "принят"
    UNAPPROVE = "unapprove", "принятие отменено"
    REOPEN = "reopen", "открыт снова"
    EXTEND = "extend", "срок продлён"
    CONFIRM = "confirm", "подтверждён исполнителем"
    CORRECT = "correct", "исправлена выпущенная строка"


class StateChange(AppendOnly):
    """One move of one submission: who, when, from where to where, and the words that went with it."""

    CHAINED = ("submission_id", "move", "from_state", "to_state", "version", "note", "until", "by_id", "at")
    CHAIN_PATH = SUBJECT = "submission"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="state_changes", verbose_name="отчёт")
    move = models.CharField("что", max_length=20, choices=Move.choices)
    from_state = models.CharField("из", max_length=12, choices=State.choices)
    to_state = models.CharField("в", max_length=12, choices=State.choices)
    version = models.PositiveIntegerField("версия отчёта")
    note = CleanTextField("пояснение", blank=True)
    until = models.DateField("до", null=True, blank=True)
    # For questions to the database; outside the chain, whose rows say the same in `note`.
    on_behalf = models.BooleanField("координатором за муниципалитет", default=False)

    class Meta:
        verbose_name = "смена состояния"
        verbose_name_plural = "смены состояний"
        ordering = ["pk"]  # as the chain has them: the clock may have been set back
        constraints = [
            models.CheckConstraint(
                name="state_change_reopening_and_extension_say_why",
                condition=~Q(move__in=["reopen", "extend"]) | (~Q(note="") & Q(until__isnull=False)),
                violation_error_message="Назовите причину и день.",
            ),
            models.CheckConstraint(
                name="state_change_correction_says_why",
                condition=~Q(move="correct") | ~Q(note=""),
                violation_error_message="Назовите причину.",
            ),
        ]


ON_BEHALF_NOTE = "Сдано координатором за муниципалитет."
