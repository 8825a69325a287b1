"""Fields that the form of an event and the forms of its documents are made of."""

from django import forms
from django.forms.utils import ErrorDict

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.prose.people_number import NEGATIVE, people_number
from reports.prose.words import NBSP
from reports.rules.event_fields import Kind
from reports.rules.event_limits import MOST_PEOPLE, limit_of

TOO_LONG = {"max_length": "Слишком длинно: %(show_value)d знаков, помещается %(limit_value)d"}


class NumberField(forms.IntegerField):
    """A number of people as people write it: «1 200», «40 чел.», «около 40»."""

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
        if not isinstance(value, str):
            return super().to_python(value)
        if NEGATIVE.match(value.strip()):
            raise forms.ValidationError(self.error_messages["min_value"])
        try:
            return people_number(value)[0]
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def inexact_note(typed):
    """What is kept of a number that was typed as an inexact one; "" for any other."""
    try:
        number, inexact = people_number(str(typed or ""))
    except ValueError:
        return ""
    kept = f"Записано {number:,}".replace(",", NBSP) if inexact else ""
    return kept and f"{kept}: в подсчётах число без слова «{inexact}». Неточность назовите в тексте участников"


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
