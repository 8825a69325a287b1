"""The people of both sides of a partnership. They are added from the partner's page, and saving leads back there."""

from django.contrib import admin
from django.shortcuts import redirect

from municipalities.lists.admin import FindsByKey, ListAdmin
from municipalities.models import Contact, PartnerCity


@admin.register(Contact)
class ContactAdmin(FindsByKey, ListAdmin):
    list_display = ["name", "post", "partner_in_order", "side", "phone", "email"]
    list_filter = ["side"]
    list_select_related = ["partner"]
    search_fields = ["search_key__contains", "partner__search_key__contains"]
    search_help_text = "Имя, должность, телефон, почта или партнёр"
    sortable_by = ["partner_in_order", "side"]
    fields = ["partner", "side", "municipality", "name", "post", "phone", "email", "note"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "partner":
            kwargs["queryset"] = PartnerCity.objects.select_related("country")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_add(self, request, obj):
        return redirect("partner", obj.partner_id)

    def response_post_save_change(self, request, obj):
        return redirect("partner", obj.partner_id)

    @admin.display(description="партнёр", ordering="partner__sort_key")
    def partner_in_order(self, contact):
        return contact.partner
