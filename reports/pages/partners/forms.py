"""What the list of partners is asked for."""

from django import forms

from reports.pages.forms import FilterForm

LONGEST_WORDS = 200


class PartnersFilter(FilterForm):
    """Words of a partner's name, other writing or country."""

    q = forms.CharField(
        label="Город, организация или страна",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.TextInput({"type": "search", "data-key": "search"}),
    )
