"""The list of municipalities, which the open quarters follow: who is added gets a report, who ends to report loses an
empty one, and the page says so.

It is here and not in municipalities/admin.py because the lists know nothing of quarters.
"""

from django.contrib import admin, messages

from municipalities.admin import MunicipalityAdmin
from municipalities.lists.columns import MunicipalityResource
from municipalities.models import Municipality
from reports.actions.quarter_reports import follow_reporting_time

admin.site.unregister(Municipality)


class ReportingMunicipalityResource(MunicipalityResource):
    def after_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here; a trial run takes back what the quarters have followed."""
        super().after_save_instance(instance, row, **kwargs)
        follow_reporting_time(instance, by=kwargs["user"])


@admin.register(Municipality)
class ReportingMunicipalityAdmin(MunicipalityAdmin):
    resource_classes = [ReportingMunicipalityResource]

    def save_related(self, request, form, formsets, change):
        """With its names: a report is headed by one of them."""
        super().save_related(request, form, formsets, change)
        if not change or {"reports_from", "reports_until"} & set(form.changed_data):
            followed = follow_reporting_time(form.instance, by=request.user)
            for level, sentence in words_on(form.instance, followed, is_new=not change):
                messages.add_message(request, level, sentence)


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
