"""What the admin's lists share: search by stored keys, filters that ask for nothing else, no deletion."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ERROR_FLAG, IncorrectLookupParameters
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import BLANK_CHOICE_DASH, DateField, Q
from django.forms.widgets import Input
from django.shortcuts import redirect
from django.utils.text import capfirst

from municipalities.models import User
from reports.prose.cleaning import search_key

NO_SUCH_FILTER = "Так этот список не отобрать, поэтому показан весь. Выберите условие над списком."


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


DJANGOS_NOTHING = BLANK_CHOICE_DASH[0][1]


class OurControls:
    """For the forms that the admin makes: our controls, the browser's own calendar, ticks where several are chosen, and
    no windows that open others: a row of another list is added on the page of that list."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        _name_nothing(field)
        if isinstance(db_field, DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        look_like_ours(field.widget)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        widget = forms.CheckboxSelectMultiple(attrs={"class": "many"}, choices=field.choices)
        field.widget, field.help_text = widget, ""
        return field


def _name_nothing(field):
    """Say in words that nothing is chosen, where Django draws a line."""
    words = "не выбрано" if field.required else "нет"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DJANGOS_NOTHING:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        field.choices = [(value, words if label == DJANGOS_NOTHING else label) for value, label in field.choices]


def look_like_ours(widget):
    """Give a control the class of the style sheet instead of the admin's own."""
    if isinstance(widget, forms.Select):
        widget.attrs["class"] = "form-select"
    elif isinstance(widget, forms.Textarea):
        widget.attrs.update({"class": "form-control", "rows": 4})
    elif isinstance(widget, Input) and not isinstance(widget, forms.CheckboxInput | forms.HiddenInput):
        widget.attrs["class"] = "form-control"


def yes_or_no(value):
    """In words: Django's picture of a tick says «True» to who does not see it."""
    return "да" if value else "нет"


class ListActionForm(ActionForm):
    """What is done with the ticked rows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        look_like_ours(self.fields["action"].widget)


class ListAdmin(OurControls, admin.ModelAdmin):
    """What all lists share; every registered list is one of these.

    Titles with the noun alone: Django's «Добавить %s» would need its accusative. Choices are plain selects, also the
    long ones. Django's box that completes names has no name for screen readers and needs JavaScript.
    """

    action_form = ListActionForm
    actions_selection_counter = True

    def get_action_choices(self, request, default_choices=()):
        """The only action is chosen already."""
        choices = super().get_action_choices(request, [])
        return choices if len(choices) == 1 else [("", "выберите"), *choices]

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
