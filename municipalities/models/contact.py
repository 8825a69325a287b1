"""Whom to call about a partner, here and there."""

from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField, CleanTextField, SortKeyField
from reports.prose.cleaning import search_key

from .municipality import Municipality
from .partner import PartnerCity
from .seals import Sealed


class Contact(Sealed):
    """A person of one of the two sides. They sign in nowhere; who does is a User."""

    SEALED = (
        *("partner_id", "side", "municipality_id", "name", "post", "phone", "email", "note"),
        *("search_key", "sort_key"),
    )

    class Side(models.TextChoices):
        THERE = "there", "сторона партнёра"
        HERE = "here", "наша сторона"

    partner = models.ForeignKey(PartnerCity, models.PROTECT, related_name="contacts", verbose_name="партнёр")
    side = models.CharField("чья сторона", max_length=5, choices=Side.choices, default=Side.THERE)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="муниципальное образование",
        help_text="Только для нашей стороны",
    )
    name = CleanLineField("фамилия, имя, отчество", max_length=200)
    post = CleanLineField("должность", max_length=300, blank=True)
    phone = CleanLineField("телефон", max_length=100, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    note = CleanTextField("примечание", blank=True, help_text="Например: говорит по-русски, звонить после обеда")
    search_key = models.CharField(max_length=1000, editable=False)
    sort_key = SortKeyField(db_index=True)

    class Meta:
        verbose_name = "контакт партнёра"
        verbose_name_plural = "контакты партнёров"
        ordering = ["partner__sort_key", "side", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message="Укажите телефон или почту: без них до человека не дозвониться.",
            ),
            models.CheckConstraint(
                name="contact_of_a_municipality_is_ours",
                condition=Q(municipality=None) | Q(side="here"),
                violation_error_message="Муниципальное образование указывают только для нашей стороны.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.post} {self.phone} {self.email}")[:1000]
        self.sort_key = search_key(self.name)[:300]
        super().save(*args, **kwargs)
