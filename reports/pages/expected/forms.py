"""The ticks and choices of «Было раньше»."""

from django import forms

from reports.models import Expected
from reports.pages.form_look import LookMixin
from reports.pages.forms import LocalAddressField

Answer = Expected.Answer
OTHERWISE = [(answer.value, answer.label) for answer in (Answer.LEFT, Answer.NOT_HELD, Answer.LATER)]


class WayBackForm(forms.Form):
    """Where the button was pressed."""

    next = LocalAddressField()


class OffersForm(LookMixin, forms.Form):
    """Three controls an offer, by the key of its event: «состоялось», what otherwise, and that it was shown: what is
    offered only since then gets no answer."""

    def __init__(self, *args, offers, **kwargs):
        self.base_fields = {}
        self.offers = offers
        for offer in offers:
            held, answer, shown = names_of(offer)
            self.base_fields[held] = forms.BooleanField(required=False, label=offer.name.text)
            self.base_fields[held].widget.attrs["class"] = "form-check-input no-print"
            label = f"Если не состоялось: {offer.name.text}"
            self.base_fields[answer] = forms.ChoiceField(required=False, choices=OTHERWISE, label=label)
            self.base_fields[shown] = forms.CharField(required=False, initial="1", widget=forms.HiddenInput)
        super().__init__(*args, **kwargs)

    @property
    def answers(self):
        """Event's uid → Answer, of every line that was shown."""
        found = {}
        for offer in self.offers:
            held, answer, shown = (self.cleaned_data[name] for name in names_of(offer))
            if shown:
                found[offer.event.uid] = Answer.HELD if held else Answer(answer or Answer.LEFT)
        return found


def names_of(offer):
    """The names of an offer's controls."""
    pk = offer.event.pk
    return f"held-{pk}", f"answer-{pk}", f"shown-{pk}"
