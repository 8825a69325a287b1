"""What the admin's lists share: search by stored keys, filters that ask for nothing else, no deletion."""

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.views.main import ERROR_FLAG, IncorrectLookupParameters
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.text import capfirst

from municipalities.models import User
from reports.prose.cleaning import search_key

NO_SUCH_FILTER = "Так этот список не отобрать, поэтому показан весь. Выберите условие в колонке «Фильтр»."


class FindsByKey:
    """Looks for what was typed in the stored keys, so «вязЁмский», Latin «Bязьма» and capitals are found alike."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_key(search_term))


class FindsUsers:
    """As FindsByKey for people, who have no stored key: there are few of them, so their keys are made now.

    `user_lookup`: how the listed rows lead to the user; `key_lookups`: stored keys that count too.
    """

    user_lookup = "pk"
    key_lookups = ()
    search_fields = ["pk"]  # Django shows the box only where there are some

    def get_search_results(self, request, queryset, search_term):
        for word in search_key(search_term).split():
            found = Q(**{f"{self.user_lookup}__in": _users_with(word)})
            for lookup in self.key_lookups:
                found |= Q(**{f"{lookup}__contains": word})
            queryset = queryset.filter(found)
        return queryset, False


def _users_with(word):
    """Numbers of the users whose name, sign-in name, post, phone or address contains the word of a key."""
    columns = ("full_name", "username", "post", "phone", "email")
    people = User.objects.values_list("pk", *columns)
    return [pk for pk, *texts in people if word in search_key(" ".join(texts))]


class ListAdmin(admin.ModelAdmin):
    """What all lists share; every registered list is one of these.

    Titles with the noun alone: Django's «Добавить %s» would need its accusative. Choices are plain selects, also the
    long ones. Django's box that completes names has no name for screen readers and needs JavaScript.
    """

    def lookup_allowed(self, lookup, value, request):
        """Only what the filters beside the list ask for. Django allows every column of the model, and whoever may ask
        `password__gte` of a list reads the stored password letter by letter."""
        return any(lookup in self._lookups_of(item) for item in self.get_list_filter(request))

    def get_changelist_instance(self, request):
        """A forbidden filter is answered like any invalid address: by the list without it."""
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters from error

    def _lookups_of(self, item):
        """The names that one entry of `list_filter` puts into an address."""
        if isinstance(item, type):
            return {item.parameter_name}
        name = item if isinstance(item, str) else item[0]
        field = self.opts.get_field(name)
        if field.is_relation:
            return {name, f"{name}__{field.target_field.name}__exact"}
        return {name, f"{name}__exact"}

    def changelist_view(self, request, extra_context=None):
        """Django leads an address that makes no sense to a page that speaks of a broken database; here, to the list."""
        if ERROR_FLAG in request.GET:
            messages.warning(request, NO_SUCH_FILTER)
            return redirect(request.path)
        return super().changelist_view(
            request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        title = capfirst(self.opts.verbose_name) + (": новая запись" if object_id is None else "")
        return super().changeform_view(request, object_id, form_url, {"title": title, **(extra_context or {})})


class NeverDeleted:
    """Rows that reports refer to for ever, also for a superuser."""

    def has_delete_permission(self, request, obj=None):
        return False
