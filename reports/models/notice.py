"""What the program tells people: notices behind the bell, and the letters that carry them."""

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField, CleanTextField

from .submission import Submission


class Letter(models.Model):
    """One letter of the outbox: written in the transaction of what it tells, sent by a command afterwards."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENT = "sent", "отправлено"
        GIVEN_UP = "given_up", "не доставлено"
        DROPPED = "dropped", "не понадобилось"

    user = models.ForeignKey("municipalities.User", models.PROTECT, related_name="letters", verbose_name="кому")
    address = models.EmailField("адрес")
    subject = CleanLineField("тема", max_length=200)
    body = CleanTextField("текст")
    is_digest = models.BooleanField("сводка за день", default=False)
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
            )
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"


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

    user = models.ForeignKey("municipalities.User", models.PROTECT, related_name="notices", verbose_name="кому")
    # Who no longer answers for the report no longer reads of it.
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="отчёт"
    )
    kind = models.CharField("вид", max_length=12, choices=Kind.choices)
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
    """A reminder that went out, so that it goes out once. `due`: the day that it spoke of."""

    rule = models.ForeignKey(ReminderRule, models.CASCADE, related_name="sent", verbose_name="правило")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reminders", verbose_name="отчёт")
    due = models.DateField("срок")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "отправленное напоминание"
        verbose_name_plural = "отправленные напоминания"
        constraints = [models.UniqueConstraint(fields=["rule", "submission", "due"], name="reminder_once")]

    def __str__(self):
        return f"{self.submission}: {self.rule}"
