"""Agreements of partnerships as a table, beside the lists of municipalities/lists/columns.py."""

from django.core.exceptions import ValidationError
from django.db.models import F
from import_export import widgets

from municipalities.lists.cells import Choice, Day, Oktmo, Paragraphs
from municipalities.lists.links import (
    MUNICIPALITY,
    OKTMO,
    PARTNER,
    PARTNER_COUNTRY,
    PARTNER_REGION,
    Listed,
    code_of,
    countries_by_words,
    no_such_country,
    partner_key,
)
from municipalities.lists.resource import ListColumn, ListResource
from municipalities.models import Country, Partnership
from reports.models import Agreement
from reports.prose.cleaning import one_line, search_key


class ListedPartnership(Listed):
    """By municipality and partner."""

    def load(self):
        self.countries = countries_by_words()
        rows = Partnership.objects.select_related("municipality", "partner")
        return {
            (row.municipality.oktmo, *partner_key(row.partner.country_id, row.partner.name, row.partner.region)): row
            for row in rows
        }

    def key(self, value, row):
        country = code_of(row.get(PARTNER_COUNTRY, ""), self.countries)
        partner = partner_key(country, value, row.get(PARTNER_REGION, ""))
        return Oktmo.tidy(row.get(OKTMO, "")), *partner

    def missing(self, value, row):
        return (
            f"Партнёрства муниципального образования с ОКТМО {one_line(row.get(OKTMO, '')) or '(не указан)'} "
            f"с партнёром «{one_line(value)}» нет в списке. Сверьте и страну с регионом партнёра."
        )

    def clean(self, value, row=None, **kwargs):
        found = super().clean(value, row)
        name = row.get(MUNICIPALITY)
        if name and search_key(name) != search_key(found.municipality.short_name):
            oktmo, right = found.municipality.oktmo, found.municipality.short_name
            raise ValueError(f"ОКТМО {oktmo} – это {right}, а в строке написано «{name}».")
        return found

    def render(self, value, obj=None, **kwargs):
        return value.partner.name if value else ""


class CountryCodes(widgets.ManyToManyWidget):
    """Codes or names with commas between them."""

    def __init__(self):
        super().__init__(Country, separator=", ", field="code")
        self.known = None

    def __deepcopy__(self, memo):
        return type(self)()

    def clean(self, value, row=None, **kwargs):
        if self.known is None:
            self.known = countries_by_words()
        found = {}
        for part in filter(None, map(str.strip, one_line(value).replace(";", ",").split(","))):
            # Codes may stand with blanks alone between them.
            for words in [part] if search_key(part) in self.known else part.split():
                country = self.known.get(search_key(words))
                if country is None:
                    raise ValueError(no_such_country(part))
                found[country.code] = country
        return list(found.values())

    def render(self, value, obj=None, **kwargs):
        return ", ".join(sorted(country.code for country in value.all())) if value is not None else ""


class AgreementResource(ListResource):
    """Documents of partnerships. Those that also belong to an event are written with the event, not here."""

    oktmo = ListColumn("partnership__municipality__oktmo", OKTMO, shown=True)
    short_name = ListColumn("partnership__municipality__short_name", MUNICIPALITY, shown=True)
    partnership = ListColumn("partnership", PARTNER, ListedPartnership())
    partner_country = ListColumn("partnership__partner__country_id", PARTNER_COUNTRY, shown=True)
    partner_region = ListColumn("partnership__partner__region", PARTNER_REGION, shown=True)
    kind = ListColumn("kind", "Вид", Choice(Agreement._meta.get_field("kind").choices))
    title = ListColumn("title", "Название")
    signed_on = ListColumn("signed_on", "Дата подписания", Day())
    signed_text = ListColumn("signed_text", "Дата подписания (словами)")
    parties = ListColumn("parties", "Стороны", Paragraphs())
    countries = ListColumn("countries", "Страны", CountryCodes())
    valid_until = ListColumn("valid_until", "Действует до", Day())
    ended_on = ListColumn("ended_on", "Прекращено", Day())

    key_shown = ("oktmo", "partner_country", "partner_region")
    order = (
        "partnership__municipality__sort_key",
        "partnership__partner__sort_key",
        "partnership__partner__country",
        F("signed_on").asc(nulls_first=True),
        "pk",
    )

    class Meta:
        model = Agreement
        import_id_fields = ["partnership", "kind", "title", "signed_on", "signed_text"]
        fields = (
            "oktmo short_name partnership partner_country partner_region kind title signed_on signed_text parties "
            "countries valid_until ended_on"
        ).split()

    @classmethod
    def get_display_name(cls):
        return "договорённости партнёрств"

    def get_queryset(self):
        agreements = super().get_queryset().filter(partnership__isnull=False)
        return agreements.select_related("partnership__municipality", "partnership__partner__country").prefetch_related(
            "countries"
        )

    def before_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here."""
        if instance.event_id:
            raise ValidationError("Этот документ внесён в отчёт вместе с мероприятием: здесь его не меняют.")
