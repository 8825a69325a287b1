"""The reference lists as tables: their columns, keys and what a row must hold (django-import-export).

Every list has Russian headings and a key of plain facts (ОКТМО, код, имя), never a number of a database. Rows are
written one by one through `save()`, after the model's own checks, and all of them or none.
"""

from django.core.exceptions import ValidationError

from municipalities.models import (
    Country,
    Municipality,
    MunicipalityName,
    Officer,
    PartnerCity,
    Partnership,
)
from municipalities.officers import tell_of_link

from .cells import Capitals, Choice, Day, Oktmo, Paragraphs, YesNo
from .links import (
    MUNICIPALITY,
    OKTMO,
    PARTNER,
    PARTNER_COUNTRY,
    PARTNER_REGION,
    ListedCountry,
    ListedMunicipality,
    ListedPartner,
    ListedUser,
)
from .resource import Column, ListResource, save_or_explain


class CountryResource(ListResource):
    code = Column("code", "Код", Capitals())
    name = Column("name", "Краткое имя")
    full_name = Column("full_name", "Имя в документах")
    synonyms = Column("synonyms", "Другие написания", Paragraphs())

    order = ("code",)

    class Meta:
        model = Country
        import_id_fields = ["code"]
        fields = ["code", "name", "full_name", "synonyms"]


