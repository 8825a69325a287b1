"""What the program tells people: notices behind the bell, and the letters that carry them."""

from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from municipalities.fields import CleanLineField, CleanTextField

from .extension import ExtensionRequest
from .period import Period
from .register import Scan
from .remark import Remark
from .submission import WAIT_FOR_OFFICER, State, Submission

# A person, or the municipality itself by the address on its card.
ONE_READER = Q(user=None, municipality__isnull=False) | Q(user__isnull=False, municipality=None)


class Letter(models.Model):
    """One letter of the outbox: written in the transaction of what it tells, sent by a command afterwards."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENT = "sent", "отправлено"
        GIVEN_UP = "given_up", "не доставлено"
        DROPPED = "dropped", "не понадобилось"

    user = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="кому"
    )
    municipality = models.ForeignKey(
        "municipalities.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="на адрес муниципалитета",
    )
    address = models.EmailField("адрес")
    # Who gets an answer; empty where the letter is about the reports of several people.
    reply_to = models.EmailField("кому ответят", blank=True)
    subject = CleanLineField("тема", max_length=200)
    body = CleanTextField("текст")
    is_digest = models.BooleanField("сводка за день", default=False)
    is_trial = models.BooleanField("пробное", default=False)  # it carries no notice
    made_at = models.DateTimeField("написано", auto_now_add=True)
    state = models.CharField("состояние", max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    # Also the claim of a sender: while one tries, the others see a time that has not come.
    next_try_at = models.DateTimeField("следующая попытка", auto_now_add=True)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.CheckConstraint(
                name="letter_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(name="letter_has_one_reader", condition=ONE_READER),
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"

    @property
    def reader_name(self):
        """Who reads it, as lists show it."""
        return self.user.short_name if self.user else f"{self.municipality}, адрес муниципалитета"


class LetterTry(models.Model):
    """The delivery log: one attempt; `failure` is empty where the mail server took the letter."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="tries", verbose_name="письмо")
    at = models.DateTimeField("когда", auto_now_add=True)
    failure = models.TextField("почему не ушло", blank=True)

    class Meta:
        verbose_name = "попытка отправки"
        verbose_name_plural = "попытки отправки"
        ordering = ["pk"]

    def __str__(self):
        return self.failure or "отправлено"


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def current(self):
        """Those that still are so today: nothing that was decided, done or changed meanwhile."""
        return self.filter(_still_so())

    def with_current(self):
        """Add `is_current`: whether it is one of the `current` ones."""
        return self.annotate(is_current=Case(When(_still_so(), then=True), default=False, output_field=BooleanField()))


def _still_so():
    """Of any kind; a kind without a rule is never settled by itself."""
    rules = _rules(timezone.localdate())
    still_so = ~Q(kind__in=list(rules))
    for kind, rule in rules.items():
        still_so |= Q(kind=kind) & rule
    return still_so


def _rules(today):
    """Kind → when what it told still is so."""
    waits = Q(submission__state__in=WAIT_FOR_OFFICER)
    runs = Q(submission__period__closed_at=None) | Q(submission__extended_to__gte=today)
    takes_reports = Q(submission__period__closed_at=None, submission__period__hard_deadline__gte=today)
    own_day = Q(submission__extended_to__isnull=False, due=F("submission__extended_to"))
    common_day = Q(due=F("submission__period__deadline")) | Q(due=F("submission__period__hard_deadline"))
    is_common = Q(submission__extended_to=None) | Q(submission__extended_to__lte=F("submission__period__deadline"))
    returned = Q(submission__state=State.RETURNED, at__gte=F("submission__returned_at"))
    answered = ExtensionRequest.objects.filter(submission=OuterRef("submission"), answered_at__gte=OuterRef("at"))
    is_this_one = Q(submission__approved_at=None) | Q(at__gte=F("submission__approved_at"))
    is_more_time = Q(submission__extended_to__gte=today)
    in_register = Q(document__isnull=False, document__taken_out_at=None, document__ended_on=None)
    has_scan = Scan.objects.filter(document=OuterRef("document"), ended_at=None)
    same_term = Q(document__kept_until=F("due")) | Q(document__kept_until=None, document__valid_until=F("due"))
    kind = Notice.Kind
    return {
        kind.SCAN: in_register & ~Exists(has_scan),
        kind.ENDS: in_register & same_term & Q(document__is_open_ended=False),
        kind.HANDED_IN: Q(submission__state=State.SUBMITTED, at__gte=F("submission__submitted_at")),
        kind.RETURNED: returned,
        kind.REOPENED: returned,
        kind.APPROVED: ~Q(submission__state__in=[State.SUBMITTED, State.RETURNED]) & is_this_one,
        kind.UNAPPROVED: Q(submission__state=State.SUBMITTED),
        kind.EXTENDED: waits & is_more_time & (own_day | Q(due=None)),
        kind.ASKED: ~Exists(answered),
        kind.DECLINED: waits & ~is_more_time,
        kind.ON_BEHALF: Q(submission__awaits_confirmation=True),
        kind.REMARK: Q(remark=None) | Q(remark__state=Remark.State.OPEN),
        kind.OPENED: waits & takes_reports,
        kind.PROPOSED: Q(partner__is_confirmed=False),  # neither confirmed nor merged nor removed
        kind.DATES: ~Q(submission__state=State.APPROVED) & takes_reports,
        # Without a report it is the coordinator's: the day has passed, and that stays so.
        kind.DEADLINE: Q(submission=None) | (waits & runs & (Q(due=None) | own_day | (is_common & common_day))),
    }


