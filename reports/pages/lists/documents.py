"""The list of signed documents. One of an event is changed with its event only."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from municipalities.lists.admin import ListAdmin
from municipalities.lists.pages import ListExchange
from municipalities.models import Partnership
from reports.models import Agreement
from reports.prose.cleaning import search_key
from reports.queries.agreements import NAMED, parties_of, signed_words, source_of
from reports.queries.signed_documents import having_words, signed_documents

from .columns import AgreementResource


class AgreementForm(forms.ModelForm):
    def clean(self):
        """Refuse a second document that a file could not tell from the first."""
        data = super().clean()
        key = ("partnership", "kind", "signed_on", "signed_text")
        if {"title", *key} <= data.keys():
            same = Agreement.objects.filter(**{name: data[name] for name in key}).exclude(pk=self.instance.pk)
            if any(search_key(other.title) == search_key(data["title"]) for other in same):
                raise ValidationError({"title": "Такой документ этого партнёрства с той же датой уже есть."})
        return data


@admin.register(Agreement)
class AgreementAdmin(ListExchange, ListAdmin):
    """Every signed document. One of an event is changed with its event only."""

    form = AgreementForm
    resource_classes = [AgreementResource]
    list_display = ["title", "kind", "municipality", "with_whom", "signed", "valid_until", "of_event"]
    list_filter = ["kind"]
    list_select_related = NAMED
    search_fields = ["pk"]  # Django shows the box only where there are some
    search_help_text = "Название, муниципальное образование или партнёр"
    sortable_by = ["kind", "valid_until"]
    ordering = AgreementResource.order
    fields = ["partnership", "kind", "title", "parties", "countries", "signed_on", "signed_text"]
    fields += ["valid_until", "ended_on"]

    def get_queryset(self, request):
        return signed_documents(super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        return having_words(queryset, search_term), False

    def get_form(self, request, obj=None, **kwargs):
        """The partnership is what makes it a document of this list."""
        form = super().get_form(request, obj, **kwargs)
        if "partnership" in form.base_fields:
            form.base_fields["partnership"].required = True
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "partnership":
            kwargs["queryset"] = Partnership.objects.select_related("municipality", "partner")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and (obj.event_id or obj.found_in_id))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and (obj.event_id or obj.found_in_id))

    @admin.display(description="подписано", ordering="signed_on")
    def signed(self, agreement):
        return f"{agreement.signed_on:%d.%m.%Y}" if agreement.signed_on else signed_words(agreement)

    @admin.display(description="муниципальное образование")
    def municipality(self, agreement):
        return str(agreement.municipality)

    @admin.display(description="с кем")
    def with_whom(self, agreement):
        return parties_of(agreement) or None

    @admin.display(description="откуда")
    def of_event(self, agreement):
        return source_of(agreement)
