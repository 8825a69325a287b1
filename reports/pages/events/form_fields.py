"""Fields that the form of an event and the forms of its documents are made of."""

import re

from django import forms
from django.forms.utils import ErrorDict

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.rules.event_fields import Kind
from reports.rules.event_limits import MOST_PEOPLE, limit_of

TOO_LONG = {"max_length": "Слишком длинно: %(show_value)d знаков, помещается %(limit_value)d"}


class NumberField(forms.IntegerField):
    """A number of people as people write it: «1 200» counts."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_PEOPLE,
            error_messages={
                "invalid": "Напишите целое число, например 180",
                "min_value": "Число людей не бывает меньше нуля",
                "max_value": "Слишком много: не больше 1 000 000 000 человек",
            },
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(re.sub(r"\s", "", value) if isinstance(value, str) else value)


def text_field(field):
    """The control of a line or a text, an EventField."""
    control = CleanLineFormField if field.kind == Kind.LINE else CleanTextFormField
    return control(
        label=field.label,
        required=False,
        max_length=limit_of(field.name),
        error_messages=dict(TOO_LONG),
        help_text=field.hint,
        widget=forms.Textarea({"rows": field.rows}) if field.rows else None,
    )


class QuietMixin:
    """A quiet form reads what it can and complains of nothing."""

    is_quiet = False

    def full_clean(self):
        super().full_clean()
        if self.is_quiet:
            self._errors = ErrorDict(renderer=self.renderer)
