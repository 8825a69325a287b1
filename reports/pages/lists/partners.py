"""The lists of partners, in their countries, and of partnerships. A proposed partner is confirmed, two are merged into
one: merging moves the events' links (reports/actions/partners.py). Reports are not edited here."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from municipalities.lists import columns as resources
from municipalities.lists.admin import FindsByKey, ListAdmin, NeverDeleted, look_like_ours
from municipalities.lists.cells import as_of_in_words, read_as_of
from municipalities.lists.pages import ListExchange
from municipalities.models import Country, PartnerCity, Partnership
from reports.actions.partners import MergeRefused, confirm, follow_change, links_between, merge, undo_merge
from reports.models import PartnerMerge
from reports.pages.access import say_with_undo
from reports.pages.forms import key_of
from reports.prose.words import counted, plural
from reports.queries.partners import uses_of


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


class FollowedPartnerResource(resources.PartnerResource):
    def after_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here; a trial run takes back what the archive has followed."""
        super().after_save_instance(instance, row, **kwargs)
        follow_change(instance, by=kwargs["user"])


@admin.register(PartnerCity)
class PartnerCityAdmin(ListExchange, FindsByKey, ListAdmin):
    resource_classes = [FollowedPartnerResource]
    form = PartnerCityForm
    change_form_template = "admin/municipalities/partnercity/change_form.html"
    list_display = ["name_in_order", "kind", "region", "country", "proposal"]
    list_filter = [ProposedFilter, "kind", ("country", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["country", "proposed_by", "proposed_for"]
    search_fields = ["search_key__contains", "synonym_keys__contains"]
    sortable_by = ["name_in_order", "kind", "proposal"]
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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"name", "country"} & set(form.changed_data):
            follow_change(obj, by=request.user)

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
        merged = PartnerMerge.objects.filter(pk=merge, kept=key_of(object_id)).first()
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

    @admin.display(description="имя", ordering="sort_key")
    def name_in_order(self, partner):
        return partner.name

    @admin.display(description="предложен", ordering="-is_confirmed")
    def proposal(self, partner):
        if partner.is_confirmed:
            return "—"
        return f"{partner.proposed_for}, {partner.proposed_by.short_name}" if partner.proposed_by else "да"


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
