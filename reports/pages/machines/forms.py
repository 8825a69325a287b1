"""What is asked of who lets a program in."""

import datetime

from django import forms
from django.utils import timezone

from municipalities.fields import CleanLineFormField
from reports.pages.form_look import LookMixin

LIVES = {"30": "месяц", "91": "три месяца", "365": "год"}


class TokenForm(LookMixin, forms.Form):
    """A new token."""

    name = CleanLineFormField(
        label="Для чего ключ",
        max_length=100,
        help_text="Например: портал региона, таблица Excel. По названию вы узнаете его в списке.",
        error_messages={
            "required": "Напишите, для чего ключ: по названию вы узнаете его в списке.",
            "max_length": "Слишком длинно: можно до %(limit_value)d знаков, сейчас %(show_value)d. Сократите название.",
        },
    )
    days = forms.ChoiceField(
        label="Сколько действует",
        choices=list(LIVES.items()),
        initial="365",
        error_messages={
            "required": "Выберите, сколько действует ключ.",
            "invalid_choice": "Выберите, сколько действует ключ.",
        },
    )

    @property
    def token(self):
        """What a token is made of."""
        days = datetime.timedelta(days=int(self.cleaned_data["days"]))
        return {"name": self.cleaned_data["name"], "expires_on": timezone.localdate() + days}
