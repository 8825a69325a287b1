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
from municipalities.models.account_letters import tell_of_link
from reports.prose.cleaning import search_key
from reports.prose.likeness import are_alike

from .cells import AsOf, Capitals, Choice, Day, Oktmo, Paragraphs, YesNo
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
from .resource import ListColumn, ListResource, save_or_explain


class CountryResource(ListResource):
    code = ListColumn("code", "Код", Capitals())
    name = ListColumn("name", "Краткое имя")
    full_name = ListColumn("full_name", "Имя в документах")
    synonyms = ListColumn("synonyms", "Другие написания", Paragraphs())

    order = ("code",)

    class Meta:
        model = Country
        import_id_fields = ["code"]
        fields = ["code", "name", "full_name", "synonyms"]


class MunicipalityResource(ListResource):
    """With the first of the dated names: without one a municipality could have no section in the report."""

    oktmo = ListColumn("oktmo", OKTMO, Oktmo())
    short_name = ListColumn("short_name", "Краткое имя")
    is_capital = ListColumn("is_capital", "Областной центр", YesNo(if_empty=False))
    oktmo_before = ListColumn("oktmo_before", "Прежний ОКТМО", Oktmo())
    admin_centre = ListColumn("admin_centre", "Административный центр")
    signer_post = ListColumn("signer_post", "Должность подписывающего")
    signer_name = ListColumn("signer_name", "Подписывающий")
    phone = ListColumn("phone", "Телефон")
    email = ListColumn("email", "Электронная почта")
    reports_from = ListColumn("reports_from", "Отчитывается с", Day())
    reports_until = ListColumn("reports_until", "Отчитывается по", Day())
    heading = ListColumn("first__heading", "Первое наименование: заголовок раздела")
    label = ListColumn("first__label", "Первое наименование: на страницах")
    valid_from = ListColumn("first__valid_from", "Первое наименование: действует с", Day())

    order = ("sort_key", "pk")

    class Meta:
        model = Municipality
        import_id_fields = ["oktmo"]
        fields = (
            "oktmo short_name is_capital oktmo_before admin_centre signer_post signer_name phone email "
            "reports_from reports_until heading label valid_from"
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
    municipality = ListColumn("municipality", OKTMO, ListedMunicipality())
    short_name = ListColumn("municipality__short_name", MUNICIPALITY, shown=True)
    valid_from = ListColumn("valid_from", "Действует с", Day())
    heading = ListColumn("heading", "Заголовок раздела")
    label = ListColumn("label", "Имя на страницах")

    order = ("municipality__sort_key", "valid_from", "pk")

    class Meta:
        model = MunicipalityName
        import_id_fields = ["municipality", "valid_from"]
        fields = ["municipality", "short_name", "valid_from", "heading", "label"]

    def get_queryset(self):
        return super().get_queryset().select_related("municipality")


class PartnerResource(ListResource):
    """Who proposed a partner, and which ones were merged into it, stays as it is."""

    name = ListColumn("name", "Имя")
    country = ListColumn("country", "Страна", ListedCountry())
    region = ListColumn("region", "Область, регион")
    kind = ListColumn("kind", "Вид", Choice(PartnerCity.Kind.choices))
    synonyms = ListColumn("synonyms", "Другие написания", Paragraphs())
    is_confirmed = ListColumn("is_confirmed", "Подтверждён", YesNo(if_empty=True))

    order = ("sort_key", "country", "pk")

    class Meta:
        model = PartnerCity
        import_id_fields = ["name", "country", "region"]
        fields = ["name", "country", "region", "kind", "synonyms", "is_confirmed"]

    def get_queryset(self):
        return super().get_queryset().select_related("country")

    finds_moved = True

    def before_import(self, dataset, **kwargs):
        """Which rows of the list the file names as they are: these cannot be meant by another row."""
        super().before_import(dataset, **kwargs)
        self._named = {self._key_of_row(row) for row in dataset.dict}
        self._moved = {}

    def get_instance(self, instance_loader, row):
        """As every list's; and a row whose name or region was corrected in the file is still that row, not a new one
        beside it. The preview shows what would change, and a note says how to add a namesake."""
        key = self._key_of_row(row)
        found = super().get_instance(instance_loader, row)
        if found or key is None or not self.finds_moved:
            return found
        if key not in self._moved:
            self._moved[key] = self._find_moved(row, key)
        return self._moved[key]

    def _find_moved(self, row, key):
        """The one row of the list that is meant by a row of the file with another key, or None."""
        name, country, region = key
        bare = PartnerCity.bare_key_of(row["Имя"])
        free = self._free_in(country)
        same = [one for one in free if {name, bare} & {*one.keys, one.sort_key}]
        if not same:
            # In a file of the whole list the only row that is missing is the one that was renamed.
            is_last = len(self._known) > FEW and len(self._known.keys() - self._named) == 1
            near = (one for one in free if search_key(one.region) == region)
            same = [one for one in near if is_last or are_alike(one.sort_key, bare)]
        return self._told_as_moved(row, same[0]) if len(same) == 1 else None

    def _free_in(self, country):
        """The rows of the list in the country that no row of the file means yet."""
        return [
            one
            for known, one in self._known.items()
            if known not in self._named and one.country_id == country and one not in self._moved.values()
        ]

    def _told_as_moved(self, row, partner):
        before = f"«{partner}»" + (f" ({partner.region})" if partner.region else "")
        self.notes.append(
            f"«{row['Имя']}» – это исправленная строка {before}. Другого партнёра добавьте на странице списка."
        )
        return partner

    def import_instance(self, instance, row, **kwargs):
        """A name that was corrected stays another writing, by which older files and officers find the partner."""
        before = instance.name
        super().import_instance(instance, row, **kwargs)
        written = {PartnerCity.key_of(name) for name in (instance.name, *instance.synonyms.splitlines())}
        if before and PartnerCity.key_of(before) not in written:
            instance.synonyms = "\n".join(filter(None, [instance.synonyms, before]))

    def is_there_otherwise(self, instance):
        """Merged into another one, or another writing of it."""
        key = f"\n{PartnerCity.key_of(instance.name)}\n"
        return PartnerCity.objects.filter(country=instance.country_id, synonym_keys__contains=key).exists()

    def before_save_instance(self, instance, row, **kwargs):
        """What is confirmed stays so: events of other municipalities may name it by now."""
        if not instance.is_confirmed and PartnerCity.objects.filter(pk=instance.pk, is_confirmed=True).exists():
            raise ValidationError({"is_confirmed": "Подтверждённый партнёр остаётся подтверждённым. Напишите «да»."})


FEW = 3  # rows of a list too short to tell by what is missing


class PartnershipResource(ListResource):
    municipality = ListColumn("municipality", OKTMO, ListedMunicipality())
    short_name = ListColumn("municipality__short_name", MUNICIPALITY, shown=True)
    partner = ListColumn("partner", PARTNER, ListedPartner())
    partner_country = ListColumn("partner__country_id", PARTNER_COUNTRY, shown=True)
    partner_region = ListColumn("partner__region", PARTNER_REGION, shown=True)
    kind = ListColumn("kind", "Вид связи", Choice(Partnership.Kind.choices))
    status = ListColumn("status", "Состояние", Choice(Partnership.Status.choices))
    status_note = ListColumn("status_note", "Пояснение к состоянию")
    signed_on = ListColumn("signed_on", "Подписано", Day())
    signed_text = ListColumn("signed_text", "Подписано (словами)", Paragraphs())
    as_of = ListColumn("as_of", "Сведения на", AsOf())
    source = ListColumn("source", "Источник", Paragraphs())
    confidence = ListColumn("confidence", "Уверенность", Choice(Partnership.Confidence.choices))
    note = ListColumn("note", "Примечание", Paragraphs())

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

    To answer for a municipality is a right. Nobody gives or prolongs it to himself or gives it to a user with full
    rights, as on the pages of the admin.
    """

    user = ListColumn("user", "Имя для входа", ListedUser())
    full_name = ListColumn("user__full_name", "Фамилия, имя, отчество", shown=True)
    municipality = ListColumn("municipality", OKTMO, ListedMunicipality())
    short_name = ListColumn("municipality__short_name", MUNICIPALITY, shown=True)
    since = ListColumn("since", "С", Day())
    until = ListColumn("until", "По", Day())

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
