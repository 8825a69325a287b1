"""Municipalities, and what they were called when."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from municipalities.fields import CleanLineField, SortKeyField
from reports.prose.cleaning import search_key

from .seals import Sealed, SealedQuerySet


class MunicipalityQuerySet(SealedQuerySet):
    def named_on(self, day):
        """Add `label` and `heading`: the names valid on that day."""
        names = MunicipalityName.objects.valid_on(day).filter(municipality=OuterRef("pk"))
        return self.annotate(label=Subquery(names.values("label")[:1]), heading=Subquery(names.values("heading")[:1]))

    def reporting(self, first, last):
        """Those that report at some time between these days (both included)."""
        begun = Q(reports_from=None) | Q(reports_from__lte=last)
        return self.filter(begun, Q(reports_until=None) | Q(reports_until__gte=first))


class Municipality(Sealed):
    """One of the municipalities that report. Its printed name depends on the date (MunicipalityName); so does whether
    it reports: one that is abolished stays for the quarters of before."""

    SEALED = (
        *("oktmo", "oktmo_before", "short_name", "is_capital", "admin_centre", "signer_post", "signer_name"),
        *("phone", "email", "search_key", "sort_key", "reports_from", "reports_until"),
    )

    oktmo = models.CharField(
        "ОКТМО",
        max_length=11,
        unique=True,
        validators=[RegexValidator(r"^\d{8}(\d{3})?\Z", "8 или 11 цифр.")],
    )
    oktmo_before = models.CharField("прежний ОКТМО", max_length=11, blank=True)
    short_name = CleanLineField(
        "краткое имя",
        max_length=120,
        unique=True,
        help_text="По нему стоят по алфавиту: Вяземский, Десногорск.",
    )
    is_capital = models.BooleanField("областной центр", default=False, help_text="В сводном отчёте стоит первым.")
    admin_centre = CleanLineField("административный центр", max_length=120, blank=True)
    signer_post = CleanLineField("должность подписывающего", max_length=300, blank=True)
    signer_name = CleanLineField("подписывающий", max_length=200, blank=True, help_text="И.О. Фамилия")
    phone = CleanLineField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    reports_from = models.DateField(
        "отчитывается с",
        null=True,
        blank=True,
        help_text="Первый день. Пусто: с самого начала. У образованного заново – день, когда его образовали.",
    )
    reports_until = models.DateField(
        "отчитывается по",
        null=True,
        blank=True,
        help_text="Последний день. Пусто: и дальше. У упразднённого – его последний день.",
    )
    search_key = models.CharField(max_length=500, editable=False, db_index=True)
    sort_key = SortKeyField(db_index=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "муниципальное образование"
        verbose_name_plural = "муниципальные образования"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_capital"],
                condition=Q(is_capital=True),
                name="municipality_one_capital",
                violation_error_message="Областной центр уже указан у другого муниципального образования.",
            ),
            models.CheckConstraint(
                condition=Q(reports_until=None) | Q(reports_from=None) | Q(reports_until__gte=F("reports_from")),
                name="municipality_reports_in_order",
                violation_error_message="«Отчитывается по» не может быть раньше, чем «Отчитывается с».",
            ),
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.short_name} {self.oktmo} {self.oktmo_before}")[:500]
        self.sort_key = (("0" if self.is_capital else "1") + search_key(self.short_name))[:300]
        super().save(*args, **kwargs)

    def is_reporting(self, first, last):
        """It reports at some time between these days (both included)."""
        return (self.reports_from or first) <= last and (self.reports_until or last) >= first

    def current_officers(self, on=None):
        """The people who answer for it on that day (one query, with users)."""
        return self.officers.current(on).select_related("user").order_by("since", "pk")


class MunicipalityNameQuerySet(SealedQuerySet):
    def valid_on(self, day):
        """The names begun by that day, the one in force first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from")


class MunicipalityName(Sealed):
    """The legal name from a day on; it holds until the next one begins."""

    SEALED = ("municipality_id", "heading", "label", "valid_from")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="names", verbose_name="чьё имя")
    heading = CleanLineField(
        "заголовок раздела",
        max_length=300,
        help_text="Как в сводном отчёте: Муниципальное образование «Вяземский район» Смоленской области",
    )
    label = CleanLineField("имя на страницах", max_length=200, help_text="Вяземский район")
    valid_from = models.DateField("действует с")

    objects = MunicipalityNameQuerySet.as_manager()

    class Meta:
        verbose_name = "наименование"
        verbose_name_plural = "наименования"
        ordering = ["municipality", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"],
                name="municipality_name_one_per_day",
                violation_error_message="С этого дня уже действует другое наименование.",
            )
        ]

    def __str__(self):
        return self.label
