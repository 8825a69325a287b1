"""The admin of the reference lists in Russian. Users and officers are in people_admin.py; no page edits reports."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone

from municipalities.lists.pages import ListExchange

from . import people_admin  # noqa: F401 - registers users and officers
from .lists import columns as resources
from .lists.admin import FindsByKey, ListAdmin, NeverDeleted, OurControls
from .lists.cells import as_of_in_words, read_as_of
from .models import Country, Municipality, MunicipalityName, Officer, PartnerCity, Partnership

# There are no groups here; Django registers them with its sign-in.
admin.site.unregister(Group)


class MunicipalityNameInline(OurControls, admin.StackedInline):
    """At least one name: without it a section of the report would have no heading."""

    model = MunicipalityName
    template = "admin/edit_inline/rows.html"
    note = "Когда название меняется, старое остаётся: прежние кварталы печатаются с ним."
    verbose_name_plural = "наименования"
    min_num = 1

    def get_extra(self, request, obj=None, **kwargs):
        """Beside the names that are there stands an empty one, so that no script is needed to add it."""
        return 1 if obj else 0

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Municipality)
class MunicipalityAdmin(ListExchange, NeverDeleted, FindsByKey, ListAdmin):
    resource_classes = [resources.MunicipalityResource]
    list_display = ["name_in_order", "label", "oktmo", "reporting_time", "officers_now"]
    search_fields = ["search_key__contains"]
    search_help_text = "Имя или ОКТМО"
    inlines = [MunicipalityNameInline]
    fieldsets = [
        (None, {"fields": ["short_name", "is_capital", "oktmo", "oktmo_before", "admin_centre"]}),
        (
            "Когда отчитывается",
            {
                "fields": [("reports_from", "reports_until")],
                "description": "Квартал спрашивает тех, кто отчитывается хотя бы в один его день. Упразднённое не "
                "удаляют: его прошлые отчёты остаются, а новых у него не спрашивают.",
            },
        ),
        ("Связь", {"fields": ["phone", "email"]}),
        ("Подпись под отчётом", {"fields": ["signer_post", "signer_name"]}),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).named_on(timezone.localdate())
        return queryset.prefetch_related(
            Prefetch("officers", Officer.objects.current().select_related("user"), to_attr="people")
        )

    @admin.display(description="краткое имя", ordering="sort_key")
    def name_in_order(self, municipality):
        return municipality.short_name

    @admin.display(description="имя на страницах")
    def label(self, municipality):
        return municipality.label

    @admin.display(description="отчитывается")
    def reporting_time(self, municipality):
        """«с 01.01.2025 по 30.06.2026»; empty for one that always does."""
        days = (("с", municipality.reports_from), ("по", municipality.reports_until))
        return " ".join(f"{word} {day:%d.%m.%Y}" for word, day in days if day)

    @admin.display(description="ответственные исполнители")
    def officers_now(self, municipality):
        return ", ".join(link.user.short_name for link in municipality.people)


@admin.register(MunicipalityName)
class MunicipalityNameAdmin(ListExchange, FindsByKey, ListAdmin):
    """All dated names at once, for the file. One name is deleted on its municipality's page, which keeps the last."""

    resource_classes = [resources.MunicipalityNameResource]
    list_display = ["label", "municipality_in_order", "valid_from"]
    list_select_related = ["municipality"]
    search_fields = ["municipality__search_key__contains"]
    search_help_text = "Муниципальное образование или ОКТМО"
    sortable_by = ["municipality_in_order", "valid_from"]
    ordering = ["municipality__sort_key", "valid_from"]
    actions = None

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="муниципальное образование", ordering="municipality__sort_key")
    def municipality_in_order(self, name):
        return name.municipality


@admin.register(Country)
class CountryAdmin(ListExchange, NeverDeleted, FindsByKey, ListAdmin):
    resource_classes = [resources.CountryResource]
    list_display = ["name_in_order", "full_name", "code"]
    search_fields = ["search_key__contains"]
    sortable_by = ["name_in_order", "code"]

    def get_readonly_fields(self, request, obj=None):
        """The code is the row's key: another code would make another country beside the first."""
        return ["code"] if obj else []

    @admin.display(description="краткое имя", ordering="sort_key")
    def name_in_order(self, country):
        return country.name


class PartnerCityForm(forms.ModelForm):
    def clean(self):
        """Refuse the same name in the same place however it is written.

        The constraint of the model is on a stored key, which is made only when the row is saved.
        """
        data = super().clean()
        if {"name", "country", "region"} <= data.keys():
            same = PartnerCity.objects.filter(
                country=data["country"], region=data["region"], search_key=PartnerCity.key_of(data["name"])
            )
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError({"name": "Такой партнёр в этой стране уже есть."})
        return data


@admin.register(PartnerCity)
class PartnerCityAdmin(ListExchange, FindsByKey, ListAdmin):
    resource_classes = [resources.PartnerResource]
    form = PartnerCityForm
    list_display = ["name_in_order", "kind", "region", "country", "is_confirmed"]
    list_filter = ["is_confirmed", "kind", ("country", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["country"]
    search_fields = ["search_key__contains"]
    sortable_by = ["name_in_order", "kind", "is_confirmed"]

    @admin.display(description="имя", ordering="sort_key")
    def name_in_order(self, partner):
        return partner.name


class PartnershipForm(forms.ModelForm):
    """«Сведения на» is read as in a file, and shown in words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "as_of" in self.fields:
            self.initial["as_of"] = as_of_in_words(self.instance.as_of)
            self.fields["as_of"].help_text = "Месяц и год или только год: декабрь 2025"

    def clean_as_of(self):
        try:
            return read_as_of(self.cleaned_data["as_of"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


@admin.register(Partnership)
class PartnershipAdmin(ListExchange, FindsByKey, ListAdmin):
    resource_classes = [resources.PartnershipResource]
    form = PartnershipForm
    list_display = ["municipality_in_order", "partner_in_order", "kind", "status", "confidence"]
    list_filter = ["kind", "status", "confidence", "municipality"]
    list_select_related = ["municipality", "partner"]
    search_fields = ["municipality__search_key__contains", "partner__search_key__contains"]

    @admin.display(description="муниципальное образование", ordering="municipality__sort_key")
    def municipality_in_order(self, partnership):
        return partnership.municipality

    @admin.display(description="партнёр", ordering="partner__sort_key")
    def partner_in_order(self, partnership):
        return partnership.partner
