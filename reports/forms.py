"""What more than one page may be sent. Each side's own forms stand beside this file."""

from django import forms

from config.forms import LookMixin

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


class HistoryFilter(LookMixin, forms.Form):
    """Which entries of a report's history are shown. Rubbish is left out of account and said so, never an error."""

    SHOWN = {
        "": "Все записи",
        "events": "Мероприятия",
        "states": "Состояния и сроки",
        "remarks": "Замечания",
        "imports": "Загрузки",
    }

    what = forms.ChoiceField(choices=list(SHOWN.items()), required=False, widget=forms.HiddenInput)
    who = forms.ChoiceField(label="Кто", required=False)

    def __init__(self, data, *, people):
        """`people`: (key, name) of those who occur in the history."""
        super().__init__(data)
        self.fields["who"].choices = [("", "Все"), *people]

    @property
    def chosen(self):
        return self._understood("what")

    @property
    def person(self):
        return self._understood("who")

    @property
    def ignored(self):
        """What was not understood, as a sentence; empty when everything was."""
        return "" if self.is_valid() else "Часть условий отбора не понята и не учтена."

    def _understood(self, name):
        self.is_valid()
        return self.cleaned_data.get(name, "")