class Notice(models.Model):
    """One thing told to one person. The bell shows it; a letter may carry it too."""

    class Kind(models.TextChoices):
        HANDED_IN = "handed_in", "отчёт сдан"
        RETURNED = "returned", "отчёт возвращён"
        APPROVED = "approved", "отчёт принят"
        UNAPPROVED = "unapproved", "отчёт снова на проверке"
        REOPENED = "reopened", "отчёт открыт снова"
        EXTENDED = "extended", "срок продлён"
        ASKED = "asked", "просят продлить срок"
        DECLINED = "declined", "срок не продлён"
        ON_BEHALF = "on_behalf", "внесено за вас"
        REMARK = "remark", "замечание"
        DEADLINE = "deadline", "срок сдачи"
        UNDELIVERED = "undelivered", "письмо не доставлено"
        UNSAVED = "unsaved", "несохранённый текст"
        CORRECTED = "corrected", "строка исправлена"
        OPENED = "opened", "квартал открыт"
        DATES = "dates", "изменены сроки"
        QUARTER = "quarter", "кто отчитывается в квартале"
        PROPOSED = "proposed", "предложен партнёр"
        WRITTEN = "written", "прислали строку"
        SCAN = "scan", "нужен скан"
        ENDS = "ends", "договорённость заканчивается"

    # Of a person: behind the bell, and by letter. Of a municipality whose officers have no address: by letter alone.
    user = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="кому"
    )
    municipality = models.ForeignKey(
        "municipalities.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name="на адрес муниципалитета",
    )
    # Who did what it tells; empty for the program.
    by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    # Who no longer answers for the report no longer reads of it.
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="отчёт"
    )
    # What it tells of a whole quarter.
    period = models.ForeignKey(
        Period, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="период"
    )
    kind = models.CharField("вид", max_length=12, choices=Kind.choices)
    due = models.DateField("о каком дне", null=True, blank=True)
    remark = models.ForeignKey(
        Remark, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="замечание"
    )
    partner = models.ForeignKey(
        "municipalities.PartnerCity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="партнёр"
    )
    document = models.ForeignKey(
        "reports.Agreement", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="документ"
    )
    text = CleanTextField("текст")
    path = models.CharField("куда ведёт", max_length=200)
    is_urgent = models.BooleanField("срочно", default=False)
    at = models.DateTimeField("когда", auto_now_add=True)
    read_at = models.DateTimeField("прочитано", null=True, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="письмо"
    )
    # Nobody is written to who has switched letters off, or has no address.
    is_mailed = models.BooleanField("письмо решено", default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "уведомление"
        verbose_name_plural = "уведомления"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "read_at"]),
            models.Index(fields=["is_mailed"], condition=Q(is_mailed=False), name="notice_to_be_mailed"),
        ]
        constraints = [models.CheckConstraint(name="notice_has_one_reader", condition=ONE_READER)]

    def __str__(self):
        return self.text


class MailChoice(models.Model):
    """What a person wants by letter. Without a row: the urgent at once, the rest once a day."""

    class Frequency(models.TextChoices):
        DIGEST = "digest", "срочное сразу, остальное раз в день одним письмом"
        AT_ONCE = "at_once", "всё сразу"
        NONE = "none", "писем не присылать, только уведомления на сайте"

    user = models.OneToOneField("municipalities.User", models.CASCADE, related_name="mail_choice", verbose_name="кто")
    frequency = models.CharField("письма", max_length=8, choices=Frequency.choices, default=Frequency.DIGEST)
    reminders = models.BooleanField("напоминать о сроках письмом", default=True)

    class Meta:
        verbose_name = "выбор писем"
        verbose_name_plural = "выбор писем"

    def __str__(self):
        return self.get_frequency_display()


class ReminderRule(models.Model):
    """When debtors are reminded: so many days after (negative: before) one of the deadlines."""

    class Deadline(models.TextChoices):
        SOFT = "soft", "срока сдачи"
        HARD = "hard", "последнего дня приёма"

    days = models.SmallIntegerField("дней")
    deadline = models.CharField("от", max_length=4, choices=Deadline.choices)
    is_on = models.BooleanField("включено", default=True)

    class Meta:
        verbose_name = "напоминание"
        verbose_name_plural = "напоминания"
        ordering = ["-deadline", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "days"],
                name="reminder_rule_once",
                violation_error_message="Такое напоминание уже есть.",
            ),
            models.CheckConstraint(
                name="reminder_rule_within_two_months",
                condition=Q(days__gte=-60, days__lte=60),
                violation_error_message="Не больше 60 дней до срока или после него.",
            ),
        ]

    def __str__(self):
        return f"{self.days:+} от {self.get_deadline_display()}"


class Reminder(models.Model):
    """A reminder that went out: by a rule (once), or by the coordinator's hand. `due`: the day that it spoke of."""

    rule = models.ForeignKey(
        ReminderRule, models.CASCADE, null=True, blank=True, related_name="sent", verbose_name="правило"
    )
    by = models.ForeignKey(
        "municipalities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reminders", verbose_name="отчёт")
    due = models.DateField("срок")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "отправленное напоминание"
        verbose_name_plural = "отправленные напоминания"
        constraints = [
            models.UniqueConstraint(fields=["rule", "submission", "due"], name="reminder_once"),
            models.CheckConstraint(
                name="reminder_of_a_rule_or_a_person",
                condition=Q(rule=None, by__isnull=False) | Q(rule__isnull=False, by=None),
            ),
        ]

    def __str__(self):
        return f"{self.submission}: {self.rule or self.by}"
