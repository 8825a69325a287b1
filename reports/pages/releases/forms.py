"""What the browser sends about releases."""

from django import forms

from reports.pages.form_look import LookMixin


class CodeForm(LookMixin, forms.Form):
    """The code at the foot of a printed page, as a person types it."""

    code = forms.CharField(
        label="Код проверки",
        max_length=60,
        help_text="Двенадцать букв и цифр внизу каждой страницы, например 7K3M-Q2XA-9RTD. Дефисы можно не писать.",
        error_messages={"required": "Напишите код.", "max_length": "Код короче: двенадцать букв и цифр."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
