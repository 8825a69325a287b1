"""Forms of the administrator's own steps, beside those that the admin makes from the models."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities.lists.admin import look_like_ours
from municipalities.models import User


class NewPersonForm(forms.ModelForm):
    """A new user without any right; left empty when somebody from the list is chosen instead."""

    class Meta:
        model = User
        fields = ["full_name", "username", "post", "phone", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            look_like_ours(field.widget)

    def clean_username(self):
        """As it will be stored, so that a name taken in other capitals is refused beside the field."""
        return self.cleaned_data["username"].lower()


class ReplacementForm(forms.Form):
    """Who answers for the municipality from which day on."""

    since = forms.DateField(
        label="С какого дня",
        help_text="До этого дня отвечает прежний исполнитель, с этого дня – новый.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Выберите день.", "invalid": "Напишите день так: 15.01.2025."},
    )
    new = forms.ModelChoiceField(
        User.objects.none(),
        label="Новый исполнитель из списка",
        required=False,
        empty_label="нет в списке: указать ниже",
        error_messages={"invalid_choice": "Этого человека выбрать нельзя. Выберите другого."},
    )

    def __init__(self, *args, old, by, names_new_person, **kwargs):
        """`old`: the user to be replaced; `by`: who replaces; `names_new_person`: is NewPersonForm filled in?"""
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True, is_superuser=False).exclude(pk__in=[old.pk, by.pk])
        self.fields["new"].queryset = others.order_by("full_name", "pk")
        self.fields["since"].initial = timezone.localdate
        for field in self.fields.values():
            look_like_ours(field.widget)
        self.names_new_person = names_new_person

    def clean(self):
        data = super().clean()
        if "new" in data and bool(data["new"]) == self.names_new_person:
            both = "Выберите человека из списка или укажите нового, но не то и другое сразу."
            neither = "Выберите человека из списка или укажите нового ниже."
            raise ValidationError({"new": both if data["new"] else neither})
        return data