class MunicipalityResource(ListResource):
    """With the first of the dated names: without one a municipality could have no section in the report."""

    oktmo = Column("oktmo", OKTMO, Oktmo())
    short_name = Column("short_name", "Краткое имя")
    is_capital = Column("is_capital", "Областной центр", YesNo(if_empty=False))
    oktmo_before = Column("oktmo_before", "Прежний ОКТМО", Oktmo())
    admin_centre = Column("admin_centre", "Административный центр")
    signer_post = Column("signer_post", "Должность подписывающего")
    signer_name = Column("signer_name", "Подписывающий")
    phone = Column("phone", "Телефон")
    email = Column("email", "Электронная почта")
    heading = Column("first__heading", "Первое наименование: заголовок раздела")
    label = Column("first__label", "Первое наименование: на страницах")
    valid_from = Column("first__valid_from", "Первое наименование: действует с", Day())

    order = ("sort_key", "pk")

    class Meta:
        model = Municipality
        import_id_fields = ["oktmo"]
        fields = (
            "oktmo short_name is_capital oktmo_before admin_centre signer_post signer_name phone email "
            "heading label valid_from"
        ).split()

    def get_queryset(self):
        return super().get_queryset().prefetch_related("names")

    def export_resource(self, instance, selected_fields=None, **kwargs):
        instance.first = _first_name(instance)
        return super().export_resource(instance, selected_fields, **kwargs)

    def after_init_instance(self, instance, new, row, **kwargs):
        """Put the first name where the columns look for it."""
        instance.first = MunicipalityName() if new else _first_name(instance)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The name's checks beside the municipality's."""
        errors = {}
        for check in (super().validate_instance, self._validate_name):
            try:
                check(instance, import_validation_errors)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(self.with_constraints(instance, errors))

    def _validate_name(self, instance, import_validation_errors):
        name, wrong = instance.first, {"municipality"}
        wrong |= {key.removeprefix("first__") for key in import_validation_errors or {} if key.startswith("first__")}
        try:
            name.full_clean(exclude=wrong, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise ValidationError({f"first__{key}": found for key, found in error.error_dict.items()}) from error
        if name.pk and name.valid_from and "valid_from" not in wrong:
            later = [other.valid_from for other in instance.names.all() if other.pk != name.pk]
            if later and name.valid_from >= min(later):
                reason = f"Второе наименование действует с {min(later):%d.%m.%Y}, первое должно начаться раньше."
                raise ValidationError({"first__valid_from": reason})

    def after_save_instance(self, instance, row, **kwargs):
        instance.first.municipality = instance
        save_or_explain(instance.first, instance.first.save)


def _first_name(municipality):
    return min(municipality.names.all(), key=lambda name: name.valid_from, default=MunicipalityName())


class MunicipalityNameResource(ListResource):
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    valid_from = Column("valid_from", "Действует с", Day())
    heading = Column("heading", "Заголовок раздела")
    label = Column("label", "Имя на страницах")

    order = ("municipality__sort_key", "valid_from", "pk")

    class Meta:
        model = MunicipalityName
        import_id_fields = ["municipality", "valid_from"]
        fields = ["municipality", "short_name", "valid_from", "heading", "label"]

    def get_queryset(self):
        return super().get_queryset().select_related("municipality")


class PartnerResource(ListResource):
    """Who proposed a partner, and which ones were merged into it, stays as it is."""

    name = Column("name", "Имя")
    country = Column("country", "Страна", ListedCountry())
    region = Column("region", "Область, регион")
    kind = Column("kind", "Вид", Choice(PartnerCity.Kind.choices))
    synonyms = Column("synonyms", "Другие написания", Paragraphs())
    is_confirmed = Column("is_confirmed", "Подтверждён", YesNo(if_empty=True))

    order = ("sort_key", "country", "pk")

    class Meta:
        model = PartnerCity
        import_id_fields = ["name", "country", "region"]
        fields = ["name", "country", "region", "kind", "synonyms", "is_confirmed"]

    def get_queryset(self):
        return super().get_queryset().select_related("country")

    def before_save_instance(self, instance, row, **kwargs):
        """What is confirmed stays so: events of other municipalities may name it by now."""
        if not instance.is_confirmed and PartnerCity.objects.filter(pk=instance.pk, is_confirmed=True).exists():
            raise ValidationError({"is_confirmed": "Подтверждённый партнёр остаётся подтверждённым. Напишите «да»."})


class PartnershipResource(ListResource):
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    partner = Column("partner", PARTNER, ListedPartner())
    partner_country = Column("partner__country_id", PARTNER_COUNTRY, shown=True)
    partner_region = Column("partner__region", PARTNER_REGION, shown=True)
    kind = Column("kind", "Вид связи", Choice(Partnership.Kind.choices))
    status = Column("status", "Состояние", Choice(Partnership.Status.choices))
    status_note = Column("status_note", "Пояснение к состоянию")
    signed_on = Column("signed_on", "Подписано", Day())
    signed_text = Column("signed_text", "Подписано (словами)", Paragraphs())
    as_of = Column("as_of", "Сведения на")
    source = Column("source", "Источник", Paragraphs())
    confidence = Column("confidence", "Уверенность", Choice(Partnership.Confidence.choices))
    note = Column("note", "Примечание", Paragraphs())

    key_shown = ("partner_country", "partner_region")
    order = ("municipality__sort_key", "partner__sort_key", "partner__country", "pk")

    class Meta:
        model = Partnership
        import_id_fields = ["municipality", "partner"]
        fields = (
            "municipality short_name partner partner_country partner_region kind status status_note signed_on "
            "signed_text as_of source confidence note"
        ).split()

    def get_queryset(self):
        return super().get_queryset().select_related("municipality", "partner")


class OfficerResource(ListResource):
    """Who answers for a municipality, from when, until when. Makes no users and gives no roles.

    To answer for a municipality is a right: nobody gives or prolongs it to himself, and nobody gives it to a user
    with full rights (as on the pages of the admin).
    """

    user = Column("user", "Имя для входа", ListedUser())
    full_name = Column("user__full_name", "Фамилия, имя, отчество", shown=True)
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    since = Column("since", "С", Day())
    until = Column("until", "По", Day())

    order = ("municipality__sort_key", "since", "pk")

    class Meta:
        model = Officer
        import_id_fields = ["user", "municipality", "since"]
        fields = ["user", "full_name", "municipality", "short_name", "since", "until"]

    def get_queryset(self):
        return super().get_queryset().select_related("user", "municipality")

    def before_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here. `user` of the import is who asks."""
        if instance.user.is_superuser:
            raise ValidationError({"user": ListedUser().missing(instance.user.username, row)})
        if instance.user == kwargs["user"]:
            raise ValidationError(
                {"user": "Себя ответственным исполнителем не назначают и свой срок не меняют. Попросите коллегу."}
            )

    def after_save_instance(self, instance, row, **kwargs):
        """The officer is told; a trial run takes the letter back with everything else."""
        tell_of_link(instance)
