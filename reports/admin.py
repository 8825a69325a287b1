"""What the administrator of lists decides about partners: confirms a proposed one, merges two into one.

Stands here and not in municipalities/admin.py because it moves the events' links (reports/partners.py), which
the lists know nothing of.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path

from municipalities.admin import PartnerCityAdmin
from municipalities.models import PartnerCity

from .partners import MergeRefused, confirm, links_between, merge
from .prose.words import plural

admin.site.unregister(PartnerCity)


class ProposedFilter(admin.SimpleListFilter):
    title = "предложения исполнителей"
    parameter_name = "proposed"

    def lookups(self, request, model_admin):
        return [("yes", "предложены, ждут решения")]

    def queryset(self, request, queryset):
        return queryset.filter(is_confirmed=False) if self.value() == "yes" else queryset


class MergeForm(forms.Form):
    """Which partner stays: a confirmed one."""

    kept = forms.ModelChoiceField(
        PartnerCity.objects.none(),
        label="Кто остаётся",
        empty_label="выберите партнёра",
        error_messages={"required": "Выберите партнёра, который остаётся", "invalid_choice": "Такого партнёра нет"},
    )

    def __init__(self, data=None, *, gone):
        super().__init__(data)
        self.fields["kept"].queryset = (
            PartnerCity.objects.filter(is_confirmed=True).exclude(pk=gone.pk).select_related("country")
        )
        self.fields["kept"].label_from_instance = full_name_of


def full_name_of(partner):
    """«г. Витебск, Витебская область, Республика Беларусь»: namesakes differ."""
    return ", ".join(filter(None, (partner.name, partner.region, partner.country.full_name)))


@admin.register(PartnerCity)
class ProposedPartnerAdmin(PartnerCityAdmin):
    change_form_template = "admin/municipalities/partnercity/change_form.html"
    list_display = [*PartnerCityAdmin.list_display, "proposal"]
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
        return [address, *super().get_urls()]

    def get_deleted_objects(self, objs, request):
        """Say that events name a partner, but not which: reports are not read here."""
        named = [f"Партнёр «{partner}» назван в мероприятиях" for partner in objs if partner.events.exists()]
        if named:
            return [], {}, set(), named
        return super(PartnerCityAdmin, self).get_deleted_objects(objs, request)

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
            messages.success(request, f"Партнёр «{gone}» объединён с партнёром «{kept}».")
            return redirect("admin:municipalities_partnercity_change", kept.pk)
        links = kept and links_between(kept, gone)
        context = self.admin_site.each_context(request) | {
            "title": "Объединить партнёров",
            "opts": self.opts,
            "gone": gone,
            "gone_name": full_name_of(gone),
            "form": form,
            "kept": kept,
            "kept_name": kept and full_name_of(kept),
            "links": links,
        }
        return render(request, "admin/municipalities/partnercity/merge.html", context)

    @admin.display(description="предложен")
    def proposal(self, partner):
        if partner.is_confirmed:
            return "—"
        return f"{partner.proposed_for}, {partner.proposed_by.short_name}" if partner.proposed_by else "да"
