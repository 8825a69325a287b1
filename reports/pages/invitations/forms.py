"""What an officer asks for, and what the holder of the link writes."""

import datetime

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.actions.invitations import LONGEST
from reports.pages.form_look import LookMixin
from reports.pages.forms import DayField
from reports.rules.event_fields import PRINTED_FIELDS

USUAL = datetime.timedelta(days=7)
LONGEST_OF_FIELD = {"name": 1_000, "place_text": 500, "period_text": 300, "purpose": 6_000, "participants": 4_000}
TOO_LONG = "Слишком длинно: можно до %(limit_value)d знаков, а здесь %(show_value)d. Сократите текст."
_HINTS = {
    "name": "Полностью, как на афише или в приказе",
    "place_text": "Город или село и учреждение; для другой страны – страна в скобках",
    "period_text": "Например: 4 ноября 2024 года или 28–29 сентября",
    "purpose": "Для чего проводили, что было, чем закончилось, что подписали",
    "participants": "Кто участвовал, сколько человек, из каких стран",
}


class UntilField(DayField):
    """The last day of a link, included: from today on, within a month."""

    def __init__(self):
        super().__init__("Действует до", is_named=True, help_text="Не дольше месяца")

    def validate(self, value):
        super().validate(value)
        today = timezone.localdate()
        if value and not today <= value <= today + LONGEST:
            raise forms.ValidationError("Ссылка действует от сегодняшнего дня и не дольше месяца.")


class InviteForm(LookMixin, forms.Form):
    """A new link."""

    asked = CleanLineFormField(
        label="О каком мероприятии",
        max_length=300,
        help_text="Увидит тот, кому вы отправите ссылку",
        error_messages={"required": "Напишите, о каком мероприятии вы спрашиваете."},
    )
    words = CleanTextFormField(
        label="Что ещё сказать",
        required=False,
        validators=[MaxLengthValidator(2_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = UntilField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", timezone.localdate() + USUAL)


class SendBackForm(LookMixin, forms.Form):
    """What to write on; the link works again."""

    words = CleanTextFormField(
        label="Что уточнить",
        validators=[MaxLengthValidator(2_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Напишите, что уточнить."},
    )
    until = UntilField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", timezone.localdate() + USUAL)


class RowForm(LookMixin, forms.Form):
    """The five texts of a row, and who has written them."""

    author = CleanLineFormField(
        label="Ваши фамилия, имя, отчество",
        max_length=200,
        error_messages={"required": "Напишите, кто вы: исполнитель должен знать, от кого текст."},
    )
    post = CleanLineFormField(
        label="Должность и учреждение", max_length=300, error_messages={"required": "Напишите должность и учреждение."}
    )
    phone = CleanLineFormField(
        label="Телефон", max_length=100, required=False, help_text="Если понадобится уточнить", widget=forms.TextInput
    )

    def __init__(self, *args, **kwargs):
        row = {field.name: _row_field(field) for field in PRINTED_FIELDS}
        self.base_fields = {**row, **self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def row(self):
        return {field.name: self.cleaned_data[field.name] for field in PRINTED_FIELDS}


def _row_field(field):
    kind = CleanTextFormField if field.kind.name == "TEXT" else CleanLineFormField
    return kind(
        label=field.label,
        help_text=_HINTS[field.name],
        required=field.name in ("name", "period_text", "place_text"),
        validators=[MaxLengthValidator(LONGEST_OF_FIELD[field.name], TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": field.rows or 2}),
        error_messages={"required": f"Заполните: {field.label.lower()}."},
    )
