"""The list of municipalities, which the open quarters follow: who is added gets a report, who ends to report loses an
empty one, and the page says so. Their dated names."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.utils import timezone

from municipalities.lists.admin import FindsByKey, ListAdmin, NeverDeleted, OurControls
from municipalities.lists.columns import MunicipalityNameResource, MunicipalityResource
from municipalities.lists.pages import ListExchange
from municipalities.models import Municipality, MunicipalityName, Officer
from reports.actions.quarter_reports import follow_reporting_time


class ReportingMunicipalityResource(MunicipalityResource):
    def after_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here; a trial run takes back what the quarters have followed."""
        super().after_save_instance(instance, row, **kwargs)
        follow_reporting_time(instance, by=kwargs["user"])


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
    resource_classes = [ReportingMunicipalityResource]
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

    def save_related(self, request, form, formsets, change):
        """With its names: a report is headed by one of them."""
        super().save_related(request, form, formsets, change)
        if not change or {"reports_from", "reports_until"} & set(form.changed_data):
            followed = follow_reporting_time(form.instance, by=request.user)
            for level, sentence in words_on(form.instance, followed, is_new=not change):
                messages.add_message(request, level, sentence)

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

    resource_classes = [MunicipalityNameResource]
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


def words_on(municipality, followed, *, is_new):
    """What became of the open quarters, and why not: [(level of the message, sentence), …]."""
    name, said = municipality.short_name, []
    if followed.joined:
        officer = (
            "" if municipality.current_officers().exists() else " Назначьте исполнителя: без него отчёт не внесут."
        )
        said.append((messages.SUCCESS, f"{name}: отчёт появился, {_named(followed.joined)}.{officer}"))
    if followed.left:
        said.append((messages.SUCCESS, f"{name}: пустой отчёт убран, {_named(followed.left)}."))
    if followed.kept:
        words = "в отчёте уже есть записи, он остаётся. Решите о нём с координатором"
        said.append((messages.WARNING, f"{name}, {_named(followed.kept)}: {words}."))
    if followed.over:
        words = "приём уже закончен, отчёт не появился. Если он нужен, координатор откроет квартал ещё раз"
        said.append((messages.WARNING, f"{name}, {_named(followed.over)}: {words} на странице «Кварталы»."))
    if followed.nameless:
        words = "на последний день квартала нет наименования, отчёта нет. Добавьте наименование с ранним днём"
        said.append((messages.WARNING, f"{name}, {_named(followed.nameless)}: {words}."))
    if is_new and followed.not_yet:
        said.append((messages.INFO, f"{name}, {_named(followed.not_yet)}: тогда не отчитывается, отчёта нет."))
    if is_new and not any(vars(followed).values()):
        said.append((messages.INFO, f"Открытых кварталов нет. Отчёт появится ({name}), когда квартал откроют."))
    return said


def _named(periods):
    return ", ".join(map(str, periods))
