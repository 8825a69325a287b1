"""What a person is writing about an event and has not saved yet."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from .event import Event
from .submission import Submission


class EditDraftQuerySet(models.QuerySet):
    def of(self, user):
        """Drafts are their author's alone, and only while the report is still in the author's scope."""
        return self.filter(by=user, submission__in=Submission.objects.visible_to(user).order_by())

    def open(self):
        return self.filter(is_closed=False)

    def kept(self):
        """Those whose text is still there: open ones, and discarded ones."""
        return self.filter(Q(is_closed=False) | Q(discarded_at__isnull=False))

    def discarded(self, since):
        """Those that their author did not want, at that moment or later, and whose text is still there."""
        return self.filter(is_closed=True, discarded_at__gte=since)

    def closed_before(self, moment):
        """Those that were saved or discarded before the moment."""
        return self.filter(Q(discarded_at=None, saved_at__lt=moment) | Q(discarded_at__lt=moment), is_closed=True)

    def undecided(self):
        """Open drafts of events that the author has not deleted, and of events that no window has saved yet."""
        known = Event.objects.filter(uid=OuterRef("uid"))
        return self.open().exclude(event__deleted_by=F("by")).exclude(Exists(known), event=None)


class EditDraft(models.Model):
    """The form of one open page, as it was last sent. Lies apart from the event: no version, no revision.

    One row a page, so that two windows of one person never write over each other. A draft that was saved or
    discarded stays for a while, closed: a late request must not bring it back. A saved one is without text, a
    discarded one keeps it, for its author may think better of it.
    """

    by = models.ForeignKey("municipalities.User", models.CASCADE, related_name="+", verbose_name="кто пишет")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", verbose_name="отчёт")
    # Empty for an event that is only begun; `uid` is then the number that saving will give it.
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="мероприятие"
    )
    uid = models.UUIDField("постоянный номер мероприятия")
    base_version = models.PositiveIntegerField("прочитанная версия", null=True, blank=True)
    page = models.UUIDField("страница")
    # The page whose draft this page has gone on with; what it still sends comes too late.
    page_before = models.UUIDField("прежняя страница", null=True, blank=True)
    number = models.PositiveIntegerField("номер отправки")
    fields = models.JSONField("поля", default=list)  # [[name, value], …] as sent
    size = models.PositiveIntegerField("знаков во всех полях", default=0)
    saved_at = models.DateTimeField("сохранено")
    # When the person was told that the text will be deleted; empty again as soon as somebody writes on.
    warned_at = models.DateTimeField("предупреждение об удалении", null=True, blank=True)
    is_closed = models.BooleanField("сохранено в отчёте или отброшено", default=False)
    # Empty for a text that was saved, or that has gone for good.
    discarded_at = models.DateTimeField("отброшено", null=True, blank=True)

    objects = EditDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "несохранённый текст"
        verbose_name_plural = "несохранённые тексты"
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["by", "submission", "is_closed"])]
        constraints = [
            models.UniqueConstraint(fields=["by", "uid", "page"], name="edit_draft_once_a_page"),
            models.CheckConstraint(
                name="edit_draft_saved_has_no_text",
                condition=Q(is_closed=False) | Q(fields=[]) | Q(discarded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="edit_draft_discarded_is_closed", condition=Q(is_closed=True) | Q(discarded_at=None)
            ),
            models.CheckConstraint(
                name="edit_draft_of_an_event_has_a_version", condition=Q(event=None) | Q(base_version__isnull=False)
            ),
        ]

    def __str__(self):
        return self.name or "без наименования"

    @property
    def name(self):
        """The name of the event as typed so far; may be empty."""
        return dict(self.fields).get("name", "")
