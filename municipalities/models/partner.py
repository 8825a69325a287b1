"""Countries, partner cities, and who works with whom."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from municipalities.fields import CleanLineField, CleanTextField, SortKeyField
from reports.prose.cleaning import search_key

from .municipality import Municipality
from .people import User
from .seals import Sealed


class Country(Sealed):
    """A country by ISO 3166 (АВ and OS as in the Russian classifier)."""

    IS_OFFERED = True
    SEALED = ("name", "full_name", "synonyms", "search_key", "sort_key")

    code = models.CharField(
        "код",
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "Две латинские буквы.")],
    )
    name = CleanLineField("краткое имя", max_length=120)
    full_name = CleanLineField("имя в документах", max_length=200, help_text="Республика Беларусь")
    synonyms = CleanTextField("другие написания", blank=True, help_text="По одному в строке: РБ, Белоруссия")
    search_key = models.CharField(max_length=1000, editable=False)
    sort_key = SortKeyField(db_index=True)

    class Meta:
        verbose_name = "страна"
        verbose_name_plural = "страны"
        ordering = ["sort_key", "code"]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.full_name} {self.synonyms} {self.code}")[:1000]
        self.sort_key = search_key(self.name)[:300]
        super().save(*args, **kwargs)


class PartnerCity(Sealed):
    """A partner abroad (or, for joint delegations, in Russia): a town, a district, a union, an organisation.

    A partner that an officer typed into an event is stored at once as proposed: unconfirmed, with its proposer and
    municipality. It is confirmed, or merged into one that is known, by a list administrator.
    """

    IS_OFFERED = True
    SEALED = (
        *("name", "kind", "region", "country_id", "synonyms", "is_confirmed", "merged_ids"),
        *("proposed_by_id", "proposed_for_id", "proposed_at", "search_key", "synonym_keys", "sort_key"),
    )

    class Kind(models.TextChoices):
        CITY = "city", "город"
        DISTRICT = "district", "район"
        UNION = "union", "объединение"
        ORGANISATION = "organisation", "организация"

    name = CleanLineField("имя", max_length=250, help_text="Как в документе: г. Витебск, Кричевский район")
    kind = models.CharField("вид", max_length=20, choices=Kind.choices, default=Kind.CITY)
    region = CleanLineField("область, регион", max_length=200, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="partners", verbose_name="страна")
    synonyms = CleanTextField("другие написания", blank=True, help_text="По одному в строке")
    is_confirmed = models.BooleanField(
        "подтверждён",
        default=True,
        help_text="Предложенных исполнителями подтверждает администратор справочников.",
    )
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,  # whom to ask what was meant
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="кто предложил",
    )
    proposed_for = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="для кого предложен",
    )
    proposed_at = models.DateTimeField("когда предложен", null=True, blank=True, editable=False)
    # Forms that were open while partners were merged, and old versions of events, still name the old numbers.
    merged_ids = models.JSONField("номера присоединённых", default=list, editable=False)
    search_key = models.CharField(max_length=500, editable=False, db_index=True)
    synonym_keys = models.TextField(default="", blank=True, editable=False)  # one a line, with a break on both sides
    sort_key = SortKeyField(db_index=True)

    class Meta:
        verbose_name = "партнёр"
        verbose_name_plural = "партнёры"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "search_key", "region"],
                name="partner_city_once",
                violation_error_message="Такой партнёр в этой стране уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_for=None, proposed_at=None)
                | Q(proposed_by__isnull=False, proposed_for__isnull=False, proposed_at__isnull=False),
                name="partner_city_proposal_is_whole",
                violation_error_message="У предложенного партнёра указывают, кто, когда и для кого его предложил.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = self.key_of(self.name)
        keys = dict.fromkeys(filter(None, map(self.key_of, self.synonyms.splitlines())))
        self.synonym_keys = "\n".join(["", *keys, ""]) if keys else ""
        self.sort_key = self.bare_key_of(self.name)
        super().save(*args, **kwargs)

    @property
    def keys(self):
        """The keys of the name and of the other writings."""
        return {self.search_key, *filter(None, self.synonym_keys.split("\n"))}

    @staticmethod
    def key_of(name):
        """The stored key of a name (some letters become several there)."""
        return search_key(name)[:500]

    @staticmethod
    def bare_key_of(name):
        """The key without «г.», by which partners are sorted."""
        return search_key(name.removeprefix("г.о.").removeprefix("г.").strip())[:300]


class Partnership(Sealed):
    """What ties a municipality to a partner, how sure we are of it and where that is written."""

    IS_OFFERED = True
    SEALED = (
        *("municipality_id", "partner_id", "kind", "status", "status_note", "signed_on", "signed_text"),
        *("as_of", "source", "confidence", "note"),
    )

    class Kind(models.TextChoices):
        TWIN = "twin", "побратим"
        PARTNER = "partner", "партнёр"
        JOINT = "joint", "совместные мероприятия"

    class Status(models.TextChoices):
        ACTIVE = "active", "действует"
        SUSPENDED = "suspended", "приостановлено"
        ENDED = "ended", "прекращено"
        UNCHECKED = "unchecked", "не проверено"

    class Confidence(models.TextChoices):
        HIGH = "high", "высокая"
        MEDIUM = "medium", "средняя"
        LOW = "low", "низкая"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="partnerships", verbose_name="муниципальное образование"
    )
    partner = models.ForeignKey(PartnerCity, models.PROTECT, related_name="partnerships", verbose_name="партнёр")
    kind = models.CharField("вид связи", max_length=20, choices=Kind.choices)
    status = models.CharField("состояние", max_length=20, choices=Status.choices, default=Status.UNCHECKED)
    status_note = CleanLineField("пояснение к состоянию", max_length=300, blank=True)
    signed_on = models.DateField("подписано", null=True, blank=True)
    signed_text = CleanTextField("подписано (словами)", blank=True, help_text="Если точный день неизвестен")
    as_of = CleanLineField("сведения на", max_length=60, blank=True)
    source = CleanTextField("источник", blank=True)
    confidence = models.CharField("уверенность", max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM)
    note = CleanTextField("примечание", blank=True)

    class Meta:
        verbose_name = "партнёрство"
        verbose_name_plural = "партнёрства"
        ordering = ["municipality__sort_key", "partner__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "partner"],
                name="partnership_once",
                violation_error_message="Связь с этим партнёром уже внесена.",
            )
        ]

    def __str__(self):
        return f"{self.municipality} — {self.partner}"
