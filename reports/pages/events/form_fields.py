"""Fields that the form of an event and the forms of its documents are made of."""

import re

from django import forms
from django.forms.utils import ErrorDict

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.models import Event
from reports.rules.event_fields import LABELS
from reports.rules.event_limits import LONGEST_TEXT, MOST_PEOPLE

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


def line_field(key, **kwargs):
    """A field for a text on one line, as long as the column of that name."""
    return CleanLineFormField(
        label=LABELS[key],
        required=False,
        max_length=Event._meta.get_field(key).max_length,
        error_messages=dict(TOO_LONG),
        **kwargs,
    )


def text_field(key, rows, **kwargs):
    """A field for a text of several lines."""
    return CleanTextFormField(
        label=LABELS[key],
        required=False,
        max_length=LONGEST_TEXT,
        error_messages=dict(TOO_LONG),
        widget=forms.Textarea({"rows": rows}),
        **kwargs,
    )


class QuietMixin:
    """A quiet form reads what it can and complains of nothing."""

    is_quiet = False

    def full_clean(self):
        super().full_clean()
        if self.is_quiet:
            self._errors = ErrorDict(renderer=self.renderer)
