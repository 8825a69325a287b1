"""What more than one page may be sent. Each side's own forms stand beside this file."""

from django import forms

LAST_VERSION = 2**31 - 1  # what the column holds
OUT_OF_DATE = "Страница устарела. Посмотрите, как сейчас, и повторите."


class VersionForm(forms.Form):
    """The version of the report or the event that the person had before the eyes; every move carries it."""

    version = forms.IntegerField(
        label="Версия",
        min_value=1,
        max_value=LAST_VERSION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_DATE),
    )
