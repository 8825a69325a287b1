"""The lists that touch reports: partners (a proposed one is confirmed, two are merged into one) and agreements.

They are here and not in municipalities/admin.py because merging moves the events' links (reports/actions/partners.py),
which the lists do not know. An agreement may be an event's, too. Reports are not edited here.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from municipalities.admin import PartnerCityAdmin
from municipalities.lists.admin import ListAdmin, look_like_ours
from municipalities.lists.pages import ListExchange
from municipalities.models import PartnerCity, Partnership
from reports.actions.partners import MergeRefused, confirm, links_between, merge, undo_merge
from reports.models import Agreement, PartnerMerge
from reports.pages.access import say_with_undo
from reports.prose.cleaning import search_key
from reports.prose.words import counted, plural
from reports.queries.partners import uses_of
from reports.queries.signed_documents import having_words, signed_documents

from .agreements import NAMED, row_of
from .columns import AgreementResource

admin.site.unregister(PartnerCity)


class ProposedFilter(admin.SimpleListFilter):
    title = "предложения исполнителей"
    parameter_name = "proposed"

    def lookups(self, request, model_admin):
        return [("yes", "предложены, ждут решения")]

    def queryset(self, request, queryset):
        return queryset.filter(is_confirmed=False) if self.value() == "yes" else queryset


def used_in_words(uses):
    """«назван в 3 мероприятиях, в 1 удалённом» or «нигде не назван в мероприятиях»."""
    if not uses.events and not uses.deleted:
        return "в мероприятиях не назван"
    words = [f"в {counted(uses.events, 'мероприятии', 'мероприятиях', 'мероприятиях')}"] if uses.events else []
    if uses.deleted:
        words.append(f"в {counted(uses.deleted, 'удалённом', 'удалённых', 'удалённых')} (их можно вернуть)")
    return f"назван {' и '.join(words)}"


class MergeForm(forms.Form):
    """Which partner stays: a confirmed one."""

    kept = forms.ModelChoiceField(
        PartnerCity.objects.none(),
        label="Кто остаётся",
        help_text="Подтверждённые партнёры той же страны. Если страна указана неверно, сначала исправьте её.",
        empty_label="выберите партнёра",
        error_messages={"required": "Выберите партнёра, который остаётся", "invalid_choice": "Такого партнёра нет"},
    )

    def __init__(self, data=None, *, gone):
        super().__init__(data)
        self.fields["kept"].queryset = (
            PartnerCity.objects.filter(is_confirmed=True, country=gone.country_id)
            .exclude(pk=gone.pk)
            .select_related("country")
        )
        self.fields["kept"].label_from_instance = full_name_of
        look_like_ours(self.fields["kept"].widget)


def full_name_of(partner):
    """«г. Витебск, Витебская область, Республика Беларусь»: namesakes differ."""
    return ", ".join(filter(None, (partner.name, partner.region, partner.country.full_name)))


@admin.register(PartnerCity)
class ProposedPartnerAdmin(PartnerCityAdmin):
    change_form_template = "admin/municipalities/partnercity/change_form.html"
    list_display = [*(name for name in PartnerCityAdmin.list_display if name != "is_confirmed"), "proposal"]
    sortable_by = ["name_in_order", "kind", "proposal"]
    list_filter = [ProposedFilter, *(name for name in PartnerCityAdmin.list_filter if name != "is_confirmed")]
    list_select_related = [*PartnerCityAdmin.list_select_related, "proposed_by", "proposed_for"]
    search_fields = [*PartnerCityAdmin.search_fields, "synonym_keys__contains"]
    actions = ["confirm_chosen"]

    def get_readonly_fields(self, request, obj=None):
        """What is confirmed stays so: events of other municipalities may name it by now."""
        mark = ["is_confirmed"] if obj is None or obj.is_confirmed else []
        told = ["proposed_by", "proposed_for", "proposed_at"] if obj and obj.proposed_by_id else []
        return [*super().get_readonly_fields(request, obj), *mark, *told]

    def get_urls(self):
        address = path(
            "<path:object_id>/merge/", self.admin_site.admin_view(self.merge), name="municipalities_partnercity_merge"
        )
        undo = path(
            "<path:object_id>/unmerge/<int:merge>/",
            self.admin_site.admin_view(self.unmerge),
            name="municipalities_partnercity_unmerge",
        )
        return [address, undo, *super().get_urls()]

    def get_deleted_objects(self, objs, request):
        """Say in how many events a partner is named, but not in which: reports are not read here."""
        named = [(partner, uses_of(partner)) for partner in objs]
        if hindered := [f"{partner}: {used_in_words(uses)}" for partner, uses in named if uses.events or uses.deleted]:
            return [], {}, set(), hindered
        return super().get_deleted_objects(objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        """With the way on for a partner that cannot be deleted."""
        merge_page = reverse("admin:municipalities_partnercity_merge", args=[object_id])
        ways = [(merge_page, "Объединить с другим")]
        return super().delete_view(request, object_id, {"ways": ways, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With where the partner is used."""
        partner = self.get_object(request, unquote(object_id))
        uses = uses_of(partner) if partner else None
        told = {"uses": uses, "used_in": used_in_words(uses), "merges": partner.merges.all()} if uses else {}
        return super().change_view(request, object_id, form_url, told | (extra_context or {}))

    @admin.action(description="Подтвердить", permissions=["change"])
    def confirm_chosen(self, request, queryset):
        count = sum(confirm(partner, by=request.user) for partner in queryset)
        if count:
            words = plural(count, "партнёр", "партнёра", "партнёров")
            messages.success(request, f"Подтверждено: {count} {words}. Теперь их видят все исполнители.")
        else:
            messages.info(request, "Выбранные партнёры уже подтверждены.")

    def merge(self, request, object_id):
        """Choose who stays, see what will move, and only then merge (POST)."""
        gone = self.get_object(request, unquote(object_id))
        if gone is None:
            raise Http404
        if not (self.has_change_permission(request, gone) and self.has_delete_permission(request, gone)):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        form = MergeForm(data if "kept" in data else None, gone=gone)
        kept = form.cleaned_data["kept"] if form.is_valid() else None
        if kept and request.method == "POST":
            try:
                kept = merge(kept, gone, by=request.user)
            except MergeRefused as refusal:
                messages.error(request, str(refusal))
                return redirect("admin:municipalities_partnercity_changelist")
            undo = reverse("admin:municipalities_partnercity_unmerge", args=[kept.pk, kept.merges.first().pk])
            say_with_undo(request, f"Партнёр «{gone}» объединён с партнёром «{kept}».", undo)
            return redirect("admin:municipalities_partnercity_change", kept.pk)
        links = kept and links_between(kept, gone)
        context = self.admin_site.each_context(request) | {
            "title": "Объединить партнёров",
            "opts": self.opts,
            "original": gone,
            "gone": gone,
            "gone_name": full_name_of(gone),
            "form": form,
            "kept": kept,
            "kept_name": kept and full_name_of(kept),
            "links": links,
        }
        return render(request, "admin/municipalities/partnercity/merge.html", context)

    @method_decorator(require_POST)
    def unmerge(self, request, object_id, merge):
        """Undo a merge, and lead to the partner that is there again."""
        merged = PartnerMerge.objects.filter(pk=merge, kept=unquote(object_id)).first() if object_id.isdigit() else None
        if merged is None:
            messages.error(request, "Это объединение уже отменено.")
            return redirect("admin:municipalities_partnercity_changelist")
        try:
            back = undo_merge(merged, by=request.user)
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:municipalities_partnercity_change", merged.kept_id)
        messages.success(request, f"Объединение отменено: «{back}» снова в списке.")
        return redirect("admin:municipalities_partnercity_change", back.pk)

    @admin.display(description="предложен", ordering="-is_confirmed")
    def proposal(self, partner):
        if partner.is_confirmed:
            return "—"
        return f"{partner.proposed_for}, {partner.proposed_by.short_name}" if partner.proposed_by else "да"


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
        return super().has_change_permission(request, obj) and not (obj and obj.event_id)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.event_id)

    @admin.display(description="подписано", ordering="signed_on")
    def signed(self, agreement):
        return f"{agreement.signed_on:%d.%m.%Y}" if agreement.signed_on else agreement.signed_text

    @admin.display(description="муниципальное образование")
    def municipality(self, agreement):
        return row_of(agreement).municipality

    @admin.display(description="с кем")
    def with_whom(self, agreement):
        return row_of(agreement).partner or None

    @admin.display(description="откуда")
    def of_event(self, agreement):
        return row_of(agreement).source
