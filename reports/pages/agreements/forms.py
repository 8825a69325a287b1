"""What the register is asked for by its address."""

from django import forms

from reports.pages.forms import FilterForm
from reports.queries.agreements import Choices
from reports.rules.register_filter import LONGEST_WORDS, RegisterFilter
from reports.rules.register_states import DocumentState

ANY = [("", "Все")]


class RegisterForm(FilterForm):
    """The filter as fields. The choices are those that occur, and the one that is asked for."""

    q = forms.CharField(
        label="Слова",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.TextInput({"type": "search", "data-key": "search"}),
    )
    state = forms.ChoiceField(choices=[("", ""), *((one.value, one.words) for one in DocumentState)], required=False)
    year = forms.ChoiceField(label="Год подписания", required=False)
    municipality = forms.ChoiceField(label="Муниципальное образование", required=False)
    country = forms.ChoiceField(label="Страна", required=False)
    partner = forms.ChoiceField(label="Партнёр", required=False)
    scan = forms.ChoiceField(label="Скан", choices=[*ANY, ("yes", "есть"), ("no", "нет")], required=False)

    def __init__(self, data, choices: Choices):
        super().__init__(data)
        self.years = choices.years
        self.fields["state"].widget = forms.HiddenInput()
        offered = {"year": choices.years, "municipality": choices.municipalities, "country": choices.countries}
        for name, pairs in (offered | {"partner": choices.partners}).items():
            self.fields[name].choices = ANY + [(str(key), words) for key, words in pairs]

    @property
    def chosen(self) -> RegisterFilter:
        """The filter of what was understood; bounds of days come by links alone and are kept."""
        self.is_valid()
        bounds = {name: self.data.get(name, "") for name in ("signed_from", "signed_to", "lapsed_from", "lapsed_to")}
        return RegisterFilter.read({**{name: self.understood(name) for name in self.fields}, **bounds})
