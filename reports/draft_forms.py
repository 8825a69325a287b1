"""What the form of an event sends while a person writes, and what it carries so that its draft is known again."""

import datetime
import re
import uuid

from django import forms
from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from .drafts import LONGEST_DRAFT, OLDEST
from .event_form import EventForm
from .forms import LAST_VERSION
from .prose.cleaning import clean_text

MOST_FIELDS = 1000
MOST_PAGES = 10  # that one text has gone through
NOT_UNDERSTOOD = "Запрос не понят. Откройте страницу заново; текст на этой странице можно скопировать."
TOO_LONG = "Слишком длинный текст: сам он не сохраняется. Сократите его."

_OF_AGREEMENTS = re.compile(r"agreements-([A-Z_]{1,20}|[0-9]{1,3}-[A-Za-z_]{1,20})")
_OWN = {*EventForm.base_fields, "new_partner", "new_partner_country"} - {"uid", "version", "new_partners"}


class PagesField(forms.CharField):
    """Numbers of pages between commas; what is none is left out."""

    def clean(self, value):
        pages = []
        for word in str(value or "").split(",")[:MOST_PAGES]:
            try:
                pages.append(uuid.UUID(word.strip()))
            except ValueError:
                continue
        return pages


class PagesForm(forms.Form):
    """Which pages a text comes from. The form of an event carries it to saving; always valid."""

    draft_page = PagesField(required=False)
    draft_continues = PagesField(required=False)

    @property
    def pages(self):
        """Without repetitions, the page itself first."""
        return list(dict.fromkeys([*self.cleaned_data["draft_page"], *self.cleaned_data["draft_continues"]]))


class DraftForm(forms.Form):
    """One sending: the fields of the form as they are, beside them whose and from which page."""

    uid = forms.UUIDField()
    version = forms.IntegerField(required=False, min_value=1, max_value=LAST_VERSION)
    draft_page = forms.UUIDField()
    draft_number = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    draft_continues = PagesField(required=False)
    draft_by = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    draft_age = forms.FloatField(required=False, min_value=0, max_value=10**10)  # seconds

    def clean(self):
        self.sent = [
            [name, clean_text(value)]
            for name in self.data
            if name in _OWN or _OF_AGREEMENTS.fullmatch(name)
            for value in self.data.getlist(name)
        ]
        if len(self.sent) > MOST_FIELDS or sum(len(value) for _, value in self.sent) > LONGEST_DRAFT:
            raise forms.ValidationError(TOO_LONG, code="too_long")
        return super().clean()

    @property
    def age(self):
        """How long ago the words were typed; at most as long as a computer may keep them."""
        return min(datetime.timedelta(seconds=self.cleaned_data["draft_age"] or 0), OLDEST)

    @property
    def why_not(self):
        """The one sentence for a sending that cannot be kept."""
        return TOO_LONG if self.has_error("__all__", "too_long") else NOT_UNDERSTOOD


class PageForm(forms.Form):
    """The page whose draft is meant: to go on with, or to discard. `next` is where to go then; an address of
    another site counts as none."""

    draft = forms.UUIDField()
    # A plain field: whatever is in it must not stop the answer.
    next = forms.Field(required=False)

    def clean_next(self):
        address = self.cleaned_data["next"] or ""
        return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def data_of_draft(draft):
    """The draft as a browser would send it, with the version that its page had read."""
    data = QueryDict(mutable=True)
    for name, value in draft.fields:
        data.appendlist(name, value)
    data["uid"] = str(draft.uid)
    data["version"] = str(draft.base_version or 1)  # of an event that another window has saved meanwhile
    return data
